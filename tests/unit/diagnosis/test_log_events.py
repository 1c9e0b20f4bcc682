"""The events of the log are a contract: every name in the code is in docs/log.md, and the other way round."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

from tests.parsed import nodes

ROOT = Path(__file__).resolve().parents[3]


def _events_of(path: Path) -> set[str]:
    """Return the event names that a module logs; a name that is no plain text is an error."""
    names: set[str] = set()
    text = path.read_text(encoding="utf-8")
    if "log_event" not in text:  # most have none, and need not be parsed
        return names
    for node in nodes(text):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "log_event":
            name = node.args[1]
            assert isinstance(name, ast.Constant), f"{path}:{node.lineno}: the name must stand there"
            names.add(str(name.value))
    return names


@functools.cache
def _events_in_code() -> set[str]:
    found = {"log.lost"}  # the log handler's own
    for path in (ROOT / "src").rglob("*.py"):
        found |= _events_of(path)
    return found


def test_every_event_is_in_the_document_and_only_those() -> None:
    table = re.findall(r"^\| `([a-z_.]+)` \|", (ROOT / "docs" / "log.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(table) == len(set(table))
    assert set(table) == _events_in_code()


def test_names_are_dotted_and_small() -> None:
    for name in _events_in_code():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", name), name
