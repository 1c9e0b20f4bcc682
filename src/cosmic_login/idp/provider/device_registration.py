"""Identities on phones: leave to make one, making it, telling which there are, and taking one back."""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from cosmic_login.core.clock import is_over
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.orders.answer import verify_es256
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import ActivationRow, EnrolmentRow, Refusal, Transaction
from cosmic_login.idp.token_digests import digest, new_handle
from cosmic_login.pki.profiles import PersonRequest

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person
    from cosmic_login.idp.orders.app_profiles import AppProfile

PROOF_TYPE = "activation+jws"
_BACKDATE = timedelta(minutes=5)  # a phone's clock may be a little behind
_NAME_LENGTH = 64


@dataclass(frozen=True)
class Activation:
    """Leave to make one identity, as its person gets it: the code, and the text of the QR code that carries it."""

    code: str = field(repr=False)
    qr: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True)
class RegisteredDevice:
    """An identity that was made. ``token`` lets the phone manage its person's identities."""

    row: EnrolmentRow
    token: str = field(repr=False)
    holder: str


class DeviceRegistration:
    """Makes identities on phones. Each refusal is a ``Refusal``."""

    def __init__(self, services: IdpServices) -> None:
        self._services = services

    def offer(self, person: Person, face: AppProfile, *, by: str) -> Activation:
        """Give leave to make one identity. ``by``: who vouched for the person, for the audit trail.

        Raises ``Refusal`` ``enrolment.too_many``.
        """
        code, life = new_handle(), self._services.settings.activation_life
        now = self._services.seconds()
        with self._services.store.transaction() as work:
            self._check_room(work, person.personal_number, face)
            work.add_activation(ActivationRow(digest(code), face.name, person.personal_number, now + life))
            self._append("activation.created", person, face, {"by": by})
        return Activation(code, activation_text(face, code), int(life))

    def waits(self, person: Person, face: AppProfile, code: str) -> bool:
        """Whether a person's leave to make an identity has not been used yet, nor taken back; its time may be over."""
        with self._services.store.transaction() as work:
            row = work.activation(digest(code), face.name)
        return row is not None and row.person == person.personal_number

    def activate(self, face: AppProfile, text: str, public_key: str, proof: str, name: str) -> RegisteredDevice:
        """Make an identity of the key whose owner made ``proof``.

        ``text`` is the QR code's text, or the code alone. It is spent by this call, unless the person has too many.
        Raises ``Refusal``: ``activation.unknown`` (also when it was used), ``activation.expired``,
        ``enrolment.too_many``, ``signature.invalid``.
        """
        key = _p256(public_key)
        _check_proof(proof, key, text)
        code = text.removeprefix(f"{face.name}-activate.")
        now = self._services.seconds()
        with self._services.store.transaction() as work:
            leave = work.take_activation(digest(code), face.name)
            if leave is None:
                raise Refusal("activation.unknown", "no such code")
            if is_over(leave.expires, now, self._services.settings.activation_life):
                raise Refusal("activation.expired", "the code is too old")
            person = self._services.people.by_number(leave.person)
            if person is None:
                raise Refusal("access.person_unknown", "gone from the directory")
            try:
                self._check_room(work, leave.person, face)
            except Refusal:
                work.add_activation(leave)  # it works when one of the others is gone
                raise
            certificate = self._certify(person, face, key)
            token = new_handle()
            row = EnrolmentRow(
                device=uuid.uuid4().hex,
                face=face.name,
                person=leave.person,
                name=_tidy(name),
                token=digest(token),
                certificate=certificate.public_bytes(Encoding.DER),
                serial=str(certificate.serial_number),
                since=now,
                until=certificate.not_valid_after_utc.timestamp(),
            )
            work.add_enrolment(row)
            self._append("device.activated", person, face, {"device": row.device})
        return RegisteredDevice(row, token, person.name)

    def devices(self, face: AppProfile, device_token: str) -> list[tuple[EnrolmentRow, bool]]:
        """Return the person's identities with this app, and which of them asks. Raises ``enrolment.unknown``."""
        with self._services.store.transaction() as work:
            mine = self._asking(work, face, device_token)
            return [(row, row.device == mine.device) for row in work.enrolments_of(mine.person, face.name)]

    def person_of(self, work: Transaction, face: AppProfile, device_token: str) -> str:
        """Return whose phone this is. Raises ``enrolment.unknown`` for one that was removed, or never was."""
        return self._asking(work, face, device_token).person

    def remove(self, face: AppProfile, device_token: str, device: str) -> None:
        """Take one of the person's identities back; its certificate is on the revocation list when this returns.

        Raises ``enrolment.unknown``.
        """
        with self._services.store.transaction() as work:
            mine = self._asking(work, face, device_token)
            row = work.enrolment(device)
            if row is None or row.person != mine.person or row.face != face.name:
                raise Refusal("enrolment.unknown", "no such device of this person")
            if not work.remove_enrolment(device, self._services.seconds()):
                raise Refusal("enrolment.unknown", "removed before")
            self._services.pki.revoke(
                x509.load_der_x509_certificate(row.certificate), x509.ReasonFlags.cessation_of_operation
            )
            person = self._services.people.by_number(row.person)
            if person is not None:
                self._append("device.removed", person, face, {"device": device})

    def _asking(self, work: Transaction, face: AppProfile, device_token: str) -> EnrolmentRow:
        row = work.enrolment_of_token(digest(device_token))
        if row is None or row.face != face.name or row.removed is not None:
            raise Refusal("enrolment.unknown", "no such device")
        return row

    def _check_room(self, work: Transaction, person: str, face: AppProfile) -> None:
        now = self._services.seconds()
        active = [row for row in work.enrolments_of(person, face.name) if row.until > now]
        if face.most_devices is not None and len(active) >= face.most_devices:
            raise Refusal("enrolment.too_many", f"{len(active)} are active")

    def _certify(self, person: Person, face: AppProfile, key: ec.EllipticCurvePublicKey) -> x509.Certificate:
        now = self._services.clock.now()
        request = PersonRequest(
            common_name=person.name,
            given_name=person.given_name,
            family_name=person.family_name,
            organisation=self._services.organization_name if face.name == "siths" else "",
            serial_number=person.personal_number,
            kind=face.device_kind,
            loa=3,
            card_number="",
            usage="authenticate",
            not_before=now - _BACKDATE,
            not_after=now + timedelta(seconds=self._services.settings.device_life),
        )
        return self._services.pki.issue_person(request, key)

    def _append(self, event: str, person: Person, face: AppProfile, extra: dict[str, str]) -> None:
        self._services.audit.append(
            event, person=person.personal_number, name=person.name, extra={"app": face.name, **extra}
        )


def activation_text(face: AppProfile, code: str) -> str:
    """Return the text of the QR code that activates an app."""
    return f"{face.name}-activate.{code}"


def _p256(public_key: str) -> ec.EllipticCurvePublicKey:
    """Read base64 DER SubjectPublicKeyInfo."""
    try:
        key = load_der_public_key(base64.b64decode(public_key.encode("ascii"), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise Refusal("signature.invalid", "the public key cannot be read") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refusal("signature.invalid", "the public key is not P-256")
    return key


def _check_proof(proof: str, key: ec.EllipticCurvePublicKey, text: str) -> None:
    """Check that the key's owner signed exactly the text (RFC 7515, compact; ES256)."""
    try:
        payload = verify_es256(proof, key, {"alg": "ES256", "typ": PROOF_TYPE})
    except LoginFailure as failure:
        raise Refusal(failure.code, failure.detail) from failure
    if payload != text.encode():
        raise Refusal("signature.invalid", "the proof is for another activation")


def _tidy(name: str) -> str:
    """Return what a person calls a phone, without what would not be seen or would break a line."""
    seen = "".join(letter for letter in name if letter.isprintable()).strip()
    return seen[:_NAME_LENGTH]
