"""The end of the server's patience, by timers that the test sees: heads, and clients that do not take their answer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from cosmic_login.idp.tls.protocol import Patience, TlsProtocol, tls_facts


class Timer:
    """One that never rings by itself."""

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self.seconds, self.ring = seconds, ring
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Timers:
    """As much of a loop as the protocol asks for. What it would serve is counted and not run."""

    def __init__(self) -> None:
        self.made: list[Timer] = []
        self.requests = 0

    def call_later(self, seconds: float, ring: Callable[[], None]) -> Timer:
        self.made.append(Timer(seconds, ring))
        return self.made[-1]

    def call_soon(self, _call: Callable[[], None]) -> None: ...

    def create_task(self, request: Coroutine[Any, Any, None]) -> Timers:
        request.close()
        self.requests += 1
        return self

    def add_done_callback(self, _done: Callable[[object], None]) -> None: ...

    @property
    def running(self) -> list[float]:
        """The seconds of those that may still ring."""
        return [timer.seconds for timer in self.made if not timer.cancelled]


class Wire:
    """As much of a transport as the protocol asks for."""

    def __init__(self) -> None:
        self.sent, self.aborted, self.closed = b"", False, False

    def get_extra_info(self, _name: str) -> None:
        return None

    def is_closing(self) -> bool:
        return self.closed

    def write(self, data: bytes) -> None:
        self.sent += data

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        self.closed = True


class Connected:
    """A plain connection to the server."""

    def __init__(self) -> None:
        async def app(_scope: object, _receive: object, _send: object) -> None: ...

        self.timers, self.wire = Timers(), Wire()
        config = uvicorn.Config(cast("Any", app), http=TlsProtocol, ws="none", lifespan="off", log_config=None)
        self.protocol = TlsProtocol(
            config=config, server_state=ServerState(), app_state={}, _loop=cast("Any", self.timers)
        )
        self.protocol.patience = Patience(head=10, answer=15, head_bytes=64)
        self.protocol.connection_made(cast("Any", self.wire))


@pytest.fixture
def connected() -> Connected:
    return Connected()


def test_a_head_has_one_time_from_the_first_moment_and_is_served_when_it_is_whole(connected: Connected) -> None:
    protocol, timers = connected.protocol, connected.timers
    assert timers.running == [10]
    protocol.data_received(b"GET / HTTP/1.1\r\n")
    protocol.data_received(b"Host: x\r\n")
    assert timers.running == [10], "it does not begin anew with every byte"
    assert (protocol.served, protocol.idle) == (False, True)
    protocol.data_received(b"\r\n")
    assert (timers.running, timers.requests, protocol.served) == ([], 1, True)


def test_a_head_that_does_not_come_to_its_end_is_cut(connected: Connected) -> None:
    connected.protocol.data_received(b"GET /")
    connected.timers.made[0].ring()
    assert connected.wire.aborted


def test_a_head_that_is_too_long_is_refused(connected: Connected) -> None:
    connected.protocol.data_received(b"GET / HTTP/1.1\r\n" + b"A" * 40)
    assert connected.wire.sent == b""
    connected.protocol.data_received(b"A" * 40)
    assert connected.wire.sent.startswith(b"HTTP/1.1 400 ")
    assert connected.wire.closed


def test_an_answer_that_is_not_taken_has_one_time_until_some_of_it_is(connected: Connected) -> None:
    protocol, timers = connected.protocol, connected.timers
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    protocol.pause_writing()
    protocol.pause_writing()
    assert timers.running == [15]
    protocol.resume_writing()
    protocol.resume_writing()
    assert timers.running == []
    protocol.pause_writing()
    assert timers.running == [15]
    timers.made[-1].ring()
    assert connected.wire.aborted
    protocol.connection_lost(ConnectionResetError())
    assert timers.running == []
    assert protocol.lost.is_set()


def test_nothing_is_known_of_a_plain_connection() -> None:
    scopes: list[dict[str, object]] = [{}, {"extensions": None}, {"extensions": {}}]
    for scope in scopes:
        assert tls_facts(scope) == {"client_certificate": None, "version": ""}
