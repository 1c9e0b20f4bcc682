"""The cards and readers of a lesson, their codes, and all that can be wrong with them. Everything may block."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.reader import READER_NAME
from cosmic_login.cards.virtual.sealed_state import CardFile
from cosmic_login.cards.virtual.state import CardState
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.directory.model import CardSpec
from cosmic_login.run.desk import RESERVE_DAYS, issue_reserve

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.directory.directory import Directory
    from cosmic_login.training.model import Act, Mishap, Scenario

#: How a card is ordered that is useless in this way from its first day on.
_ORDERED: Final[Mapping[str, Mapping[str, Any]]] = {
    "expired": {"valid_from_days": -1855, "valid_days": -30},
    "not-yet-valid": {"valid_from_days": 30, "valid_days": 1855},
    "blocked": {"blocked": True},
    "untrusted": {"foreign_issuer": True},
    "unregistered": {"registered": False},
}
#: What is done to a card's own state; nobody can order these.
_DONE_TO_IT: Final[Mapping[str, Callable[[CardState], CardState]]] = {
    "puk-blocked": lambda state: state.with_puk(replace(state.puk, tries_left=0)),
    "no-certificate": lambda state: replace(state, slots=()),
}
_CONDITIONS_NOT_SATISFIED: Final = 0x6985  # ISO/IEC 7816-4, table 6
_LATE_S: Final = 6.0  # long enough for a trainee to press too early, short enough to be waited for
#: What somebody chooses as a new code, and types by mistake; training codes like those of the directory.
_NEW, _WRONG, _WRONG_PUK = "358214", "111222", "11112222"
#: How long a card is waited for that is just being read, in seconds.
_FREE_WITHIN_S, _LOOK_S = 5.0, 0.02


def phone_code(directory: Directory, person: str, *, right: bool) -> Code:
    """Return the code of the apps on a person's phone in a lesson, or a wrong one; ``person`` is a key."""
    cards = directory.cards_of(person)
    return Code((cards[0].code if cards else CardSpec("", "").code) if right else _WRONG)


class CardDesk:
    """Cards, readers and codes of one lesson."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world, self._scenario = world, scenario
        self._held: dict[str, CardFile] = {}
        self._codes: dict[str, str] = {}
        self._slow: set[str] = set()
        #: How late a slow card shows its certificates, in seconds from its first power on.
        self.late_s = _LATE_S

    @property
    def readers(self) -> VirtualReaders:
        """The readers."""
        return self._world.virtual_readers

    def reader(self, number: int) -> str:
        """Return the name of a reader by its number, wherever it stands."""
        return self._world.usual_reader if number == 1 else READER_NAME.format(number)

    def plug_in(self, number: int) -> None:
        """Have so many readers, from 1 on."""
        there = {state.name for state in self.readers.readers()}
        wanted = [self.reader(each) for each in range(1, number + 1)]
        for name in there.difference(wanted):
            self.readers.remove(name)
        for name in wanted:
            self.readers.add(name)

    def close(self) -> None:
        """Let go of the cards that another program has."""
        for file in self._held.values():
            file.let_go()
        self._held.clear()

    # -- what somebody does ----------------------------------------------------------------------------------------

    def insert(self, card: str, reader: int = 1) -> None:
        """Put a card into a reader."""
        found = self._world.cards.open(card)
        if self._scenario.start.slow and card not in self._slow:
            self._slow.add(card)
            self._fail(card, "slow", 1)
        self.readers.insert(self.reader(reader), found)

    def pull(self, reader: int = 1) -> None:
        """Take out the card that is in a reader."""
        self.readers.pull(self.reader(reader))

    def issue_reserve(self, act: Act) -> None:
        """Have an ID administrator issue a reserve card."""
        issue_reserve(self._world, act.text(act.verb), act.number("days") or RESERVE_DAYS)

    # -- what happens ----------------------------------------------------------------------------------------------

    def happen(self, mishap: Mishap) -> bool:
        """Have something happen to cards or readers; False when it is not about them."""
        card, reader = mishap.text(mishap.verb), mishap.number("reader", 1)
        acts: dict[str, Callable[[], None]] = {
            "pulled": lambda: self.pull(reader),
            "put-in": lambda: self.insert(card, reader),
            "card": lambda: self.spoil(card, mishap.text("state")),
            "fault": lambda: self._fail(card, mishap.text("kind"), mishap.number("after", 1)),
            "in-use": lambda: self._take(card),
            "let-go": lambda: self._held.pop(card).let_go(),
            "reader-gone": lambda: self.readers.remove(self.reader(reader)),
            "reader-back": lambda: self.readers.add(self.reader(reader)),
            "readers-stop": self.readers.stop_service,
            "readers-start": self.readers.start_service,
        }
        act = acts.get(mishap.verb)
        if act is not None:
            act()
        return act is not None

    def spoil(self, card: str, state: str) -> None:
        """Make a card useless in this way. Raises ``card.in_use`` while a login has it."""
        cards = self._world.cards
        if state == "revoked":
            cards.open(card)
            cards.revoke(card)
        elif state in _ORDERED:
            spec: CardSpec = self._world.directory.card(card)
            self._when_free(lambda: cards.issue(replace(spec, **_ORDERED[state])))
        else:
            cards.open(card)
            self._when_free(lambda: self._change(card, _DONE_TO_IT[state]))

    def _change(self, card: str, change: Callable[[CardState], CardState]) -> None:
        file = CardFile(self._world.profile, card)
        file.hold()
        try:
            state = file.read()
            if state is not None:
                file.save(change(state))
        finally:
            file.let_go()

    def _fail(self, card: str, kind: str, after: int) -> None:
        found = self._world.cards.open(card)
        after += found.commands if found.powered else 0
        found.faults = {
            "mute": FaultProfile(dies_at=after),
            "garbled": FaultProfile(garbage_at=after),
            "refused": FaultProfile(status_word=(after, _CONDITIONS_NOT_SATISFIED)),
            "slow": FaultProfile(certificate_after_s=self.late_s),
            "none": FaultProfile(),
        }[kind]

    def _take(self, card: str) -> None:
        """Hold the card as another program would."""
        self._world.cards.open(card)
        file = CardFile(self._world.profile, card)
        file.hold(_FREE_WITHIN_S)
        self._held[card] = file

    def _when_free(self, call: Callable[[], object]) -> None:
        """Call once the card is free: a watch may be reading it."""
        until = time.monotonic() + _FREE_WITHIN_S
        while True:
            try:
                call()
            except LoginFailure as failure:
                if failure.code != "card.in_use" or time.monotonic() > until:
                    raise
                time.sleep(_LOOK_S)
            else:
                return

    # -- codes -----------------------------------------------------------------------------------------------------

    def code(self, reader: str, *, right: bool) -> Code:
        """Return the code of the card that is in the reader of that name, or a wrong one."""
        return Code(self._code_of(self.card_in(reader)) if right else _WRONG)

    def opening(self, reader: str, *, right: bool, puk: bool) -> Code:
        """Return what opens the card for a new code: its code, or its PUK."""
        if not puk:
            return self.code(reader, right=right)
        return Code(self._spec(self.card_in(reader)).puk if right else _WRONG_PUK, "puk")

    def new_code(self, reader: str, *, chosen: bool) -> Code:
        """Return a new code for the card; ``chosen`` when the card is going to take it."""
        if chosen:
            self._codes[self.card_in(reader)] = _NEW
        return Code(_NEW)

    def phone_code(self, person: str, *, right: bool) -> Code:
        """Return the code of the apps on a person's phone, or a wrong one."""
        return phone_code(self._world.directory, person, right=right)

    def card_in(self, reader: str) -> str:
        """Return the name of the card in the reader of that name (empty: the only one); empty when there is none."""
        cards = self.readers.cards()
        found = cards.get(reader) if reader else next((each for each in cards.values() if each is not None), None)
        return str(getattr(found, "card_id", ""))

    def _code_of(self, card: str) -> str:
        return self._codes.get(card, self._spec(card).code)

    def _spec(self, card: str) -> CardSpec:
        try:
            return self._world.directory.card(card)
        except LoginFailure:
            return CardSpec(card, "")  # a reserve card, with the usual codes
