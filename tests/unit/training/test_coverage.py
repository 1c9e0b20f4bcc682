"""The shipped lessons cover the instruction and the table of failures; the words of scenarios are those of others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cosmic_login.authenticators.tasks.card_tasks import ANSWER_ORDER, TASKS
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.directory.directory import Directory
from cosmic_login.idp.outages import TARGETS
from cosmic_login.lessons.casting import cast_of
from cosmic_login.training.catalogue import catalogue, shipped_one
from cosmic_login.training.coverage import NOT_MET, by_failure, by_row
from cosmic_login.training.rows import OPEN, ROWS
from cosmic_login.training.shipped import shipped_files
from cosmic_login.training.validation import failures_shown
from cosmic_login.training.vocabulary import CHOICES, MISHAPS, NUMBERS, TRAIL_EVENTS, VERBS, Arg
from tests.row_tests import ROW_TESTS

TESTS = Path(__file__).parents[2]
LESSONS = tuple(catalogue(cast_of(Directory.load())).scenarios.values())
SOURCE = Path(__file__).parents[3] / "src" / "cosmic_login"


def test_one_that_is_shipped_is_read_alone_and_is_the_same() -> None:
    cast = cast_of(Directory.load())
    assert [shipped_one(each.id, cast) for each in LESSONS] == list(LESSONS)
    assert {path.stem for path in shipped_files()} == {each.id for each in LESSONS}, "found by the name of its file"
    with pytest.raises(LoginFailure, match=r"there is no scenario 'md-'; is it .*md"):
        shipped_one("md-", cast)


def test_every_row_is_shown_but_those_that_are_named_as_open() -> None:
    assert set(ROWS) - set(by_row(LESSONS)) == set(OPEN) == set()
    assert list(ROWS) == [f"R{number}" for number in range(1, 27)]


def test_every_row_has_tests_from_end_to_end_that_there_are() -> None:
    assert list(ROW_TESTS) == list(ROWS)
    there = {
        f"{file}::{node.name}"
        for file in {name.partition("::")[0] for names in ROW_TESTS.values() for name in names}
        for node in ast.walk(ast.parse((TESTS / file).read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not any("soak" in ast.unparse(each) for each in node.decorator_list)
    }
    for row, names in ROW_TESTS.items():
        assert names, row
        assert set(names) <= there, row


def test_every_failure_is_shown_or_named_with_a_reason() -> None:
    named = [code for codes in NOT_MET.values() for code in codes]
    assert len(named) == len(set(named))
    assert set(by_failure(LESSONS)).isdisjoint(named)
    assert set(by_failure(LESSONS)) | set(named) == set(FAILURES)


def test_a_lesson_names_every_failure_that_it_shows() -> None:
    assert {each.id: failures_shown(each) - set(each.failures) for each in LESSONS} == {
        each.id: frozenset() for each in LESSONS
    }


def test_every_word_is_used_in_a_shipped_lesson() -> None:
    steps = [step for each in LESSONS for step in each.steps]
    assert {step.act.verb for step in steps if step.act} == set(VERBS) - {"close"}
    assert {step.mishap.verb for step in steps if step.mishap} == set(MISHAPS)


def test_every_step_is_said_in_both_languages_and_differently() -> None:
    assert [f"{each.id}: {step.line}" for each in LESSONS for step in each.steps if step.say.sv == step.say.en] == []


def test_the_words_are_those_of_whom_they_are_said_to() -> None:
    assert set(CHOICES[Arg.TARGET]) == set(TARGETS)
    assert set(CHOICES[Arg.TASK]) == set(TASKS) - {ANSWER_ORDER}, "an order of a browser has no place in a lesson"
    assert set(CHOICES) | set(NUMBERS) | {
        Arg.CARD, Arg.PERSON, Arg.PHONE, Arg.SERVICE_ID, Arg.TOPIC, Arg.FAILURE,
    } == set(Arg)  # fmt: skip
    source = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if "training" not in path.parts)
    assert [event for event in sorted(TRAIL_EVENTS) if f'"{event}"' not in source] == []
