"""R19: a login with SITHS eID MD that is repeated asks for no code; the card's own security status is all that is kept.

And what leaves a login cleanly: a cancelled one, a server that goes silent or away in the middle.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card import md_exchange
from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.methods.siths_md import SithsMd
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import ConfirmCertificate, EnterCode, Prompt
from cosmic_login.net.server_trust import ServerTrust
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from tests.looped import looped
from tests.unit.authenticators.test_siths_md import Overheard
from tests.unit.authenticators.test_siths_this_device import first_card


@dataclass
class Asker:
    """Asks a robot as the conductor would."""

    robot: Robot = field(default_factory=Robot)

    async def __call__(self, prompt: Prompt[Any]) -> Any:
        answer = self.robot(prompt)
        if answer is None:
            await asyncio.Event().wait()
        return answer


@dataclass
class Quiet:
    """Counts how often readers are being left in peace."""

    now: int = 0

    @contextlib.asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        self.now += 1
        try:
            yield
        finally:
            self.now -= 1


@contextlib.asynccontextmanager
async def orders(cosmic: LoginBench, kept: CardHandover | None, quiet: Quiet) -> AsyncIterator[LoginOrder]:
    order = cosmic.world.order("siths-md", cosmic.world.client())
    try:
        yield replace(order, card_handover=kept, undisturbed=quiet)
    finally:
        await cosmic.world.close_clients()


def verified(cosmic: LoginBench) -> bool:
    """Whether the card is kept: then it is held exclusively, and nobody else can connect to it."""
    try:
        cosmic.readers.connect(DEFAULT_READER).close()
    except LoginFailure as failure:
        return failure.code == "card.in_use"
    return False


@pytest.mark.parametrize("key_type", ["rsa2048", "ec256"])
def test_the_repetition_asks_for_neither_certificate_nor_code(cosmic: LoginBench, key_type: str) -> None:
    @looped
    async def run() -> None:
        heard = Overheard(cosmic.insert(first_card(cosmic, key_type=key_type)))
        kept, quiet, first, second = CardHandover(), Quiet(), Asker(), Asker()
        async with orders(cosmic, kept, quiet) as order:
            one = await SithsMd().authenticate(order, first)
            assert verified(cosmic)
            assert quiet.now == 1
            two = await SithsMd().authenticate(order, second)
        assert one.claims["sub"] == two.claims["sub"]
        assert [type(prompt) for prompt in second.robot.asked if prompt.waits] == []
        assert (heard.codes, heard.signatures) == (1, 2), "one code; one signature for each handshake"
        assert not verified(cosmic), "after the repetition the card is free"
        assert quiet.now == 0

    run()


@pytest.mark.parametrize("why", ["let go", "shut before it is put"])
def test_a_card_that_nobody_takes_is_let_go_and_forgets(cosmic: LoginBench, why: str) -> None:
    @looped
    async def run() -> None:
        cosmic.insert(first_card(cosmic))
        kept, quiet = CardHandover(), Quiet()
        if why == "shut before it is put":
            await kept.shut()
        async with orders(cosmic, kept, quiet) as order:
            await SithsMd().authenticate(order, Asker())
            await kept.let_go()
            assert not verified(cosmic)
            assert quiet.now == 0
            again = Asker()
            await SithsMd().authenticate(order, again)
            assert len(again.robot.asked_for(EnterCode)) == 1

    run()


def test_a_kept_card_that_was_pulled_is_no_way_in(cosmic: LoginBench) -> None:
    @looped
    async def run() -> None:
        card = first_card(cosmic)
        cosmic.insert(card)
        kept = CardHandover()
        async with orders(cosmic, kept, Quiet()) as order:
            await SithsMd().authenticate(order, Asker())
            cosmic.pull()
            cosmic.insert(card)
            with pytest.raises(LoginFailure) as caught:
                await SithsMd().authenticate(order, Asker())
        assert caught.value.code == "card.removed"

    run()


@pytest.mark.parametrize("at", [ConfirmCertificate, EnterCode])
def test_a_cancelled_login_lets_the_card_go_and_tells_the_idp(cosmic: LoginBench, at: type[Prompt[Any]]) -> None:
    @looped
    async def run() -> None:
        heard = Overheard(cosmic.insert(first_card(cosmic)))
        asked = asyncio.Event()

        def stand(_prompt: Any) -> None:
            asked.set()

        async with orders(cosmic, CardHandover(), Quiet()) as order:
            task = asyncio.ensure_future(SithsMd().authenticate(order, Asker(Robot().on(at, stand))))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert not verified(cosmic)
        assert (heard.codes, heard.signatures) == (0, 0)

    run()
    if at is EnterCode:
        assert cosmic.audit()[-1].reason == "order.cancelled"


# -- servers that go silent ----------------------------------------------------------------------------------------


class Silent:
    """A server that takes a connection and says nothing, or cuts it."""

    def __init__(self, *, cuts: bool) -> None:
        self.cuts = cuts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.listener.getsockname()[1]}"
        self.met = threading.Event()
        self.taken: list[socket.socket] = []
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self.listener.accept()
            self.taken.append(connection)
            connection.recv(1)
            if self.cuts:
                connection.close()
            self.met.set()

    def close(self) -> None:
        if not self.taken:
            with contextlib.suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.taken:
            connection.close()
        self.thread.join(10)


@pytest.fixture(params=[False, True], ids=["silent", "cuts"])
def silent(request: pytest.FixtureRequest) -> Iterator[Silent]:
    server = Silent(cuts=request.param)
    yield server
    server.close()


def exchange(cosmic: LoginBench, server: Silent) -> md_exchange.MdExchange:
    return md_exchange.MdExchange(server.url, ServerTrust(cosmic.world.trusted_roots(), SystemClock()))


def test_a_server_that_does_not_answer_ends_in_its_own_failure(
    cosmic: LoginBench, silent: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(md_exchange, "ANSWER_TIMEOUT_S", 0.2)
    with pytest.raises(LoginFailure) as caught:
        exchange(cosmic, silent).probe()
    assert caught.value.code == ("idp.unreachable" if silent.cuts else "idp.timeout")


def test_abort_ends_what_waits_for_a_silent_server(cosmic: LoginBench) -> None:
    server = Silent(cuts=False)
    try:
        waiting, ended = exchange(cosmic, server), []

        def probe() -> None:
            try:
                waiting.probe()
            except LoginFailure as failure:
                ended.append(failure.code)

        thread = threading.Thread(target=probe)
        thread.start()
        assert server.met.wait(10)
        waiting.abort()
        thread.join(5)
        assert not thread.is_alive()
        assert ended == ["idp.unreachable"]
    finally:
        server.close()


def test_a_server_that_is_not_there(cosmic: LoginBench) -> None:
    gone = Silent(cuts=True)
    gone.close()
    with pytest.raises(LoginFailure) as caught:
        exchange(cosmic, gone).probe()
    assert caught.value.code == "idp.unreachable"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://", "https://a@b", "https://b?x", "nonsense"])
def test_an_address_that_is_none(cosmic: LoginBench, url: str) -> None:
    with pytest.raises(LoginFailure) as caught:
        md_exchange.MdExchange(url, ServerTrust(cosmic.world.trusted_roots(), SystemClock()))
    assert caught.value.code == "idp.nonsense"


def test_roots_that_cannot_be_read_are_trusted_by_nobody() -> None:
    with pytest.raises(LoginFailure) as caught:
        ServerTrust(b"no certificate", SystemClock())
    assert caught.value.code == "server.untrusted"


def test_a_login_cancelled_while_the_server_is_silent_ends_at_once(
    cosmic: LoginBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Silent(cuts=False)

    @looped
    async def run() -> None:
        async with orders(cosmic, None, Quiet()) as order:
            endpoints = {**await order.idp.discover(), "mtls_endpoint": server.url}

            async def elsewhere(**_: object) -> dict[str, str]:
                return endpoints

            monkeypatch.setattr(order.idp, "discover", elsewhere)
            task = asyncio.ensure_future(SithsMd().authenticate(order, Asker()))
            assert await asyncio.to_thread(server.met.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)

    try:
        run()
    finally:
        server.close()
