"""Login window and phone with everything real behind them; between them only the pixels of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.desktop.phone_window import PhoneTrainer
from cosmic_login.phone.models import Battery
from cosmic_login.phone.window.app import PhoneApp, PhonePorts
from cosmic_login.phone.window.approval_page import AskedPage
from cosmic_login.phone.window.camera import Shot
from cosmic_login.phone.window.controller import PhoneController
from cosmic_login.phone.window.id_pages import AddPage, PhoneNewCodePage
from cosmic_login.ui.widgets.button import ActionButton
from tests.gui.real import WAIT_MS, RealStage

CODE = "246813"
WAYS = {"siths": "siths-other-device", "bankid": "bankid"}


class WindowCamera:
    """Sees the pixels of one window, as the screen would show them."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def shoot(self) -> Shot:
        """Take a picture."""
        return Shot(self._window.grab().toImage())


class Both:
    """The login window, and a phone in front of it."""

    def __init__(self, qtbot: QtBot, root: Path) -> None:
        self.stage = RealStage(qtbot, root)
        # Python 3.11 cannot compile in two threads at once, and pytest compiles what we import: one after the other.
        qtbot.waitUntil(lambda: bool(self.stage.behind.diagnostics.idp_url), timeout=WAIT_MS)
        world = self.world = self.stage.behind.world
        parts = PhonePorts(
            world.phone("telefon"),
            world.clock.now,
            PhoneTrainer(world),
            "telefon",
            theme="light",
            text_scale=1.0,
            language="sv",
            camera=WindowCamera(self.stage.app.window),
        )
        self.phone = PhoneApp(parts)
        self.phone.show()
        self.controller: PhoneController = self.phone.controller

    def come(self, page: str) -> None:
        """Wait until the phone shows a page."""
        self.stage.qtbot.waitUntil(lambda: self.controller.place.page == page, timeout=WAIT_MS)

    def press(self, words: str) -> None:
        """Press a button of the phone's page, when it is there."""

        def button() -> ActionButton | None:
            stops = self.phone.window.page.stops()
            return next((stop for stop in stops if isinstance(stop, ActionButton) and stop.text() == words), None)

        self.stage.qtbot.waitUntil(lambda: button() is not None, timeout=WAIT_MS)
        found = button()
        assert found is not None
        found.click()

    def activate(self, app: str, person: str = "Anna Testsson") -> None:
        """Install an app and fetch an e-ID as the trainer."""
        self.controller.open("bankid" if app == "bankid" else "siths")
        self.press("Installera")
        self.controller.post("add")
        assert isinstance(self.phone.window.page, AddPage)
        self.press(person)
        self.come("new_code")
        new = self.phone.window.page
        assert isinstance(new, PhoneNewCodePage)
        for entry in (new.new, new.repeat):
            for digit in CODE:
                entry.field.put(int(digit))
        self.press("Aktivera")
        self.come("activated")
        self.press("Klar")

    def begin(self, app: str) -> None:
        """Choose the way in the login window, and have the phone read the code there."""
        self.stage.app.actions.choose(WAYS[app])
        self.stage.wait("show_qr")
        self.press("Skanna QR-kod")

    def ask(self, app: str) -> AskedPage:
        """As ``begin``, until the phone asks for the code."""
        self.begin(app)
        self.come("asked")
        page = self.phone.window.page
        assert isinstance(page, AskedPage)
        return page

    def answer(self, page: AskedPage, code: str = CODE) -> None:
        """Type the code and confirm."""
        for digit in code:
            page.entry.field.put(int(digit))
        page.confirm.click()

    def close(self) -> None:
        """End both."""
        self.phone.window.close()
        self.stage.close()


@pytest.fixture
def both(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Both]:
    made = Both(qtbot, cosmic_profile)
    yield made
    made.close()


@pytest.mark.parametrize("app", WAYS)
def test_a_login_by_what_the_phone_sees(both: Both, app: str) -> None:
    both.activate(app)
    page = both.ask(app)
    assert page.holder.text() == "Du svarar som Anna Testsson."
    both.answer(page)
    both.come("answered")
    both.stage.wait("workspace")
    identity = both.stage.views[-1].identity
    assert identity is not None
    assert (identity.name, identity.method, identity.loa) == ("Anna Testsson", WAYS[app], 3)


def test_saying_no_on_the_phone_ends_the_login(both: Both) -> None:
    both.activate("siths")
    both.ask("siths").decline.click()
    both.come("declined")
    both.stage.wait("authentication_failed")
    failure = both.stage.views[-1].failure
    assert failure is not None
    assert failure.code == "order.declined"


def test_three_wrong_codes_block_the_id_on_the_phone_and_tell_the_window(both: Both) -> None:
    both.activate("siths")
    page = both.ask("siths")
    for left in (2, 1):
        both.answer(page, "000000")
        both.stage.qtbot.waitUntil(lambda left=left: page.entry.line.text() == f"Fel kod. {left} försök kvar.")  # type: ignore[misc]
    both.answer(page, "000000")
    both.come("failed")
    both.stage.wait("authentication_failed")
    both.press("Stäng")
    assert "Inget SITHS eID i telefonen går att använda" in " ".join(
        note.accessibleName() for note in both.phone.window.page.findChildren(QWidget)
    )


def test_a_login_that_is_cancelled_while_the_code_is_typed_says_so_on_the_phone(both: Both) -> None:
    both.activate("siths")
    page = both.ask("siths")
    both.stage.app.actions.signal("cancelled")
    both.stage.wait("start")
    both.answer(page)
    both.come("failed")
    failure = both.controller.place.failure
    assert failure is not None
    assert failure.code.startswith("order.")
    assert both.controller.place.again == "scan"


def test_without_network_nothing_hangs_and_the_answer_goes_out_later(both: Both) -> None:
    both.activate("siths")
    page = both.ask("siths")
    both.controller.change_faults(no_network=True)
    both.answer(page)
    both.come("failed")
    assert both.controller.place.failure is not None
    assert both.controller.place.failure.code == "phone.no_network"
    both.controller.change_faults(no_network=False)
    both.press("Försök igen")
    again = both.phone.window.page
    assert isinstance(again, AskedPage)
    both.answer(again)
    both.come("answered")
    both.stage.wait("workspace")


def test_a_battery_that_dies_before_the_answer_leaves_a_phone_that_starts_anew(both: Both) -> None:
    both.activate("siths")
    page = both.ask("siths")
    both.controller.change_faults(battery=Battery.BEFORE_ANSWER)
    both.answer(page)
    both.come("dead")
    both.press("Ladda och starta")
    assert both.controller.place.page == "home"
    assert both.controller.phone.asked is None
    assert both.controller.ids()[0].tries_left == 3


def test_removing_the_id_takes_it_off_the_phone_and_the_service(both: Both) -> None:
    both.activate("siths")
    both.press("Anna Testsson")
    both.press("Ta bort")
    both.press("Ja, ta bort")
    both.come("app")
    assert both.controller.ids() == ()
    assert both.phone.window.page.heading.text() == "Hämta SITHS eID"
