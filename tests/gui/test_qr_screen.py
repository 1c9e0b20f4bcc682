"""R12, R13, R20, R23: the QR screen, by its pixels, by the keyboard, and for those who do not see it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
import zxingcpp
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.prompts import AuthenticatorApp, ShowQr, Step, Working
from cosmic_login.gui.login.screens.qr import QrScreen
from cosmic_login.phone.scanner import read_all, read_qr
from cosmic_login.qr.picture import QUIET_ZONE, modules_of
from cosmic_login.testing.gallery.login_screens import qr
from cosmic_login.ui.design_tokens import THEMES
from cosmic_login.ui.language import set_language
from cosmic_login.ui.widgets.qr_code import paint_code, picture
from tests.gui.conftest import Fingers
from tests.gui.scripted import Scripted, Stage

KEY = Qt.Key
SCANNED = qr(hint="userSign", frame="", start_left=0)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return all that is announced by the window and the screen."""
    said: list[str] = []
    for module in ("ui.announce", "gui.login.screens.qr"):
        monkeypatch.setattr(f"cosmic_login.{module}.announce", lambda _widget, words: said.append(words))
    return said


def show(stage: Stage, prompt: ShowQr, number: int = 1000, state: str = "show_qr") -> QrScreen:
    stage.app.show_view(View(state, "siths-other-device", number, prompt))
    return cast("QrScreen", stage.app.window.screen_shown)


def grabbed(widget: QWidget, scale: float) -> QImage:
    """Return the widget as a screen with this scale shows it."""
    pixmap = QPixmap(QSize(round(widget.width() * scale), round(widget.height() * scale)))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.gray)
    widget.render(pixmap)
    return pixmap.toImage()


def settle(stage: Stage) -> None:
    for _ in range(12):
        stage.app.qt.processEvents()


# -- pixels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0, 3.0])
@pytest.mark.parametrize("offset", [0.0, 0.3, 7.5])
def test_every_module_is_the_same_number_of_pixels_black_or_white(scale: float, offset: float) -> None:
    code = modules_of(qr().frame)
    whole = code.size + 2 * QUIET_ZONE
    image = QImage(900, 900, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(0xFF00FF00)
    painter = QPainter(image)
    painter.translate(offset, offset)
    covered = paint_code(painter, code, QRectF(5, 5, 280, 280))
    painter.end()
    left, top = round((covered.x() + offset) * scale), round((covered.y() + offset) * scale)
    side = round(covered.width() * scale)
    assert side % whole == 0
    pixels = side // whole
    assert pixels == int(280 * scale) // whole or pixels == int(280 * scale + 1) // whole
    for row in range(whole):
        for column in range(whole):
            dark = code.dark(row - QUIET_ZONE, column - QUIET_ZONE)
            corners = {
                image.pixel(left + column * pixels + x, top + row * pixels + y) & 0xFFFFFF
                for x in (0, pixels - 1)
                for y in (0, pixels - 1)
            }
            assert corners == {0x000000 if dark else 0xFFFFFF}
    outside = {image.pixel(left - 1, top + 3), image.pixel(left + side, top + 3), image.pixel(left + 3, top + side)}
    assert outside == {0xFF00FF00}


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("theme", THEMES)
def test_a_reader_decodes_the_window_in_every_theme_at_every_scale(stage: Stage, theme: str, scale: float) -> None:
    stage.app.features.settings.theme.set(theme)
    stage.app.window.resize(400, 700)
    screen = show(stage, qr())
    settle(stage)
    image = grabbed(stage.app.window, scale)
    assert read_qr(image) == qr().frame
    code = grabbed(screen.code, scale).convertToFormat(QImage.Format.Format_RGB32)
    whole = modules_of(qr().frame).size + 2 * QUIET_ZONE
    plate = int(min(screen.code.width(), screen.code.height()) * scale) // whole * whole
    middle = code.copy((code.width() - plate) // 2 + 2, (code.height() - plate) // 2 + 2, plate - 4, plate - 4)
    colours = {pixel & 0xFFFFFF for pixel in set(memoryview(middle.constBits()).cast("I"))}
    assert colours == {0x000000, 0xFFFFFF}


@pytest.mark.parametrize("size", [(320, 480), (960, 680), (3840, 2160)])
@pytest.mark.parametrize("text_scale", [1.0, 2.0])
def test_the_code_can_be_read_in_every_size_and_larger_too(
    stage: Stage, size: tuple[int, int], text_scale: float
) -> None:
    stage.app.features.settings.theme.set("dark", text_scale=text_scale)
    stage.app.window.resize(*size)
    screen = show(stage, qr())
    settle(stage)
    assert read_qr(screen.code.grab().toImage()) == qr().frame
    small = screen.code.grab().toImage()
    screen.enlarge_code()
    settle(stage)
    assert screen.enlarged is not None
    assert screen.enlarged.size() == stage.app.window.size()
    large = stage.app.window.grab().toImage()
    assert read_qr(large) == qr().frame
    if min(size) > 600 and text_scale == 1.0:
        assert min(screen.enlarged.code.width(), screen.enlarged.code.height()) > small.height()


def test_the_picture_for_a_phone_without_a_window_reads_back() -> None:
    image = picture(qr().frame)
    assert read_qr(image) == qr().frame
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [qr().frame]


def test_through_an_order_the_code_keeps_its_place_and_size(stage: Stage) -> None:
    screen = show(stage, qr(frame=""))  # the first look may come before there is a code
    settle(stage)
    assert read_all(screen.code.grab().toImage()) == ()
    places = set()
    for number, second in enumerate((0, 9, 10, 99, 100, 99_999)):
        frame = f"siths.67df3917-fa0d-44e5-b327-edcc928297f8.{second}.{number:064x}"
        show(stage, qr(frame=frame), 1001 + number)
        settle(stage)
        (found,) = zxingcpp.read_barcodes(screen.code.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
        assert found.text == frame
        places.add(str(found.position))
    assert len(places) == 1


# -- words and states ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("face", "heading", "first"),
    [
        (
            AuthenticatorApp.SITHS,
            "SITHS eID på annan enhet",
            "1. Öppna appen SITHS eID i telefonen och tryck på Skanna QR-kod.",
        ),
        (
            AuthenticatorApp.BANKID,
            "Logga in med BankID",
            "1. Starta BankID-appen i din egen telefon och tryck på Skanna QR-kod.",
        ),
    ],
)
def test_three_steps_say_what_to_do(stage: Stage, face: AuthenticatorApp, heading: str, first: str) -> None:
    screen = show(stage, qr(face))
    assert screen.heading.text() == heading
    assert screen.steps[0].text() == first
    assert [step.text()[:2] for step in screen.steps] == ["1.", "2.", "3."]
    assert "Starta appen" in screen.state.text()
    assert "högst 5 gånger" in screen.renewals.text()


def test_once_read_the_screen_says_what_to_do_on_the_phone(stage: Stage, heard: list[str]) -> None:
    screen = show(stage, qr())
    assert screen.enlarge.isVisible()
    show(stage, SCANNED, 1001)
    assert screen.state.text() == "Skriv din kod i appen SITHS eID och legitimera dig."
    assert heard[-1] == screen.state.text()
    assert screen.code.payload == ""
    assert screen.renewals.text() == ""
    assert not screen.enlarge.isVisible()
    assert stage.focused() is screen.retry
    assert screen.countdown.seconds == 172


def test_the_last_code_says_so_and_a_renewed_one_counts_anew(stage: Stage) -> None:
    screen = show(stage, qr(start_left=2, renewals_left=1))
    assert screen.countdown.seconds == 2
    assert "högst 1 gång" in screen.renewals.text()
    show(stage, qr(start_left=30, renewals_left=0, frame="siths.new.0.digest"), 1001)
    assert screen.countdown.seconds == 30
    assert "den sista koden" in screen.renewals.text()
    assert screen.code.payload == "siths.new.0.digest"


def test_while_the_idp_does_not_answer_no_old_code_stands_there(stage: Stage) -> None:
    screen = show(stage, qr())
    show(stage, replace(qr(), frame="", hint="unreached"), 1001)
    assert screen.code.payload == ""
    assert screen.code.accessibleName() == "Ingen QR-kod att läsa av just nu."
    assert "svarar inte" in screen.state.text()


def test_a_screen_reader_hears_of_states_and_not_of_seconds(stage: Stage, heard: list[str]) -> None:
    show(stage, qr())
    heard.clear()
    for second in range(5):
        show(stage, qr(start_left=21 - second, frame=f"siths.token.{second}.digest"), 1001 + second)
    assert heard == []
    show(stage, SCANNED, 1010)
    assert len(heard) == 1


@pytest.mark.parametrize("face", list(AuthenticatorApp))
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_code_is_described_with_what_one_can_do_without_it(
    stage: Stage, face: AuthenticatorApp, language: str
) -> None:
    set_language(stage.app.qt, language)
    screen = show(stage, qr(face))
    interface = QAccessible.queryAccessibleInterface(screen.code)
    name = interface.text(QAccessible.Text.Name)
    about = interface.text(QAccessible.Text.Description)
    assert ("QR-kod för appen" if language == "sv" else "QR code for the") in name
    assert ("tangentbordet" if language == "sv" else "keyboard") in about
    assert qr(face).frame not in name + about, "nobody wants to hear 120 characters"
    assert about in screen.spoken()


# -- larger --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["key", "button", "mouse"])
def test_larger_and_back_cancels_nothing(stage: Stage, script: Scripted, how: str) -> None:
    script.prompts = (qr(),)
    script.hold = True
    stage.to("show_qr")
    screen = cast("QrScreen", stage.screen)
    if how == "key":
        stage.press(KEY.Key_F11)
    elif how == "button":
        assert stage.focused() is screen.enlarge
        stage.press(KEY.Key_Return)
    else:
        QTest.mouseClick(screen.code, Qt.MouseButton.LeftButton)
    assert screen.enlarged is not None
    assert screen.enlarged.isVisible()
    assert stage.focused() is screen.enlarged.back
    stage.press(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Backtab)
    assert stage.focused() is screen.enlarged.back
    stage.press(KEY.Key_Escape)
    assert not screen.enlarged.isVisible()
    assert stage.state == "show_qr"
    assert stage.focused() is screen.enlarge
    assert not script.cleaned.is_set()
    stage.press(KEY.Key_Escape)
    assert stage.state == "start"
    assert script.cleaned.wait(5)


def test_the_large_code_goes_on_and_leaves_when_it_has_been_read(stage: Stage) -> None:
    screen = show(stage, qr())
    screen.enlarge_code()
    assert screen.enlarged is not None
    newer = qr(frame="siths.token.9.digest")
    show(stage, newer, 1001)
    assert screen.enlarged.code.payload == newer.frame
    show(stage, SCANNED, 1002)
    assert not screen.enlarged.isVisible()
    assert stage.focused() is screen.retry


def test_the_large_code_leaves_with_the_screen(stage: Stage) -> None:
    screen = show(stage, qr())
    screen.enlarge_code()
    stage.app.show_view(View("working", prompt=Working(Step.VERIFYING), number=1001))
    assert screen.enlarged is not None
    assert not screen.enlarged.isVisible()


def test_the_large_code_follows_the_language(stage: Stage) -> None:
    screen = show(stage, qr())
    screen.enlarge_code()
    set_language(stage.app.qt, "en")
    again = cast("QrScreen", stage.app.window.screen_shown)
    assert again is not screen
    assert screen.enlarged is None or not screen.enlarged.isVisible()
    again.enlarge_code()
    assert again.enlarged is not None
    assert again.enlarged.back.text() == "View the code smaller"


# -- ways out ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["retry", "cancel"])
def test_both_ways_out_lead_to_the_start_and_clean_up(
    stage: Stage, script: Scripted, fingers: Fingers, way: str
) -> None:  # R23
    script.prompts = (qr(AuthenticatorApp.BANKID),)
    script.hold = True
    stage.to("show_qr")
    screen = cast("QrScreen", stage.screen)
    button = screen.retry if way == "retry" else screen.cancel
    assert screen.retry.text() == "Försök igen"
    button.setFocus()
    stage.press(KEY.Key_Return)
    assert stage.state == "show_qr", "Enter may be the second half of a hasty double press"
    fingers.wait(0.5)
    stage.press(KEY.Key_Return)
    assert stage.state == "start"
    assert script.cleaned.wait(5)
