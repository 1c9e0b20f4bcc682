"""Further doors: TLS listeners of the same IdP, whose applications learn who is at the other end."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.server.binding import authority_of
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import Listener
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.tls.identity import ServerIdentity, server_context
from cosmic_login.idp.tls.protocol import tls_facts
from cosmic_login.pki.authority import PrivateKey, TrainingPki
from cosmic_login.profile import Profile

from .kit import some_people


@pytest.mark.parametrize(
    ("bound", "called", "told"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "idp.example.org", "127.0.0.1"),
        ("0.0.0.0", "", "127.0.0.1"),  # noqa: S104 - nobody listens
        ("0.0.0.0", "idp.example.org", "idp.example.org"),  # noqa: S104
        ("::", "", "[::1]"),
        ("::", "2001:db8::1", "[2001:db8::1]"),
    ],
)
def test_every_address_of_a_machine_is_told_as_one(bound: str, called: str, told: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in bound else socket.AF_INET) as found:
        found.bind((bound, 0))
        assert authority_of(found, called) == f"{told}:{found.getsockname()[1]}"


def app(provider: Provider) -> Starlette:
    async def who(request: Request) -> JSONResponse:
        facts = tls_facts(request.scope)
        return JSONResponse(
            {
                "certificate": (facts["client_certificate"] or b"").hex(),
                "version": facts["version"],
                "issuer": provider.services.issuer,
                "own": provider.services.doors["test"],
            }
        )

    return Starlette(routes=[Route("/here/who", who)])


def tls(pki: TrainingPki, _settings: IdpSettings, own: ServerIdentity) -> ssl.SSLContext:
    context = server_context(own)
    context.verify_mode = ssl.CERT_OPTIONAL
    for root in pki.roots():
        context.load_verify_locations(cadata=root.public_bytes(Encoding.PEM).decode())
    return context


@pytest.fixture
def pki(profile: Profile) -> TrainingPki:
    """Return CAs that live in the machine's own time, because the TLS of our client does."""
    return TrainingPki.open(profile, SystemClock())


DOOR = Listener("test", "/here", app, tls)


def trusting(pki: TrainingPki, tmp_path: Path) -> ssl.SSLContext:
    file = tmp_path / "ca.pem"
    file.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots()))
    return ssl.create_default_context(cafile=str(file))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_door_serves_beside_the_issuer_and_knows_its_connection(
    pki: TrainingPki, profile: Profile, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    context = trusting(pki, tmp_path)
    context.maximum_version = version
    with EmbeddedIdp.start(profile, pki=pki, directory=some_people(), doors=(DOOR,)) as idp:
        url = idp.doors["test"]
        answer = httpx2.get(f"{url}/who", verify=context, trust_env=False).json()
        assert answer == {
            "certificate": "",
            "version": version.name.replace("_", "."),
            "issuer": idp.issuer,
            "own": url,
        }
        assert httpx2.get(f"{idp.base_url}/jwks.json", trust_env=False).status_code == 200
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/who", verify=context, trust_env=False)


def test_a_port_in_use_is_said_and_leaves_nothing_open(pki: TrainingPki, profile: Profile) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LoginFailure) as caught:
            EmbeddedIdp.start(profile, pki=pki, directory=some_people(), doors=(DOOR,), ports={"test": port})
    assert caught.value.code == "address.in_use"
    EmbeddedIdp.start(profile, pki=pki, directory=some_people(), doors=(DOOR,), ports={"test": port}).stop()


LATE = replace(DOOR, late=lambda _settings: True)


def shown_by(idp: EmbeddedIdp) -> x509.Certificate:
    place = urlsplit(idp.doors["test"])
    pem = ssl.get_server_certificate((str(place.hostname), place.port or 0))
    return x509.load_pem_x509_certificate(pem.encode())


@pytest.mark.parametrize("door", [DOOR, LATE], ids=["first", "late"])
def test_a_door_always_shows_a_certificate_that_is_in_date(
    profile: Profile, clock: ManualClock, door: Listener
) -> None:
    pki = TrainingPki.open(profile, clock)
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), doors=(door,)) as idp:
        begin, first = clock.now(), shown_by(idp)
        for days in (300, 370, 3 * 365, 8 * 365, -2, -2 * 365):  # on time, asleep past its end, and set back
            clock.at = begin + timedelta(days=days)
            idp.provider.sweep()
            found = shown_by(idp)
            assert (found == first) is (days == 300), days
            assert found.not_valid_before_utc <= clock.now() < found.not_valid_after_utc - timedelta(days=29), days
            assert found.issuer in {authority.subject for authority in pki.issuing()}


@pytest.mark.parametrize("door", [DOOR, LATE], ids=["first", "late"])
def test_a_certificate_is_of_the_start_or_of_the_first_connection(
    profile: Profile, clock: ManualClock, door: Listener
) -> None:
    pki, begin = TrainingPki.open(profile, clock), clock.now()
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), doors=(door,)) as idp:
        clock.at = begin + timedelta(days=30)
        idp.provider.sweep()
        first = shown_by(idp)
        assert (first.not_valid_before_utc > begin) is (door is LATE)
        idp.read_again()
        assert shown_by(idp) == first


def test_a_late_certificate_that_cannot_be_made_is_told_and_tried_again(
    profile: Profile, clock: ManualClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pki = TrainingPki.open(profile, clock)

    def full(_names: Sequence[str]) -> tuple[list[x509.Certificate], PrivateKey]:
        raise LoginFailure("profile.full", "pki/function-2.key: ENOSPC")

    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), doors=(LATE,)) as idp:
        with monkeypatch.context() as patch:
            patch.setattr(pki, "issue_server", full)
            with pytest.raises(OSError, match=r"(?i)reset|EOF|closed"):
                shown_by(idp)
        assert caplog.messages == ["profile.full: pki/function-2.key: ENOSPC with a new connection"]
        assert shown_by(idp).issuer in {authority.subject for authority in pki.issuing()}
