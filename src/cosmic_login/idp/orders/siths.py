"""The card app's face of an order (docs/protocols.md, section 3): start, certificate, register, complete, cancel."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.handles import digest
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.answer import verify_answer
from cosmic_login.idp.orders.challenge import Purpose, challenge_expiry, make_challenge
from cosmic_login.idp.orders.engine import OrderEngine
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Refusal, Work

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person
    from cosmic_login.pki.judge import Judgement

#: Failures that are a verdict on what the app sent and therefore end the order; others are our own trouble.
_VERDICTS = ("certificate.", "signature.", "challenge.", "order.")


@dataclass(frozen=True)
class Started:
    """Answer to ``start``."""

    app_session: str
    expires_in: int


@dataclass(frozen=True)
class Challenges:
    """Answer to ``certificate``; ``registration`` is empty for a registered card."""

    authenticate: str
    registration: str


@dataclass(frozen=True)
class _Shown:
    """A certificate that was judged, and whose it is."""

    certificate: x509.Certificate
    judgement: Judgement
    person: Person | None

    @property
    def owner(self) -> str:
        """The number orders and registrations are kept under."""
        return self.person.personal_number if self.person else self.judgement.serial_number


class SithsFace:
    """Serves the card app. Every refusal is a ``Refusal`` with its own code and ends the order."""

    def __init__(self, services: IdpServices, engine: OrderEngine, outages: Outages) -> None:
        self._services = services
        self._engine = engine
        self._outages = outages

    def start(self, auto_start_token: str) -> Started:
        """Take the order over."""
        with self._services.store.transaction() as work:
            order, app_session = self._engine.start(work, auto_start_token)
            return Started(app_session, self._engine.seconds_left(order))

    def certificate(self, app_session: str, certificate: str) -> Challenges:
        """Judge the certificate (base64 DER) before anybody types a code, and say what the card shall sign."""
        with self._order(app_session) as (work, order):
            der = _decoded(certificate)
            shown = self._judged(work, der)
            mine = self._engine.claim(work, order, shown.owner)
            challenge = self._challenge("authenticate", mine, der)
            registration = "" if self._registered(work, shown) else self._challenge("register", mine, der)
            self._engine.advance(
                work,
                mine,
                hint=hints.USER_SIGN,
                certificate=der,
                challenge=challenge,
                registration_challenge=registration,
            )
            return Challenges(challenge, registration)

    def register(self, app_session: str, jws: str) -> None:
        """Register the card for its holder: it signed the registration challenge."""
        with self._order(app_session) as (work, order):
            shown = self._answered(work, order, order.registration_challenge, jws)
            number = shown.judgement.card_number
            self._engine.advance(work, order, hint=hints.USER_SIGN)
            if work.register_card(number, shown.owner, self._services.seconds()):
                self._services.audit.append(
                    "card.registered",
                    login=order.login,
                    person=shown.owner,
                    name=shown.person.name if shown.person else "",
                    loa=shown.judgement.loa,
                    extra={"card": number},
                )

    def complete(self, app_session: str, jws: str) -> None:
        """Complete the order: the card signed the challenge, and its certificate is still good."""
        with self._order(app_session) as (work, order):
            if order.registration_challenge:
                raise LoginFailure("signature.invalid", "the card was not registered first")
            shown = self._answered(work, order, order.challenge, jws)
            self._engine.complete(work, order, Evidence.of(shown.judgement, self._services.seconds()).to_json())

    def cancel(self, app_session: str, reason: str) -> None:
        """Give the order up; one that is over stays as it is. Raises ``Refusal`` ``order.unknown``."""
        with self._services.store.transaction() as work:
            order = work.order_of_app_session(digest(app_session))
            if order is None:
                raise Refusal("order.unknown", "no such app session")
            if self._engine.look(work, order).status is OrderStatus.PENDING:
                self._engine.fail(work, order, reason)

    @contextlib.contextmanager
    def _order(self, app_session: str) -> Iterator[tuple[Work, OrderRow]]:
        """Open a transaction on a pending order; a verdict raised inside ends the order and is kept."""
        with self._services.store.transaction() as work:
            order = self._engine.of_app(work, app_session)
            try:
                yield work, order
            except LoginFailure as failure:
                if isinstance(failure, Refusal) or not failure.code.startswith(_VERDICTS):
                    raise
                self._engine.fail(work, work.order(order.ref) or order, failure.code)
                raise Refusal(failure.code, failure.detail) from failure

    def _judged(self, work: Work, der: bytes) -> _Shown:
        try:
            certificate = x509.load_der_x509_certificate(der)
            with self._outages.judging(work):
                judgement = self._services.judge.judge(certificate, self._services.clock.now())
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise LoginFailure("certificate.malformed", type(error).__name__) from error
        return _Shown(certificate, judgement, self._services.people.by_number(judgement.serial_number))

    def _answered(self, work: Work, order: OrderRow, challenge: str, jws: str) -> _Shown:
        if not challenge:
            raise LoginFailure("challenge.mismatch", "no such challenge was given")
        verify_answer(jws, x509.load_der_x509_certificate(order.certificate), order.certificate, challenge)
        if self._services.seconds() >= challenge_expiry(challenge):
            raise LoginFailure("order.expired", "the challenge is too old")
        return self._judged(work, order.certificate)

    def _challenge(self, purpose: Purpose, order: OrderRow, der: bytes) -> str:
        now = self._services.seconds()
        return make_challenge(
            purpose,
            issuer=self._services.issuer,
            client_id=order.client_id,
            order_ref=order.ref,
            certificate=der,
            issued=now,
            expires=min(order.finish_by, now + self._services.settings.challenge_life),
        )

    def _registered(self, work: Work, shown: _Shown) -> bool:
        number = shown.judgement.card_number
        if work.card_registered(number, shown.owner):
            return True
        return shown.person is not None and self._services.registered_before(shown.person, number)


def _decoded(certificate: str) -> bytes:
    try:
        return base64.b64decode(certificate.encode("ascii"), validate=True)
    except ValueError as error:
        raise LoginFailure("certificate.malformed", "not base64") from error
