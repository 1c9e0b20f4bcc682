"""Small scenarios, and the cast they are played by."""

from __future__ import annotations

from cosmic_login.training.cast import Cast, Member

CAST = Cast(
    {
        "anna": Member("anna", ("TSTNMT2321000057-1001",), ("anna-1",)),
        "bo": Member("bo", ("TSTNMT2321000057-1002", "TSTNMT2321000057-2002"), ("bo-1",)),
    },
    frozenset({"contacts"}),
)
HEAD = """\
id = "small"
[title]
sv = "Liten"
en = "Small"
[goal]
sv = "Mål"
en = "Goal"
[start]
person = "anna"
cards = ["anna-1"]
"""
TEXT = 'say = { sv = "Gör så", en = "Do so" }\n'
CHOOSE = f'[[steps]]\ndo = {{ choose = "siths-this-device" }}\nexpect = {{ state = "enter_code" }}\n{TEXT}'
CODE = f'[[steps]]\ndo = {{ code = "right" }}\nexpect = {{ state = "workspace", person = "anna" }}\n{TEXT}'
SMALL = HEAD + CHOOSE + CODE


def step(do: str, expect: str, text: str = TEXT) -> str:
    """Return one step as it is written."""
    return f"[[steps]]\n{do}\nexpect = {{ {expect} }}\n{text}"
