"""CA certificates, revocation lists and OCSP over HTTP, with openssl as the one who checks."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import Client, SoftCard, some_people

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl is not installed")
SLUG = "person3-v1"


def request_for(pki: TrainingPki, leaf: x509.Certificate) -> bytes:
    issuer = pki.find(pki.slug_of(leaf.issuer))
    assert issuer is not None
    built = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer, hashes.SHA1()).build()  # noqa: S303 - usual here
    return built.public_bytes(Encoding.DER)


def ask(
    client: Client, request: bytes, slug: str = SLUG, media_type: str = "application/ocsp-request"
) -> httpx2.Response:
    url = f"{client.urls['pki_endpoint']}/ocsp/{slug}"
    return client.http.post(url, content=request, headers={"Content-Type": media_type})


def test_ca_and_list_are_what_the_files_are(client: Client, pki: TrainingPki, card: SoftCard) -> None:
    base = client.urls["pki_endpoint"]
    answer = client.http.get(f"{base}/ca/{SLUG}.cer")
    assert answer.headers["content-type"] == "application/pkix-cert"
    ca = x509.load_der_x509_certificate(answer.content)
    card.certificate.verify_directly_issued_by(ca)
    pki.revoke(card.certificate)
    answer = client.http.get(f"{base}/crl/{SLUG}.crl")
    assert answer.headers["content-type"] == "application/pkix-crl"
    current = x509.load_der_x509_crl(answer.content)
    assert current.get_revoked_certificate_by_serial_number(card.certificate.serial_number) is not None


@pytest.mark.parametrize("path", ["ca/person3-v2.cer", "crl/nobody.crl", "ca/person3-v1", "ca/..%2fperson3-v1.cer"])
def test_there_is_nothing_else(client: Client, path: str) -> None:
    assert client.http.get(f"{client.urls['pki_endpoint']}/{path}").status_code == 404


def test_ocsp_by_post_and_by_get(client: Client, pki: TrainingPki, card: SoftCard) -> None:
    request = request_for(pki, card.certificate)
    posted = ask(client, request)
    assert posted.headers["content-type"] == "application/ocsp-response"
    url = f"{client.urls['pki_endpoint']}/ocsp/{SLUG}/{quote(base64.b64encode(request).decode(), safe='')}"
    for answer in (posted, client.http.get(url)):
        assert ocsp.load_der_ocsp_response(answer.content).certificate_status is ocsp.OCSPCertStatus.GOOD
    pki.revoke(card.certificate)
    revoked = ocsp.load_der_ocsp_response(client.http.get(url).content)
    assert revoked.certificate_status is ocsp.OCSPCertStatus.REVOKED


def test_what_is_no_request_is_told(client: Client, pki: TrainingPki, card: SoftCard) -> None:
    request = request_for(pki, card.certificate)
    assert ask(client, request, media_type="application/octet-stream").status_code == 415
    assert ask(client, request, "nobody-v1").status_code == 404
    for answer in (ask(client, b"junk"), client.http.get(f"{client.urls['pki_endpoint']}/ocsp/{SLUG}/*")):
        assert ocsp.load_der_ocsp_response(answer.content).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


Openssl = Callable[..., str]


@pytest.fixture
def real_time(profile: Profile, tmp_path: Path) -> Iterator[tuple[EmbeddedIdp, TrainingPki, Openssl]]:
    """Give an IdP in the machine's own time, which openssl lives in, and openssl with our CAs at hand."""
    clock = SystemClock()
    pki = TrainingPki.open(profile, clock)

    def run(*arguments: str) -> str:
        command = ["openssl", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr

    (tmp_path / "roots.pem").write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots()))
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS) as idp:
        yield idp, pki, run


@openssl
def test_openssl_agrees_by_list_and_by_responder(
    real_time: tuple[EmbeddedIdp, TrainingPki, Openssl], tmp_path: Path
) -> None:
    """Good, revoked, expired, unknown: ``openssl ocsp`` and ``openssl verify -crl_check`` say what we say."""
    idp, pki, run = real_time
    clock = ManualClock(SystemClock().now())
    cards = {
        "good": SoftCard.issue(pki, clock),
        "revoked": SoftCard.issue(pki, clock),
        "expired": SoftCard.issue(pki, clock, valid_from=timedelta(days=-90), valid_to=timedelta(days=-60)),
        "unknown": SoftCard.issue(pki, clock, foreign=True),
        "elsewhere": SoftCard.issue(pki, clock, "TSTNMT2321000057-1001", kind="hsa"),
    }
    pki.revoke(cards["revoked"].certificate, x509.ReasonFlags.key_compromise)
    for name, card in cards.items():
        (tmp_path / f"{name}.pem").write_bytes(card.certificate.public_bytes(Encoding.PEM))
    base = f"{idp.issuer}/pki"
    with httpx2.Client(trust_env=False, verify=False) as http:  # plain HTTP
        lists = b""
        for slug in ("root-v1", SLUG, "hsa3-v1"):
            (tmp_path / f"{slug}.cer").write_bytes(http.get(f"{base}/ca/{slug}.cer").content)
            found = x509.load_der_x509_crl(http.get(f"{base}/crl/{slug}.crl").content)
            lists += found.public_bytes(Encoding.PEM)
        (tmp_path / "lists.pem").write_bytes(lists)

    def by_list(name: str) -> str:
        chain = ("-CAfile", "roots.pem", "-untrusted", f"{SLUG}.cer", "-CRLfile", "lists.pem")
        return run("verify", "-crl_check_all", *chain, f"{name}.pem")

    def by_responder(name: str, issuer: str = SLUG, *more: str) -> str:
        asking = ("-url", f"{base}/ocsp/{SLUG}", "-issuer", f"{issuer}.cer", "-cert", f"{name}.pem")
        return run("ocsp", *asking, "-CAfile", "roots.pem", "-verify_other", f"{SLUG}.cer", *more)

    assert by_list("good").endswith("good.pem: OK\n")
    assert "certificate revoked" in by_list("revoked")
    assert "certificate has expired" in by_list("expired")
    for stranger in ("unknown", "elsewhere"):
        assert not by_list(stranger).endswith(": OK\n")
    answers = {name: by_responder(name) for name in ("good", "revoked", "expired")}
    for answer in answers.values():
        assert "Response verify OK" in answer
        assert "no nonce" not in answer
    assert "good.pem: good" in answers["good"]
    assert re.search(r"revoked\.pem: revoked\n(.*\n)*?\s*Reason: keyCompromise", answers["revoked"])
    assert "expired.pem: good" in answers["expired"]  # not revoked; the dates are the asker's to read
    assert "elsewhere.pem: unknown" in by_responder("elsewhere", "hsa3-v1", "-noverify")


@openssl
def test_openssl_believes_the_root_about_a_ca(
    real_time: tuple[EmbeddedIdp, TrainingPki, Openssl], tmp_path: Path
) -> None:
    idp, pki, run = real_time
    ca, root = pki.find(SLUG), pki.find("root-v1")
    assert ca is not None
    assert root is not None
    for name, certificate in (("ca", ca), ("root", root)):
        (tmp_path / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    asking = ("-url", f"{idp.issuer}/pki/ocsp/root-v1", "-issuer", "root.pem", "-cert", "ca.pem")
    answer = run("ocsp", *asking, "-CAfile", "roots.pem")
    assert "Response verify OK" in answer
    assert "ca.pem: good" in answer
