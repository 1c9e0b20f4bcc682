"""Neighbours that say nothing, stop half way or do not listen: the server loses patience, and nothing else."""

from __future__ import annotations

import contextlib
import gc
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import some_people

OPEN_FILES = Path("/proc/self/fd")
HASTY = replace(SETTINGS, head_within=0.3, max_head=2000, answer_within=0.3)


def started(profile: Profile, clock: ManualClock, pki: TrainingPki) -> EmbeddedIdp:
    return EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=HASTY)


@pytest.fixture
def hasty(profile: Profile, clock: ManualClock, pki: TrainingPki) -> Iterator[EmbeddedIdp]:
    with started(profile, clock, pki) as idp:
        yield idp


def connected(address: str) -> socket.socket:
    found = urlsplit(address)
    made = socket.create_connection((str(found.hostname), int(found.port or 0)), 30)
    made.settimeout(30)
    return made


def heard(connection: socket.socket) -> bytes:
    """Return what comes until the server closes."""
    got = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(1 << 16):
            got += chunk
    return got


def hello() -> bytes:
    """Return the first flight of a TLS client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing).do_handshake()
    return outgoing.read()


def whole(idp: EmbeddedIdp) -> bytes:
    return f"GET /jwks.json HTTP/1.1\r\nHost: {urlsplit(idp.base_url).netloc}\r\n\r\n".encode()


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET /jwks", b"GET /jwks.json HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_come_is_waited_for_no_longer(hasty: EmbeddedIdp, sent: bytes) -> None:
    with connected(hasty.base_url) as silent:
        silent.sendall(sent)
        assert heard(silent) == b""


def test_nor_is_one_that_drips(hasty: EmbeddedIdp) -> None:
    """Bytes buy no time."""
    over = threading.Event()
    with connected(hasty.base_url) as dripping:
        dripping.sendall(b"GET /jwks.json HTTP/1.1\r\nX: ")

        def drip() -> None:
            with contextlib.suppress(OSError):
                while not over.wait(0.05):
                    dripping.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        assert heard(dripping) == b""
        over.set()
        thread.join()


def test_nor_is_the_second_one_on_a_connection_that_is_kept(hasty: EmbeddedIdp) -> None:
    with connected(hasty.base_url) as kept:
        kept.sendall(whole(hasty))
        assert kept.recv(1 << 16).startswith(b"HTTP/1.1 200")
        kept.sendall(b"GET /jwks")
        assert b"HTTP/1.1" not in heard(kept)


def test_a_head_without_end_is_refused(hasty: EmbeddedIdp) -> None:
    with connected(hasty.base_url) as endless:
        endless.sendall(b"GET /jwks.json HTTP/1.1\r\nX: " + b"x" * 3000)
        assert heard(endless).startswith(b"HTTP/1.1 400")


def test_what_came_before_a_head_is_no_part_of_it(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    """Requests behind each other: the end of a long body comes with the beginning of the next head."""
    patient = replace(SETTINGS, max_head=2000)
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=patient) as idp:
        piped_through(idp)


def piped_through(idp: EmbeddedIdp) -> None:
    one = whole(idp)
    asked = one.replace(b"GET /jwks.json", b"POST /nowhere").replace(b"\r\n\r\n", b"\r\nContent-Length: 3000\r\n\r\n")
    with connected(idp.base_url) as piped:
        piped.sendall(asked + b"x" * 3000 + one[:20])
        assert piped.recv(1 << 16).startswith(b"HTTP/1.1 404")
        piped.sendall(one[20:].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b"HTTP/1.1 200" in heard(piped)


def too_long(idp: EmbeddedIdp, size: int) -> bytes:
    asked = whole(idp).replace(b"GET /jwks.json", b"POST /siths/start")
    return asked.replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % size) + b"x" * size


def test_a_body_that_is_too_long_takes_no_other_request_with_it(hasty: EmbeddedIdp) -> None:
    """It is refused by its length alone, and what comes of it nevertheless is no head."""
    last = whole(hasty).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with connected(hasty.base_url) as piped:
        piped.sendall(too_long(hasty, 400_000) + last)
        answers = heard(piped)
    assert answers.count(b"HTTP/1.1 ") == 2
    assert answers.startswith(b"HTTP/1.1 413")
    assert b"HTTP/1.1 200" in answers


def test_nor_does_the_rest_of_one_that_comes_with_the_next_head(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    patient = replace(SETTINGS, max_head=2000)
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=patient) as idp:
        last = whole(idp).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        asked = too_long(idp, 70_000)
        with connected(idp.base_url) as piped:
            piped.sendall(asked[:-69_000])
            assert piped.recv(1 << 16).startswith(b"HTTP/1.1 413")
            piped.sendall(asked[-69_000:] + last[:20])
            piped.sendall(last[20:])
            assert b"HTTP/1.1 200" in heard(piped)


def test_nor_is_one_without_end_read_to_its_end(hasty: EmbeddedIdp) -> None:
    with connected(hasty.base_url) as piped, pytest.raises((BrokenPipeError, ConnectionResetError)):
        piped.sendall(too_long(hasty, 100_000_000))


def test_requests_behind_each_other_are_answered_one_and_all(hasty: EmbeddedIdp) -> None:
    last = whole(hasty).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with connected(hasty.base_url) as piped:
        piped.sendall(whole(hasty) * 200 + last)
        assert heard(piped).count(b"HTTP/1.1 200") == 201


def flood(connection: socket.socket, request: bytes) -> None:
    """Ask until the way back is full, the server has stopped reading, and then is gone."""
    while True:
        connection.sendall(request * 100)


def test_who_does_not_take_the_answers_is_cut(hasty: EmbeddedIdp) -> None:
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before there is a window to shrink
        deaf.settimeout(100)
        deaf.connect(("127.0.0.1", urlsplit(hasty.base_url).port))
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            flood(deaf, whole(hasty))


@pytest.mark.parametrize("begun", [lambda: b"", lambda: b"\x16", lambda: hello()[:100]])
def test_a_handshake_that_is_not_begun_is_waited_for_no_longer(hasty: EmbeddedIdp, begun: Callable[[], bytes]) -> None:
    """One that is begun has longer: in a browser a person types a code in the middle of it."""
    with connected(hasty.doors["mtls"]) as silent:
        if sent := begun():
            silent.sendall(sent)
            silent.shutdown(socket.SHUT_WR)
        assert heard(silent) == b""


def descriptors() -> int:
    return len(list(OPEN_FILES.iterdir()))


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="counts open files by /proc")
def test_nothing_is_open_after_it_was_stopped_in_the_middle_of_handshakes(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    """Sockets in every stage, and more that arrive while it stops; a socket that is left also fails as a warning."""
    flights = (b"", b"\x16", hello()[:50], hello())
    before = descriptors()
    idp = started(profile, clock, pki)
    doors = [address for address in idp.doors.values() if address.startswith("https")]
    ours: list[socket.socket] = []
    stop = threading.Event()

    def arrive() -> None:
        with contextlib.suppress(OSError):
            while not stop.is_set():
                ours.append(made := connected(doors[len(ours) % len(doors)]))
                made.sendall(flights[len(ours) % len(flights)])

    for door in doors * 4:
        for flight in flights:
            ours.append(made := connected(door))
            made.sendall(flight)
    arriving = threading.Thread(target=arrive)
    arriving.start()
    idp.stop()
    stop.set()
    arriving.join()
    for each in ours:
        heard(each)
        each.close()
    gc.collect()
    assert descriptors() == before


def test_it_serves_others_meanwhile(hasty: EmbeddedIdp) -> None:
    with contextlib.ExitStack() as silent:
        for _ in range(60):
            silent.enter_context(connected(hasty.base_url))
        assert httpx2.get(f"{hasty.base_url}/jwks.json", trust_env=False).status_code == 200
