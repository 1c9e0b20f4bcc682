"""What openssl and pyhanko-certvalidator make of our certificates and lists."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, RevokedError
from pyhanko_certvalidator.policy_decl import PKIXValidationParams

from cosmic_login.core.clock import ManualClock
from cosmic_login.pki import TrainingPki
from cosmic_login.pki.oids import policy_for

from .kit import CARD, NUMBER, ec_key, issue, request

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl is not installed")


def pem(items: list[x509.Certificate] | list[x509.CertificateRevocationList]) -> bytes:
    return b"".join(item.public_bytes(Encoding.PEM) for item in items)


def verify(pki: TrainingPki, leaf: x509.Certificate, at: datetime, where: Path, *more: str) -> str:
    """Ask openssl; return "" when it is content and its complaint otherwise."""
    lists = [pki.crl(authority.subject) for authority in pki.roots() + pki.issuing()]
    contents = {"roots": pki.roots(), "issuing": pki.issuing(), "lists": lists, "leaf": [leaf]}
    for name, items in contents.items():
        (where / f"{name}.pem").write_bytes(pem(items))  # type: ignore[arg-type]
    command = ["openssl", "verify", "-x509_strict", "-crl_check_all", "-attime", str(int(at.timestamp()))]
    command += ["-CAfile", "roots.pem", "-untrusted", "issuing.pem", "-CRLfile", "lists.pem", *more, "leaf.pem"]
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) == (done.stdout == "leaf.pem: OK\n")
    return "" if done.returncode == 0 else done.stderr


@openssl
@pytest.mark.parametrize(("kind", "loa"), [("hsa", 3), ("person", 3), ("mobile", 3), ("hsa", 2), ("person", 2)])
def test_openssl_accepts_chain_list_and_policy(
    pki: TrainingPki, clock: ManualClock, tmp_path: Path, kind: str, loa: int
) -> None:
    serial = {"hsa": "TSTNMT2321000057-1001"}.get(kind, NUMBER)
    leaf = issue(pki, clock.now(), kind=kind, loa=loa, serial_number=serial)
    policy = policy_for(kind, loa).oid.dotted_string  # type: ignore[arg-type]
    wanted = ("-purpose", "sslclient", "-policy_check", "-explicit_policy", "-policy", policy)
    assert verify(pki, leaf, clock.now(), tmp_path, *wanted) == ""
    other = policy_for("hsa", 5 - loa).oid.dotted_string
    assert "policy" in verify(pki, leaf, clock.now(), tmp_path, "-policy_check", "-explicit_policy", "-policy", other)


@openssl
def test_openssl_agrees_on_every_refusal(pki: TrainingPki, clock: ManualClock, tmp_path: Path) -> None:
    now = clock.now()
    good, revoked, foreign = issue(pki, now), issue(pki, now), issue(pki, now, foreign=True)
    pki.revoke(revoked, x509.ReasonFlags.key_compromise)
    assert verify(pki, good, now, tmp_path) == ""
    assert "certificate revoked" in verify(pki, revoked, now, tmp_path)
    assert verify(pki, foreign, now, tmp_path) != ""
    old = issue(pki, now, not_before=now - timedelta(days=90), not_after=now - timedelta(days=60))
    assert "certificate has expired" in verify(pki, old, now, tmp_path)
    young = issue(pki, now, not_before=now + timedelta(days=30))
    assert "certificate is not yet valid" in verify(pki, young, now, tmp_path)


@openssl
def test_openssl_accepts_generations_side_by_side(pki: TrainingPki, clock: ManualClock, tmp_path: Path) -> None:
    old = issue(pki, clock.now(), not_after=clock.now() + timedelta(days=3650))
    clock.advance(8 * 365 * 86400)
    new = issue(pki, clock.now())
    assert old.issuer != new.issuer
    assert verify(pki, old, clock.now(), tmp_path) == ""
    assert verify(pki, new, clock.now(), tmp_path) == ""


@openssl
def test_openssl_accepts_the_server(pki: TrainingPki, clock: ManualClock, tmp_path: Path) -> None:
    leaf = pki.issue_server(["localhost", "127.0.0.1"])[0][0]
    more = ("-purpose", "sslserver", "-verify_ip", "127.0.0.1", "-verify_hostname", "localhost")
    assert verify(pki, leaf, clock.now(), tmp_path, *more) == ""
    assert "IP address mismatch" in verify(pki, leaf, clock.now(), tmp_path, "-verify_ip", "127.0.0.2")


@openssl
def test_openssl_reads_the_card_number_as_a_printable_string(
    pki: TrainingPki, clock: ManualClock, tmp_path: Path
) -> None:
    (tmp_path / "leaf.pem").write_bytes(pem([issue(pki, clock.now())]))
    whole = subprocess.run(
        ["openssl", "asn1parse", "-in", "leaf.pem"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    dump = rf"1\.2\.752\.34\.2\.1\n.*OCTET STRING.*{(bytes([0x13, len(CARD)]) + CARD.encode()).hex().upper()}"
    assert re.search(dump, whole), whole


# -- pyhanko -----------------------------------------------------------------------------------------------------


def pyhanko(pki: TrainingPki, leaf: x509.Certificate, at: datetime, usage: str, policy: str) -> None:
    """Validate with required revocation and policy; raises what pyhanko raises."""

    def theirs(certificate: x509.Certificate) -> asn1.Certificate:
        return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))

    lists = [pki.crl(authority.subject).public_bytes(Encoding.DER) for authority in pki.roots() + pki.issuing()]
    context = ValidationContext(
        trust_roots=[theirs(root) for root in pki.roots()],
        crls=lists,
        revocation_mode="require",
        moment=at,
        allow_fetching=False,
    )
    params = PKIXValidationParams(user_initial_policy_set=frozenset({policy}), initial_explicit_policy=True)
    issuing = [theirs(certificate) for certificate in pki.issuing()]
    validator = CertificateValidator(theirs(leaf), issuing, context, params)
    asyncio.run(validator.async_validate_usage({usage}))  # type: ignore[no-untyped-call]


def test_pyhanko_agrees(pki: TrainingPki, clock: ManualClock) -> None:
    at = (clock.now() + timedelta(minutes=1)).astimezone(UTC)
    policy = policy_for("hsa", 3).oid.dotted_string
    leaf = pki.issue_person(request(clock.now()), ec_key().public_key())
    pyhanko(pki, leaf, at, "digital_signature", policy)
    with pytest.raises(PathValidationError):
        pyhanko(pki, leaf, at, "digital_signature", policy_for("hsa", 2).oid.dotted_string)
    with pytest.raises(PathBuildingError):
        pyhanko(pki, issue(pki, clock.now(), foreign=True), at, "digital_signature", policy)
    pki.revoke(leaf)
    with pytest.raises(RevokedError):
        pyhanko(pki, leaf, at, "digital_signature", policy)
