"""The phone's camera: what it reads out of pictures of a screen, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QRect, Qt, QUrl
from PySide6.QtGui import QClipboard, QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.phone.window.camera import ScreenCamera, Shot, cover, empty
from cosmic_login.phone.window.controller import PhonePlace
from cosmic_login.phone.window.qr_detector import detect_codes
from cosmic_login.phone.window.scan_loop import PATIENCE
from cosmic_login.phone.window.scan_page import ScanPage
from cosmic_login.testing.gallery.phone_screens import ANNA, LOGIN, PRIVATE, screen_with
from tests.gui.phone_stage import PhoneStage

ORDER, ACTIVATION = "siths.0f3e.12.ab", "siths-activate.0f3e"


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[PhoneStage]:
    stage = PhoneStage(qtbot)
    stage.phone.held = (ANNA, PRIVATE)
    stage.phone.results["scan"] = LOGIN
    yield stage
    stage.close()


def scanning(stage: PhoneStage, page: str = "scan") -> ScanPage:
    stage.window.show_anew(PhonePlace(page))
    return stage.on(ScanPage)


def says(stage: PhoneStage) -> str:
    return stage.on(ScanPage).note.words.text()


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1280, 800), (3840, 2160), (900, 1600)])
def test_the_code_is_found_wherever_it_is(size: tuple[int, int], dpr: float) -> None:
    image = screen_with(ORDER, *size)
    image.setDevicePixelRatio(dpr)
    (sight,) = detect_codes(image)
    assert sight.text == ORDER
    middle = sum(x for x, _ in sight.corners) / 4, sum(y for _, y in sight.corners) / 4
    assert middle == pytest.approx((0.44, 0.5), abs=0.01)
    assert ORDER not in repr(sight)


def test_the_login_windows_code_opens_the_request(stage: PhoneStage) -> None:
    scanning(stage)
    stage.camera.image = screen_with(ORDER)
    stage.wait("asked")
    assert ("scan", ORDER, "siths") in stage.phone.done


def test_the_viewfinder_shows_what_is_there_before_there_is_a_code(stage: PhoneStage) -> None:
    page = scanning(stage)
    stage.until(lambda: not page.viewfinder.image.isNull())
    assert page.line.text() == "Letar efter en QR-kod…"
    assert stage.controller.place.page == "scan"


def test_after_a_while_with_nothing_it_says_what_to_do(stage: PhoneStage) -> None:
    page = scanning(stage)
    for _ in range(PATIENCE + 1):
        stage.until(lambda: not page.looker.reading)
        page.looker.look()
    stage.until(lambda: says(stage).startswith("Ser ingen QR-kod."))
    stage.camera.image = screen_with(ORDER)  # and goes on looking
    stage.wait("asked")


@pytest.mark.parametrize(
    ("page", "text", "words"),
    [
        ("scan", "bankid.0f3e.12.ab", "Det är en QR-kod för BankID."),
        ("scan", ACTIVATION, "Det är en QR-kod för att hämta en e-legitimation"),
        ("scan_activation", ORDER, "Det är en QR-kod för att logga in"),
        ("scan", "https://example.org", "Ser en QR-kod, men den är till något annat."),
    ],
)
def test_another_code_is_told_apart_and_not_sent(stage: PhoneStage, page: str, text: str, words: str) -> None:
    scanning(stage, page)
    stage.camera.image = screen_with(text)
    stage.until(lambda: says(stage).startswith(words))
    assert stage.controller.place.page == page
    assert not stage.phone.done


def test_among_several_codes_the_one_that_is_wanted_is_taken(stage: PhoneStage) -> None:
    page = scanning(stage)
    strange, right = detect_codes(screen_with("https://example.org")), detect_codes(screen_with(ORDER))
    page.take((*strange, *right), Shot(screen_with(ORDER)))
    stage.wait("asked")


def test_of_several_codes_that_are_wanted_none_is_taken(stage: PhoneStage) -> None:
    page = scanning(stage)
    one, other = detect_codes(screen_with(ORDER)), detect_codes(screen_with("siths.9999.12.ab"))
    page.take((*one, *other), Shot(screen_with(ORDER)))
    assert says(stage) == "Flera QR-koder syns samtidigt. Låt bara den kod synas som ska läsas av."
    assert not stage.phone.done
    page.take((*one, *one), Shot(screen_with(ORDER)))  # one code on two screens
    stage.wait("asked")


def test_where_the_system_gives_no_pictures_it_says_so_and_offers_the_others(stage: PhoneStage) -> None:
    stage.camera.image = None
    page = scanning(stage)
    stage.until(lambda: "skärmbild" in says(stage))
    assert not page.looker.looking
    assert page.choose.isEnabled()


def test_an_empty_picture_is_no_picture(stage: PhoneStage) -> None:
    black = QImage(1280, 800, QImage.Format.Format_RGB32)
    black.fill(QColor("#000000"))
    assert empty(black)
    assert not empty(screen_with(ORDER))
    stage.camera.image = black
    page = scanning(stage)
    for _ in range(PATIENCE + 1):
        page.looker.look()
    assert "tom bild" in says(stage)


def test_a_refused_camera_takes_no_picture(stage: PhoneStage) -> None:
    stage.controller.change_faults(camera_refused=True)
    stage.camera.image = screen_with(ORDER)
    page = scanning(stage)
    assert not page.looker.looking
    assert "inte använda kameran" in says(stage)
    assert "kameran är avstängd" in stage.window.frame.status.accessibleName()


def test_a_chosen_file_is_read(stage: PhoneStage, tmp_path: Path) -> None:
    page = scanning(stage)
    page.read_file(str(tmp_path / "none.png"))
    assert says(stage) == "Filen är ingen bild som går att läsa."
    screen_with("").save(str(tmp_path / "empty.png"))
    page.read_file(str(tmp_path / "empty.png"))
    stage.until(lambda: says(stage) == "Det finns ingen QR-kod i bilden.")
    screen_with(ORDER).save(str(tmp_path / "code.png"))
    page.read_file(str(tmp_path / "code.png"))
    stage.wait("asked")


@pytest.mark.parametrize("copied", ["nothing", "picture", "file"])
def test_the_clipboard_is_read(stage: PhoneStage, clipboard: QClipboard, tmp_path: Path, copied: str) -> None:
    page = scanning(stage)
    mime = QMimeData()
    if copied == "picture":
        mime.setImageData(screen_with(ORDER))
    elif copied == "file":
        screen_with(ORDER).save(str(tmp_path / "code.png"))
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "code.png"))])
    clipboard.setMimeData(mime)
    page.setFocus()
    stage.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    if copied == "nothing":
        assert says(stage).startswith("Det finns ingen bild att klistra in.")
    else:
        stage.wait("asked")


def test_a_run_that_used_the_clipboard_ends_as_it_says() -> None:
    one = f"{__file__}::{test_the_clipboard_is_read.__name__}[nothing]"
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", one]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_leaving_the_page_stops_looking(stage: PhoneStage) -> None:
    looker = scanning(stage).looker
    stage.press(Qt.Key.Key_Escape)
    assert not looker.looking
    stage.camera.image = screen_with(ORDER)
    looker.look()
    QApplication.processEvents()
    assert not [done for done in stage.phone.done if done[0] == "scan"]


def test_pictures_of_the_screen_are_refused_offscreen_and_the_viewfinder_is_not_read_again(stage: PhoneStage) -> None:
    assert ScreenCamera(QRect).shoot() is None
    page = scanning(stage)
    assert page.viewfinder.on_screen.size() == page.viewfinder.size()
    page.hide()
    assert page.viewfinder.on_screen.isEmpty()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_the_viewfinder_shows_is_taken_out_of_the_picture(scale: float) -> None:
    image = screen_with(ORDER, 1280, 800)
    image.setDevicePixelRatio(scale)
    left = image.copy()
    cover(left, QRect())
    assert detect_codes(left)
    cover(image, QRect(round(400 / scale), round(200 / scale), round(400 / scale), round(400 / scale)))
    assert not detect_codes(image)


def test_a_code_that_has_been_read_shows_that_its_request_is_being_opened(stage: PhoneStage) -> None:
    stage.phone.results["scan"] = asyncio.Event()
    page = scanning(stage)
    stage.camera.image = screen_with(ORDER)
    stage.wait("opening")
    assert stage.page is page
    assert page.line.text() == "QR-koden är läst. Hämtar begäran…"
    assert not page.choose.isEnabled()
    stage.press(Qt.Key.Key_Escape)  # and it can be left
    assert stage.controller.place.page == "app"
