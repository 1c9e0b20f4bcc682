"""Reads the source for whatever has to do with time: who asks a clock, and who waits for how long."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.parsed import nodes

SOURCE = Path(__file__).parents[2] / "src" / "cosmic_login"
#: Calls by the last part of their name, and what each is.
_CALLS = {
    "now": "now",
    "_now": "now",
    "seconds": "now",
    "shown_time": "now",
    "time": "now",
    "monotonic": "monotonic",
    "perf_counter": "monotonic",
    "clock_gettime": "monotonic",
    "QTimer": "timer",
    "QElapsedTimer": "timer",
    "singleShot": "timer",
    "startTimer": "timer",
    "call_later": "timer",
    "call_at": "timer",
    "Timer": "timer",
    "after": "deadline",
    "while_it_stands": "deadline",
    "sleep": "sleep",
    "pause": "sleep",
    "wait_for": "timeout",
    "timeout": "timeout",
    "timeout_at": "timeout",
    "settimeout": "timeout",
    "create_connection": "timeout",
    "Timeout": "timeout",
}
#: Calls that wait for ever unless they are given a time.
_WAITS = {"wait", "join"}
#: What each such call has in its text (ruff sees to its form); most files have none, and need not be parsed.
_SOME = re.compile(rf"\b(?:{'|'.join((*_CALLS, 'wait'))})\(|(?<![\"']\.)\bjoin\(|timeout")
_PLAIN = (ast.Constant, ast.Name, ast.BinOp, ast.IfExp)
_NAMES = {"timeout", "seconds", "patience"}


def uses(path: Path) -> frozenset[str]:
    """Return what a file has to do with time."""
    return frozenset(_found(path.read_text("utf-8")))


def by_file() -> dict[str, frozenset[str]]:
    """Return it for every file of the program that has anything to do with time."""
    found = {path.relative_to(SOURCE).as_posix(): uses(path) for path in sorted(SOURCE.rglob("*.py"))}
    return {name: kinds for name, kinds in found.items() if kinds}


def _found(text: str) -> Iterator[str]:
    for node in nodes(text) if _SOME.search(text) else ():
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        first = node.args[0] if node.args else None
        if name in _CALLS and not _is_another(name, node.func, first):
            yield _CALLS[name]
        if name in _WAITS and not isinstance(getattr(node.func, "value", None), ast.Constant) and _is_a_time(first):
            yield "timeout"
        for keyword in node.keywords:
            if keyword.arg and keyword.arg.startswith("timeout") and not _is_nothing(keyword.value):
                yield "timeout"


def _is_another(name: str, function: ast.expr, first: ast.expr | None) -> bool:
    """Whether a call only has the name of one that has to do with time, or is given no time."""
    of = _name(getattr(function, "value", function))
    return (
        (name in {"singleShot", "timeout"} and first is not None and _is_nothing(first))
        or (name == "time" and of != "time")
        or (name == "seconds" and of not in {"_services", "services"})
    )


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in {None, 0}


def _is_a_time(argument: ast.expr | None) -> bool:
    """Whether an argument is a number of seconds: not the words to join, nor the tasks to wait for."""
    return any(
        (isinstance(node, ast.Constant) and type(node.value) in {int, float})
        or (isinstance(node, ast.Name) and (node.id in _NAMES or node.id.isupper()))
        for node in (ast.walk(argument) if isinstance(argument, _PLAIN) else ())
    )
