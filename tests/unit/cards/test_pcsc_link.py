"""A connection over PC/SC with a service that says what it is told to: what its codes mean, and how a card is left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards.calls import CallThread
from cosmic_login.cards.pcsc_connection import PcscConnection, PcscLink
from cosmic_login.cards.reader import Leave
from cosmic_login.core.failures import LoginFailure

from .some_cards import SELECT, VERIFY

READER, CONTEXT, CARD = "Reader 00", 11, 22
THERE, SWAPPED, EMPTY = 0x0001_0020, 0x0003_0020, 0x0002_0010
OTHER = 0x80100001  # F_INTERNAL_ERROR
ANSWER = api.SUCCESS, [0x90, 0x00]
Transmit = Callable[[], tuple[int, list[int]]]


@dataclass
class Service:
    """Calls in order, but for those that only look."""

    state: int = THERE
    looking: int = api.SUCCESS
    begun: list[int] = field(default_factory=list)
    reconnected: int = api.SUCCESS
    answers: list[Transmit] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def SCardEstablishContext(self, scope: int, /) -> tuple[int, int]:  # noqa: N802
        return api.SUCCESS, CONTEXT

    def SCardReleaseContext(self, context: int, /) -> int:  # noqa: N802
        self.calls.append(("release", context))
        return api.SUCCESS

    def SCardCancel(self, context: int, /) -> int:  # noqa: N802
        raise AssertionError

    def SCardListReaders(self, context: int, groups: list[str], /) -> tuple[int, list[str]]:  # noqa: N802
        raise AssertionError

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, milliseconds: int, states: list[api.ReaderStateIn], /
    ) -> tuple[int, list[api.ReaderStateOut]]:
        assert context == CONTEXT
        return self.looking, [(name, self.state, b"\x3b") for name, _ in states]

    def SCardConnect(self, context: int, reader: str, share: int, protocols: int, /) -> tuple[int, int, int]:  # noqa: N802
        assert (context, reader, share) == (CONTEXT, READER, api.SHARE_SHARED)
        return api.SUCCESS, CARD, api.PROTOCOL_T1

    def SCardReconnect(self, card: int, share: int, protocols: int, initialization: int, /) -> tuple[int, int]:  # noqa: N802
        self.calls.append(("reconnect", card, initialization))
        return self.reconnected, api.PROTOCOL_T0

    def SCardBeginTransaction(self, card: int, /) -> int:  # noqa: N802
        self.calls.append(("begin", card))
        return self.begun.pop(0) if self.begun else api.SUCCESS

    def SCardEndTransaction(self, card: int, disposition: int, /) -> int:  # noqa: N802
        self.calls.append(("end", card, disposition))
        return api.SUCCESS

    def SCardTransmit(self, card: int, protocol: int, command: Any, /) -> tuple[int, list[int]]:  # noqa: N802
        self.calls.append(("transmit", protocol, bytes(command)))
        return self.answers.pop(0)() if self.answers else ANSWER

    def SCardDisconnect(self, card: int, disposition: int, /) -> int:  # noqa: N802
        self.calls.append(("disconnect", card, disposition))
        return api.SUCCESS


def opened(service: Service) -> PcscLink:
    link = PcscLink(service, READER)
    link.open()
    assert link.atr == b"\x3b"
    return link


@pytest.mark.parametrize(
    ("code", "state", "looking", "means"),
    [
        (api.E_NO_SERVICE, THERE, api.SUCCESS, "pcsc.stopped"),
        (api.E_INVALID_HANDLE - (1 << 32), THERE, api.SUCCESS, "pcsc.stopped"),  # as a binding may write it
        (api.W_REMOVED_CARD, THERE, api.SUCCESS, "card.removed"),
        (OTHER, EMPTY, api.SUCCESS, "card.removed"),
        (OTHER, SWAPPED, api.SUCCESS, "card.removed"),  # another card, or the same one again
        (OTHER, THERE, api.E_SERVICE_STOPPED, "card.removed"),
        (OTHER, THERE, api.E_UNKNOWN_READER, "card.removed"),
        (OTHER, THERE, api.SUCCESS, "card.unreadable"),
        (api.SUCCESS, THERE, api.SUCCESS, "card.garbled"),  # with no status word
        (api.SUCCESS, EMPTY, api.SUCCESS, "card.removed"),
    ],
)
def test_what_the_code_of_a_command_means(code: int, state: int, looking: int, means: str) -> None:
    service = Service(answers=[lambda: (code, [0x90])])
    link = opened(service)
    service.state, service.looking = state, looking
    command = list(VERIFY)
    with pytest.raises(LoginFailure) as caught:
        link.transmit(command)
    assert caught.value.code == means
    assert not any(command), "what carried a code is overwritten"


def test_a_card_that_was_reset_behind_our_back_is_taken_up_before_anything_is_sent() -> None:
    service = Service(answers=[lambda: (api.E_PROTO_MISMATCH, [])])
    link = opened(service)
    link.begin()
    command = list(VERIFY)
    assert link.transmit(command) == b"\x90\x00"
    assert not any(command)
    assert [call[0] for call in service.calls] == ["begin", "transmit", "reconnect", "transmit"]
    assert service.calls[-1] == ("transmit", api.PROTOCOL_T0, bytes(VERIFY))


def test_a_card_that_another_program_reset_is_taken_up_by_its_new_protocol() -> None:
    service = Service(begun=[api.W_RESET_CARD, api.SUCCESS])
    link = opened(service)
    link.begin()
    assert link.transmit(list(SELECT)) == b"\x90\x00"
    link.end()
    assert service.calls == [
        ("begin", CARD),
        ("reconnect", CARD, api.LEAVE_CARD),
        ("begin", CARD),
        ("transmit", api.PROTOCOL_T0, SELECT),
        ("end", CARD, api.LEAVE_CARD),
    ]


def test_a_card_that_cannot_be_taken_up_again_is_removed() -> None:
    service = Service(begun=[api.W_RESET_CARD], reconnected=api.E_NO_SMARTCARD)
    with pytest.raises(LoginFailure, match=r"card\.removed"):
        opened(service).begin()
    assert [call[0] for call in service.calls] == ["begin", "reconnect"]


def test_what_is_shut_is_shut_once_and_takes_no_command() -> None:
    service = Service()
    link = opened(service)
    link.shut()
    link.shut()
    assert service.calls == [("disconnect", CARD, api.LEAVE_CARD), ("release", CONTEXT)]
    for call in (link.begin, lambda: link.transmit([0])):
        with pytest.raises(LoginFailure, match=r"card\.removed"):
            call()


class Connected:
    """A connection with its thread and what it told."""

    def __init__(self, service: Service) -> None:
        self.left: list[None] = []
        self.thread = CallThread("pcsc-card")
        link = opened(service)
        self.connection = PcscConnection(self.thread, link, 20.0, lambda: self.left.append(None))

    def ended(self) -> bool:
        """Wait for the thread, which shuts the link last."""
        return self.thread.join(20)


GIVEN_BACK = [("end", CARD, api.RESET_CARD), ("disconnect", CARD, api.RESET_CARD), ("release", CONTEXT)]


def test_a_card_that_took_codes_is_kept_and_given_back_reset_once() -> None:
    service, before = Service(), set(threading.enumerate())
    made = Connected(service)
    for command in (VERIFY, SELECT, VERIFY):
        assert made.connection.transmit(command) == b"\x90\x00"
    (timer,) = (each for each in set(threading.enumerate()) - before if isinstance(each, threading.Timer))
    made.connection.close(Leave.RESET)
    made.connection.close(Leave.RESET)
    assert made.ended()
    timer.join(20)
    assert not timer.is_alive(), "nothing is left to be given back later"
    assert [call[0] for call in service.calls[:4]] == ["begin", "transmit", "transmit", "transmit"]
    assert service.calls[4:] == GIVEN_BACK
    assert made.left == []


@pytest.mark.parametrize("kept", [False, True])
def test_a_call_that_ends_in_what_is_no_failure_is_the_connections_last(kept: bool) -> None:
    def broken() -> tuple[int, list[int]]:
        raise SystemError("returned a result with an exception set")

    service = Service(answers=[*([lambda: ANSWER] if kept else []), broken])
    made = Connected(service)
    if kept:
        made.connection.transmit(VERIFY)
    with pytest.raises(SystemError):
        made.connection.transmit(SELECT)
    assert made.ended()
    end, disconnect, release = service.calls[-3:]
    assert (end[0], disconnect[0], release[0]) == ("end", "disconnect", "release")
    assert end[2] == (api.RESET_CARD if kept else api.LEAVE_CARD)
    assert disconnect[2] == (api.UNPOWER_CARD if kept else api.LEAVE_CARD)
    assert made.left == [None]
    with pytest.raises(LoginFailure, match=r"card\.removed"):
        made.connection.transmit(SELECT)
