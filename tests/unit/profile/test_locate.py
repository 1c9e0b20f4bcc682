"""Lines of keys, for documents that the parser accepts."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from cosmic_login.profile.locate import Lines, Path

TRICKY = '''\
# a comment with [brackets] = "and more"
top = "x" # = [no]

[a.b]   # comment
"quoted key" = 'literal # not a comment'
dotted . key = [
  1, # ] not the end
  "]", [2],
]
text = """
not = "a key"
[nor.a.table]
""" # end
'lit' = """"two quotes at the end"""""
inline = { x = 1, y = "}" }

[[list]]
one = 1
  [[list]]
  two = 2
  [list.sub]
  three = 3
  [[list.deep]]
  four = 4
last = \'\'\'
it's\'\'\'
"\\u00e5" = 1'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("a",), 4),
        (("a", "b"), 4),
        (("a", "b", "quoted key"), 5),
        (("a", "b", "dotted"), 6),
        (("a", "b", "dotted", "key"), 6),
        (("a", "b", "text"), 10),
        (("a", "b", "lit"), 14),
        (("a", "b", "inline"), 15),
        (("a", "b", "inline", "y"), 15),
        (("a", "b", "not there"), 4),
        (("list",), 17),
        (("list", 0), 17),
        (("list", 0, "one"), 18),
        (("list", 1), 19),
        (("list", 1, "two"), 20),
        (("list", 1, "sub", "three"), 22),
        (("list", 1, "deep", 0, "four"), 24),
        (("list", 1, "deep", 0, "last"), 25),
        (("list", 1, "deep", 0, "å"), 27),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_lines_of_a_tricky_document(path: Path, line: int) -> None:
    tomllib.loads(TRICKY)
    assert Lines(TRICKY).line(path) == line
    assert Lines(TRICKY.replace("\n", "\r\n")).line(path) == line


def leaves(value: object, path: Path) -> list[tuple[Path, str]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for place, item in enumerate(value) for leaf in leaves(item, (*path, place))]
    return [(path, str(value))]


def test_every_value_of_the_shipped_file_stands_on_its_line() -> None:
    text = resources.files("cosmic_login.directory").joinpath("default.toml").read_text("utf-8")
    lines, found = Lines(text), leaves(tomllib.loads(text), ())
    assert len(found) > 100
    for path, value in found:
        line = text.split("\n")[lines.line(path) - 1]
        # The values of an array, and of tables that are written in a line, stand on the line of their key.
        assert any(line.startswith(f"{name} = ") for name in path), path
        assert value in line or value.lower() in line
    own = [path for path, _ in found if text.split("\n")[lines.line(path) - 1].startswith(f"{path[-1]} = ")]
    assert len(own) > 100
    assert len({lines.line(path) for path in own}) == len(own)
