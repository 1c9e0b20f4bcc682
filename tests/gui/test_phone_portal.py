"""The phone's camera by way of the desktop's portal, against a portal on a bus of the test's own."""

from __future__ import annotations

import argparse
import functools
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cosmic_login.desktop import phone_window
from cosmic_login.phone.window.controller import PhonePlace
from cosmic_login.phone.window.desktop_pictures import DesktopPictures
from cosmic_login.phone.window.portal_camera import PortalCamera
from cosmic_login.phone.window.scan_page import ScanPage
from cosmic_login.run.context import CliContext
from cosmic_login.testing.gallery.phone_screens import ANNA, LOGIN, screen_with
from tests.gui.desktop_portal import Portal, private_bus
from tests.gui.phone_stage import PhoneStage

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="there is no dbus-daemon")

ORDER = "siths.0f3e.12.ab"


class Desk:
    """A phone on a desktop that gives no pictures but by its portal."""

    def __init__(self, qtbot: QtBot, connect: Callable[[], QDBusConnection], folder: Path) -> None:
        self._connect, self.folder, self.notes = connect, folder, folder / "notes"
        self._bus = bus = connect()
        notes = self.notes
        self.stage = PhoneStage(qtbot, make_shutter=lambda owner: PortalCamera(owner, notes, bus))
        self.stage.camera.image = None
        self.stage.phone.held = (ANNA,)
        self.stage.phone.results["scan"] = LOGIN
        self.until = self.stage.until

    def portal(self) -> Portal:
        """Have a portal."""
        return Portal(self._connect(), self._bus.baseService(), self.folder)

    def scan(self) -> ScanPage:
        """Come to the camera's page."""
        self.stage.window.show_anew(PhonePlace("scan"))
        return self.stage.on(ScanPage)

    def ready(self) -> ScanPage:
        """Come to the camera's page, and wait until a picture can be taken."""
        page = self.scan()
        self.until(page.shutter_button.isVisible)
        return page

    def says(self) -> str:
        """Return the advice on the page."""
        return self.stage.on(ScanPage).note.words.text()

    def says_so(self, words: str) -> bool:
        """Whether the advice begins like that."""
        return self.says().startswith(words)

    def press(self, portal: Portal) -> None:
        """Want a picture, and wait until the desktop is asked."""
        before = len(portal.requests)
        self.stage.on(ScanPage).shutter_button.click()
        self.until(lambda: len(portal.requests) > before)

    def left(self) -> list[str]:
        """Return what lies on the desktop that should not."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def connect() -> Iterator[Callable[[], QDBusConnection]]:
    with private_bus() as connect:
        yield connect


@pytest.fixture
def desk(qtbot: QtBot, connect: Callable[[], QDBusConnection], tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, connect, tmp_path)
    yield desk
    desk.stage.close()


@pytest.fixture
def portal(desk: Desk) -> Iterator[Portal]:
    portal = desk.portal()
    yield portal
    portal.end()


@pytest.mark.parametrize("chooses_places", [False, True])
def test_a_press_takes_one_picture_and_leaves_none(desk: Desk, portal: Portal, chooses_places: bool) -> None:
    portal.chooses_places = chooses_places
    page = desk.ready()
    assert page.line.text().startswith("Ta en bild när hela QR-koden syns.")
    assert not portal.requests, "nobody asked for a picture yet"
    assert desk.stage.focused() is page.shutter_button
    desk.stage.press(Qt.Key.Key_Return)
    assert not page.shutter_button.isEnabled()
    page.shutter_button.click()
    desk.until(lambda: portal.requests)
    assert page.line.text() == "Väntar på bilden…"
    assert page.viewfinder.image.isNull(), "what was seen before would be on the picture"
    path = portal.give(screen_with(""))
    desk.until(lambda: desk.says() == "Det finns ingen QR-kod i bilden.")
    assert page.shutter_button.isEnabled()
    assert desk.stage.focused() is page.shutter_button
    desk.press(portal)
    other = portal.give(screen_with(ORDER))
    desk.stage.wait("asked")
    assert ("scan", ORDER, "siths") in desk.stage.phone.done
    assert len(portal.options) == 2
    assert portal.options[0]["interactive"] is False
    assert not path.exists()
    assert not other.exists()
    assert desk.left() == []


@pytest.mark.parametrize("chooses_places", [False, True])
def test_an_answer_that_is_there_before_its_place_is_known_is_heard(
    desk: Desk, portal: Portal, chooses_places: bool
) -> None:
    portal.chooses_places = chooses_places
    desk.ready()
    portal.at_once = lambda: portal.give(screen_with(ORDER))
    desk.stage.press(Qt.Key.Key_Return)
    desk.stage.wait("asked")
    assert ("scan", ORDER, "siths") in desk.stage.phone.done
    assert desk.left() == []


def test_a_refusal_is_told_and_can_be_taken_back(desk: Desk, portal: Portal) -> None:
    page = desk.ready()
    for outcome, words in ((1, "Telefonen fick inte se skärmen."), (2, "Datorn kunde inte ta någon bild.")):
        desk.press(portal)
        portal.say(outcome)
        desk.until(functools.partial(desk.says_so, words))
        assert page.shutter_button.isEnabled()
    assert page.choose.isEnabled()


def test_what_is_no_picture_is_told_and_left_alone(desk: Desk, portal: Portal) -> None:
    desk.ready()
    letter = desk.folder / "brev.txt"
    letter.write_text("Hej")
    for place in (
        letter.as_uri(),
        (desk.folder / "none.png").as_uri(),
        "https://example.org/x.png",
        desk.folder.as_uri(),
    ):
        desk.press(portal)
        portal.say(0, uri=place)
        desk.until(lambda: desk.says().startswith("Datorn kunde inte ta någon bild."))
    assert desk.left() == ["brev.txt"]


def test_without_a_portal_a_picture_is_chosen_or_pasted(desk: Desk) -> None:
    page = desk.scan()
    desk.until(lambda: desk.says().startswith("Här får program inte se skärmen"))
    assert not page.shutter_button.isVisible()
    assert page.choose.isEnabled()
    assert page.paste.isEnabled()


def test_a_portal_that_goes_is_told(desk: Desk) -> None:
    portal = desk.portal()
    page = desk.ready()
    desk.press(portal)
    portal.leave()
    desk.until(lambda: desk.says().startswith("Här får program inte se skärmen"))
    assert not page.shutter_button.isVisible()
    portal.end()


def test_who_leaves_the_page_wants_no_picture(desk: Desk, portal: Portal) -> None:
    desk.ready()
    desk.press(portal)
    path = portal.give(screen_with(ORDER))  # is under way when the page goes
    desk.stage.controller.home()
    desk.until(lambda: not path.exists())
    desk.ready()
    desk.press(portal)
    desk.stage.controller.home()
    desk.until(portal.closed)
    assert not [done for done in desk.stage.phone.done if done[0] == "scan"]
    assert desk.left() == []


def test_a_refused_camera_asks_nobody(desk: Desk, portal: Portal) -> None:
    desk.stage.controller.change_faults(camera_refused=True)
    page = desk.scan()
    assert "inte använda kameran" in desk.says()
    assert not page.shutter_button.isVisible()
    assert not portal.requests


KILLED = """
import os, pathlib, signal, sys
from cosmic_login.phone.window import desktop_pictures
desktop_pictures.QImage.fromData = lambda _data: os.kill(os.getpid(), signal.SIGKILL)
desktop_pictures.DesktopPictures(pathlib.Path(sys.argv[1])).take(sys.argv[2])
"""


def test_what_a_killed_phone_leaves_the_next_one_removes(qapp: object, tmp_path: Path) -> None:
    context = CliContext(profile_dir=tmp_path / "profile")
    notes = context.profile.phone_pictures_dir
    paths = [tmp_path / "gone.png", tmp_path / "replaced.png", tmp_path / "removed.png"]
    for path in paths:
        screen_with(ORDER).save(str(path))
        child = [sys.executable, "-c", KILLED, str(notes), path.as_uri()]
        assert subprocess.run(child, check=False).returncode == -signal.SIGKILL
    assert all(path.exists() for path in paths)
    other = tmp_path / "other.png"
    screen_with("").save(str(other))
    other.replace(paths[1])  # somebody's own picture of the same name
    paths[2].unlink()
    (notes / "broken.json").write_text("{")
    with context.world(context.in_force(context.found_settings.settings)) as world:
        phone_window.make(argparse.Namespace(phone="", leashed=False, place=""), context, world).finish()
    assert [path.exists() for path in paths] == [False, True, False]
    assert list(notes.iterdir()) == []
    assert DesktopPictures(notes).sweep() == 0
    assert not QImage(str(paths[1])).isNull()
