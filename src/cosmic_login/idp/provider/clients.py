"""The registered clients: who may start a login, and what they may ask for."""

from __future__ import annotations

from dataclasses import dataclass

ID_TOKEN_ALGS = ("ES256", "RS256")


@dataclass(frozen=True)
class Client:
    """A client. All of ours are public (RFC 6749, section 2.1): they hold no secret and prove themselves by PKCE.

    ``min_loa`` is the lowest level of assurance that lets a person in. Reserve cards are level 2. ``asks_service_id``:
    a person with several service IDs has to choose; otherwise the first will do. ``takes_new_cards``: a reserve card
    that was not activated lets its holder in, so that it can be.
    """

    client_id: str
    scopes: frozenset[str]
    id_token_algs: tuple[str, ...] = ID_TOKEN_ALGS
    min_loa: int = 2
    asks_service_id: bool = True
    takes_new_cards: bool = False
    #: Who asks for the login, as apps show it; the IdP's own relying party when it is empty.
    name: str = ""


COSMIC = Client("cosmic", frozenset({"openid", "personal_identity_number"}))
#: The simulated "Mina sidor", where a card's holder looks after the card.
MINASIDOR = Client(
    "minasidor", frozenset({"openid"}), asks_service_id=False, takes_new_cards=True, name="SITHS Mina sidor (övning)"
)


@dataclass(frozen=True)
class ClientRegistry:
    """The clients this IdP knows."""

    clients: tuple[Client, ...] = (COSMIC, MINASIDOR)

    def find(self, client_id: str) -> Client | None:
        """Return the client, or None."""
        return next((client for client in self.clients if client.client_id == client_id), None)
