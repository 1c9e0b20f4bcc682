"""The link of a login in a browser opens the window's own SITHS eID for that order: real card, real IdP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.desktop.siths_eid import SithsEidWorld, make
from cosmic_login.gui.login.screens.codes import ManageFailedScreen
from cosmic_login.gui.login.screens.insert_card import InsertCardScreen
from cosmic_login.gui.shell.siths_eid import SithsEidApplication
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from cosmic_login.run.context import CliContext
from tests.gui.real import WAIT_MS
from tests.unit.idp.kit import Login, client_of

CARD, CODE, WRONG = "anna-1", "123456", "654321"


@pytest.fixture
def idp(cosmic_profile: Path) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(Profile.open(cosmic_profile)) as running:
        yield running


@pytest.fixture
def order(idp: EmbeddedIdp) -> Iterator[Login]:
    """Begin an order that waits for the card app, as a login in a browser does."""
    with client_of(idp.base_url) as client:
        yield client.begin()


def link_of(order: Login, idp: EmbeddedIdp, changed: dict[str, str] | None = None) -> str:
    asked = {"autostarttoken": order.auto_start_token, "idp": idp.base_url} | (changed or {})
    return f"cosmic-login:siths-eid?{urlencode({name: value for name, value in asked.items() if value})}"


class Eid:
    """The program, and a person before it."""

    def __init__(self, qtbot: QtBot, root: Path, link: str, card: str) -> None:
        self.qtbot, self.context = qtbot, CliContext(profile_dir=root)
        self.world = SithsEidWorld(self.context, link, card)
        self.app: SithsEidApplication = make(self.world)
        self.app.begin()

    def wait(self, there: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(there, timeout=WAIT_MS)

    def asks(self) -> None:
        """Wait until a code is asked for."""
        self.wait(lambda: self.app.siths.page_shown is self.app.siths.code_page and self.app.siths.field.hasFocus())

    def type(self, code: str) -> None:
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, code)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def failed(self) -> ManageFailedScreen:
        """Wait until it says that it did not work, and return the screen."""
        self.wait(lambda: isinstance(self.app.frame.screen_shown, ManageFailedScreen))
        screen = self.app.frame.screen_shown
        assert isinstance(screen, ManageFailedScreen)
        return screen

    def ended(self) -> bool:
        return not self.app.frame.isVisible() and not self.app.siths.isVisible()


Open = Callable[..., Eid]


@pytest.fixture
def opened(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Open]:
    made: list[Eid] = []

    def open_link(link: str, card: str = "") -> Eid:
        made.append(Eid(qtbot, cosmic_profile, link, card))
        return made[-1]

    yield open_link
    for each in made:
        each.app.finish()
        each.context.close()


def test_a_card_is_asked_for_then_its_code_and_the_window_goes(opened: Open, order: Login, idp: EmbeddedIdp) -> None:
    eid = opened(link_of(order, idp))
    eid.wait(lambda: isinstance(eid.app.frame.screen_shown, InsertCardScreen))
    assert order.hint() == "started", "the browser knows that somebody is at it"
    eid.wait(lambda: eid.app.frame.cards.offered)
    assert eid.app.frame.isVisible()
    menu = eid.app.frame.cards.menu_of_cards()
    next(action for action in menu.actions() if f"({CARD})" in action.text()).trigger()
    eid.asks()
    assert not eid.app.frame.isVisible(), "one window at a time"
    eid.wait(eid.app.siths.code_page.practice.isVisible)
    eid.type(WRONG)
    eid.wait(lambda: "Fel kod. 2 försök kvar." in eid.app.siths.code_page.line.text())
    eid.asks()
    eid.type(CODE)
    eid.wait(eid.ended)
    assert eid.app.failure is None
    assert order.code()


def test_giving_up_is_told(opened: Open, order: Login, idp: EmbeddedIdp) -> None:
    eid = opened(link_of(order, idp), CARD)
    eid.asks()
    eid.app.siths.cancel.click()
    eid.wait(eid.ended)
    assert eid.app.failure is not None
    assert eid.app.failure.code == "order.cancelled"
    assert order.look().json()["failure"]["code"] == "order.cancelled"


def test_closing_the_window_while_the_card_is_asked_for_is_giving_up(
    opened: Open, order: Login, idp: EmbeddedIdp
) -> None:
    eid = opened(link_of(order, idp))
    eid.wait(lambda: isinstance(eid.app.frame.screen_shown, InsertCardScreen))
    eid.app.frame.close()
    eid.wait(eid.ended)
    assert order.look().json()["failure"]["code"] == "order.cancelled"


def test_a_revoked_card_is_named_and_nothing_can_be_repeated(opened: Open, order: Login, idp: EmbeddedIdp) -> None:
    eid = opened(link_of(order, idp), "david-1")
    screen = eid.failed()
    assert screen.code.toPlainText() == "certificate.revoked"
    assert screen.retry.isHidden(), "the order is over"
    assert screen.leave.text() == "Stäng"
    screen.leave.click()
    eid.wait(eid.ended)
    assert eid.app.failure is not None
    assert eid.app.failure.code == "certificate.revoked"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"autostarttoken": "short"}, "link.malformed"),
        ({"idp": "http://127.0.0.1:1"}, "link.other_idp"),
        ({"idp": "https://evil.example"}, "link.other_idp"),
        ({"autostarttoken": "x" * 43}, "order.unknown"),
    ],
)
def test_a_link_that_is_worth_nothing_says_why(
    opened: Open, order: Login, idp: EmbeddedIdp, changed: dict[str, str], code: str
) -> None:
    eid = opened(link_of(order, idp, changed), CARD)
    screen = eid.failed()
    assert screen.code.toPlainText() == code
    screen.leave.click()
    eid.wait(eid.ended)
    assert order.hint() == "outstandingTransaction", "the order waits on"
