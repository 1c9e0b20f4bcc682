"""Row R6 at the desk: the reader is shared from the window, paired, asked for, refused, and shared no more."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.ports.sharing import SharingSeen
from cosmic_login.gui.sharing.view import SharingView
from cosmic_login.remote import address
from cosmic_login.remote.address import DeskAddress, desk_address
from cosmic_login.remote.introduction import pair_with
from cosmic_login.remote.readers import READER_NAME
from tests.e2e.test_session_life import KEY, Life
from tests.unit.cards.support import pin
from tests.unit.remote.stage import Session, closing


def shown(life: Life) -> SharingView:
    """Open the window from the menu."""
    entries = life.app.window.header.tools.menu_of_tools().actions()
    next(entry for entry in entries if entry.text() == "Dela kortläsare…").trigger()
    assert life.app.features.sharing is not None
    view = life.app.features.sharing.view
    assert view is not None
    return view


def shared(life: Life, view: SharingView) -> DeskAddress:
    """Press the button that has the focus, and return where the reader is shared."""
    life.until(view.share.hasFocus)
    life.press(KEY.Key_Return)
    life.until(lambda: view.state.text().startswith("Läsaren delas på reader://127.0.0.1:"))
    return desk_address(view.state.text().split()[3].rstrip("."))


def test_r6_the_reader_is_shared_from_the_window_with_a_yes_and_a_no(
    qtbot: QtBot, cosmic_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "DEFAULT_PORT", 0)
    life, session = Life(qtbot, cosmic_profile), Session(tmp_path / "session")

    def show_the_code() -> None:
        driver = IdPrimeCard(session.readers.connect(READER_NAME))
        driver.open()
        with pin() as code:
            driver.verify(code)

    with closing(session), ThreadPoolExecutor(1) as elsewhere:
        try:
            view = shown(life)
            desk = shared(life, view)
            view.pair.click()
            life.until(lambda: view.code.text().startswith("Parningskod: "))
            code = "".join(view.code.text().removeprefix("Parningskod: ").split())
            pair_with(session.pairings, desk, code, "Session 1", life.behind.world.clock)
            life.until(lambda: not view.code.text())
            life.put("anna-1")
            session.address = str(desk)

            logging_in = elsewhere.submit(show_the_code)
            life.until(view.no.hasFocus)
            assert view.question.words.text() == "Session 1 vill visa kortet din kod. Är det du som loggar in?"
            view.yes.click()
            logging_in.result()
            life.until(lambda: not view.question.words.text())
            assert view.here.text() == "Ansluten: Session 1"
            session.readers.close()

            session.__post_init__()  # another run of the session's program
            logging_in = elsewhere.submit(show_the_code)
            life.until(lambda: bool(view.question.words.text()) and view.no.hasFocus())
            view.no.click()
            with pytest.raises(LoginFailure, match=r"reader\.denied"):
                logging_in.result()
            view.deny.click()
            life.until(lambda: view.here.text() == "Alla är nekade, tills du tillåter igen.")

            view.close()
            life.until(lambda: life.behind.sharing.look() == SharingSeen())
        finally:
            life.end()


def test_an_address_that_cannot_be_had_is_said_with_its_code(
    qtbot: QtBot, cosmic_profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life, taken = Life(qtbot, cosmic_profile), socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(address, "DEFAULT_PORT", taken.getsockname()[1])
    try:
        view = shown(life)
        view.share.click()
        life.until(lambda: "(reader.not_shared)" in view.note.words.text())
        assert view.state.text() == "Läsaren delas inte."
    finally:
        taken.close()
        life.end()
