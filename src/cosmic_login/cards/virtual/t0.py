"""The card's end of T=0: answers that do not fit are fetched with GET RESPONSE, and chains are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cosmic_login.cards import apdu
from cosmic_login.cards.apdu import CHAINING, ApduError, Command, Sw

_MAX_CHAIN = 4096
_CHAINS = frozenset({apdu.PERFORM_SECURITY_OPERATION, apdu.PUT_DATA})
_MAX_PART = 256


class CardTransport:
    """Turns bytes into commands for ``process`` and its answers into bytes (ISO/IEC 7816-3, section 12.2)."""

    def __init__(self, process: Callable[[Command], tuple[bytes, int]]) -> None:
        self._process = process
        self._pending = b""
        self._chain = bytearray()
        self._chain_head: tuple[int, int, int] | None = None

    def reset(self) -> None:
        """Drop what was not fetched and chains that were not ended."""
        self._pending = b""
        self._chain.clear()
        self._chain_head = None

    def transmit(self, raw: bytes | bytearray) -> bytes:
        """Answer one command APDU; never raises for what a terminal can send."""
        try:
            command = Command.parse(raw)
        except ApduError:
            return _status(Sw.WRONG_LENGTH)
        if not command.secret:
            return self._answer(command)
        try:
            return self._answer(command)
        finally:
            command.wipe()

    def _answer(self, command: Command) -> bytes:
        if command.extended:
            return _status(Sw.WRONG_LENGTH)
        if command.cla & ~CHAINING:
            return _status(Sw.CLASS_UNKNOWN)
        if command.ins == apdu.GET_RESPONSE:
            return self._fetch(command)
        self._pending = b""
        if command.cla & CHAINING:
            return self._add_to_chain(command)
        if self._chain_head is not None:
            command = self._end_chain(command)
        data, sw = self._process(command)
        if data and (command.data or len(data) != command.ne):
            self._pending = data
            return _status(_more(data))
        return data + sw.to_bytes(2, "big")

    def _fetch(self, command: Command) -> bytes:
        if command.data or command.ne is None or command.p1 or command.p2:
            return _status(Sw.WRONG_LENGTH)
        pending = self._pending
        if not pending:
            return _status(Sw.CONDITIONS_NOT_SATISFIED)
        if command.ne > len(pending):
            return _status(0x6C00 | len(pending))
        self._pending = pending[command.ne :]
        return pending[: command.ne] + _status(_more(self._pending) if self._pending else Sw.OK)

    def _add_to_chain(self, command: Command) -> bytes:
        if command.ins not in _CHAINS:
            return _status(Sw.CHAINING_NOT_SUPPORTED)
        head = command.ins, command.p1, command.p2
        if self._chain_head not in {None, head} or len(self._chain) + len(command.data) > _MAX_CHAIN:
            self.reset()
            return _status(Sw.LAST_OF_CHAIN_EXPECTED)
        self._chain_head = head
        self._chain += command.data
        return _status(Sw.OK)

    def _end_chain(self, command: Command) -> Command:
        """Put the chain's data before the last command's; a command of another kind drops the chain."""
        head, data = self._chain_head, bytes(self._chain)
        self.reset()
        if head != (command.ins, command.p1, command.p2):
            return command
        return replace(command, data=data + command.data, extended=len(data) + len(command.data) > 255)


def _more(pending: bytes) -> int:
    return 0x6100 | min(len(pending), _MAX_PART) & 0xFF


def _status(sw: int) -> bytes:
    return sw.to_bytes(2, "big")
