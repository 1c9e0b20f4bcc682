"""What "Mitt kort" shows: what is on the card in the reader, kept up to date, and shut before a stranger sees it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.card_content import CardCode, CardContent, CodeTries, ReaderContent
from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.my_card.view import MyCardView, grouped, rows_of
from cosmic_login.testing.gallery.dialogs import CARD_CONTENT
from tests.gui.real import WAIT_MS, RealStage
from tests.gui.scripted import READER, Scripted, Stage
from tests.gui.test_lock import IN, logged_in

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Cards:
    """What is in the readers; None while a login has them."""

    def __init__(self) -> None:
        self.contents: list[ReaderContent] | None = [ReaderContent(READER, CARD_CONTENT)]

    def __call__(self) -> list[ReaderContent] | None:
        return self.contents


@pytest.fixture
def cards() -> Cards:
    return Cards()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, cards: Cards) -> Iterator[Stage]:
    made = Stage(qtbot, script, card_content=cards)
    yield made
    made.close()


def opened(stage: Stage) -> MyCardView:
    """Open it by its keys, and wait for what it reads."""
    QTest.keyClick(stage.app.window, KEY.Key_K, CTRL)
    assert stage.app.features.my_card is not None
    view = stage.app.features.my_card.view
    assert view is not None
    stage.qtbot.waitUntil(lambda: not view.looking)
    return view


def heard(view: MyCardView) -> list[str]:
    return [f"{row.accessibleName()}: {row.accessibleDescription()}" for row in view.list.rows]


def test_it_tells_whose_card_it_is_its_codes_and_its_certificates(stage: Stage) -> None:
    whose, code, sign, puk, person, service_id, signature = heard(opened(stage))
    assert whose == (f"Anna Testsson: Region Jönköpings län Kortnummer 9752 2780 0000 0000 001 Läsare: {READER}")
    assert code == "Legitimeringskod: 1 försök kvar"
    assert sign == "Underskriftskod: 3 försök kvar"
    assert puk.startswith("PUK-kod: Kortet säger hur många försök som är kvar först")
    assert person == (
        "Legitimering, med personnummer: Gäller från 2026-11-23 till 2031-11-22. "
        "Används av SITHS eID på denna enhet. Utfärdat av Cosmic Login Training Person CA v1."
    )
    assert service_id.startswith("Legitimering, med tjänste-id TSTNMT2321000057-1001: Gäller från ")
    assert signature.startswith("Underskrift: Gick ut 2026-06-01. Gällde från ")
    assert "199001139806" not in " ".join(heard(opened(stage)))  # a personal number is nobody's business


def test_it_follows_what_is_in_the_readers(stage: Stage, cards: Cards) -> None:
    view = opened(stage)
    blocked = dataclasses.replace(CARD_CONTENT, codes=(CodeTries(CardCode.AUTHENTICATE, 0),))
    for contents, wanted in (
        ([ReaderContent(READER)], "Inget kort i läsaren"),
        ([ReaderContent(READER), ReaderContent("B", CARD_CONTENT)], "Anna Testsson"),
        ([], "Ingen kortläsare är ansluten."),
        ([ReaderContent(READER, failure=LoginFailure("card.other_kind"))], "(card.other_kind)"),
        ([ReaderContent(READER, CardContent("", "", "97"))], "Kortet visar inga certifikat än."),
        ([ReaderContent(READER, blocked)], "Spärrad. Lås upp med PUK-koden"),
        (None, "En inloggning använder kortet."),
    ):
        cards.contents = contents
        stage.app.features.my_card.something_changed()  # type: ignore[union-attr]
        stage.qtbot.waitUntil(lambda wanted=wanted: wanted in f"{heard(view)} {view.said()}")  # type: ignore[misc]
    assert view.list.rows == []


def test_a_locked_session_shuts_it_and_keeps_it_shut(stage: Stage, script: Scripted) -> None:
    script.end = IN
    logged_in(stage)
    view = opened(stage)
    stage.app.actions.signal("lock")
    stage.wait("locked")
    assert view.closed
    QTest.keyClick(stage.app.window, KEY.Key_K, CTRL)
    stage.app.actions.show_my_card()
    assert stage.app.features.my_card is not None
    assert stage.app.features.my_card.view is None
    for menu in (
        stage.app.window.header.tools.menu_of_tools(),
        stage.app.window.header.card_menu.menu_of_cards(),
    ):
        entry = next(action for action in menu.actions() if action.text() == "Mitt kort…\tCtrl+K")
        assert not entry.isEnabled()


def test_it_is_said_anew_in_another_language(stage: Stage) -> None:
    opened(stage)
    stage.app.features.settings.change("language", "en")
    assert stage.app.features.my_card is not None
    view = stage.app.features.my_card.view
    assert view is not None
    stage.qtbot.waitUntil(lambda: len(view.list.rows) == 7)
    assert heard(view)[1] == "Identification code: 1 try left"


def test_a_card_in_a_reader_is_read_by_its_own_words(qtbot: QtBot, cosmic_profile: Path) -> None:
    """With virtual cards in the real program: before the login, during it, and when the card is another."""
    real = RealStage(qtbot, cosmic_profile)
    try:
        real.put("eva-1")
        qtbot.waitUntil(lambda: "Eva" in real.app.window.status.words.text(), timeout=WAIT_MS)
        assert real.app.features.my_card is not None
        real.app.actions.show_my_card()
        view = real.app.features.my_card.view
        assert view is not None
        first = view
        qtbot.waitUntil(lambda: len(first.list.rows) >= 5, timeout=WAIT_MS)
        said = "\n".join(heard(view))
        assert "Eva Låskod" in said
        assert "Legitimeringskod: Spärrad" in said
        assert "PUK-kod: 10 försök kvar" in said  # a virtual card's file tells
        number = real.behind.world.cards.summary("eva-1").card_number
        assert f"Kortnummer {grouped(number)}" in said
        assert said.count("Utfärdat av ") == 2
        real.put("anna-1")
        qtbot.waitUntil(lambda: "Anna Testsson" in "\n".join(heard(first)), timeout=WAIT_MS)
        assert "Eva" not in "\n".join(heard(view))
        view.close()
        real.app.window.start.this_device.click()
        real.wait("enter_code")
        real.app.actions.show_my_card()
        view = real.app.features.my_card.view
        assert view is not None
        qtbot.waitUntil(lambda: "En inloggning använder kortet." in view.said(), timeout=WAIT_MS)
        real.app.actions.signal("cancelled")
        qtbot.waitUntil(lambda: "Anna Testsson" in "\n".join(heard(view)), timeout=WAIT_MS)
    finally:
        real.close()


def test_every_row_reads_out_what_it_shows(stage: Stage) -> None:
    for row in rows_of(ReaderContent(READER, CARD_CONTENT)):
        shown = [str(child.property("text")) for child in row.findChildren(QWidget) if child.property("text")]
        assert shown == [part for part in shown if part in f"{row.accessibleName()} {row.accessibleDescription()}"]
        row.deleteLater()
    assert stage.app.window.isVisible()
