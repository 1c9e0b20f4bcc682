"""The door for client certificates wants the card's signature for each login; the client here is stock OpenSSL."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import Client, Login, SoftCard, client_of, some_people

VERSIONS = ["-tls1_2", "-tls1_3"]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(SystemClock().now().replace(microsecond=0))


@pytest.fixture
def client(profile: Profile, pki: TrainingPki, clock: ManualClock) -> Iterator[Client]:
    people = some_people()
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=people, settings=SETTINGS) as idp,
        client_of(idp.base_url) as made,
    ):
        yield made


@pytest.fixture
def card_file(pki: TrainingPki, clock: ManualClock, tmp_path: Path) -> Path:
    card = SoftCard.issue(pki, clock)
    file = tmp_path / "card.pem"
    key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(card.certificate.public_bytes(Encoding.PEM) + key)
    return file


def request_of(login: Login, *, keep: bool) -> bytes:
    host = urlsplit(str(login.urls["mtls_endpoint"])).netloc
    body = f'{{"auto_start_token": "{login.auto_start_token}"}}'
    head = f"POST /md HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + ("" if keep else "Connection: close\r\n") + f"\r\n{body}").encode()


def s_client(login: Login, sent: bytes, *options: str) -> str:
    """Return what ``openssl s_client`` heard; it stays until the server closes."""
    host = urlsplit(str(login.urls["mtls_endpoint"])).netloc
    command = ["openssl", "s_client", "-connect", host, "-ign_eof", "-quiet", *options]
    done = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    return done.stdout.decode(errors="replace")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_saved_session_without_the_key_is_no_proof(
    client: Client, card_file: Path, tmp_path: Path, version: str
) -> None:
    saved, holder, thief, again = tmp_path / "session.pem", client.begin_md(), client.begin_md(), client.begin_md()
    key = ("-cert", str(card_file))
    assert '"complete"' in s_client(holder, request_of(holder, keep=False), version, *key, "-sess_out", str(saved))
    resumed = ("-sess_in", str(saved)) if saved.exists() else ()  # best is when none was given out
    assert '"certificate.missing"' in s_client(thief, request_of(thief, keep=False), version, *resumed)
    assert thief.look().json()["failure"]["code"] == "certificate.missing"
    told = s_client(again, request_of(again, keep=False), version, *key, *resumed)
    assert '"complete"' in told, "the key itself is welcome, whatever was tried before"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_second_order_on_one_connection_is_not_completed(client: Client, card_file: Path, version: str) -> None:
    first, second = client.begin_md(), client.begin_md()
    both = request_of(first, keep=True) + request_of(second, keep=True)
    heard = s_client(first, both, version, "-cert", str(card_file))
    assert heard.count("HTTP/1.1") == heard.count('"complete"') == 1
    assert "connection: close" in heard.lower()
    assert first.code()
    assert second.look().status_code == 400


@pytest.mark.parametrize("version", VERSIONS)
def test_it_says_whose_certificates_it_wants(client: Client, pki: TrainingPki, version: str) -> None:
    """So a browser offers the card's, and not every certificate that it has."""
    host = urlsplit(str(client.urls["mtls_endpoint"])).netloc
    command = ["openssl", "s_client", "-connect", host, version]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    heard = done.stdout.decode(errors="replace")
    _, _, named = heard.partition("Acceptable client certificate CA names\n")
    common = {line.rpartition("CN = ")[2] for line in named.splitlines()}
    authorities = (*pki.roots(), *pki.issuing())
    assert {each.subject.rfc4514_string().partition("CN=")[2].partition(",")[0] for each in authorities} <= common, (
        heard
    )
