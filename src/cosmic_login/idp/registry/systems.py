"""What the IdP is told of a system, whichever protocol it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from cryptography import x509

from cosmic_login.idp.methods import METHODS

Face = Literal["oidc", "saml"]
#: How claims are called in answers: as the catalogue's short names, or as SAML's full URIs.
ClaimNames = Literal["short", "uri"]
#: A new ``sub`` (NameID) at every login, or one that stays the same for a person and a system.
SubjectKind = Literal["transient", "pairwise"]
#: How an OpenID Connect client proves that it is itself.
ClientAuth = Literal["client_secret_post", "client_secret_basic", "private_key_jwt", "none"]

BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
REDIRECT, POST, ARTIFACT = BINDING + "HTTP-Redirect", BINDING + "HTTP-POST", BINDING + "HTTP-Artifact"


@dataclass(frozen=True)
class OidcClient:
    """What is particular to an OpenID Connect client (names as in OpenID Connect Dynamic Registration 1.0)."""

    redirect_uris: tuple[str, ...]
    secret: str = field(default="", repr=False)
    #: Ways in which it may authenticate at the token endpoint; ``none`` alone makes it public.
    auth_methods: tuple[ClientAuth, ...] = ("client_secret_post", "client_secret_basic")
    #: Its public keys as a JWK set (RFC 7517), for ``private_key_jwt``.
    jwks: Mapping[str, object] = field(default_factory=dict)
    post_logout_redirect_uris: tuple[str, ...] = ()
    frontchannel_logout_uri: str = ""
    backchannel_logout_uri: str = ""
    id_token_alg: Literal["RS256", "ES256"] = "RS256"  # noqa: S105 - an algorithm

    @property
    def public(self) -> bool:
        """Whether it has nothing to prove itself by: PKCE is required of it."""
        return self.auth_methods == ("none",)


@dataclass(frozen=True)
class Endpoint:
    """An address of a service provider, as its metadata has it (saml-metadata-2.0, section 2.2.2)."""

    binding: str
    location: str
    index: int = 0
    default: bool = False
    response_location: str = ""


@dataclass(frozen=True)
class AttributeService:
    """An AttributeConsumingService of a service provider's metadata; ``wanted`` are (attribute name, isRequired)."""

    index: int
    default: bool
    name: str
    wanted: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class SamlProvider:
    """What is particular to a SAML service provider: its metadata, and what an operator decided."""

    acs: tuple[Endpoint, ...]
    logout: tuple[Endpoint, ...] = ()
    attribute_services: tuple[AttributeService, ...] = ()
    signing: tuple[x509.Certificate, ...] = ()
    encryption: tuple[x509.Certificate, ...] = ()
    name_id_formats: tuple[str, ...] = ()
    #: It says that all its requests are signed.
    signs_requests: bool = False
    #: Whether its answers are encrypted.
    encrypt: bool = False
    #: Audiences it may ask for beside itself.
    audiences: tuple[str, ...] = ()
    #: When its metadata run out: nothing of it is believed from then on. None: they do not.
    valid_until: datetime | None = None


@dataclass(frozen=True)
class System:
    """A system. ``key`` is its client_id or entityID, ``name`` what the person is shown.

    ``claims`` are those it may have (short names), beside what everybody gets; of a SAML system it is the attribute
    services that say so, and ``claims`` narrow them unless they are empty. ``methods`` are its active ways
    to log in. ``learned``: nobody registered it; it came by, and was let in.
    """

    key: str
    face: Face
    name: str
    claims: frozenset[str] = frozenset()
    methods: tuple[str, ...] = tuple(METHODS)
    min_loa: int = 2
    claim_names: ClaimNames = "short"
    subject: SubjectKind = "transient"
    #: What it is told in place of our own values of how a person proved who they are, by method.
    amr: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    learned: bool = False
    oidc: OidcClient | None = None
    saml: SamlProvider | None = None


class Systems(Protocol):
    """Who may log users in here."""

    def find(self, face: Face, key: str) -> System | None:
        """Return the system, or None."""

    def all(self) -> tuple[System, ...]:
        """Return every system, by face and key."""

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        """Take notice of what a learned system asks for.

        ``facts`` has ``face`` and, as they come to light, ``redirect_uri`` (SAML: the address of the answer),
        ``claims`` (a list), ``auth_method`` and ``post_logout_redirect_uri``.
        """


@dataclass(frozen=True)
class FixedSystems:
    """Systems that were given once, for tests and for programs that hold the IdP themselves."""

    systems: tuple[System, ...] = ()

    def find(self, face: Face, key: str) -> System | None:
        """Return the system, or None."""
        return next((each for each in self.systems if (each.face, each.key) == (face, key)), None)

    def all(self) -> tuple[System, ...]:
        """Return every system, by face and key."""
        return tuple(sorted(self.systems, key=lambda each: (each.face, each.key)))

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        """Take no notice."""
