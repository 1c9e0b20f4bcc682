"""Who a certificate makes a caller: judged without a connection, as TLS has let it through."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.rp import parties
from cosmic_login.idp.rp.errors import RpError
from cosmic_login.idp.rp.parties import Parties, asking
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.tls.identity import ServerIdentity
from cosmic_login.pki.authority import TrainingPki


def der_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def strange(clock: ManualClock, *names: tuple[x509.ObjectIdentifier, str]) -> x509.Certificate:
    """Make a certificate that no CA of ours has issued, for this subject."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Another CA")]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )


def refused(judge: Parties, der: bytes | None) -> tuple[int, str]:
    with pytest.raises(RpError) as caught:
        judge.of(der)
    assert caught.value.code == "unauthorized"
    return caught.value.status, caught.value.details


def test_what_makes_no_party(pki: TrainingPki, clock: ManualClock) -> None:
    judge = Parties(pki, clock)
    assert refused(judge, None) == (401, "A client certificate is needed")
    why = "The client certificate is refused: "
    assert refused(judge, b"\x30\x00") == (403, why + "it cannot be read")
    server, _ = pki.issue_server(["localhost"])
    assert refused(judge, der_of(server[0])) == (403, why + "it is not a relying party's")
    ours, _ = pki.issue_relying_party("Region Exempel")
    assert judge.of(der_of(ours[0])).name == "Region Exempel"
    pki.revoke(ours[0])
    assert refused(judge, der_of(ours[0])) == (403, why + "it is revoked")
    foreign = strange(clock, (NameOID.COMMON_NAME, "Bolaget"))
    clock.advance(2 * 86400)
    assert refused(judge, der_of(foreign)) == (403, why + "it is not valid now")


def test_a_party_of_another_ca_is_called_what_its_certificate_says(pki: TrainingPki, clock: ManualClock) -> None:
    judge = Parties(pki, clock)
    country = (NameOID.COUNTRY_NAME, "SE")
    organisation = (NameOID.ORGANIZATION_NAME, "Bolaget AB")
    found = [
        judge.of(der_of(strange(clock, *names)))
        for names in ([organisation, (NameOID.COMMON_NAME, "Bolaget")], [organisation, country], [country], [])
    ]
    assert [party.name for party in found] == ["Bolaget", "Bolaget AB", "?", "?"]
    assert len({party.id for party in found}) == len(found)


def test_who_was_forgotten_is_the_same_as_before(
    pki: TrainingPki, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parties, "_REMEMBERED", 1)
    judge = Parties(pki, clock)
    one, two = (der_of(pki.issue_relying_party(name)[0][0]) for name in ("En", "Två"))
    first = judge.of(one)
    assert judge.of(two) != first
    assert judge.of(one) == first


def test_trouble_of_our_own_is_not_the_callers_fault(clock: ManualClock) -> None:
    class Damaged:
        def slug_of(self, _name: x509.Name) -> str:
            raise LoginFailure("profile.damaged")

    judge = Parties(cast("Any", Damaged()), clock)
    with pytest.raises(LoginFailure, match=r"profile\.damaged"):
        judge.of(der_of(strange(clock, (NameOID.COMMON_NAME, "Bolaget"))))


def test_a_file_of_the_settings_lets_others_in(pki: TrainingPki, clock: ManualClock, tmp_path: Path) -> None:
    chain, key = pki.issue_server(["localhost"])
    own = ServerIdentity(chain, key)
    other = strange(clock, (NameOID.COMMON_NAME, "Bolaget"))
    file = tmp_path / "other.pem"
    file.write_bytes(other.public_bytes(Encoding.PEM))

    def known(settings: IdpSettings) -> int:
        context = asking(pki, settings, own)
        assert context.verify_mode is ssl.CERT_OPTIONAL
        return context.cert_store_stats()["x509"]

    assert known(IdpSettings(bankid_trust=(str(file),))) == known(IdpSettings()) + 1
    file.write_text("nothing")
    with pytest.raises(LoginFailure, match=r"ca_file\.unusable.*--bankid-trust"):
        known(IdpSettings(bankid_trust=(str(file),)))
