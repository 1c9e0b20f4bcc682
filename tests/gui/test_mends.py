"""Each failure screen, met for its real cause: what it says in both languages, and that its mend helps (R21, R22)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.translations import translate
from cosmic_login.ui.language import active_language
from tests.gui.real import WAIT_MS, RealStage
from tests.gui.test_card_codes import wait_for_line

KEY = Qt.Key
CODE, NEW, WRONG, PUK = "123456", "739164", "905172", "12345678"
#: People of the user's own directory file who are not let in.
PEOPLE = """
[persons.nils]
personal_number = "199908072391"
given_name = "Nils"
family_name = "Utanid"

[cards.nils-1]
person = "nils"
"""


class Bench(RealStage):
    """The window with everything behind it, and hands for what goes wrong."""

    def start(self) -> None:
        """Press the first way to log in."""
        self.wait_for(self.app.window.start.this_device)
        self.press(KEY.Key_Return)

    def at_code(self) -> None:
        """Log in until the code is asked for."""
        self.start()
        self.wait("enter_code")
        self.wait_for(self.siths.field)

    def in_reader(self, card: str) -> None:
        """Put a card in and wait until the window has seen it."""
        before = self.app.window.status.words.text()
        self.put(card)
        self.qtbot.waitUntil(lambda: self.app.window.status.words.text() != before, timeout=WAIT_MS)

    def stop_idp(self) -> None:
        """End the IdP, as if its process died."""
        self.url = self.behind.world.idp_base_url()
        self.behind.world.stop_idp()

    def start_idp(self) -> None:
        """Start it again where it was, unless somebody has by now."""
        world = self.behind.world
        with world._lock:
            if world._idp is None:
                port = int(self.url.rpartition(":")[2])
                world._idp = EmbeddedIdp.start(world.profile, port=port, pki=world.pki, directory=world.directory)


def useless(card: str) -> Callable[[Bench], None]:
    """Return the way to a failure with a card that is of no use."""

    def provoke(bench: Bench) -> None:
        bench.in_reader(card)
        bench.start()

    return provoke


def other_card(bench: Bench) -> None:
    """Mend it with another card."""
    bench.in_reader("hugo-2")


def wrong_codes(bench: Bench) -> None:
    """Block the code by hand."""
    bench.in_reader("anna-1")
    bench.at_code()
    for line in ("Fel kod. 2 försök kvar.", "Fel kod. 1 försök kvar."):
        bench.enter(WRONG)
        wait_for_line(bench, line)
        bench.wait_for(bench.siths.field)
    bench.enter(WRONG)


def unblock(bench: Bench) -> None:
    """Mend it with the PUK, from the very screen."""
    bench.wait_for(bench.siths.send)
    bench.press(KEY.Key_Return)
    bench.wait("manage_unblock_code")
    for field, digits in zip(bench.siths.unblock_page.fields, (PUK, CODE, CODE), strict=True):
        bench.wait_for(field)
        bench.enter(digits)
    bench.wait("managed")


def pulled(bench: Bench) -> None:
    bench.in_reader("anna-1")
    bench.at_code()
    bench.put("")


def put_back(bench: Bench) -> None:
    bench.in_reader("anna-1")


def gone_idp(bench: Bench) -> None:
    bench.in_reader("anna-1")
    bench.at_code()
    bench.stop_idp()
    bench.enter(CODE)


def slow_person(bench: Bench) -> None:
    """Let the login's time pass while the code is asked for."""
    assert bench.app.conductor is not None
    before = bench.app.conductor.limits["login"]
    bench.in_reader("anna-1")
    bench.app.conductor.limits["login"] = 1.0
    bench.start()
    bench.wait("authentication_failed")
    bench.app.conductor.limits["login"] = before


@dataclass(frozen=True)
class Case:
    """A failure, the way to it, and what its screen tells to do."""

    code: str
    provoke: Callable[[Bench], None]
    mend: Callable[[Bench], None]


CASES = (
    Case("certificate.expired", useless("cecilia-1"), other_card),
    Case("certificate.revoked", useless("david-1"), other_card),
    Case("certificate.not_yet_valid", useless("ida-1"), other_card),
    Case("certificate.untrusted", useless("johan-1"), other_card),
    Case("code.blocked", wrong_codes, unblock),
    Case("card.removed", pulled, put_back),
    Case("idp.unreachable", gone_idp, Bench.start_idp),
    Case("login.timeout", slow_person, lambda _bench: None),
    Case("access.no_service_id", useless("nils-1"), other_card),
)


@pytest.fixture
def bench(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Bench]:
    """Give the whole program, with a person of the user's own directory file."""
    (cosmic_profile / "directory.toml").write_text(PEOPLE, encoding="utf-8")
    stage = Bench(qtbot, cosmic_profile)
    assert stage.app.conductor is not None
    stage.app.conductor.limits["starting_over"] = 0.01
    yield stage
    stage.close()


def says(bench: Bench, code: str) -> None:
    """Check heading, cause, mend and code in both languages."""
    info = FAILURES[code]
    is_login = info.failure_class.name == "LOGIN"
    headings = {"sv": "Autentiseringen misslyckades", "en": "Authentication failed"}
    if is_login:
        headings = {"sv": "Inloggningen misslyckades", "en": "Login failed"}
    for language in ("en", "sv"):
        active_language().set(language)
        screen = bench.screen
        assert screen.heading.text() == headings[language]
        cause = screen.cause.words.text()
        assert cause.startswith(translate(language, "Failure", info.cause))
        # A certificate that is out of its time tells its day too.
        assert bool(re.search(r"20\d\d-\d\d-\d\d", cause)) == (
            code in {"certificate.expired", "certificate.not_yet_valid"}
        )
        assert screen.mend.text() == translate(language, "Failure", info.mend)
        assert screen.code.toPlainText() == code
    assert translate("en", "Failure", info.cause) != info.cause
    assert translate("en", "Failure", info.mend) != info.mend


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_failure_says_what_to_do_and_doing_it_helps(bench: Bench, case: Case) -> None:
    case.provoke(bench)
    if case.code == "access.no_service_id":
        bench.wait("enter_code")
        bench.wait_for(bench.siths.field)
        bench.enter(CODE)
    failed = "login_failed" if FAILURES[case.code].failure_class.name == "LOGIN" else "authentication_failed"
    bench.wait(failed)
    says(bench, case.code)
    case.mend(bench)
    bench.screen.first_focus().setFocus()
    bench.press(KEY.Key_Return)  # "Försök igen", or on to the start from where the mend led
    bench.at_code()
    bench.enter(CODE)
    bench.wait("workspace")
