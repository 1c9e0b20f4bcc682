"""What a system asks for and what it is answered, in words that both protocols share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.registry.systems import Face as FaceName

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person
    from cosmic_login.idp.claims.choices import Option
    from cosmic_login.idp.claims.release import ClaimValues
    from cosmic_login.idp.faults import Fault
    from cosmic_login.idp.orders.evidence import Evidence
    from cosmic_login.idp.registry.systems import System
    from cosmic_login.idp.store.base import Transaction
    from cosmic_login.idp.store.web_statements import PartyRow, SsoRow


@dataclass(frozen=True)
class WebRequest:
    """A system's request to log somebody in, checked, and without what the protocol needs for its answer.

    ``wanted`` holds only what the system may have. ``loa``: levels of assurance (URIs) of which one has to be met
    exactly; none: any that the system's registration allows. ``methods`` narrows the ways to log in. ``force``: a
    session of before does not do; ``max_age``: nor one whose person proved themselves longer ago (seconds).
    ``passive``: nobody may be asked anything. ``hint`` is what the system thinks the person is called; ``locales`` are
    the languages it wishes (BCP 47). ``reply`` is the protocol's own, as JSON.
    """

    face: FaceName
    system: str
    wanted: tuple[WantedClaim, ...] = ()
    loa: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    force: bool = False
    passive: bool = False
    max_age: float | None = None
    hint: str = ""
    locales: tuple[str, ...] = ()
    reply: Mapping[str, object] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """What the system tells its own logins apart by: ``state``, or RelayState."""
        return str(self.reply.get("state") or self.reply.get("relay_state") or "")

    def to_json(self) -> str:
        """Return it as JSON text, for the store."""
        members = {**self.__dict__, "wanted": [each.to_json() for each in self.wanted]}
        return json.dumps(members)

    @classmethod
    def from_json(cls, text: str) -> WebRequest:
        """Read what ``to_json`` wrote. Each step of a login reads the same text again: it is read once."""
        return _read(text)


@lru_cache(maxsize=512)
def _read(text: str) -> WebRequest:
    members = json.loads(text)
    tuples = {name: tuple(members[name]) for name in ("loa", "methods", "locales")}
    wanted = tuple(WantedClaim.from_json(each) for each in members["wanted"])
    return WebRequest(**{**members, **tuples, "wanted": wanted, "face": cast("FaceName", members["face"])})


@dataclass(frozen=True)
class Delivery:
    """How a browser carries an answer to a system: by going to ``url``, or by sending ``fields`` there as a form.

    ``delay``: it does so only after so many seconds, because that was ordered.
    """

    url: str
    fields: Mapping[str, str] | None = field(default=None, repr=False)
    delay: float = 0.0


@dataclass(frozen=True)
class WebGrant:
    """A login that a system is to be told of.

    ``login`` is what the audit trail calls it, ``claims`` what the system may have, by the catalogue's short names.
    ``fault`` was ordered for the answer; ``brought`` is the one that came with the request, whenever it bites.
    """

    login: str
    request: WebRequest
    system: System
    session: SsoRow
    person: Person
    option: Option
    evidence: Evidence
    method: str
    claims: ClaimValues = field(repr=False)
    fault: Fault | None = None
    brought: str = ""


class Face(Protocol):
    """One of the protocols that systems ask in. Both calls happen inside the transaction in which the login ends."""

    def granted(self, work: Transaction, granted: WebGrant) -> Delivery:
        """Return the answer, and note the system's part of the session (``work.add_party``) where it can log out."""

    def refused(self, work: Transaction, request: WebRequest, failure: str) -> Delivery:
        """Return the answer that nothing came of it; ``failure`` is a code of the failure table."""


@dataclass(frozen=True)
class Farewell:
    """How one system is told in a browser that a session is over.

    The browser goes there (``delivery``) and is sent back with an answer that names ``name``; or, ``framed``, loads it
    unseen and nobody answers. Without a delivery ``told`` says whether the system knows already, or never will.
    """

    delivery: Delivery | None = None
    name: str = ""
    framed: bool = False
    told: bool = False


@dataclass(frozen=True)
class Leaver:
    """Who began a log-out: a system, or the person on a page of ours (then ``system`` is empty).

    ``reply`` is what the protocol needs to tell it the end, for JSON.
    """

    face: FaceName
    system: str
    reply: Mapping[str, object] = field(default_factory=dict)


@runtime_checkable
class Parting(Protocol):
    """One of the protocols, when sessions end. Each call happens inside a transaction."""

    def ended(self, work: Transaction, session: SsoRow, parties: list[PartyRow]) -> None:
        """Tell the systems that can be told without a browser; called once, when the session ends."""

    def farewell(self, work: Transaction, session: SsoRow, party: PartyRow) -> Farewell:
        """Return how a browser tells one of the systems; called once for each, when its turn comes."""

    def parted(self, work: Transaction, leaver: Leaver, *, complete: bool) -> Delivery | None:
        """Return what tells whoever began the log-out; None: our own page does.

        ``complete``: all systems were told.
        """
