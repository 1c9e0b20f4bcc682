"""What an authenticator may ask of the identity provider: the protocols that ``LoginOrder.idp`` keeps.

``authenticators.idp.client.IdpClient`` is the one that speaks HTTP (docs/protocols.md, sections 1 to 3); a test, or
another maker's client, may put its own in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, Protocol

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosmic_login.core.clock import Clock
    from cosmic_login.core.identity import Identity, ServiceId
    from cosmic_login.net.http import Http


@dataclass(frozen=True)
class Pending:
    """The order waits for somebody. What follows the token is told of orders that a phone answers.

    ``qr_data`` is the text of the QR code of this second, empty when there is nothing to read. ``expires_in`` and
    ``start_in`` are the whole seconds left to finish, and to read the code.
    """

    hint_code: str
    auto_start_token: str = field(repr=False)
    qr_data: str = field(default="", repr=False)
    expires_in: int = 0
    start_in: int = 0
    renewals_left: int = 0
    relying_party: str = ""


@dataclass(frozen=True)
class MustChoose:
    """The person has several service IDs (R10)."""

    choices: tuple[ServiceId, ...]


@dataclass(frozen=True)
class Granted:
    """An authorization code, good for one minute and one use."""

    code: str = field(repr=False)


class IdpLogin(Protocol):
    """One login under way at the IdP."""

    @property
    def begun(self) -> Pending:
        """What the IdP answered when the login began."""

    @property
    def auto_start_token(self) -> str:
        """What the card app starts the order with."""

    async def look(self, service_id: str = "") -> Pending | MustChoose | Granted:
        """Ask how the login stands; ``service_id`` answers ``MustChoose``. Raises what the IdP refuses with."""

    async def redeem(self, granted: Granted, method: str, evidence: dict[str, str]) -> Identity:
        """Exchange the code for an identity whose ID token has been verified."""

    async def cancel(self, reason: str) -> None:
        """Give the order up, saying why by a failure code. Does nothing when the IdP ended it."""


class Idp(Protocol):
    """An identity provider, on one event loop. What it is asked raises ``LoginFailure`` (``idp.*``, ``server.*``)."""

    @property
    def base_url(self) -> str:
        """Its address."""

    @property
    def client_id(self) -> str:
        """In whose name it is asked."""

    @property
    def clock(self) -> Clock:
        """The time that the IdP's is compared with."""

    @property
    def http(self) -> Http:
        """The connections to it, for endpoints that have no method here."""

    async def discover(self, *, anew: bool = False) -> Mapping[str, str]:
        """Return the endpoints by their names in the metadata; fetched once, or ``anew``."""

    async def begin(self, method: str, *, service_id: str = "", desk: str = "") -> IdpLogin:
        """Start a login; the order at the IdP begins to age.

        ``desk`` is handed over for a card in a reader of another machine only: what that one is called.
        """

    async def end_session(self, identity: Identity) -> None:
        """Log out."""


class NoIdp:
    """Nobody to ask: for what needs no identity provider. Everything raises ``idp.unreachable``."""

    @property
    def base_url(self) -> NoReturn:
        """There is none."""
        raise _nobody()

    client_id = clock = http = base_url

    async def discover(self, *, anew: bool = False) -> NoReturn:
        """There are none."""
        raise _nobody()

    async def begin(self, method: str, *, service_id: str = "", desk: str = "") -> NoReturn:
        """Nothing begins."""
        raise _nobody()

    async def end_session(self, identity: Identity) -> NoReturn:
        """Nothing ends."""
        raise _nobody()


def _nobody() -> LoginFailure:
    return LoginFailure("idp.unreachable", "there is no IdP")
