"""What the IdP keeps: rows as frozen dataclasses, and the repository interface over them.

Times are Unix seconds (UTC) from the injected clock. Handles (codes, tokens, session names) are stored as digests
only. All statements live in one implementation per database; nothing above this interface writes SQL, so that
another database needs one more file and no change elsewhere. Several processes may share one store: everything
that must happen together happens in one ``transaction``.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.erasing import ErasingStatements
from cosmic_login.idp.store.fault_statements import FaultOrderRow, FaultStatements
from cosmic_login.idp.store.image import ImageStatements
from cosmic_login.idp.store.logout_statements import LogoutStatements
from cosmic_login.idp.store.oidc_statements import OidcStatements, OidcTokenRow
from cosmic_login.idp.store.outages import OutageRow, OutageStatements
from cosmic_login.idp.store.saml_statements import SamlStatements
from cosmic_login.idp.store.web_statements import WebStatements


class Refusal(LoginFailure):
    """A refusal that is a *result*: raised inside a transaction, it keeps what the transaction wrote.

    Every other exception undoes it.
    """


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    COMPLETE = "complete"
    FAILED = "failed"


class LoginStatus(StrEnum):
    """Where a login stands."""

    OPEN = "open"
    GRANTED = "granted"  # an authorization code is out
    DONE = "done"  # the code was exchanged
    FAILED = "failed"


@dataclass(frozen=True)
class KeyRow:
    """A signing key. ``active`` is when it starts to sign, ``retired`` when its successor takes over."""

    kid: str
    alg: str
    sealed: bytes
    created: float
    active: float
    retired: float | None = None


@dataclass(frozen=True)
class LoginRow:
    """One login as the native client sees it; ``request`` is its first request as JSON."""

    login: str
    session: str  # digest of auth_session
    order_ref: str
    client_id: str
    method: str
    created: float
    expires: float
    request: str
    status: LoginStatus = LoginStatus.OPEN
    failure: str = ""
    renewals: int = 0  # how many orders came after the first, because nobody read their QR code


@dataclass(frozen=True)
class EnrolmentRow:
    """An identity on a person's phone: an app's key pair and the certificate that says whose it is."""

    device: str
    face: str
    person: str  # personal number
    name: str  # what the person calls the phone
    token: str  # digest of the device's token
    certificate: bytes
    serial: str  # the certificate's serial number, in decimal
    since: float
    until: float
    removed: float | None = None


@dataclass(frozen=True)
class ActivationRow:
    """Leave to enrol one phone, once."""

    code: str  # digest
    face: str
    person: str
    expires: float


@dataclass(frozen=True)
class OrderRow:
    """An order to authenticate or to sign.

    ``ref`` names it inside the IdP and nowhere else. What goes out (order reference, tokens, the QR code's secret) is
    derived from it with a key of the vault; the digests here find the order again. ``person`` is known when a
    certificate was shown (which proves nothing yet), or from the beginning; ``evidence`` when it is complete.
    """

    ref: str
    login: str
    client_id: str
    start_token: str  # digest of the auto-start token
    created: float
    start_by: float
    finish_by: float
    status: OrderStatus = OrderStatus.PENDING
    hint: str = ""
    failure: str = ""
    app_session: str | None = None  # digest
    person: str = ""
    certificate: bytes = b""
    challenge: str = ""
    registration_challenge: str = ""
    evidence: str = ""
    face: str = "siths"  # whose app serves it: siths, bankid
    kind: str = "auth"  # auth, sign, payment, phone_auth, phone_sign
    rp: str = ""  # who asks, as the app shows it
    rp_id: str = ""  # which relying party may collect; none for our own logins
    handle: str | None = None  # digest of the order reference
    qr_token: str | None = None  # digest of the QR start token; none for an order without QR code
    details: str = ""  # what was asked for, as JSON
    ended: float | None = None
    collected: bool = False  # its end was told to the relying party
    completion: str = ""  # what the relying party gets, as JSON

    @property
    def named(self) -> bool:
        """Whether it named its person from the beginning: such an order waits for them as long as it lasts."""
        return bool(self.person) and self.start_by >= self.finish_by


@dataclass(frozen=True)
class CodeRow:
    """An authorization code; ``grant`` is what it can be exchanged for, as JSON."""

    code: str  # digest
    login: str
    expires: float
    grant: str


@dataclass(frozen=True)
class TokenRow:
    """An access token; ``claims`` is what userinfo answers, as JSON."""

    token: str  # digest
    login: str
    expires: float
    claims: str


@dataclass(frozen=True)
class SessionRow:
    """A person's session after a login; ``record`` is what the audit trail needs when it ends, as JSON."""

    sid: str
    login: str
    created: float
    record: str
    ended: float | None = None


class Transaction(
    OutageStatements,
    FaultStatements,
    ImageStatements,
    ErasingStatements,
    WebStatements,
    LogoutStatements,
    SamlStatements,
    OidcStatements,
    Protocol,
):
    """The statements of one transaction."""

    def signing_keys(self) -> list[KeyRow]:
        """Return all signing keys, oldest first."""

    def lock_keys(self) -> None:
        """Let nobody else change signing keys until this transaction ends."""

    def add_key(self, row: KeyRow) -> None:
        """Keep a new key."""

    def retire_key(self, kid: str, at: float) -> None:
        """Note when a key's successor takes over."""

    def date_key(self, kid: str, created: float, active: float) -> None:
        """Give a key other times than it was made with."""

    def drop_key(self, kid: str) -> None:
        """Forget a key, with its certificate."""

    def add_login(self, row: LoginRow) -> None:
        """Keep a new login."""

    def login_of_session(self, session: str) -> LoginRow | None:
        """Find a login by the digest of its auth_session."""

    def login(self, login: str) -> LoginRow | None:
        """Find a login by its name in the audit trail."""

    def settle_login(
        self, login: str, was: LoginStatus, now: LoginStatus, *, failure: str = "", expires: float | None = None
    ) -> bool:
        """Move a login on from the status it was in; False when another was faster."""

    def renew_login(self, login: str, *, order_ref: str, expires: float, renewals: int) -> None:
        """Give an open login a new order."""

    def overdue_logins(self, at: float) -> list[LoginRow]:
        """Return logins that are open or granted and whose time is up, or has not come yet."""

    def open_logins(self, at: float, most: int) -> list[LoginRow]:
        """Return logins that are open and in time, at most so many, the newest first."""

    def open_sessions(self, since: float, most: int) -> list[SessionRow]:
        """Return sessions that began after a time and have not ended, at most so many, the newest first."""

    def add_order(self, row: OrderRow) -> None:
        """Keep a new order."""

    def save_order(self, row: OrderRow) -> bool:
        """Write an order's changed columns while it is pending in the store; False when it no longer is."""

    def order(self, ref: str) -> OrderRow | None:
        """Find an order."""

    def order_of_start_token(self, token: str) -> OrderRow | None:
        """Find an order by the digest of its auto-start token."""

    def order_of_app_session(self, session: str) -> OrderRow | None:
        """Find an order by the digest of its app session."""

    def order_of_handle(self, handle: str) -> OrderRow | None:
        """Find an order by the digest of its order reference."""

    def order_of_qr_token(self, token: str) -> OrderRow | None:
        """Find an order by the digest of its QR start token."""

    def mark_collected(self, ref: str) -> bool:
        """Note that an order's end was told; False when it was before."""

    def pending_orders_of(self, person: str, face: str) -> list[OrderRow]:
        """Return a person's pending orders with one app."""

    def overdue_orders(self, at: float, unstarted_hint: str) -> list[OrderRow]:
        """Return pending orders whose time is up, or has not come yet; those with ``unstarted_hint`` have less."""

    def count_pending_orders(self) -> int:
        """Return how many orders are pending."""

    def add_code(self, row: CodeRow) -> None:
        """Keep a new code."""

    def take_code(self, code: str, keep_spent_until: float) -> CodeRow | None:
        """Take a code out so that nobody else can; its digest is remembered as spent."""

    def spent_code(self, code: str) -> str | None:
        """Return the login of a code that was taken before."""

    def add_token(self, row: TokenRow) -> None:
        """Keep a new access token."""

    def token(self, token: str) -> TokenRow | None:
        """Find an access token by its digest."""

    def drop_tokens(self, login: str) -> None:
        """Revoke a login's access tokens."""

    def add_session(self, row: SessionRow) -> None:
        """Keep a new session."""

    def end_session(self, sid: str, at: float) -> SessionRow | None:
        """End a session; None when there is none or it has ended before."""

    def session(self, sid: str) -> SessionRow | None:
        """Find a session."""

    def session_of_login(self, login: str) -> SessionRow | None:
        """Find a login's session."""

    def register_card(self, card_number: str, person: str, at: float) -> bool:
        """Register a card for a person; False when it was before."""

    def card_registered(self, card_number: str, person: str) -> bool:
        """Tell whether a card is registered for a person."""

    def activate_card(self, card_number: str, person: str, at: float) -> bool:
        """Activate a reserve card; False when it was before."""

    def card_activated(self, card_number: str) -> bool:
        """Tell whether a reserve card was activated."""

    def registered_cards(self) -> list[str]:
        """Return the numbers of the cards that are registered, for whomever."""

    def activated_cards(self) -> list[str]:
        """Return the numbers of the reserve cards that were activated."""

    def forget_cards(self) -> int:
        """Forget which cards are registered and activated; return how many were."""

    def add_activation(self, row: ActivationRow) -> None:
        """Keep leave to enrol."""

    def take_activation(self, code: str, face: str) -> ActivationRow | None:
        """Take leave to enrol out so that nobody else can."""

    def activation(self, code: str, face: str) -> ActivationRow | None:
        """Find leave to enrol that nobody has taken yet, also when its time is over."""

    def drop_activations(self) -> int:
        """Take back all leave to enrol; return how much there was."""

    def enrolments_in_use(self) -> list[EnrolmentRow]:
        """Return everybody's identities that were not removed, oldest first."""

    def add_enrolment(self, row: EnrolmentRow) -> None:
        """Keep a new identity on a phone."""

    def enrolment(self, device: str) -> EnrolmentRow | None:
        """Find an identity by its name."""

    def enrolment_of_token(self, token: str) -> EnrolmentRow | None:
        """Find an identity by the digest of its token."""

    def enrolments_of(self, person: str, face: str) -> list[EnrolmentRow]:
        """Return a person's identities that were not removed, oldest first."""

    def remove_enrolment(self, device: str, at: float) -> bool:
        """Note that an identity was removed; False when it was before."""

    def drop_expired(self, at: float, *, keep_ended: float, session_life: float) -> None:
        """Forget what is of no more use: ``keep_ended`` seconds after its end, sessions after ``session_life``."""


class Reading(Protocol):
    """What may be asked outside of transactions: a statement each, which changes nothing and holds nobody off."""

    def outages(self) -> list[OutageRow]:
        """Return all outages, by their targets' names and persons."""

    def oidc_token(self, token: str) -> OidcTokenRow | None:
        """Find an access token by its digest."""

    def order_of_handle(self, handle: str) -> OrderRow | None:
        """Find an order by the digest of its order reference."""

    def fault_orders_of(self, face: str, system: str) -> list[FaultOrderRow]:
        """Return the faults that were ordered for a system."""


class Store(Protocol):
    """A repository."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction: all of it happens or nothing, and nobody else writes in between.

        A ``Refusal`` raised inside keeps it, any other exception undoes it. Transactions do not nest.
        Raises ``LoginFailure``: ``profile.full``, ``profile.readonly``, ``profile.in_use``, ``profile.damaged``.
        """

    def reading(self) -> AbstractContextManager[Reading]:
        """Read without a transaction: each statement sees what is committed when it begins. Raises the same."""

    def close(self) -> None:
        """Let go of files and connections; may be called more than once."""
