"""Virtual cards: issued, put in, pulled, blocked, unblocked, revoked, and failing on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.reader import READER_NAME
from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.model import CardSpec
from cosmic_login.directory.parse import EARLIEST_DAY, LATEST_DAY, MOST_TRIES
from cosmic_login.lab.control.operations import ApiCall, Operation, Refusing
from cosmic_login.lab.control.shapes import (
    Many,
    Named,
    NumberShape,
    ObjectShape,
    OrNull,
    TextShape,
    Truth,
    WholeShape,
)
from cosmic_login.lab.control.topics.common import CARD, CARD_IN_USE, NO_CARD, NO_READER, OTHER_CARD, READER, only_given
from cosmic_login.lab.control.topics.people import OWN_KEY, change

if TYPE_CHECKING:
    from cosmic_login.cards.virtual.summary import CardSummary

_TRIES: Final = WholeShape(0, MOST_TRIES)
_DAYS: Final = WholeShape(EARLIEST_DAY, LATEST_DAY)
_COMMAND: Final = WholeShape(1, 100_000)
CARD_RECORD: Final = ObjectShape(
    "Card",
    (
        Named("card", TextShape(1), "its name", needed=True),
        Named("person", TextShape(), "whose it is, by key", needed=True),
        Named("name", TextShape(), "and by name", needed=True),
        Named(
            "state",
            TextShape(
                one_of=(
                    "ok",
                    "pass",
                    "revoked",
                    "expired",
                    "not-yet-valid",
                    "blocked",
                    "untrusted",
                    "unregistered",
                    "reserve",
                    "damaged",
                )
            ),
            "what is the matter with it",
            needed=True,
        ),
        Named("tries_left", _TRIES, "of the log-in code", needed=True),
        Named("puk_tries_left", _TRIES, "of the PUK", needed=True),
        Named("key_type", TextShape(), "rsa2048, ec256, or none", needed=True),
        Named("loa", WholeShape(0, 4), "level of assurance", needed=True),
        Named("not_after", OrNull(TextShape(format="date-time")), "valid until", needed=True),
        Named("card_number", TextShape(), "19 digits", needed=True),
        Named("reader", TextShape(), "the reader that it is in; empty: none", needed=True),
    ),
)
_ORDER: Final = ObjectShape(
    "CardOrder",
    (
        Named("person", TextShape(1, 40), "whose it is, by key; needed for a card that the directory does not have"),
        Named("key_type", TextShape(one_of=("rsa2048", "ec256")), "kind of the keys"),
        Named("loa", WholeShape(2, 3), "level of assurance"),
        Named("reserve", Truth(), "a reserve card"),
        Named("activated", Truth(), "whether a reserve card counts as activated from the start"),
        Named("registered", Truth(), "false: has to be registered at its first login"),
        Named("revoked", Truth(), "revoked when it is issued"),
        Named("blocked", Truth(), "the log-in code is blocked when it is issued"),
        Named("foreign_issuer", Truth(), "issued by a look-alike CA that nobody trusts"),
        Named("signing_pair", Truth(), "certificates for signatures too"),
        Named("valid_from_days", _DAYS, "first day, counted from today"),
        Named("valid_days", _DAYS, "last day, counted from today; later than the first"),
        Named("tries", WholeShape(1, MOST_TRIES), "tries of each code"),
        Named("puk_tries", WholeShape(1, MOST_TRIES), "tries of the PUK"),
    ),
    "What is left out is as in the directory, or as docs/directory.md says; so are the codes.",
)
_FAULTS: Final = ObjectShape(
    "CardFaults",
    (
        Named("slow_ms", WholeShape(0, 60_000), "milliseconds that every command takes longer", default=0),
        Named("certificate_after_s", NumberShape(0, 600), "seconds until its certificates appear", default=0.0),
        Named("dies_at", OrNull(_COMMAND), "mute from this command on, until it is put in again"),
        Named("pulled_at", OrNull(_COMMAND), "out of the reader at this command"),
        Named("garbage_at", OrNull(_COMMAND), "this command is answered with nonsense"),
        Named(
            "status_word",
            OrNull(
                ObjectShape(
                    "WrongStatusWord",
                    (
                        Named("at", _COMMAND, "the command", needed=True),
                        Named(
                            "word",
                            TextShape(4, 4, "^[0-9A-Fa-f]{4}$", words="four hexadecimal digits"),
                            "such as 6F00",
                            needed=True,
                        ),
                    ),
                )
            ),
            "this command is answered with a status word alone",
        ),
    ),
    "What goes wrong with a card; commands count from 1, since it got power. What is left out is as it should be.",
)


def _told(call: ApiCall, row: CardSummary) -> dict[str, Any]:
    readers = call.environment.world.virtual_readers.cards()
    reader = next((name for name, card in readers.items() if getattr(card, "card_id", "") == row.card), "")
    members = asdict(row)
    del members["reserve"]
    return members | {"not_after": row.not_after.isoformat().replace("+00:00", "Z"), "reader": reader}


def _damaged(card: str) -> dict[str, Any]:
    """Return what can be told of a card that cannot be read."""
    texts = dict.fromkeys(("person", "name", "key_type", "card_number", "reader"), "")
    numbers = dict.fromkeys(("tries_left", "puk_tries_left", "loa"), 0)
    return {"card": card, "state": "damaged", "not_after": None, **texts, **numbers}


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell of every card."""

    def rows() -> list[dict[str, Any]]:
        cards, found = call.environment.world.cards, []
        for card in cards.ids():
            try:
                found.append(_told(call, cards.summary(card)))
            except LoginFailure as failure:
                if failure.code != "card.damaged":
                    raise
                found.append(_damaged(card))
        return found

    return {"cards": await asyncio.to_thread(rows)}


async def one(call: ApiCall) -> dict[str, Any]:
    """Tell of one card."""
    return await _about(call, call.environment.world.cards.summary)


async def _about(call: ApiCall, do: Callable[[str], CardSummary]) -> dict[str, Any]:
    return _told(call, await asyncio.to_thread(do, call["card"]))


async def issue(call: ApiCall) -> dict[str, Any]:
    """Issue a card anew: new keys and certificates, the codes as ordered."""
    environment, card = call.environment, call["card"]
    given = only_given(call, [each.name for each in _ORDER.members])
    if given:
        known = {spec.card for person in environment.world.directory.persons.values() for spec in person.cards}
        before = vars(environment.world.directory.card(card)) if card in known else {}
        plain = {name: value for name, value in before.items() if _differs(name, value)}
        await change(call, "cards", card, plain | given)

    def made() -> CardSummary:
        spec = environment.world.directory.card(card)
        environment.world.cards.issue(spec)
        return environment.world.cards.summary(card)

    row = await asyncio.to_thread(made)
    await asyncio.to_thread(environment.write_down, "card.issued", card=card)
    environment.happenings.tell("card.issued", card=card)
    return _told(call, row)


def _differs(name: str, value: object) -> bool:
    """Tell whether an order says something that is not usual."""
    return name != "card" and getattr(CardSpec, name, None) != value


async def insert(call: ApiCall) -> dict[str, Any]:
    """Put a card into a reader; one that is in it comes out first."""
    environment = call.environment

    def put_in() -> CardSummary:
        card = environment.card(call["card"])
        environment.world.virtual_readers.insert(call["reader"], card)
        environment.wait_shown(call["reader"], card.card_id)
        return environment.world.cards.summary(call["card"])

    return _told(call, await asyncio.to_thread(put_in))


async def pull(call: ApiCall) -> dict[str, Any]:
    """Pull a card out of whatever reader it is in; nothing happens when it is in none."""

    def out(card: str) -> CardSummary:
        found = call.environment.world.cards.summary(card)
        readers = call.environment.world.virtual_readers
        for reader, there in readers.cards().items():
            if getattr(there, "card_id", "") == card:
                readers.pull(reader)
                call.environment.wait_shown(reader, "")
        readers.settle(5)
        return found

    return await _about(call, out)


async def block(call: ApiCall) -> dict[str, Any]:
    """Block the log-in code, as so many wrong ones would."""
    return await _changed(
        call, "card.blocked", lambda card: call.environment.world.cards.set_blocked(card, blocked=True)
    )


async def unblock(call: ApiCall) -> dict[str, Any]:
    """Give the log-in code and the PUK their tries back; the code is the one that it was."""
    return await _changed(
        call, "card.unblocked", lambda card: call.environment.world.cards.set_blocked(card, blocked=False)
    )


async def revoke(call: ApiCall) -> dict[str, Any]:
    """Revoke a card that is lost; the lists have it when this is answered."""
    return await _changed(call, "card.revoked", call.environment.world.cards.revoke)


async def _changed(call: ApiCall, event: str, do: Callable[[str], CardSummary]) -> dict[str, Any]:
    found = await _about(call, do)
    await asyncio.to_thread(call.environment.write_down, event, card=call["card"])
    call.environment.happenings.tell(event, card=call["card"])
    return found


async def fail(call: ApiCall) -> dict[str, Any]:
    """Have a card fail on purpose from now on."""
    word = call["status_word"]
    names = ("slow_ms", "certificate_after_s", "dies_at", "pulled_at", "garbage_at")
    faults = FaultProfile(
        **{name: call[name] for name in names},
        status_word=None if word is None else (word["at"], int(word["word"], 16)),
    )

    def do(card: str) -> CardSummary:
        call.environment.card(card).faults = faults
        return call.environment.world.cards.summary(card)

    found = await _about(call, do)
    call.environment.happenings.tell("card.faults", card=call["card"])
    return found


_CARDS: Final = ObjectShape("Cards", (Named("cards", Many(CARD_RECORD, most=10_000), "all of them", needed=True),))
_DAMAGED: Final = Refusing("card.damaged", 409, "card", "one that can be read: issue it anew")
_READ: Final = (NO_CARD, _DAMAGED)
_CHANGE: Final = (*_READ, CARD_IN_USE, OTHER_CARD)
_INTO: Final = Named("reader", READER.shape, "which reader", default=READER_NAME.format(1))
OPERATIONS: Final = (
    Operation("listCards", "GET", "/cards", "cards", "Tell of every card.", every, _CARDS),
    Operation(
        "getCard", "GET", "/cards/{card}", "cards", "Tell of one card.", one, CARD_RECORD, (CARD,), refusing=_READ
    ),
    Operation(
        "issueCard",
        "PUT",
        "/cards/{card}",
        "cards",
        "Issue a card anew, as the directory orders it or as is said here.",
        issue,
        CARD_RECORD,
        (Named("card", OWN_KEY, "the card's name", needed=True),),
        _ORDER,
        (NO_CARD, CARD_IN_USE),
    ),
    Operation(
        "insertCard",
        "POST",
        "/cards/{card}/insert",
        "cards",
        "Put a card into a reader.",
        insert,
        CARD_RECORD,
        (CARD,),
        ObjectShape("Insert", (_INTO,)),
        (*_READ, CARD_IN_USE, NO_READER),
    ),
    Operation(
        "pullCard",
        "POST",
        "/cards/{card}/pull",
        "cards",
        "Pull a card out.",
        pull,
        CARD_RECORD,
        (CARD,),
        refusing=_READ,
    ),
    Operation(
        "blockCard",
        "POST",
        "/cards/{card}/block",
        "cards",
        "Block the log-in code.",
        block,
        CARD_RECORD,
        (CARD,),
        refusing=_CHANGE,
    ),
    Operation(
        "unblockCard",
        "POST",
        "/cards/{card}/unblock",
        "cards",
        "Give the code and the PUK their tries back.",
        unblock,
        CARD_RECORD,
        (CARD,),
        refusing=_CHANGE,
    ),
    Operation(
        "revokeCard",
        "POST",
        "/cards/{card}/revoke",
        "cards",
        "Revoke a card that is lost.",
        revoke,
        CARD_RECORD,
        (CARD,),
        refusing=_CHANGE,
    ),
    Operation(
        "setCardFaults",
        "PUT",
        "/cards/{card}/faults",
        "cards",
        "Have a card fail on purpose; an empty object mends it.",
        fail,
        CARD_RECORD,
        (CARD,),
        _FAULTS,
        _READ,
    ),
)
