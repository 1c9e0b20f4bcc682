"""An app's face of an order (docs/protocols.md, section 3), for each of the two apps.

The card app takes an order over with its auto-start token (``start``), the apps on a phone by reading a QR code
(``scan``); from there on all do the same: ``certificate``, ``complete``, or ``cancel``.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.answer import verify_answer
from cosmic_login.idp.orders.app_profiles import ON_PHONES, AppProfile
from cosmic_login.idp.orders.challenge import Purpose, challenge_expiry, make_challenge
from cosmic_login.idp.orders.details import OrderDetails
from cosmic_login.idp.orders.engine import OrderEngine
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.orders.holder import holder_of
from cosmic_login.idp.orders.relying import Proof, RelyingParties
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Refusal, Transaction
from cosmic_login.idp.token_digests import digest

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person
    from cosmic_login.pki.validator import ValidationResult

#: Failures that are a verdict on what the app sent and therefore end the order; others are our own trouble.
_VERDICTS = ("certificate.", "signature.", "challenge.", "order.", "enrolment.", "clock.")
#: What is wrong with a phone's identity is not worded as what is wrong with a card.
_ON_A_PHONE = {
    "certificate.revoked": "enrolment.revoked",
    "certificate.expired": "enrolment.expired",
    "certificate.not_yet_valid": "clock.skew",  # it began when it was made
    "certificate.revocation_unknown": "certificate.revocation_unknown",
}


@dataclass(frozen=True)
class Started:
    """Answer to ``start`` and ``scan``."""

    app_session: str = field(repr=False)
    order: OrderRow
    expires_in: int


@dataclass(frozen=True)
class Challenges:
    """Answer to ``certificate``; ``registration`` is empty for a registered card, and for phones."""

    authenticate: str
    registration: str


@dataclass(frozen=True)
class _Shown:
    """A certificate that was judged, and whose it is."""

    certificate: x509.Certificate
    judgement: ValidationResult
    person: Person | None

    @property
    def owner(self) -> str:
        """The number orders and registrations are kept under."""
        return self.person.personal_number if self.person else self.judgement.serial_number


class AppOrderService:
    """Serves one app. Every refusal is a ``Refusal`` with its own code and ends the order."""

    def __init__(
        self, face: AppProfile, services: IdpServices, engine: OrderEngine, relying: RelyingParties, outages: Outages
    ) -> None:
        self.face = face
        self._services = services
        self._engine = engine
        self._relying = relying
        self._outages = outages

    def start(self, auto_start_token: str) -> Started:
        """Take the order over."""
        with self._services.store.transaction() as work:
            order, app_session = self._engine.start(work, auto_start_token, self.face.name)
            return Started(app_session, order, self._engine.seconds_left(order))

    def scan(self, text: str) -> Started:
        """Take the order over that the QR code belongs to."""
        with self._services.store.transaction() as work:
            order, app_session = self._engine.scan(work, text, self.face.name)
            return Started(app_session, order, self._engine.seconds_left(order))

    def certificate(self, app_session: str, certificate: str) -> Challenges:
        """Judge the certificate (base64 DER) before anybody types a code, and say what its key shall sign."""
        with self._order(app_session) as (work, order):
            der = _decoded(certificate)
            shown = self._judged(work, der, order)
            mine = self._engine.show(work, order, shown.owner)
            out = self._outages.met_by(work, order, shown.owner)
            if out:
                self._engine.fail(work, mine, out)
                raise Refusal(out, "out of service for this person")
            purpose: Purpose = "sign" if OrderDetails.of(order).signs else "authenticate"
            challenge = self._challenge(purpose, mine, der)
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
            self._engine.advance(work, self._engine.claim(work, order, shown.owner), hint=hints.USER_SIGN)
            if work.register_card(number, shown.owner, self._services.seconds()):
                self._services.audit.append(
                    "card.registered",
                    login=order.login,
                    person=shown.owner,
                    name=shown.person.name if shown.person else "",
                    loa=shown.judgement.loa,
                    extra={"card": number},
                )

    def progress(self, app_session: str, hint: str) -> None:
        """Take note of what the app asks of the person meanwhile; ``hint`` is one of ``hints.OF_THE_APP``."""
        with self._order(app_session) as (work, order):
            self._engine.advance(work, order, hint=hint, registration_challenge=order.registration_challenge)

    def complete(self, app_session: str, jws: str, address: str = "") -> None:
        """Complete the order: the key signed the challenge, and its certificate is still good.

        ``address`` is the app's, for the relying party.
        """
        with self._order(app_session) as (work, order):
            if order.registration_challenge:
                raise LoginFailure("signature.invalid", "the card was not registered first")
            shown = self._answered(work, order, order.challenge, jws)
            evidence = Evidence.of(shown.judgement, shown.certificate, self._services.seconds())
            completion = ""
            if order.rp_id:
                proof = Proof(evidence, shown.certificate, order.challenge, jws, address, shown.person)
                completion = self._relying.completion(work, order, proof)
            mine = self._engine.claim(work, order, shown.owner)
            done = self._engine.complete(work, mine, evidence.to_json(), completion)
            if order.rp_id:
                self._relying.ended(work, done)

    def cancel(self, app_session: str, reason: str, hint: str = "") -> None:
        """Give the order up; one that is over stays as it is. Raises ``Refusal`` ``order.unknown``.

        ``hint`` (one of ``hints.STEP_FAILED``) tells a step of the app's own that did not work.
        """
        with self._services.store.transaction() as work:
            order = work.order_of_app_session(digest(app_session))
            if order is None or order.face != self.face.name:
                raise Refusal("order.unknown", "no such app session")
            if self._engine.look(work, order).status is OrderStatus.PENDING:
                self._engine.fail(work, order, reason, hint=hint)

    @contextlib.contextmanager
    def _order(self, app_session: str) -> Iterator[tuple[Transaction, OrderRow]]:
        """Open a transaction on a pending order; a verdict raised inside ends the order and is kept."""
        with self._services.store.transaction() as work:
            order = self._engine.of_app(work, app_session, self.face.name)
            try:
                yield work, order
            except LoginFailure as failure:
                if isinstance(failure, Refusal) or not failure.code.startswith(_VERDICTS):
                    raise
                self._engine.fail(work, work.order(order.ref) or order, failure.code)
                raise Refusal(failure.code, failure.detail) from failure

    def _judged(self, work: Transaction, der: bytes, order: OrderRow) -> _Shown:
        try:
            certificate = x509.load_der_x509_certificate(der)
            with self._outages.judging(work, holder_of(certificate, self._services.people)):
                judgement = self._services.judge.judge(certificate, self._services.clock.now(), kinds=self.face.kinds)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise LoginFailure("certificate.malformed", type(error).__name__) from error
        except LoginFailure as failure:
            details = OrderDetails.of(order)
            if not details.on_a_phone or not failure.code.startswith("certificate."):
                raise
            raise LoginFailure(_ON_A_PHONE.get(failure.code, "order.certificate"), str(failure)) from failure
        if not OrderDetails.of(order).allows_policy(judgement.policy_oid):
            raise LoginFailure("order.certificate", "the relying party wants another policy")
        return _Shown(certificate, judgement, self._services.people.by_number(judgement.serial_number))

    def _answered(self, work: Transaction, order: OrderRow, challenge: str, jws: str) -> _Shown:
        if not challenge:
            raise LoginFailure("challenge.mismatch", "no such challenge was given")
        verify_answer(jws, x509.load_der_x509_certificate(order.certificate), order.certificate, challenge)
        if self._services.seconds() >= challenge_expiry(challenge):
            raise LoginFailure("order.expired", "the challenge is too old")
        return self._judged(work, order.certificate, order)

    def _challenge(self, purpose: Purpose, order: OrderRow, der: bytes) -> str:
        now, details = self._services.seconds(), OrderDetails.of(order)
        return make_challenge(
            purpose,
            issuer=self._services.issuer,
            client_id=order.client_id,
            order_ref=order.ref,
            certificate=der,
            issued=now,
            expires=min(order.finish_by, now + self._services.settings.challenge_life),
            shown=details.shown,
            hidden=details.hidden,
        )

    def _registered(self, work: Transaction, shown: _Shown) -> bool:
        if shown.judgement.kind in ON_PHONES:  # its key was made and enrolled there
            return True
        number = shown.judgement.card_number
        if work.card_registered(number, shown.owner):
            return True
        return shown.person is not None and self._services.registered_before(shown.person, number)


def _decoded(certificate: str) -> bytes:
    try:
        return base64.b64decode(certificate.encode("ascii"), validate=True)
    except ValueError as error:
        raise LoginFailure("certificate.malformed", "not base64") from error
