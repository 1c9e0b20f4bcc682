"""A server that answers without end, or is not the one: an end is put to it, and the cause is told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.tls.identity import ServerIdentity, server_context
from cosmic_login.net.http import MAX_BODY, Http
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Talk = Callable[[socket.socket], None]


class Server:
    """Lets a function talk to whoever connects."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self._talk, self._tls = talk, tls
        self.sent = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.authority = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                accepted, _ = self._listener.accept()
                with accepted, contextlib.suppress(OSError):
                    self._serve_one(accepted)

    def _serve_one(self, accepted: socket.socket) -> None:
        if self._tls is None:
            self._talk(accepted)
            return
        with self._tls.wrap_socket(accepted, server_side=True) as wrapped:
            self._talk(wrapped)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    with contextlib.ExitStack() as stack:

        def made(talk: Talk, tls: ssl.SSLContext | None = None) -> Server:
            server = Server(talk, tls)
            stack.callback(server.close)
            return server

        yield made


def failure_of(url: str, ca_file: str = "", within: float = 20.0) -> LoginFailure:
    async def ask() -> LoginFailure:
        http = Http(url, ca_file, within=within)
        try:
            with pytest.raises(LoginFailure) as caught:
                await http.get(f"{url}/x")
            return caught.value
        finally:
            await http.aclose()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "head",
    [b"", b"Content-Length: 300000000\r\n", b"Transfer-Encoding: chunked\r\n"],
    ids=["to-the-end", "long", "chunks"],
)
def test_an_answer_that_is_too_large_is_not_read_to_its_end(serve: Callable[..., Server], head: bytes) -> None:
    sent = 0

    def flood(connection: socket.socket) -> None:
        nonlocal sent
        connection.recv(1 << 16)
        connection.sendall(HEAD + head + b"\r\n")
        piece = b" " * 65536
        framed = b"10000\r\n" + piece + b"\r\n" if b"chunked" in head else piece
        while sent < 300_000_000:
            connection.sendall(framed)
            sent += len(piece)

    server = serve(flood)
    assert failure_of(f"http://{server.authority}").code == "idp.nonsense"
    assert sent < 40 * MAX_BODY, "what the system's buffers take, and no more"


def test_a_packed_answer_is_not_unpacked(serve: Callable[..., Server]) -> None:
    def packed(connection: socket.socket) -> None:
        assert b"accept-encoding: identity" in connection.recv(1 << 16).lower()
        connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")

    assert failure_of(f"http://{serve(packed).authority}").code == "idp.nonsense"


@pytest.mark.parametrize(
    "head", [HEAD + b"Content-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "], ids=["body", "head"]
)
def test_an_answer_that_drips_is_given_up(serve: Callable[..., Server], head: bytes) -> None:
    """Each byte comes in time; the answer never does."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(head)
        while not over.wait(0.05):
            connection.sendall(b" ")

    server = serve(drip)
    try:
        assert failure_of(f"http://{server.authority}", within=0.5).code == "idp.timeout"
    finally:
        over.set()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        HEAD,
        HEAD + b"Content-Length: 1000\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
    ids=["nothing", "head", "body", "no-chunk", "chunk"],
)
def test_an_idp_that_dies_in_its_answer_cannot_be_reached(serve: Callable[..., Server], said: bytes) -> None:
    """It has said nothing wrong, and trying again is what helps."""

    def die(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(said)

    assert failure_of(f"http://{serve(die).authority}").code == "idp.unreachable"


@pytest.mark.parametrize(
    "said",
    [
        b"220 mail.example ESMTP\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}",
    ],
    ids=["other-protocol", "status", "chunk-size"],
)
def test_an_answer_that_is_no_http_is_nonsense(serve: Callable[..., Server], said: bytes) -> None:
    def babble(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(said)

    assert failure_of(f"http://{serve(babble).authority}").code == "idp.nonsense"


def empty(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return Profile.open(tmp_path_factory.mktemp("net") / "profile")


@pytest.fixture(scope="module")
def ca_file(profile: Profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    pki = TrainingPki.open(profile, SystemClock())
    file.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots()))
    return file


def identity(profile: Profile, name: str = "127.0.0.1", ago: timedelta = timedelta(0)) -> ServerIdentity:
    return ServerIdentity(*TrainingPki.open(profile, SystemClock(-ago)).issue_server([name]))


@pytest.mark.parametrize(
    ("name", "ago", "trusted", "code"),
    [
        ("127.0.0.1", timedelta(days=398), True, "server.expired"),
        ("127.0.0.1", timedelta(days=-30), True, "server.expired"),
        ("idp.invalid", timedelta(0), True, "server.wrong_name"),
        ("127.0.0.2", timedelta(0), True, "server.wrong_name"),
        ("127.0.0.1", timedelta(0), False, "server.untrusted"),
    ],
)
def test_tls_tells_why_it_is_the_wrong_server(
    serve: Callable[..., Server],
    profile: Profile,
    ca_file: Path,
    name: str,
    ago: timedelta,
    trusted: bool,
    code: str,
) -> None:
    server = serve(empty, server_context(identity(profile, name, ago)))
    assert failure_of(f"https://{server.authority}", str(ca_file) if trusted else "").code == code


def test_a_server_without_tls_is_not_a_matter_of_the_network(serve: Callable[..., Server], ca_file: Path) -> None:
    failure = failure_of(f"https://{serve(empty).authority}", str(ca_file))
    assert (failure.code, failure.detail) == ("idp.nonsense", "TLS: WRONG_VERSION_NUMBER")


def test_a_file_of_cas_that_were_joined_without_a_line_end_will_do(
    serve: Callable[..., Server], profile: Profile, ca_file: Path, tmp_path: Path
) -> None:
    joined = tmp_path / "joined.pem"
    joined.write_bytes(ca_file.read_bytes().rstrip() * 2)
    assert b"----------" in joined.read_bytes()
    server = serve(empty, server_context(identity(profile)))

    async def ask() -> dict[str, object]:
        http = Http(f"https://{server.authority}", str(joined))
        try:
            return await http.get(f"https://{server.authority}/")
        finally:
            await http.aclose()

    assert asyncio.run(ask()) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no such file"),
        (b"", "there is no certificate"),
        (b"no PEM at all", "there is no certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "not all of it"),
        (b"-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n", "not all of it"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA", "there is no certificate"),
        (b"\0" * (5 << 20), "it is too large"),
    ],
)
def test_a_file_of_cas_that_is_none(tmp_path: Path, content: bytes | None, why: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LoginFailure) as caught:
        Http("https://127.0.0.1:1", str(file))
    assert caught.value.code == "ca_file.unusable"
    assert caught.value.detail.startswith(f"--idp-ca {file}: {why}")


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_nor_is_a_directory_one_or_what_no_file_can_be_called(tmp_path: Path, name: str) -> None:
    with pytest.raises(LoginFailure) as caught:
        Http("https://127.0.0.1:1", f"{tmp_path}/{name}")
    assert caught.value.code == "ca_file.unusable"
