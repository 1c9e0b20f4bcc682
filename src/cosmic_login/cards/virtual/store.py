"""All virtual cards of a profile: found by their name, issued when first wanted, kept sealed."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from cryptography import x509

from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.held import HeldCards, readable
from cosmic_login.cards.virtual.issuing import issue_state, issued_anew, issuer_is_gone
from cosmic_login.cards.virtual.pass_card import PassCard
from cosmic_login.cards.virtual.revoking import is_revoked, revoke
from cosmic_login.cards.virtual.sealed_state import SUFFIX, CardFile
from cosmic_login.cards.virtual.state import AUTHENTICATION_PIN, CardState, padded
from cosmic_login.cards.virtual.summary import CardSummary, summary_of_card, summary_of_order
from cosmic_login.core.clock import Clock, is_ahead
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code, CodeKind, wipe
from cosmic_login.directory.model import CardSpec, Person
from cosmic_login.profile import Profile, read_bytes

if TYPE_CHECKING:
    from cosmic_login.directory.directory import Directory
    from cosmic_login.pki.authority import TrainingPki

#: How long issuing waits for another program that is issuing the same card, in seconds.
_ISSUE_WAIT_S = 20.0
#: How long one waits for cards that others have in their hands for a moment, in seconds.
_HOLD_WAIT_S = 5.0
#: How long a reserve card may be valid, in days. Regions give ten for a forgotten card and thirty for a lost one.
RESERVE_DAYS = range(1, 31)
_DAY_S = 86_400


#: Makes a new card: its order, whose it is, who issues it, and the time.
MakeCard = Callable[["CardSpec", "Person", "TrainingPki", datetime], "CardState"]


class CardStore:
    """The cards. Usable from several threads, and from several programs on one profile at once."""

    def __init__(
        self,
        profile: Profile,
        directory: Directory,
        pki_factory: Callable[[], TrainingPki],
        clock: Clock,
        *,
        make: MakeCard = issue_state,
    ) -> None:
        """``make`` is asked for cards that are issued for the first time."""
        self._make = make
        self._profile, self._directory, self._clock = profile, directory, clock
        self._pki_factory = pki_factory
        self._pki: TrainingPki | None = None
        self._cards: dict[str, VirtualCard] = {}
        self._lock = threading.RLock()

    def ids(self) -> tuple[str, ...]:
        """Return the names of the directory's cards, in its order, and then of others that were issued."""
        ordered = [spec.card for person in self._directory.persons.values() for spec in person.cards]
        return tuple(dict.fromkeys([*ordered, *self.issued()]))

    def issued(self) -> tuple[str, ...]:
        """Return the names of the cards that were issued, sorted."""
        return tuple(sorted(unquote(path.name[: -len(SUFFIX)]) for path in self._profile.cards_dir.glob(f"*{SUFFIX}")))

    def of_person(self, person: str) -> tuple[str, ...]:
        """Return the names of a person's cards: those of the directory, then others that were issued to them.

        Raises ``person.unknown``, ``card.damaged``.
        """
        ordered = [spec.card for spec in self._directory.cards_of(person)]
        others = (card for card in self.ids() if card not in ordered)
        return (*ordered, *(card for card in others if self.summary(card).person == person))

    def issue_reserve(self, person: str, days: int) -> VirtualCard:
        """Issue a reserve card: level 2, valid from now for ``days`` days, and not yet activated (R14).

        Raises ``person.unknown``; ``ValueError`` for days out of ``RESERVE_DAYS``.
        """
        if days not in RESERVE_DAYS:
            raise ValueError(f"{RESERVE_DAYS.start} to {RESERVE_DAYS.stop - 1} days")
        with self._profile.lock("reserve"):  # two desks at once give two cards
            taken = set(self.ids())
            name = next(name for number in itertools.count(1) if (name := f"{person}-r{number}") not in taken)
            spec = CardSpec(name, person, loa=2, reserve=True, registered=False, valid_from_days=0, valid_days=days)
            return self.issue(spec)

    def revoke(self, card_id: str, reason: x509.ReasonFlags = x509.ReasonFlags.unspecified) -> CardSummary:
        """Revoke a card's certificates, whether or not it sits in a reader; the lists have them when this returns.

        Raises ``card.unknown``, ``card.damaged``; ``card.other_kind`` for a card without certificates of ours.
        """
        state = self.open(card_id).state
        if state.foreign or not state.slots:
            raise LoginFailure("card.other_kind", f"{card_id} has no certificates of this PKI")
        revoke(state, self._authority, reason)
        return self.summary(card_id)

    def open(self, card_id: str) -> VirtualCard:
        """Return the card, always the same object for the same card; it is issued on first use.

        Certificates of a CA that is gone are replaced, and those that a clock made which was ahead.

        Raises ``LoginFailure``: ``card.unknown``, ``card.damaged``, ``card.in_use`` when certificates have to be
        replaced and another program has the card.
        """
        with self._lock:
            card = self._cards.get(card_id)
            if card is None:
                medium = CardFile(self._profile, card_id)
                state = medium.read()
                if state is None:
                    return self.issue(self._directory.card(card_id))
                card = self._keep(self._with_good_certificates(state, medium), medium)
            return card

    def issue(self, spec: CardSpec) -> VirtualCard:
        """Make the card, in place of one that is there already. Raises ``card.in_use``, ``person.unknown``.

        When two programs issue a card for the first time at once, the second takes what the first has made.
        """
        with self._lock:
            before = self._cards.get(spec.card)
            if before is not None and before.powered:
                raise LoginFailure("card.in_use", spec.card)
            medium = CardFile(self._profile, spec.card)
            was_there = medium.path.exists()
            try:
                medium.hold(_ISSUE_WAIT_S if not was_there else 0)
                made = None if was_there else medium.read()
                if made is None:
                    make = issue_state if was_there else self._make
                    made = make(spec, self._directory.person(spec.person), self._authority(), self._clock.now())
                    if spec.revoked:  # first, so that no crash leaves a card that ought to be revoked and is not
                        revoke(made, self._authority)
                    medium.save(made)
            finally:
                medium.let_go()
            if before is not None:
                before.power_on()  # reads what was written
                before.power_off()
                return before
            return self._keep(made, medium)

    def set_blocked(self, card_id: str, *, blocked: bool) -> CardSummary:
        """Block a card's log-in code as so many wrong ones would, or give it and the PUK their tries back.

        The code is the one that it was. Raises ``card.unknown``, ``card.damaged``, ``card.in_use``,
        ``card.other_kind`` for a card without codes.
        """
        with self._lock:
            card = self.open(card_id)
            if card.powered:
                raise LoginFailure("card.in_use", card_id)
            medium = CardFile(self._profile, card_id)
            try:
                medium.hold(_HOLD_WAIT_S)
                state = medium.read()
                if state is None or state.kind == "pass":
                    raise LoginFailure("card.other_kind", f"{card_id} has no code")
                code = state.codes[AUTHENTICATION_PIN]
                if blocked:
                    state = state.with_code(AUTHENTICATION_PIN, replace(code, tries_left=0))
                else:
                    state = state.with_code(AUTHENTICATION_PIN, code.restored()).with_puk(state.puk.restored())
                medium.save(state)
            finally:
                medium.let_go()
            _look_again(card)
        return self.summary(card_id)

    @contextlib.contextmanager
    def all_held(self, wait: float = _HOLD_WAIT_S) -> Iterator[Callable[[], int]]:
        """Hold every card that was issued; the block is given what makes each as it was ordered.

        That returns how many were not. Cards of no order, such as reserve cards, are gone then. Programs that have a
        card in a reader meet the new one when they next give it power. Raises ``card.in_use`` when a card is held for
        longer than ``wait`` seconds: then nothing has been done. Raises ``profile.*`` for the disk.
        """
        with self._lock:
            with self._held(self.issued(), wait) as held:
                yield held.make_anew
            for kept in self._cards.values():
                _look_again(kept)

    @contextlib.contextmanager
    def held_of(self, person: str, wait: float = _HOLD_WAIT_S) -> Iterator[Callable[[], int]]:
        """Hold the cards that were issued to a person (by key); the block is given what removes and revokes them.

        That returns how many there were. Raises as ``all_held`` does, and then nothing has been done.
        """
        with self._lock, self._held(self._issued_to(person), wait) as held:
            yield held.remove

    def take_files(self) -> dict[str, bytes]:
        """Return every card that was issued as it is kept: sealed, for this profile's vault alone."""
        found = {card: read_bytes(CardFile(self._profile, card).path) for card in self.issued()}
        return {card: raw for card, raw in found.items() if raw is not None}

    @contextlib.contextmanager
    def putting_back(self, files: Mapping[str, bytes], wait: float = _HOLD_WAIT_S) -> Iterator[Callable[[], int]]:
        """Hold every card; the block is given what makes them as they were when ``files`` was taken.

        That returns how many were not: no key is made. A card that is not in ``files`` is gone then. Raises as
        ``all_held`` does, and then nothing has been done.
        """
        with self._lock:
            with self._held({*self.issued(), *files}, wait) as held:
                yield partial(held.put_back, files)
            for kept in self._cards.values():
                _look_again(kept)

    def summary(self, card_id: str) -> CardSummary:
        """Describe the card as it is on the disk, or as it is ordered when it was never used.

        Raises ``LoginFailure``: ``card.unknown``, ``card.damaged``.
        """
        state = CardFile(self._profile, card_id).read()
        now = self._clock.now()
        if state is None:
            spec = self._directory.card(card_id)
            return summary_of_order(spec, self._directory.person(spec.person).name, now)
        return summary_of_card(state, now, revoked=is_revoked(state, self._authority))

    def usual_code(self) -> Code:
        """Return the code that training cards are ordered with when the directory says no other."""
        return Code(CardSpec.code)

    def ordered_code(self, card: VirtualCard, kind: CodeKind) -> Code | None:
        """Return the authentication code, or the PUK, that a card was ordered with; None once it has another.

        A card that was issued beside the directory, as reserve cards are, has the usual codes.
        """
        state = card.state
        spec = self._order(state) or CardSpec(state.card_id, state.person)
        digits, kept = (spec.puk, state.puk) if kind == "puk" else (spec.code, state.codes.get(AUTHENTICATION_PIN))
        block = padded(digits)
        try:
            return Code(digits, kind) if kept is not None and kept.matches(block) else None
        finally:
            wipe(block)

    # -- within ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _held(self, cards: Iterable[str], wait: float) -> Iterator[HeldCards]:
        media = {card: CardFile(self._profile, card) for card in cards}
        with contextlib.ExitStack() as stack:
            for card, medium in media.items():
                kept = self._cards.get(card)
                if kept is not None and kept.powered:
                    raise LoginFailure("card.in_use", card)
                medium.hold(wait)
                stack.callback(medium.let_go)
            yield HeldCards(
                media, self._directory, self._authority, self._clock, lambda card: self._cards.pop(card, None)
            )

    def _issued_to(self, person: str) -> list[str]:
        """Return the names of the cards that a person has, or that are ordered for them and damaged."""
        states = {card: readable(CardFile(self._profile, card)) for card in self.issued()}
        ordered = {spec.card for spec in self._directory.cards_of(person)}
        return [card for card, state in states.items() if card in ordered or (state and state.person == person)]

    def _authority(self) -> TrainingPki:
        if self._pki is None:
            self._pki = self._pki_factory()
        return self._pki

    def _keep(self, state: CardState, medium: CardFile) -> VirtualCard:
        made = PassCard if state.kind == "pass" else VirtualCard
        card = self._cards[state.card_id] = made(state, medium, self._clock)
        return card

    def _with_good_certificates(self, state: CardState, medium: CardFile) -> CardState:
        pki = self._authority()
        if not self._to_be_replaced(state) or state.person not in self._directory.persons:
            return state
        try:
            medium.hold(0)
            state = medium.read() or state
            if self._to_be_replaced(state):
                revoked = self._was_revoked(state)
                state = self._brought_back(state)
                state = issued_anew(state, self._directory.persons[state.person], pki)
                if revoked:
                    revoke(state, self._authority)
                medium.save(state)
        finally:
            medium.let_go()
        return state

    def _to_be_replaced(self, state: CardState) -> bool:
        return self._made_ahead(state) or issuer_is_gone(state, self._authority())

    def _made_ahead(self, state: CardState) -> bool:
        """Whether a card that was to be valid at once is not valid yet: the clock was ahead, and has been set right."""
        spec = self._order(state)
        at_once = spec is None or spec.valid_from_days <= 0
        return at_once and is_ahead(state.not_before, self._clock.now().timestamp())

    def _brought_back(self, state: CardState) -> CardState:
        """Return the card with as long a life that begins when it should."""
        if not self._made_ahead(state):
            return state
        spec, now = self._order(state), self._clock.now().replace(microsecond=0).timestamp()
        begins = now + (0 if spec is None else spec.valid_from_days * _DAY_S)
        return replace(state, not_before=begins, not_after=begins + state.not_after - state.not_before)

    def _order(self, state: CardState) -> CardSpec | None:
        """Return what the directory says of the card; None for one that it does not know."""
        person = self._directory.persons.get(state.person)
        return next((spec for spec in person.cards if spec.card == state.card_id), None) if person else None

    def _was_revoked(self, state: CardState) -> bool:
        """Whether the card is revoked, or was ordered so: lists of CAs that are gone are gone too."""
        spec = self._order(state)
        return (spec is not None and spec.revoked) or is_revoked(state, self._authority)


def _look_again(card: VirtualCard) -> None:
    """Have a card take over what its file says now."""
    if not card.powered:  # one that got power meanwhile has read what was written
        with contextlib.suppress(LoginFailure):  # another program was faster; read the next time
            card.power_on()
            card.power_off()
