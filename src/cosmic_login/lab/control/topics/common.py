"""What several topics share: the failures that calls run into, and what in the call they are about."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.idp.outages import MAX_SECONDS
from cosmic_login.lab.control.operations import CallRefused, Refusing
from cosmic_login.lab.control.shapes import Named, NumberShape, OrNull, TextShape, WholeShape

if TYPE_CHECKING:
    from cosmic_login.idp.faults import NoFault
    from cosmic_login.idp.outages import NoOutage
    from cosmic_login.lab.control.operations import ApiCall

NO_CARD: Final = Refusing("card.unknown", 404, "card", "one of GET /v1/cards")
NO_PERSON: Final = Refusing(
    "person.unknown", 404, "person", "a key, a personal number, an HSA-id or a name of GET /v1/people"
)
NO_READER: Final = Refusing("reader.unknown", 404, "reader", "one of GET /v1/readers")
CARD_IN_USE: Final = Refusing("card.in_use", 409, "card", "one that no program holds: pull it first")
CARD_HELD: Final = Refusing("card.in_use", 409, "", "no card held by another program")
OTHER_CARD: Final = Refusing("card.other_kind", 409, "card", "one with codes and certificates of this PKI")
NO_PHONE_NAME: Final = Refusing("usage.invalid", 422, "phone", "printable, without a dot first, and not too long")
BUSY: Final = Refusing("idp.busy", 409, "", "asked again when others have ended")

#: Texts as people write them, and names of things.
LINE: Final = TextShape(1, 200)
CARD: Final = Named("card", TextShape(1, 80), "the card's name, as in the directory: `anna-1`", needed=True)
PERSON: Final = Named("person", TextShape(1, 80), "a key, a personal number, an HSA-id or a name", needed=True)
READER: Final = Named("reader", TextShape(1, 120), "the reader's name: `Virtuell läsare 1`", needed=True)
PHONE: Final = Named("phone", TextShape(1, 60), "the phone's name; any, from its first use on", needed=True)


def only_given(call: ApiCall, names: Sequence[str]) -> dict[str, Any]:
    """Return the members that were given, without those that were left out."""
    return {name: call[name] for name in names if call[name] is not None}


COUNT: Final = WholeShape(0, 10**9)

#: An order of the operator's that ends by itself, or was begun at a time.
FOR_SECONDS: Final = Named("seconds", NumberShape(0, MAX_SECONDS, above=True), "only for so long")
SINCE: Final = Named("since", NumberShape(0, 10**12), "Unix seconds", needed=True)
SECONDS_LEFT: Final = Named(
    "seconds", OrNull(NumberShape(0, MAX_SECONDS)), "seconds that are left; null: no such end", needed=True
)


def not_ordered(wrong: NoFault | NoOutage) -> CallRefused:
    """Return the refusal of an order that cannot be taken."""
    return CallRefused("control.invalid", wrong.member, wrong.rule, HTTPStatus.UNPROCESSABLE_ENTITY)
