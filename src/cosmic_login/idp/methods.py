"""The login methods as the IdP serves them: one row each, in the order in which discovery tells of them.

The client has a table of its own (``cosmic_login.core.login_methods``): the two meet over HTTP only, but for the words
that pages show people, and one test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

#: Whom an order is for: one of the two apps, or the card's own TLS (``md``), which no app takes part in.
OrderType = Literal["siths", "bankid", "md"]


@dataclass(frozen=True)
class MethodRow:
    """A login method: the order that it makes, and what it stands on."""

    name: str
    order_type: OrderType
    #: Its order is started by reading a QR code.
    qr: bool
    #: The service that it falls with, when that is not its own alone (a target of outages).
    service: str = ""
    #: The failure that is told when it is put out of service and nothing else was chosen.
    out: str = "method.unavailable"

    @property
    def stands_on(self) -> tuple[str, ...]:
        """The targets of outages that close it; the failure of the first that is out is told."""
        return (self.service, self.name) if self.service else (self.name,)


#: SITHS eID as a whole: with the card here and with the phone.
SITHS_SERVICE: Final = "siths"

METHODS: Final[Mapping[str, MethodRow]] = {
    row.name: row
    for row in (
        MethodRow("siths-this-device", "siths", qr=False, service=SITHS_SERVICE),
        MethodRow("siths-other-device", "siths", qr=True, service=SITHS_SERVICE),
        MethodRow("siths-md", "md", qr=False),
        MethodRow("bankid", "bankid", qr=True, out="bankid.out_of_service"),
    )
}
