"""The card's end of the vpcd protocol, against a plain socket in the place of pcscd."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.failures import LoginFailure
from tests.unit.cards.support import make_card

STATUS = bytes.fromhex("00200011")
VERIFY = bytes.fromhex("0020001110") + b"123456".ljust(16, b"\0")


class Slot:
    """A slot that a card can connect to."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.port: int = server.getsockname()[1]
        self._connection: socket.socket | None = None

    @property
    def connection(self) -> socket.socket:
        if self._connection is None:
            self._connection, _ = self._server.accept()
            self._connection.settimeout(20)
        return self._connection

    def send(self, body: bytes) -> None:
        # In two packets, as Debian's vpcd does.
        self.connection.sendall(len(body).to_bytes(2, "big"))
        self.connection.sendall(body)

    def ask(self, body: bytes) -> bytes:
        self.send(body)
        head = self._receive(2)
        return self._receive(int.from_bytes(head, "big"))

    def gone(self) -> bool:
        return self.connection.recv(1) == b""

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _receive(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            data += self.connection.recv(length - len(data)) or pytest.fail("the card hung up")
        return data


@pytest.fixture
def slot() -> Iterator[Slot]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        slot = Slot(server)
        yield slot
        slot.close()


@pytest.fixture
def card() -> VirtualCard:
    return make_card("ec256")


@pytest.fixture
def attached(slot: Slot, card: VirtualCard) -> Iterator[VpcdCard]:
    attached = VpcdCard(card, "127.0.0.1", slot.port)
    attached.start()
    yield attached
    attached.stop()
    assert not any(thread.name == f"vpcd {slot.port}" for thread in threading.enumerate())


def test_power_atr_and_commands(slot: Slot, attached: VpcdCard) -> None:
    assert attached.attached
    slot.send(b"\x01")
    assert slot.ask(b"\x04") == VirtualCard.ATR
    assert slot.ask(STATUS) == b"\x63\xc3"
    assert slot.ask(VERIFY) == b"\x90\x00"
    assert slot.ask(STATUS) == b"\x90\x00"


@pytest.mark.parametrize("control", [0, 1, 2])
def test_power_and_reset_clear_the_security_status_and_keep_the_card(
    slot: Slot, card: VirtualCard, attached: VpcdCard, control: int
) -> None:
    assert slot.ask(VERIFY) == b"\x90\x00"
    slot.send(bytes((control,)))
    assert slot.ask(STATUS) == b"\x63\xc3"
    assert card.powered


def test_stopping_pulls_the_card(slot: Slot, card: VirtualCard, attached: VpcdCard) -> None:
    slot.ask(b"\x04")
    attached.stop()
    assert slot.gone()
    assert not attached.attached
    assert not card.powered
    attached.stop()


@pytest.mark.parametrize("faults", [FaultProfile(pulled_at=1), FaultProfile(dies_at=1)])
def test_a_card_that_is_pulled_or_dead_hangs_up(
    slot: Slot, card: VirtualCard, attached: VpcdCard, faults: FaultProfile
) -> None:
    slot.ask(b"\x04")
    card.faults = faults
    slot.send(STATUS)
    assert slot.gone()
    assert attached.wait(20)


def test_when_the_reader_goes_the_card_is_out(slot: Slot, card: VirtualCard, attached: VpcdCard) -> None:
    slot.ask(b"\x04")
    slot.close()
    assert attached.wait(20)
    assert not card.powered


def test_with_reconnect_it_comes_back(slot: Slot, card: VirtualCard) -> None:
    attached = VpcdCard(card, "127.0.0.1", slot.port, reconnect=True)
    attached.start()
    slot.ask(b"\x04")
    slot.close()
    assert slot.ask(b"\x04") == VirtualCard.ATR
    assert slot.ask(STATUS) == b"\x63\xc3"
    attached.stop()
    assert not card.powered


def test_it_can_be_put_in_again_after_it_was_out(slot: Slot, card: VirtualCard) -> None:
    attached = VpcdCard(card, "127.0.0.1", slot.port)
    for _ in range(2):
        attached.start()
        with pytest.raises(RuntimeError):
            attached.start()
        assert slot.ask(STATUS) == b"\x63\xc3"
        attached.stop()
        slot.close()


def test_without_a_reader_it_says_so_and_lets_the_card_go(card: VirtualCard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(LoginFailure) as caught:
        VpcdCard(card, "127.0.0.1", port).start()
    assert caught.value.code == "vpcd.unreachable"
    assert str(port) in caught.value.detail
    assert not card.powered
