"""The menu of cards: what is the matter with each, told of anew when another program or the IdP changes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cosmic_login.app import World
from cosmic_login.gui.ports.cards import CardMark
from cosmic_login.profile import Profile
from tests.gui.real import WAIT_MS, RealStage

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
AS_ORDERED = {
    "anna-1": (), "cecilia-1": (CardMark.EXPIRED,), "david-1": (CardMark.REVOKED,), "eva-1": (CardMark.BLOCKED,),
    "ida-1": (CardMark.NOT_YET,), "johan-1": (CardMark.UNTRUSTED,), "farid-1": (CardMark.FIRST_TIME,),
    "hugo-2": (CardMark.RESERVE, CardMark.NOT_ACTIVATED), "maj-pass": (CardMark.DOORS,),
}  # fmt: skip


def test_the_menu_tells_of_each_card_and_follows_others(qtbot: QtBot, cosmic_profile: Path) -> None:
    real = RealStage(qtbot, cosmic_profile)
    try:
        menu = real.app.window.header.card_menu

        def marks() -> dict[str, tuple[CardMark, ...]]:
            return {card.card: card.marks for card in menu.cards}

        assert {card: found for card, found in marks().items() if card in AS_ORDERED} == AS_ORDERED
        qtbot.waitUntil(lambda: real.behind.world.idp_there, timeout=WAIT_MS)

        # Another program, beside the open window: a reserve card is issued, a card is revoked.
        other = World(Profile.open(cosmic_profile))
        card = other.cards.issue_reserve("anna", 3).state
        new = (CardMark.RESERVE, CardMark.NOT_ACTIVATED)
        qtbot.waitUntil(lambda: marks().get(card.card_id) == new, timeout=WAIT_MS)
        other.cards.revoke("bo-1")
        qtbot.waitUntil(lambda: marks()["bo-1"] == (CardMark.REVOKED,), timeout=WAIT_MS)

        # What only the IdP knows is asked for when somebody opens the menu, and comes into the open one.
        idp = real.behind.world._idp
        assert idp is not None
        with idp.provider.services.store.transaction() as work:
            work.activate_card(card.card_number, "anna", 0.0)
            work.register_card(other.cards.summary("farid-1").card_number, "farid", 0.0)
        menu.click()
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        assert f"Anna Testsson ({card.card_id})\treservkort, inte aktiverat" in [a.text() for a in popup.actions()]
        assert "Farid Nykortsson (farid-1)\tförsta gången" in [a.text() for a in popup.actions()]
        qtbot.waitUntil(lambda: marks()["farid-1"] == (), timeout=WAIT_MS)
        shown = [action.text() for action in popup.actions()]
        assert "Farid Nykortsson (farid-1)" in shown
        assert f"Anna Testsson ({card.card_id})\treservkort, första gången" in shown
        assert popup.sizeHint().width() <= popup.width()
        popup.close()
    finally:
        real.close()
