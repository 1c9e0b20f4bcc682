"""The examples as a team would have them: from the wheel, in an environment of its own, by their own tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e import browser
from tests.e2e.installing import ROOT, Environment

pytestmark = [pytest.mark.timeout(400)]
EXAMPLES = ROOT / "examples"


def copied(installed: Environment, example: str) -> Path:
    """Put an example outside the checkout."""
    folder = installed.outside / example
    shutil.copytree(EXAMPLES / example, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run_tests(installed: Environment, folder: Path, *more: str, status: int = 0) -> str:
    """Run a team's tests and return what pytest says."""
    options = ("-q", "-rA", f"--rootdir={folder}", *more)
    return installed.pytest(*options, str(folder), env={"QT_QPA_PLATFORM": "offscreen"}, status=status, timeout=200)


def test_a_web_application_refuses_what_it_has_to(from_wheel: Environment) -> None:
    if reason := browser.missing():
        pytest.skip(reason)
    folder = copied(from_wheel, "web")
    assert "2 passed" in run_tests(from_wheel, folder)
    # The team's test is one that can fail: it does where the application does not look.
    application = folder / "journal.py"
    before = application.read_text("utf-8")
    application.write_text(before.replace('if claims.get("acr") != LEVEL:', "if False:"), "utf-8")
    assert application.read_text("utf-8") != before
    said = run_tests(from_wheel, folder, "-k", "too_low", status=1)
    assert "1 failed" in said
    assert "Välkommen" in said


def test_windows_are_driven_by_a_teams_test(from_wheel: Environment) -> None:
    assert "2 passed" in run_tests(from_wheel, copied(from_wheel, "window"))


def test_the_documents_show_the_tests_as_they_are() -> None:
    told = (ROOT / "docs" / "testing.md").read_text("utf-8")
    for example in ("web", "window"):
        text = (EXAMPLES / example / "test_login.py").read_text("utf-8")
        assert text in told, example
        assert len(text.rstrip().splitlines()) <= 15, "it is a team's first one: short"
