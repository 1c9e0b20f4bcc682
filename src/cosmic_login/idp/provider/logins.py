"""Logins: from a client's first request, through the order and the choice of service ID, to an authorization code."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from cosmic_login.core.clock import is_ahead
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import ServiceId
from cosmic_login.directory.model import Person
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.engine import OrderEngine, OrderRequest
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.provider.card_services import CardInHand, card_active
from cosmic_login.idp.provider.claims import Claims, offered_service_ids, person_claims, subject_identifier
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import CodeRow, LoginRow, LoginStatus, OrderRow, OrderStatus, Refusal, Transaction
from cosmic_login.idp.token_digests import digest, new_handle

#: How an order fails whose QR code nobody read.
_UNREAD = "order.start_failed"


@dataclass(frozen=True)
class LoginRequest:
    """A client's first request, checked."""

    client_id: str
    scopes: tuple[str, ...]
    code_challenge: str
    nonce: str
    method: str
    service_id: str
    id_token_alg: str
    #: Who asks, as apps show it; the client's own name, or else the IdP's relying party, when it is empty.
    relying_party: str = ""
    #: Where the card is, when it is in a reader of another machine than the client: what the client calls that one.
    desk: str = ""

    @property
    def told(self) -> dict[str, str]:
        """What the audit trail is told of the request in each row of its login."""
        return {"desk": self.desk} if self.desk else {}

    @classmethod
    def from_json(cls, text: str) -> LoginRequest:
        """Read what the store kept."""
        values = json.loads(text)
        return cls(**{**values, "scopes": tuple(values["scopes"])})


@dataclass(frozen=True)
class LoginPending:
    """The order is under way. What follows ``expires_in`` is for orders that are started by reading a QR code."""

    auth_session: str = field(repr=False)
    hint_code: str
    auto_start_token: str = field(repr=False)
    expires_in: int
    #: Its name in the audit trail.
    login: str = ""
    qr: bool = False
    qr_data: str = field(default="", repr=False)
    start_in: int = 0
    renewals_left: int = 0
    relying_party: str = ""


class LoginRefused(Refusal):
    """The end of a login that failed; ``hint`` is the hint code of its order, where that is what failed."""

    def __init__(self, code: str, detail: str, hint: str = "") -> None:
        super().__init__(code, detail)
        self.hint = hint


@dataclass(frozen=True)
class ServiceIdChoice:
    """The person has to choose a service ID."""

    auth_session: str
    service_ids: tuple[ServiceId, ...]


@dataclass(frozen=True)
class LoginGranted:
    """The login is granted: here is the code."""

    authorization_code: str


class Logins:
    """Opens logins and moves them on. A refusal is a ``Refusal`` and is in the audit trail before it is told."""

    def __init__(self, services: IdpServices, clients: ClientRegistry, engine: OrderEngine, outages: Outages) -> None:
        self._services = services
        self._clients = clients
        self._engine = engine
        self._outages = outages
        self._subject_key = services.vault.derive("subject")

    def begin(self, request: LoginRequest) -> LoginPending:
        """Open a login with an order that waits for the card app. Raises ``Refusal`` while its way is out."""
        auth_session = new_handle()
        with self._services.store.transaction() as work:
            row, order = self.open(work, request, digest(auth_session))
            return self.pending(row, order, auth_session)

    def open(
        self, work: Transaction, request: LoginRequest, session: str, extra: Mapping[str, str] | None = None
    ) -> tuple[LoginRow, OrderRow]:
        """Open a login with its order, as ``begin`` does, in the caller's transaction.

        ``session`` is the digest by which it is found again, ``extra`` what the audit trail is told besides.
        """
        login, now, settings = uuid.uuid4().hex, self._services.seconds(), self._services.settings
        self._outages.admit(work, request.method)
        order = self._order(work, login, request)
        row = LoginRow(
            login=login,
            session=session,
            order_ref=order.ref,
            client_id=request.client_id,
            method=request.method,
            created=now,
            expires=now + settings.finish_within + settings.choose_within,
            request=json.dumps(asdict(request)),
        )
        work.add_login(row)
        told = {**request.told, **(extra or {})}
        self._services.audit.append("login.attempted", login=login, method=request.method, extra=told)
        return row, order

    def _order(self, work: Transaction, login: str, request: LoginRequest) -> OrderRow:
        method = METHODS[request.method]
        client = self._clients.find(request.client_id)
        rp = request.relying_party or (client.name if client else "") or self._services.settings.relying_party
        asked = OrderRequest(request.client_id, login, method.order_type, qr=method.qr, rp=rp)
        order = self._engine.create(work, asked)
        if method.order_type != "md":
            return order
        return self._engine.advance(work, order, hint=hints.USER_SIGN)  # nothing to start: completed in one call

    def proceed(self, auth_session: str, service_id: str = "") -> LoginPending | ServiceIdChoice | LoginGranted:
        """Say where a login stands, and move it on.

        Raises ``Refusal``: ``order.unknown`` for a session that is not there or has given its code, else why the
        login failed.
        """
        with self._services.store.transaction() as work:
            row = work.login_of_session(digest(auth_session))
            if row is None:
                raise Refusal("order.unknown", "no such auth_session")
            row, order = self.stand(work, row)
            if order.status is OrderStatus.PENDING:
                return self.pending(row, order, auth_session)
            return self._decide(work, row, Evidence.from_json(order.evidence), auth_session, service_id)

    def stand(self, work: Transaction, row: LoginRow) -> tuple[LoginRow, OrderRow]:
        """Return an open login with its order as they are now: pending, perhaps a new one, or complete.

        Raises ``Refusal`` as ``proceed`` does.
        """
        order = self._look(work, row)
        row = work.login(row.login) or row
        if row.status is LoginStatus.FAILED:
            raise LoginRefused(row.failure, "the login has failed", order.hint)
        if row.status is not LoginStatus.OPEN:
            raise Refusal("order.unknown", "this auth_session has given its code")
        if order.status is OrderStatus.FAILED:
            order, row = self._renew(work, row)
        return row, order

    def cancel(self, auth_session: str, reason: str) -> None:
        """Give a login up; one that is over, or was never there, stays so."""
        with self._services.store.transaction() as work:
            row = work.login_of_session(digest(auth_session))
            if row is not None:
                self.give_up(work, row, reason)

    def give_up(self, work: Transaction, row: LoginRow, reason: str) -> None:
        """Give a login up, as ``cancel`` does, in the caller's transaction."""
        order = self._look(work, row)
        if order.status is OrderStatus.PENDING:
            self._engine.fail(work, order, reason)
        else:
            self.fail(work, row.login, reason)

    def order_failed(self, work: Transaction, order: OrderRow) -> None:
        """End the login of an order that failed (the engine's listener).

        A QR code that nobody read does not end it: the next look at the login makes a new one, a few times.
        """
        row = work.login(order.login)
        if row is None or row.order_ref != order.ref or (order.failure == _UNREAD and self._renewals_left(row) > 0):
            return
        self.fail(work, order.login, order.failure)

    def _renewals_left(self, row: LoginRow) -> int:
        method = METHODS.get(row.method)
        if row.status is not LoginStatus.OPEN or method is None or not method.qr:
            return 0
        return max(0, self._services.settings.renewals - row.renewals)

    def _renew(self, work: Transaction, row: LoginRow) -> tuple[OrderRow, LoginRow]:
        """Give an open login the next order, in the place of one whose QR code nobody read."""
        settings = self._services.settings
        order = self._order(work, row.login, LoginRequest.from_json(row.request))
        renewed = replace(
            row,
            order_ref=order.ref,
            expires=order.created + settings.finish_within + settings.choose_within,
            renewals=row.renewals + 1,
        )
        work.renew_login(row.login, order_ref=renewed.order_ref, expires=renewed.expires, renewals=renewed.renewals)
        return order, renewed

    def fail(self, work: Transaction, login: str, failure: str) -> None:
        """End a login badly, once, and write it down."""
        row = work.login(login)
        if row is None:
            return
        if not any(
            work.settle_login(login, was, LoginStatus.FAILED, failure=failure, expires=self._services.seconds())
            for was in (LoginStatus.OPEN, LoginStatus.GRANTED)
        ):
            return
        self._services.lasted(row.method, row.created)
        order = work.order(row.order_ref)
        number = order.person if order else ""
        person = self._services.people.by_number(number) if number else None
        self._services.audit.append(
            "login.failed",
            login=login,
            person=number,
            name=person.name if person else "",
            method=row.method,
            loa=Evidence.from_json(order.evidence).loa if order and order.evidence else None,
            reason=failure,
            extra=LoginRequest.from_json(row.request).told,
        )

    def sweep(self) -> None:
        """Fail what is overdue and forget what is long over."""
        now, settings = self._services.seconds(), self._services.settings
        with self._services.store.transaction() as work:
            self._engine.sweep(work)
            for row in work.overdue_logins(now):
                self.fail(work, row.login, _why_over(row, now))
            work.drop_expired(now, keep_ended=settings.keep_ended, session_life=settings.session_life)

    def _look(self, work: Transaction, row: LoginRow) -> OrderRow:
        order = work.order(row.order_ref)
        if order is None:  # orders outlive their logins in the store
            raise Refusal("order.unknown", "the order is gone")
        order = self._engine.look(work, order)
        now = self._services.seconds()
        if now >= row.expires or is_ahead(row.created, now):
            self.fail(work, row.login, _why_over(row, now))
        return order

    def pending(self, row: LoginRow, order: OrderRow, auth_session: str = "") -> LoginPending:
        """Return what is told of an order under way."""
        token, left = self._engine.handles(order).auto_start_token, self._engine.seconds_left(order)
        if order.qr_token is None:
            return LoginPending(auth_session, order.hint, token, left, row.login)
        return LoginPending(
            auth_session,
            order.hint,
            token,
            left,
            row.login,
            qr=True,
            qr_data=self._engine.frame(order),
            start_in=self._engine.seconds_to_start(order),
            renewals_left=self._renewals_left(row),
            relying_party=order.rp,
        )

    def _decide(
        self, work: Transaction, row: LoginRow, evidence: Evidence, auth_session: str, service_id: str
    ) -> ServiceIdChoice | LoginGranted:
        """Let the person in, or ask which service ID, or refuse."""
        request = LoginRequest.from_json(row.request)
        client = self._clients.find(row.client_id)
        if client is None:
            raise self._refused(work, row, "access.level_too_low")
        person = self.admitted(work, row, evidence, client.min_loa, takes_new_cards=client.takes_new_cards)
        if client.asks_service_id:
            self._look_up(work, row, person)
        offered = offered_service_ids(person, evidence)
        if not offered:
            raise self._refused(work, row, "access.no_service_id")
        wanted = service_id or request.service_id
        if not wanted and len(offered) > 1 and client.asks_service_id:
            return ServiceIdChoice(auth_session, offered)
        chosen = next((each for each in offered if not wanted or each.hsa_id == wanted), None)
        if chosen is None:
            raise self._refused(work, row, "access.service_id_unknown")
        grant = self._grant(request, person, chosen, evidence)
        self._services.lasted(row.method, row.created)
        code, expires = new_handle(), self._services.seconds() + self._services.settings.code_life
        work.settle_login(row.login, LoginStatus.OPEN, LoginStatus.GRANTED, expires=expires)
        work.add_code(CodeRow(digest(code), row.login, expires, json.dumps(grant)))
        return LoginGranted(code)

    def admitted(
        self, work: Transaction, row: LoginRow, evidence: Evidence, min_loa: int, *, takes_new_cards: bool = False
    ) -> Person:
        """Return who proved themselves, when they may come in at all; else end the login and raise ``Refusal``."""
        person = self._services.people.by_number(evidence.serial_number)
        if person is None:
            raise self._refused(work, row, "access.person_unknown")
        if evidence.loa < min_loa:
            raise self._refused(work, row, "access.level_too_low")
        card = CardInHand(person, evidence.card_number, evidence.loa, evidence.until)
        if not takes_new_cards and not card_active(self._services, work, card):
            raise self._refused(work, row, "access.card_not_activated")
        return person

    def _look_up(self, work: Transaction, row: LoginRow, person: Person) -> None:
        """Refuse while the directory, which knows the service IDs, is out of service."""
        try:
            self._outages.check_directory(work, person.personal_number)
        except LoginFailure as failure:
            raise self._refused(work, row, failure.code) from failure

    def _refused(self, work: Transaction, row: LoginRow, failure: str) -> Refusal:
        self.fail(work, row.login, failure)
        return Refusal(failure, "authenticated, but not let in")

    def _grant(self, request: LoginRequest, person: Person, chosen: ServiceId, evidence: Evidence) -> dict[str, Claims]:
        """Return what the code can be exchanged for."""
        sub = subject_identifier(self._subject_key, request.client_id, person)
        return {
            "request": asdict(request),
            "claims": person_claims(person, chosen, evidence, sub=sub, scopes=request.scopes, method=request.method),
            "record": {
                "person": person.personal_number,
                "name": person.name,
                "method": request.method,
                "loa": evidence.loa,
                "service_id": chosen.hsa_id,
                "organisation": chosen.organisation,
                "card": evidence.card_number,
                "card_until": evidence.until,
                **request.told,
            },
        }


def _why_over(row: LoginRow, now: float) -> str:
    return "clock.changed" if is_ahead(row.created, now) else "order.expired"
