"""The plug-in's windows: what they say when a test does not go as it was meant, and what they keep of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cosmic_login.testing.windows import DrivenLogin, DrivenPhone

pytest_plugins = ["pytester"]


def test_messages_name_what_stands(cosmic_window: DrivenLogin, tmp_path: Path) -> None:
    assert cosmic_window.state == "start"
    assert {"siths-this-device", "siths-other-device", "other-way"} <= set(cosmic_window.names())
    with pytest.raises(AssertionError, match=r"after 0 s: no siths-that-device; there are .*siths-this-device"):
        cosmic_window.press("siths-that-device", timeout=0)
    with pytest.raises(AssertionError, match=r"no workspace; the window stands at start"):
        cosmic_window.wait_for("workspace", timeout=0)
    with pytest.raises(ValueError, match=r"no state 'workspaec' .did you mean workspace\?.; there are authentication"):
        cosmic_window.wait_for("workspaec", timeout=3600)
    with pytest.raises(ValueError, match=r"no state 'card'; there are .*workspace"):
        cosmic_window.wait_for("card", timeout=3600)
    hasty: Any = "30"
    with pytest.raises(TypeError, match="timeout wants a number of seconds, such as timeout=30; not '30'"):
        cosmic_window.press("siths-this-device", timeout=hasty)
    (picture,) = cosmic_window.save_pictures(tmp_path / "pictures", "now")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_window_that_does_not_answer_is_pictured_as_it_stands(cosmic_window: DrivenLogin, tmp_path: Path) -> None:
    cosmic_window.app.actions.change_setting("manner", "true-to-life")
    cosmic_window.press("other-way")
    shown = cosmic_window.app.window.grab().toImage()
    cosmic_window.press("siths-md")
    cosmic_window.control("restart")
    pictures = [QImage(str(path)) for path in cosmic_window.save_pictures(tmp_path, "frozen")]
    frozen = next(each for each in pictures if each.size() == shown.size())
    alike = [
        frozen.pixel(x, y) == shown.pixel(x, y) for x in range(0, shown.width(), 5) for y in range(0, shown.height(), 5)
    ]
    assert sum(alike) > 0.95 * len(alike)  # all but the button that was pressed
    cosmic_window.press("restart")
    cosmic_window.wait_for("start")


def test_a_page_that_no_phone_has_is_refused_at_once(phone_window: DrivenPhone) -> None:
    with pytest.raises(ValueError, match=r"no page of the phone 'anwsered' .did you mean answered or asked\?."):
        phone_window.wait_for("anwsered", timeout=3600)
    with pytest.raises(AssertionError, match="after 0 s: no answered; the phone shows home"):
        phone_window.wait_for("answered", timeout=0)


def test_a_login_fails_and_is_told(cosmic_window: DrivenLogin) -> None:
    cosmic_window.put("david-1")
    cosmic_window.press("siths-this-device")
    cosmic_window.wait_for("authentication_failed")
    failure = cosmic_window.failure
    assert failure is not None
    assert failure.code == "certificate.revoked"
    assert cosmic_window.identity is None


OWN_TEST = """
import pytest

@pytest.fixture
def cosmic_pictures():
    import pathlib
    return pathlib.Path("kept")

def test_that_fails(cosmic_window):
    assert cosmic_window.state == "workspace"
"""


def test_pictures_are_kept_when_a_test_fails(pytester: pytest.Pytester, qtbot: QtBot) -> None:
    pytester.makepyfile(OWN_TEST)
    said = pytester.runpytest_subprocess("-p", "no:asyncio", "-p", "no:cacheprovider")
    said.assert_outcomes(failed=1)
    said.stdout.fnmatch_lines(["*Pictures*", "kept/cosmic-window-1.png"])
    assert (pytester.path / "kept" / "cosmic-window-1.png").read_bytes().startswith(b"\x89PNG")
