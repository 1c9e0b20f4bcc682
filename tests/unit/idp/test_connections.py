"""Accepting when places or descriptors are short, and stopping: who is sent away, who stays, and what is said of it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, cast

import pytest

from cosmic_login.idp.server.connections import Connections, Door, Secured
from cosmic_login.idp.settings import IdpSettings

WAIT_S = 20.0


class Ahead(asyncio.SelectorEventLoop):
    """A loop whose clock a test can put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Listening(socket.socket):
    """A listener that fails to accept as often, and in the ways, that a test says."""

    def __init__(self) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self.errors: list[int] = []
        self.bind(("127.0.0.1", 0))
        self.listen()

    def accept(self) -> tuple[socket.socket, Any]:
        if self.errors:
            raise OSError(self.errors.pop(0), "not now")
        return super().accept()


class Guest(asyncio.Protocol):
    """What serves one connection: busy or idle, and whether it ever asked for anything, as the test says."""

    def __init__(self, come: asyncio.Queue[Guest], *, idle: bool) -> None:
        self.idle, self.served = idle, False
        self.lost, self.heard = asyncio.Event(), asyncio.Event()
        self._come = come

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._come.put_nowait(self)

    def data_received(self, data: bytes) -> None:
        self.heard.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()


class House:
    """A door, its guests in the order in which they were let in, and the clients that came."""

    def __init__(self, stack: contextlib.ExitStack, most: int | None = None, *, idle: bool = True) -> None:
        self._stack = stack
        self._come = asyncio.Queue[Guest]()
        # Nobody leaves out of impatience for a head: whoever is sent away here was sent away.
        self.connections = Connections(IdpSettings(head_within=1000), most)
        self._make: Callable[[], Any] = partial(Guest, self._come, idle=idle)
        self.listener, self.door = self.open()

    def open(self, tls: Secured | None = None) -> tuple[Listening, Door]:
        listener = self._stack.enter_context(Listening())
        return listener, Door(self.connections, listener, self._make, tls)

    async def come(self, listener: Listening | None = None) -> socket.socket:
        client = self._stack.enter_context(socket.socket())
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, (listener or self.listener).getsockname())
        return client

    async def let_in(self) -> Guest:
        return await asyncio.wait_for(self._come.get(), WAIT_S)

    async def guest(self) -> tuple[socket.socket, Guest]:
        client = await self.come()
        return client, await self.let_in()

    async def end(self) -> None:
        self.door.close()
        await self.door.wait_closed()
        await self.connections.end()


async def is_sent_away(client: socket.socket) -> bool:
    loop = asyncio.get_running_loop()
    return await asyncio.wait_for(loop.sock_recv(client, 1), WAIT_S) == b""


def later(seconds: float) -> None:
    """Put the loop's clock forward."""
    cast("Ahead", asyncio.get_running_loop()).ahead += seconds


def on_a_loop(test: Callable[[contextlib.ExitStack], Coroutine[Any, Any, None]]) -> None:
    with contextlib.ExitStack() as stack, asyncio.Runner(loop_factory=Ahead) as runner:
        runner.run(test(stack))


def said(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [vars(record)["cosmic_fields"] for record in caplog.records if record.message == "connections.short"]


def test_out_of_descriptors_who_asks_for_nothing_makes_room(caplog: pytest.LogCaptureFixture) -> None:
    async def test(stack: contextlib.ExitStack) -> None:
        house = House(stack)
        silent, guest = await house.guest()
        later(1)
        house.listener.errors = [errno.EMFILE]
        _, second = await house.guest()
        assert await is_sent_away(silent)
        assert guest.lost.is_set()
        assert said(caplog) == [{"of": "EMFILE", "open": 1}]

        house.listener.errors = [errno.ENOBUFS, errno.ECONNABORTED]  # and who is there has only just come
        _, third = await house.guest()
        assert not second.lost.is_set()
        assert len(said(caplog)) == 1, "once a minute is enough"

        later(61)
        second.served = True
        house.listener.errors = [errno.ENFILE]
        await house.guest()
        await asyncio.wait_for(third.lost.wait(), WAIT_S)
        assert not second.lost.is_set(), "it has asked before, and may again"
        assert said(caplog)[1:] == [{"of": "ENFILE", "open": 2}]
        await house.end()
        assert second.lost.is_set()

    on_a_loop(test)


def test_a_place_that_gets_free_goes_to_who_waits(caplog: pytest.LogCaptureFixture) -> None:
    async def test(stack: contextlib.ExitStack) -> None:
        house = House(stack, most=1, idle=False)
        first, one = await house.guest()
        await house.come()
        first.close()
        two = await house.let_in()
        assert one.lost.is_set()
        third = await house.come()
        two.served = two.idle = True  # answered, and nobody who never asked is there
        later(1)
        await house.let_in()
        assert two.lost.is_set()
        assert said(caplog) == [{"of": "connections", "open": 1}]
        await house.end()
        assert await is_sent_away(third)

    on_a_loop(test)


def test_a_door_that_closes_cuts_who_is_in_no_request_and_refuses_who_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def test(stack: contextlib.ExitStack) -> None:
        house = House(stack)
        listener, secured = house.open(cast("Secured", object()))  # no handshake gets as far as its context
        silent = await house.come(listener)
        client, guest = await house.guest()
        address = listener.getsockname()
        secured.close()
        await secured.wait_closed()
        assert await is_sent_away(silent)
        with pytest.raises(ConnectionRefusedError), socket.socket() as late:
            late.connect(address)
        client.send(b"?")
        await asyncio.wait_for(guest.heard.wait(), WAIT_S)  # the other door's is served on
        await house.end()
        assert guest.lost.is_set()
        assert not caplog.records

    on_a_loop(test)
