"""The OCSP responder: what it answers, and what openssl and pyhanko-certvalidator make of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.pki import TrainingPki
from cosmic_login.pki.ocsp import LIFETIME, OcspResponder
from cosmic_login.profile import Profile

from .kit import issue


@pytest.fixture
def responder(pki: TrainingPki, clock: ManualClock) -> OcspResponder:
    return OcspResponder(pki, clock)


def question(
    pki: TrainingPki, leaf: x509.Certificate, nonce: bytes = b"", issuer: x509.Certificate | None = None
) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer or issuer_of(pki, leaf), hashes.SHA1())  # noqa: S303
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def issuer_of(pki: TrainingPki, leaf: x509.Certificate) -> x509.Certificate:
    found = pki.find(pki.slug_of(leaf.issuer))
    assert found is not None
    return found


def ask(responder: OcspResponder, slug: str, request: bytes) -> ocsp.OCSPResponse:
    answer = responder.answer(slug, request)
    assert answer is not None
    return ocsp.load_der_ocsp_response(answer)


def test_good_revoked_and_the_same_nonce(pki: TrainingPki, clock: ManualClock, responder: OcspResponder) -> None:
    leaf = issue(pki, clock.now())
    good = ask(responder, "hsa3-v1", question(pki, leaf, b"n" * 32))
    assert good.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert good.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 32
    assert (good.this_update_utc, good.next_update_utc) == (clock.now(), clock.now() + LIFETIME)
    clock.advance(60)
    pki.revoke(leaf, x509.ReasonFlags.key_compromise)
    revoked = ask(responder, "hsa3-v1", question(pki, leaf))
    assert revoked.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert revoked.revocation_reason is x509.ReasonFlags.key_compromise
    assert revoked.revocation_time_utc == clock.now()
    assert not list(revoked.extensions)


def test_another_issuer_is_unknown(pki: TrainingPki, clock: ManualClock, responder: OcspResponder) -> None:
    leaf, foreign = issue(pki, clock.now()), issue(pki, clock.now(), foreign=True)
    pki.revoke(leaf)
    other = pki.find("person3-v1")
    assert other is not None
    asked_elsewhere = ask(responder, "person3-v1", question(pki, leaf))
    assert asked_elsewhere.certificate_status is ocsp.OCSPCertStatus.UNKNOWN
    # A look-alike has the CA's name but not its key.
    named = question(pki, foreign, issuer=other)
    assert ask(responder, "hsa3-v1", named).certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_a_ca_is_vouched_for_by_the_root(pki: TrainingPki, responder: OcspResponder) -> None:
    ca = pki.find("hsa3-v1")
    assert ca is not None
    assert ask(responder, "root-v1", question(pki, ca)).certificate_status is ocsp.OCSPCertStatus.GOOD


@pytest.mark.parametrize("request_", [b"", b"not DER", b"\x30\x80", b"\x30\x03\x02\x01\x01"])
def test_what_cannot_be_read_is_malformed(responder: OcspResponder, request_: bytes) -> None:
    answer = ask(responder, "hsa3-v1", request_)
    assert answer.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@pytest.mark.parametrize(("length", "fine"), [(0, False), (1, True), (128, True), (129, False)])
def test_the_nonce_has_a_length(
    pki: TrainingPki, clock: ManualClock, responder: OcspResponder, length: int, fine: bool
) -> None:
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        leaf := issue(pki, clock.now()), issuer_of(pki, leaf), hashes.SHA256()
    )
    request = builder.add_extension(x509.OCSPNonce(b"x" * length), critical=False).build().public_bytes(Encoding.DER)
    answer = ask(responder, "hsa3-v1", request)
    assert (answer.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL) == fine


def test_there_is_no_answer_for_a_ca_that_is_not_there(responder: OcspResponder) -> None:
    assert responder.answer("hsa3-v9", b"") is None
    assert responder.answer("../x", b"") is None


def test_the_signer_is_renewed_before_it_ends(pki: TrainingPki, clock: ManualClock, responder: OcspResponder) -> None:
    leaf = issue(pki, clock.now())
    first = ask(responder, "hsa3-v1", question(pki, leaf)).certificates[0]
    assert ask(responder, "hsa3-v1", question(pki, leaf)).certificates[0] == first
    clock.at = first.not_valid_after_utc - timedelta(hours=23)
    second = ask(responder, "hsa3-v1", question(pki, leaf)).certificates[0]
    assert second != first
    assert clock.now() + LIFETIME < second.not_valid_after_utc


def test_a_ca_that_has_run_out_answers_for_nobody(
    pki: TrainingPki, clock: ManualClock, responder: OcspResponder
) -> None:
    ca = pki.find("hsa3-v1")
    assert ca is not None
    request = question(pki, issue(pki, clock.now()))
    clock.at = ca.not_valid_after_utc + timedelta(seconds=1)
    assert ask(responder, "hsa3-v1", request).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


def test_a_lost_list_is_our_own_trouble(
    pki: TrainingPki, profile: Profile, clock: ManualClock, responder: OcspResponder
) -> None:
    request = question(pki, issue(pki, clock.now()))
    (profile.pki_dir / "crl" / "hsa3-v1.crl").write_bytes(b"damaged")
    assert ask(responder, "hsa3-v1", request).response_status is ocsp.OCSPResponseStatus.INTERNAL_ERROR


def test_vouching_binds_a_nonce(pki: TrainingPki, clock: ManualClock, responder: OcspResponder) -> None:
    answer = ocsp.load_der_ocsp_response(responder.vouch(issue(pki, clock.now()), b"of this signature"))
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"of this signature"


def test_a_second_validator_accepts_the_delegated_signer(profile: Profile) -> None:
    clock = SystemClock()
    pki = TrainingPki.open(profile, clock)
    responder = OcspResponder(pki, clock)

    def check(leaf: x509.Certificate) -> None:
        chain = [leaf, issuer_of(pki, leaf)]
        answers = []
        for certificate, slug in zip(chain, ("hsa3-v1", "root-v1"), strict=True):
            answer = responder.answer(slug, question(pki, certificate))
            assert answer is not None
            answers.append(asn1_ocsp.OCSPResponse.load(answer))
        context = ValidationContext(
            trust_roots=[asn1.Certificate.load(root.public_bytes(Encoding.DER)) for root in pki.roots()],
            other_certs=[asn1.Certificate.load(chain[1].public_bytes(Encoding.DER))],
            ocsps=answers,
            revocation_mode="require",
            allow_fetching=False,
            moment=datetime.now(UTC),
        )
        validator = CertificateValidator(
            asn1.Certificate.load(leaf.public_bytes(Encoding.DER)), validation_context=context
        )
        asyncio.run(validator.async_validate_usage({"digital_signature"}))  # type: ignore[no-untyped-call]

    leaf = issue(pki, clock.now())
    check(leaf)
    pki.revoke(leaf)
    with pytest.raises(RevokedError):
        check(leaf)
