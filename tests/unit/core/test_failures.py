"""The failure table: complete rows, every code used, no code used that is not in it."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import cosmic_login
from cosmic_login.core.failures import FAILURES, FailureClass, LoginFailure

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


def _parsed(words: Iterable[str]) -> Iterator[tuple[ast.AST, Path]]:
    """Yield the nodes of every file that has one of these words in it: the others need not be parsed."""
    some = re.compile("|".join(map(re.escape, words)))
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if some.search(text):
            yield from ((node, path) for node in ast.walk(ast.parse(text)))


def _strings() -> Iterator[str]:
    for node, path in _parsed(FAILURES):
        if path.name != "failures.py" and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_code_of_the_table_is_used_somewhere() -> None:
    #: What only later ways of logging in, or the wire, can bring about.
    not_yet = {"session.refused"}
    #: Put together from a kind of code and what became of it.
    composed = {"puk.wrong", "puk.blocked", "code.wrong", "code.blocked"}
    used = {*_strings(), *composed}
    assert set(FAILURES) - used == not_yet


def test_every_failure_that_is_raised_is_in_the_table() -> None:
    wrong = []
    for node, path in _parsed(["LoginFailure"]):
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
