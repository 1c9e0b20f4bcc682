"""A relying party against the real program: ``idp`` in a process of its own, ``rp issue`` in another."""

from __future__ import annotations

import json
import socket
import ssl
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from cosmic_login.core.clock import SystemClock
from tests.e2e.program import background, run

AUTH = {"endUserIp": "192.0.2.1"}


def own_party(folder: Path) -> tuple[Path, Path]:
    """Make a CA of somebody else and a certificate of it; return the CA's file, and the party's."""
    now, name = SystemClock().now(), NameOID.COMMON_NAME
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(name, "Någon annans CA")])

    def signed(subject: x509.Name, public_key: ec.EllipticCurvePublicKey, *, ca: bool) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca_name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(ca_key, hashes.SHA256())
        )

    ca_file, party = folder / "other-ca.pem", folder / "party.pem"
    ca_file.write_bytes(signed(ca_name, ca_key.public_key(), ca=True).public_bytes(Encoding.PEM))
    leaf = signed(x509.Name([x509.NameAttribute(name, "Fremmande AB")]), key.public_key(), ca=False)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    party.write_bytes(leaf.public_bytes(Encoding.PEM) + pem)
    return ca_file, party


def asked(url: str, ca_file: str, *shown: str) -> httpx2.Response:
    context = ssl.create_default_context(cafile=ca_file)
    context.load_cert_chain(*shown)
    return httpx2.post(url, json=AUTH, verify=context, trust_env=False)


def test_a_party_of_ours_and_one_of_a_ca_we_were_told_of(cosmic_profile: Path, tmp_path: Path) -> None:
    other_ca, party = own_party(tmp_path)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    done = run(cosmic_profile, "rp", "issue", "Testtjänsten", "--out", str(tmp_path / "rp"), "--json")
    mine = json.loads(done.stdout)
    with background(cosmic_profile, "idp", "--bankid-port", str(port), "--bankid-trust", str(other_ca)) as idp:
        assert idp["bankid"] == f"https://127.0.0.1:{port}/rp/v6.0"
        told = httpx2.get(f"{idp['issuer']}/.well-known/openid-configuration", trust_env=False).json()
        assert (told["bankid_rp_endpoint"], told["siths_rp_endpoint"]) == (idp["bankid"], idp["siths_rp"])
        for base in (idp["bankid"], idp["siths_rp"]):
            for shown in ((mine["certificate"], mine["key"]), (str(party),)):
                answer = asked(f"{base}/auth", mine["ca_file"], *shown)
                assert answer.status_code == 200, answer.text
    with background(cosmic_profile, "idp") as idp:
        assert asked(f"{idp['bankid']}/auth", mine["ca_file"], mine["certificate"], mine["key"]).status_code == 200
        with pytest.raises(httpx2.TransportError):
            asked(f"{idp['bankid']}/auth", mine["ca_file"], str(party))


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_that_holds_no_ca(cosmic_profile: Path, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    done = run(cosmic_profile, "idp", "--bankid-trust", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ca_file.unusable: ")
    assert str(file) in done.stderr


def test_a_port_in_use(cosmic_profile: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(cosmic_profile, "idp", "--bankid-port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("address.in_use: ")
