"""``--lang en``: the command line in English, mistakes included."""

from __future__ import annotations

import pytest

from cosmic_login.cli.main import main
from cosmic_login.cli.options import wanted_language
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.run.context import CliContext


@pytest.mark.parametrize("code", FAILURES)
def test_failure_lines(code: str) -> None:
    failure = LoginFailure(code, tries_left=2)
    english = CliContext(lang_option="en", temp_profile=True).failure_line(failure)
    swedish = CliContext(lang_option="sv", temp_profile=True).failure_line(failure)
    assert english.startswith(f"{code}: ")
    assert english.endswith("(tries left: 2)")
    assert swedish.endswith("(försök kvar: 2)")
    assert FAILURES[code].cause in swedish
    assert FAILURES[code].cause not in english


@pytest.mark.parametrize(
    ("argv", "language"),
    [
        (["--lang", "en", "nonsense"], "en"),
        (["nonsense", "--lang=en"], "en"),
        (["nonsense", "--lang", "sv"], "sv"),
        (["nonsense"], None),
        (["--lang"], None),
        (["--", "--lang", "en"], None),
    ],
)
def test_the_language_is_known_before_the_rest_is_understood(argv: list[str], language: str | None) -> None:
    assert wanted_language(argv) == language


def test_a_mistake_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense", "--lang", "en"]) == 2
    assert "The command cannot be understood." in capsys.readouterr().err


def test_the_list_of_cards(capsys: pytest.CaptureFixture[str]) -> None:
    for language, heading in (("sv", "KORT"), ("en", "CARD")):
        assert main(["card", "list", "--temp-profile", "--lang", language]) == 0
        assert capsys.readouterr().out.startswith(heading)


def test_a_card(capsys: pytest.CaptureFixture[str]) -> None:
    for language, label in (("sv", "försök kvar "), ("en", "tries left  ")):
        assert main(["card", "show", "anna-1", "--temp-profile", "--lang", language]) == 0
        assert f"{label} 3" in capsys.readouterr().out
