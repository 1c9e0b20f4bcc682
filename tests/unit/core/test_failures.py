"""The failure table: complete rows, every code used, no code used that is not in it."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cosmic_login
from cosmic_login.core.failures import FAILURES, FailureClass, LoginFailure
from tests.parsed import nodes

SOURCE = Path(cosmic_login.__file__).parent


@pytest.mark.parametrize("code", FAILURES)
def test_every_row_says_what_happened_and_what_to_do(code: str) -> None:
    row = FAILURES[code]
    assert row.cause.endswith(".")
    assert row.mend.endswith(".")
    assert row.cause[0].isupper()
    assert row.mend[0].isupper()
    assert "." not in row.help_anchor
    assert len(row.cause) < 100


def _parsed(some: str) -> Iterator[tuple[ast.AST, Path]]:
    """Yield the nodes of every file in which this is found: the others need not be parsed."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(some, text):
            yield from ((node, path) for node in nodes(text))


def test_every_code_of_the_table_is_used_somewhere() -> None:
    #: What only later ways of logging in, or the wire, can bring about.
    not_yet = {"session.refused"}
    #: Put together from a kind of code and what became of it.
    composed = {"puk.wrong", "puk.blocked", "code.wrong", "code.blocked"}
    assert _unused(set(FAILURES) - composed) == not_yet


def _unused(codes: set[str]) -> set[str]:
    """Return those that are no text of any file; one that has none of those that are left need not be parsed."""
    left = set(codes)
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "failures.py" and any(code in text for code in left):
            left -= {node.value for node in nodes(text) if isinstance(node, ast.Constant) and type(node.value) is str}
    return left


def test_every_failure_that_is_raised_is_in_the_table() -> None:
    wrong = []
    for node, path in _parsed(r"LoginFailure\(\s*['\"]"):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LoginFailure" and node.args):
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant) and first.value not in FAILURES:
            wrong.append((path.name, node.lineno, first.value))
    assert wrong == []


def test_a_code_that_is_not_in_the_table_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        LoginFailure("no.such")


def test_a_failure_survives_a_process_border() -> None:
    failure = pickle.loads(pickle.dumps(LoginFailure("code.wrong", "detail", tries_left=2)))  # noqa: S301 - our own
    assert (failure.code, failure.detail, failure.tries_left) == ("code.wrong", "detail", 2)


def test_only_what_comes_after_authentication_is_a_failed_login() -> None:
    login = {code for code, row in FAILURES.items() if row.failure_class is FailureClass.LOGIN}
    assert {code.split(".")[0] for code in login} == {"access", "token", "session", "hsa"}
