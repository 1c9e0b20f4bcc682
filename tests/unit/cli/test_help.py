"""``--help``: in the language that was chosen, with examples that are right, and in colours on terminals alone."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest

from cosmic_login.cli.main import main
from cosmic_login.cli.options import COMMANDS, parse
from cosmic_login.run.command_help import EXAMPLES

ENGLISH = re.compile(r"\b(the|which|print|show this|default:|usage|options|where|Exit)\b")
SWEDISH = re.compile(r"\b(och|är|som|skriv|visa|förval|användning|Slutstatus)\b")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_tells_all_in_either_language(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = command.split()
    swedish = told(capsys, *words, "--lang", "sv")
    assert ENGLISH.findall(swedish) == []
    assert swedish.startswith("användning: cosmic-login")
    english = told(capsys, *words, "--lang", "en")
    assert SWEDISH.findall(english) == []
    assert english.startswith("usage: cosmic-login")


def test_it_is_in_the_language_that_is_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ("--profile", str(tmp_path))
    assert "visa den här hjälpen" in told(capsys, *place, "audit")
    assert main([*place, "settings", "set", "language", "en"]) == 0
    capsys.readouterr()
    assert "show this help message" in told(capsys, *place, "audit")


def test_each_command_has_two_or_three_examples_that_can_be_typed() -> None:
    assert list(EXAMPLES) == ["", *COMMANDS]
    for command, examples in EXAMPLES.items():
        assert len(examples) in {2, 3}
        for each in examples:
            words = shlex.split(each.words)
            assert not command or words[0] == command
            arguments = parse(words)[1]
            assert (arguments is None) == (not words)


def test_a_verb_has_the_examples_that_are_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.findall(r"^  cosmic-login (.*)$", told(capsys, "card", "attach"), re.MULTILINE)
    assert found == ["card attach anna-1 --vpcd 127.0.0.1:35963"]
    assert len(re.findall(r"^  cosmic-login card", told(capsys, "card", "show"), re.MULTILINE)) == 3


def test_it_names_the_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert "3 nekat, 70 ett fel i programmet" in " ".join(told(capsys, "audit", "show").split())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_colours_are_for_terminals_that_show_them(
    variables: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    plain = told(capsys, "card")
    assert "\x1b" not in plain, "a pipe is no terminal"
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    assert main(["card", "--help"]) == 0
    assert ("\x1b[1mval:\x1b[0m" in terminal.getvalue()) == coloured
    assert re.sub(r"\x1b\[\d+m", "", terminal.getvalue()) == plain
