"""The IdP in a thread: one per profile, on its own address, gone when it is stopped."""

from __future__ import annotations

import errno
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.server import announcing
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import client_of, some_people


def start(profile: Profile, clock: ManualClock, pki: TrainingPki, **more: object) -> EmbeddedIdp:
    return EmbeddedIdp.start(
        profile,
        clock=clock,
        pki=pki,
        directory=some_people(),
        settings=SETTINGS,
        **more,  # type: ignore[arg-type]
    )


def test_it_answers_when_start_returns_and_not_after_stop(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    idp = start(profile, clock, pki)
    assert not idp.wait(0)
    assert httpx2.get(f"{idp.base_url}/jwks.json", trust_env=False).status_code == 200
    idp.stop()
    idp.stop()
    assert not idp.running
    assert not [thread for thread in threading.enumerate() if thread.name == "idp"]
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{idp.base_url}/jwks.json", trust_env=False)


def test_it_can_be_stopped_from_another_thread_while_a_connection_is_open(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    idp = start(profile, clock, pki)
    with client_of(idp.base_url):
        stopper = threading.Thread(target=idp.stop)
        stopper.start()
        assert idp.wait(30)
        stopper.join(30)
    start(profile, clock, pki).stop()  # the profile is free again


def test_one_idp_per_profile(profile: Profile, clock: ManualClock, pki: TrainingPki, idp: EmbeddedIdp) -> None:
    with pytest.raises(LoginFailure) as caught:
        start(profile, clock, pki)
    assert caught.value.code == "profile.in_use"
    assert idp.running


def test_the_port_is_taken(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(LoginFailure) as caught:
            start(profile, clock, pki, port=other.getsockname()[1])
    assert caught.value.code == "address.in_use"
    start(profile, clock, pki).stop()


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("192.0.2.1", 0, "address.unavailable"),
        ("2001:db8::1", 0, "address.unavailable"),
        ("no-such-host.invalid", 0, "address.unknown"),
        ("no such host", 0, "address.unknown"),
        ("x" * 70 + ".invalid", 0, "address.unknown"),
        ("a\0b", 0, "address.unknown"),
        ("127.0.0.1", 70000, "usage.invalid"),
        ("127.0.0.1", -1, "usage.invalid"),
    ],
)
def test_an_address_that_is_not_ours(
    host: str, port: int, code: str, profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    with pytest.raises(LoginFailure) as caught:
        start(profile, clock, pki, host=host, port=port)
    assert caught.value.code == code
    assert caught.value.detail.startswith(f"{host}:{port}")


def test_a_port_that_is_not_for_everybody(
    profile: Profile, clock: ManualClock, pki: TrainingPki, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Guarded(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(errno.EACCES, "for those who may everything", str(address))

    monkeypatch.setattr("cosmic_login.idp.server.binding.socket.socket", Guarded)
    with pytest.raises(LoginFailure) as caught:
        start(profile, clock, pki, port=1)
    assert caught.value.code == "address.forbidden"


def test_the_doors_are_led_to_by_further_names(
    profile: Profile, clock: ManualClock, pki: TrainingPki, tmp_path: Path
) -> None:
    """As a hosts file leads a program to this machine that has its server's name built in."""
    names = ("idp.siths.example", "bankid.example")
    pki = TrainingPki.open(profile, SystemClock())
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots()))
    context = ssl.create_default_context(cafile=str(ca_file))
    with start(profile, clock, pki, names=names) as idp:
        for address in {idp.doors["mtls"], idp.doors["bankid"]}:
            found = urlsplit(address)
            for name in names:
                with socket.create_connection((str(found.hostname), int(found.port or 0)), 10) as plain:
                    context.wrap_socket(plain, server_hostname=name).close()
        at = urlsplit(idp.doors["mtls"])
        answers = [
            httpx2.post(
                f"{idp.doors['mtls']}/md", json={}, headers={"host": host}, verify=context, trust_env=False
            ).status_code
            for host in (f"{names[0]}:{at.port}", names[0], f"evil.example:{at.port}")
        ]
    assert answers == [400, 421, 421]


def test_the_same_port_can_be_used_again_at_once(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    first = start(profile, clock, pki)
    with client_of(first.base_url):
        pass
    first.stop()
    with start(profile, clock, pki, port=urlsplit(first.base_url).port) as second:
        assert second.base_url == first.base_url


def test_a_public_name_in_front_of_it(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    with start(profile, clock, pki, issuer="https://idp.example/") as idp:
        document = httpx2.get(
            f"{idp.base_url}/.well-known/openid-configuration", headers={"Host": "idp.example"}, trust_env=False
        ).json()
        assert idp.issuer == document["issuer"] == "https://idp.example"
        assert document["token_endpoint"] == "https://idp.example/token"


def test_ipv6_loopback(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"no IPv6 loopback here: {error}")
    with start(profile, clock, pki, host="::1") as idp, client_of(idp.base_url) as client:
        assert client.urls["issuer"] == idp.base_url
        assert idp.base_url.startswith("http://[::1]:")


def test_answers_are_not_held_back(idp: EmbeddedIdp) -> None:
    """Nagle's algorithm is off on accepted connections (it would hold each answer for some 40 ms)."""
    assert idp._bound.issuer.proto == socket.IPPROTO_TCP


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, cosmic_login.idp, cosmic_login.idp.store, cosmic_login.idp.orders;"
        "print([m for m in ('uvicorn', 'starlette', 'joserfc', 'cryptography', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_full_disk_while_starting_is_told_as_it_is(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it happens in a group of tasks."""

    def full(*_: object) -> None:
        raise LoginFailure("profile.full", "idp.address")

    monkeypatch.setattr(announcing, "write_atomic", full)
    with pytest.raises(LoginFailure, match=r"profile\.full"):
        EmbeddedIdp.start(profile, clock=ManualClock(), directory=some_people())


def test_one_that_was_never_started_has_no_address_and_nothing_to_stop() -> None:
    idp = EmbeddedIdp(cast("Any", None))
    assert not idp.running
    assert idp.wait(0)
    idp.stop()
    with pytest.raises(RuntimeError, match="no address yet"):
        _ = idp.base_url
    with pytest.raises(RuntimeError, match="does not run"):
        _ = idp.provider
