"""What a relying party gets of a complete order: who it was, with which device, and the proof."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.orders.details import OrderDetails
from cosmic_login.idp.rp.cms import wrap

if TYPE_CHECKING:
    from cosmic_login.idp.orders.relying import Proof
    from cosmic_login.idp.store.base import OrderRow, Transaction
    from cosmic_login.pki.authority import TrainingPki
    from cosmic_login.pki.ocsp import OcspResponder


class Completions:
    """Puts completion data together when an order is completed, so that they tell of that moment."""

    def __init__(self, pki: TrainingPki, responder: OcspResponder) -> None:
        self._pki = pki
        self._responder = responder

    def bankid(self, _work: Transaction, order: OrderRow, proof: Proof) -> dict[str, object]:
        """Return ``completionData`` as published for BankID."""
        details = OrderDetails.of(order)
        requirement = details.values.get("requirement", {})
        found: dict[str, object] = {
            "user": _user(proof),
            "device": {"ipAddress": proof.address, "uhi": _hardware(proof.certificate)},
            "bankIdIssueDate": f"{proof.certificate.not_valid_before_utc.date().isoformat()}Z",
            **self._proof(proof),
        }
        if requirement.get("mrtd"):  # the app completes such an order only when the document was read
            found["stepUp"] = {"mrtd": True}
        if details.values.get("returnRisk"):
            found["risk"] = "low"
        return found

    def siths(self, _work: Transaction, _order: OrderRow, proof: Proof) -> dict[str, object]:
        """Return the completion data of the SITHS-like interface, which is ours."""
        evidence = proof.evidence
        user = _user(proof)
        if evidence.kind == "hsa":
            user = {name: value for name, value in user.items() if name != "personalNumber"}
            user["employeeHsaId"] = evidence.serial_number
        return {
            "user": user,
            "device": {"ipAddress": proof.address},
            "levelOfAssurance": evidence.loa,
            "certificate": _b64(proof.certificate.public_bytes(Encoding.DER)),
            **self._proof(proof),
        }

    def _proof(self, proof: Proof) -> dict[str, str]:
        """Return the signature and, with a nonce that names that signature, that its certificate was good."""
        issuer = self._pki.find(self._pki.slug_of(proof.certificate.issuer))
        if issuer is None:
            raise LoginFailure("certificate.untrusted", "its CA is gone")
        signature = wrap(proof.jws, proof.certificate, [issuer])
        answer = self._responder.vouch(proof.certificate, hashlib.sha256(signature).digest())
        return {"signature": _b64(signature), "ocspResponse": _b64(answer)}


def _user(proof: Proof) -> dict[str, str]:
    subject = proof.certificate.subject
    given, family = _attribute(subject, NameOID.GIVEN_NAME), _attribute(subject, NameOID.SURNAME)
    name = _attribute(subject, NameOID.COMMON_NAME) or f"{given} {family}"
    return {
        "personalNumber": proof.evidence.serial_number,
        "name": name,
        "givenName": given,
        "surname": family,
    }


def _attribute(subject: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _hardware(certificate: x509.Certificate) -> str:
    """Return what stands for the phone: the key never leaves it, so its digest is one phone's name."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _b64(hashlib.sha256(key).digest()[:20])


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
