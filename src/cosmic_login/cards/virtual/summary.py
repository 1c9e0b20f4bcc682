"""What a list says of a card: as it is, or as it is ordered when it was never used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cosmic_login.cards.virtual.issuing import validity
from cosmic_login.cards.virtual.state import AUTHENTICATION_PIN, CardState
from cosmic_login.directory.model import CardSpec


@dataclass(frozen=True)
class CardSummary:
    """A card in a list.

    ``state`` is the first that applies of ``pass`` (a card for doors: no keys, no level, no tries), ``revoked``,
    ``expired``, ``not-yet-valid``, ``blocked``, ``untrusted`` (issued by a look-alike CA), ``unregistered``,
    ``reserve``, and otherwise ``ok``. ``unregistered`` is as ordered in the directory: registrations made since are
    the IdP's knowledge.
    """

    card: str
    person: str
    name: str
    state: str
    tries_left: int
    puk_tries_left: int
    key_type: str
    loa: int
    not_after: datetime
    card_number: str
    reserve: bool = False


def summary_of_card(state: CardState, now: datetime, *, revoked: bool) -> CardSummary:
    """Describe a card as it is."""
    door, at = state.kind == "pass", now.timestamp()
    return CardSummary(
        card=state.card_id,
        person=state.person,
        name=state.name,
        state=_first_that_applies(
            ("pass", door),
            ("revoked", revoked),
            ("expired", at > state.not_after),
            ("not-yet-valid", at < state.not_before),
            ("blocked", state.codes[AUTHENTICATION_PIN].tries_left == 0),
            ("untrusted", state.foreign),
            ("unregistered", not state.registered),
            ("reserve", state.reserve),
        ),
        tries_left=0 if door else state.codes[AUTHENTICATION_PIN].tries_left,
        puk_tries_left=0 if door else state.puk.tries_left,
        key_type=state.slots[0].key_type if state.slots else "",
        loa=0 if door else state.loa,
        not_after=datetime.fromtimestamp(state.not_after, UTC),
        card_number=state.card_number,
        reserve=state.reserve,
    )


def summary_of_order(spec: CardSpec, name: str, now: datetime) -> CardSummary:
    """Describe a card that nobody has used yet; ``name`` is its holder's."""
    begins, ends = validity(spec, now)
    door = spec.kind == "pass"
    return CardSummary(
        card=spec.card,
        person=spec.person,
        name=name,
        state=_first_that_applies(
            ("pass", door),
            ("revoked", spec.revoked),
            ("expired", now > ends),
            ("not-yet-valid", now < begins),
            ("blocked", spec.blocked),
            ("untrusted", spec.foreign_issuer),
            ("unregistered", not spec.registered),
            ("reserve", spec.reserve),
        ),
        tries_left=0 if spec.blocked or door else spec.tries,
        puk_tries_left=0 if door else spec.puk_tries,
        key_type="" if door else spec.key_type,
        loa=0 if door else spec.loa,
        not_after=ends,
        card_number=spec.number,
        reserve=spec.reserve,
    )


def _first_that_applies(*states: tuple[str, bool]) -> str:
    return next((name for name, applies in states if applies), "ok")
