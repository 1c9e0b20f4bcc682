"""``cosmic-login scenario``: lists, checks with file and line, plays, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.cli.main import main
from cosmic_login.desktop.lesson import run
from cosmic_login.training.model import Result
from tests.unit.training.pieces import HEAD, SMALL, step

WRONG = SMALL.replace("enter_code", "enter_cod")


class Program:
    """The program on one profile, in this process."""

    def __init__(self, profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.profile, self._capsys = profile, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Run ``scenario`` and return status, output and complaints."""
        status = main(["--profile", str(self.profile), "scenario", *words])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str) -> tuple[int, Any]:
        """Run it with ``--json``."""
        status, out, err = self(*words, "--json")
        assert err == ""
        return status, json.loads(out)


@pytest.fixture
def program(cosmic_profile: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program."""
    return Program(cosmic_profile, capsys)


def test_ones_own_are_listed_beside_those_that_are_shipped(program: Program, tmp_path: Path) -> None:
    _, before = program.json("list")
    own = program.profile / "scenarios"
    own.mkdir()
    (own / "small.toml").write_text(SMALL, "utf-8")
    (own / "mine.toml").write_text(SMALL.replace('id = "small"', 'id = "md"'), "utf-8")
    status, found = program.json("list")
    assert status == 0
    assert len(found["scenarios"]) == len(before["scenarios"]) + 1 > 50
    by_id = {each["id"]: each for each in found["scenarios"]}
    assert by_id["md"]["file"] == str(own / "mine.toml")
    assert by_id["small"]["title"] == {"sv": "Liten", "en": "Small"}
    status, told, _ = program("list", "--folder", str(tmp_path), "--lang", "en")
    assert (status, "small  " in told) == (0, False)
    assert "this-device" in told
    assert "Log in with the card in the reader and SITHS eID on this device. (R1, R8, R9)" in told


def test_a_wrong_one_of_ones_own_is_told_and_the_others_are_listed(program: Program) -> None:
    own = program.profile / "scenarios"
    own.mkdir()
    (own / "a-wrong.toml").write_text(WRONG.replace('"small"', '"bad"'), "utf-8")
    (own / "small.toml").write_text(SMALL, "utf-8")
    status, out, err = program("list")
    assert status == 1
    assert err.startswith("scenario.unknown_name: ")
    assert f"({own / 'a-wrong.toml'}:13: " in err
    assert "small  " in out
    assert "this-device" in out
    assert "bad  " not in out


def test_files_are_checked_and_the_first_that_is_wrong_is_told_with_its_line(program: Program, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(SMALL, "utf-8")
    bad.write_text(WRONG.replace('"small"', '"bad"'), "utf-8")
    assert program("check", str(good)) == (0, f"{good}: small, 2 steg\n", "")
    status, out, err = program("check", str(good), str(bad), "--lang", "en")
    assert (status, out) == (1, "")
    assert err.startswith("scenario.unknown_name: The lesson names something that does not exist.")
    assert f"({bad}:13: steps.expect.state: there is no state 'enter_cod'; is it enter_code" in err
    status, told = program.json("check", str(bad))
    assert (status, told["failure"]["code"]) == (1, "scenario.unknown_name")


def test_lessons_are_played_and_one_that_goes_otherwise_says_so(program: Program, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(HEAD + step('do = { choose = "siths-this-device" }', 'state = "login_failed"'), "utf-8")
    status, told = program.json("play", "whom-to-ask", str(wrong))
    assert status == 1
    assert [(each["scenario"], each["finished"], each["done"]) for each in told["played"]] == [
        ("whom-to-ask", True, 3),
        ("small", False, 0),
    ]
    assert told["played"][1]["failure"].startswith(f"{wrong}:11: step 1: came to enter_code")
    status, out, err = program("play", "whom-to-ask", "--lang", "en")
    assert (status, err) == (0, "")
    assert out.startswith("whom-to-ask                  3 steps, ")
    status, out, err = program("play", "whom-to-as")
    assert (status, out) == (1, "")
    assert "scenario.unknown: " in err
    assert "; is it whom-to-ask, " in err


def test_a_wrong_file_of_ones_own_keeps_nobody_from_the_shipped_ones(program: Program) -> None:
    bad = program.profile / "scenarios" / "bad.toml"
    bad.parent.mkdir()
    bad.write_text(WRONG, "utf-8")
    status, out, err = program("play", "whom-to-ask")
    assert status == 0
    assert out.startswith("whom-to-ask ")
    assert f"({bad}:13: " in err
    for names in (["all"], ["small"], ["whom-to-ask", "--folder", str(bad.parent)]):
        status, out, err = program("play", *names)
        assert (status, out) == (1, "")
        assert f"({bad}:13: " in err


def test_a_lesson_that_was_left_says_how_far_it_came(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    left = Result("md", "practise", finished=False, steps=3, done=2, seconds=7.0)
    monkeypatch.setattr(run, "run_lesson", lambda *_words, **_more: left)
    status, out, _ = program("play", "md", "--way", "practise", "--lang", "en")
    assert status == 1
    assert out.rstrip("\n").split(maxsplit=1) == ["md", "left after 2 of 3 steps, 7.0 s"]


@pytest.mark.parametrize("words", [("play", "md"), ("play", "md", "--way", "show"), ("guide", "--output", "out")])
@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--idp", "http://127.0.0.1:1", "has an identity provider of its own"),
        ("--idp-ca", "ca.pem", "has an identity provider of its own"),
        ("--manner", "true-to-life", "says itself in which manner it is"),
        ("--reader-from", "reader://127.0.0.1:1", "has readers of its own"),
    ],
)
def test_what_a_lesson_says_itself_cannot_be_said_beside_it(
    program: Program, words: tuple[str, ...], option: str, value: str, why: str
) -> None:
    status, out, err = program(*words, option, value)
    assert (status, out) == (2, "")
    assert f"{option}: a lesson {why}" in err


@pytest.mark.parametrize("more", [[], ["--way", "test"], ["--way", "show", "--pace", "nan"]])
def test_a_pace_is_for_a_lesson_that_is_shown(program: Program, more: list[str]) -> None:
    status, out, err = program("play", "md", "--pace", "3", *more)
    assert (status, out) == (2, "")
    assert "--pace" in err
