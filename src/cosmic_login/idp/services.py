"""What the IdP is given by whoever starts it: the parts it stands on, as it needs them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from cryptography import x509

from cosmic_login.core.clock import Clock
from cosmic_login.directory.model import Organisation, Person
from cosmic_login.idp.changes import Changes
from cosmic_login.idp.metrics import Figures
from cosmic_login.idp.registry.systems import FixedSystems, Systems
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import Store
from cosmic_login.profile.vault import Vault

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.pki.authority import TrainingPki
    from cosmic_login.pki.oids import Kind
    from cosmic_login.pki.validator import ValidationResult


class Judge(Protocol):
    """Says what a card's certificate is worth (``cosmic_login.pki.validator.CertificateValidator``)."""

    def judge(
        self, certificate: x509.Certificate, at: datetime, *, kinds: Collection[Kind] | None = None
    ) -> ValidationResult:
        """Return the judgement, or raise ``LoginFailure`` ``certificate.*``; ``kinds`` are those that will do."""


class People(Protocol):
    """Who may log in (``cosmic_login.directory.directory.Directory``)."""

    @property
    def organisations(self) -> Mapping[str, Organisation]:
        """The organisations by their HSA-id."""

    def by_number(self, serial_number: str) -> Person | None:
        """Find a person by the serial number of a certificate (personal number or HSA-id)."""

    def person(self, key_or_number_or_name: str) -> Person:
        """Find a person by whatever somebody typed. Raises ``LoginFailure`` ``person.unknown``."""


class Audit(Protocol):
    """Where every attempt is written down (``cosmic_login.audit.trail.AuditTrail``)."""

    def append(
        self,
        event: str,
        *,
        login: str = "",
        person: str = "",
        name: str = "",
        method: str = "",
        loa: int | None = None,
        service_id: str = "",
        organisation: str = "",
        reason: str = "",
        source: str = "idp",
        extra: Mapping[str, str] | None = None,
    ) -> object:
        """Write one event; it is on the disk when this returns."""


class Limit(Protocol):
    """So many calls at once for each address, and so many more per second."""

    def wait(self, address: str) -> int:
        """Take one; return 0, or the whole seconds after which it is worth trying again."""


class SharedLimit(Protocol):
    """Makes a limit that holds for all processes of an IdP together."""

    def __call__(self, name: str, *, burst: int, per_second: float) -> Limit:
        """``name`` tells it from others."""


class Notifier(Protocol):
    """Sends a form to an address that a system registered; given by whoever composes the IdP, which calls nobody."""

    async def __call__(self, address: str, form: Mapping[str, str]) -> int:
        """Return the status of the answer. Raises ``OSError`` when there is none; follows no redirection."""


def registered_in_directory(person: Person, card_number: str) -> bool:
    """Tell whether the directory says that the card was in use before this IdP kept its own list."""
    return any(spec.registered and spec.number == card_number for spec in person.cards)


@dataclass(frozen=True)
class IdpServices:
    """Everything ``build_app`` needs. ``issuer`` is the public base URL, without a slash at its end.

    ``hosts`` are the ``Host`` headers that are answered; the issuer's own is always among them. ``doors`` are the
    addresses of the further listeners by their names (``cosmic_login.idp.server.listeners``).
    ``names`` are what else the machine is called at those.
    ``registered_before`` tells of cards that were registered before this IdP kept its own list. ``systems`` are those
    that log their users in here by browser.
    """

    issuer: str
    store: Store
    vault: Vault
    pki: TrainingPki
    judge: Judge
    people: People
    audit: Audit
    clock: Clock
    control_token: str = field(default="", repr=False)
    settings: IdpSettings = field(default_factory=IdpSettings)
    hosts: frozenset[str] = frozenset()
    doors: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    registered_before: Callable[[Person, str], bool] = registered_in_directory
    systems: Systems = field(default_factory=FixedSystems)
    #: Tells systems without a browser that a session is over; None: nobody does.
    notifier: Notifier | None = None

    #: The last rows of the audit trail, at most so many. Raises ``LoginFailure`` ``audit.tampered``.
    recent: Callable[[int], Sequence[AuditRecord]] = lambda _most: ()
    #: How far the store's clock is from this machine's, in seconds; None where it has none of its own.
    clock_apart: Callable[[], float | None] = lambda: None

    #: Makes limits for all processes on one store; None where there is but this one.
    shared_limit: SharedLimit | None = None

    #: Who waits for a login to move on.
    changes: Changes = field(default_factory=Changes)

    #: What counts for whoever watches this IdP; None where nobody does.
    figures: Figures | None = None

    def lasted(self, method: str, begun: float) -> None:
        """Count how long a login took that began at ``begun`` (Unix seconds) and ends now."""
        if self.figures is not None:
            self.figures.ended(method, max(0.0, self.seconds() - begun))

    def seconds(self) -> float:
        """Return the time in Unix seconds."""
        return self.clock.now().timestamp()

    @property
    def organization_name(self) -> str:
        """The organisation whose Cosmic this is."""
        return next((o.name for o in self.people.organisations.values() if o.own_region), "")
