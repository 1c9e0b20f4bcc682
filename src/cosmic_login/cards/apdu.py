"""Command and response APDUs (ISO/IEC 7816-3, section 12.1, and 7816-4, section 5.1), and T=0 for the terminal.

A command whose instruction carries a code never shows its data, whatever prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from cosmic_login.cards.reader import CardConnection
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import wipe

VERIFY: Final = 0x20
MANAGE_SECURITY_ENVIRONMENT: Final = 0x22
CHANGE_REFERENCE_DATA: Final = 0x24
PERFORM_SECURITY_OPERATION: Final = 0x2A
RESET_RETRY_COUNTER: Final = 0x2C
GENERATE_ASYMMETRIC_KEY_PAIR: Final = 0x47
GET_CHALLENGE: Final = 0x84
SELECT: Final = 0xA4
READ_BINARY: Final = 0xB0
GET_RESPONSE: Final = 0xC0
GET_DATA: Final = 0xCA
PUT_DATA: Final = 0xDB

#: Instructions whose data field holds codes.
SECRET_INSTRUCTIONS: Final = frozenset({VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER})

CHAINING: Final = 0x10
_SHORT_DATA = 255
_SHORT_NE = 256
_LONG_DATA = 65535
_LONG_NE = 65536
_MAX_ANSWER = 65536
_MAX_FETCHES = 300


class Sw:
    """Status words (ISO/IEC 7816-4, tables 5 and 6)."""

    OK: Final = 0x9000
    END_OF_FILE: Final = 0x6282
    MEMORY_FAILURE: Final = 0x6581
    WRONG_LENGTH: Final = 0x6700
    LAST_OF_CHAIN_EXPECTED: Final = 0x6883
    CHAINING_NOT_SUPPORTED: Final = 0x6884
    SECURITY_NOT_SATISFIED: Final = 0x6982
    BLOCKED: Final = 0x6983
    CONDITIONS_NOT_SATISFIED: Final = 0x6985
    NO_CURRENT_FILE: Final = 0x6986
    WRONG_DATA: Final = 0x6A80
    NOT_SUPPORTED: Final = 0x6A81
    FILE_NOT_FOUND: Final = 0x6A82
    WRONG_P1_P2: Final = 0x6A86
    REFERENCE_NOT_FOUND: Final = 0x6A88
    WRONG_OFFSET: Final = 0x6B00
    INSTRUCTION_UNKNOWN: Final = 0x6D00
    CLASS_UNKNOWN: Final = 0x6E00
    NO_DIAGNOSIS: Final = 0x6F00


class ApduError(ValueError):
    """The bytes are not a command APDU. The text never holds them."""


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """A command APDU.

    ``ne`` is the number of bytes wanted back (Ne; 256 is Le 00), None for none. ``data`` may be a ``bytearray``
    holding a code. ``extended`` chooses the long length fields, which cards with T=0 alone do not take.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes | bytearray = b""
    ne: int | None = None
    extended: bool = False

    def __post_init__(self) -> None:
        if (self.cla | self.ins | self.p1 | self.p2) & ~0xFF:
            raise ApduError("a header byte is out of range")
        extended, ne = self.extended, self.ne
        if len(self.data) > (_LONG_DATA if extended else _SHORT_DATA):
            raise ApduError(f"{len(self.data)} bytes of data do not fit")
        if ne is not None and not 1 <= ne <= (_LONG_NE if extended else _SHORT_NE):
            raise ApduError(f"Ne {ne} does not fit")
        if extended and not self.data and ne is None:
            raise ApduError("a command without data and answer has no extended form")

    @property
    def case(self) -> int:
        """1 (nothing), 2 (answer), 3 (data) or 4 (both)."""
        return (3 if self.data else 1) + (self.ne is not None)

    @property
    def secret(self) -> bool:
        """Whether the data field is one for codes."""
        return self.ins in SECRET_INSTRUCTIONS

    def encode(self) -> bytearray:
        """Return the command's bytes; the caller wipes them when the command is secret."""
        raw = bytearray((self.cla, self.ins, self.p1, self.p2))
        data, ne = self.data, self.ne
        if self.extended:
            raw.append(0)
            if data:
                raw += len(data).to_bytes(2, "big")
                raw += data
            if ne is not None:
                raw += (ne & 0xFFFF).to_bytes(2, "big")
            return raw
        if data:
            raw.append(len(data))
            raw += data
        if ne is not None:
            raw.append(ne & 0xFF)
        return raw

    @classmethod
    def parse(cls, raw: bytes | bytearray) -> Command:
        """Read a command of any case, short or extended. Raises ``ApduError``."""
        size = len(raw)
        if size < 4:
            raise ApduError("a command has at least four bytes")
        head = raw[0], raw[1], raw[2], raw[3]
        if size == 4:
            return cls(*head)
        first = raw[4]
        if size == 5:
            return cls(*head, ne=first or _SHORT_NE)
        if first:
            if size == 5 + first:
                return cls(*head, raw[5:])
            if size == 6 + first:
                return cls(*head, raw[5:-1], raw[-1] or _SHORT_NE)
            raise ApduError("Lc does not match the length of the command")
        return cls._parse_extended(head, raw)

    @classmethod
    def _parse_extended(cls, head: tuple[int, int, int, int], raw: bytes | bytearray) -> Command:
        size = len(raw)
        if size < 7:
            raise ApduError("an extended length field is cut short")
        long = raw[5] << 8 | raw[6]
        if size == 7:
            return cls(*head, ne=long or _LONG_NE, extended=True)
        if long and size == 7 + long:
            return cls(*head, raw[7:], extended=True)
        if long and size == 9 + long:
            return cls(*head, raw[7:-2], (raw[-2] << 8 | raw[-1]) or _LONG_NE, extended=True)
        raise ApduError("extended Lc does not match the length of the command")

    def chained(self, limit: int = _SHORT_DATA) -> Iterator[Command]:
        """Yield the command as short ones, all but the last marked (command chaining, 7816-4, section 5.1.1.1)."""
        ne = None if self.ne is None else min(self.ne, _SHORT_NE)
        if len(self.data) <= limit:
            yield replace(self, ne=ne, extended=False) if self.extended else self
            return
        last = (len(self.data) - 1) // limit * limit
        for at in range(0, last, limit):
            yield Command(self.cla | CHAINING, self.ins, self.p1, self.p2, self.data[at : at + limit])
        yield Command(self.cla, self.ins, self.p1, self.p2, self.data[last:], ne)

    def wipe(self) -> None:
        """Overwrite the data when they are a ``bytearray``."""
        if isinstance(self.data, bytearray):
            wipe(self.data)

    def __repr__(self) -> str:
        head = f"{self.cla:02X} {self.ins:02X} {self.p1:02X} {self.p2:02X}"
        data = ""
        if self.data:
            data = f", {len(self.data)} bytes" + (" withheld" if self.secret else f" {bytes(self.data).hex()}")
        answer = "" if self.ne is None else f", Ne {self.ne}"
        return f"<Command {head}{data}{answer}>"


@dataclass(frozen=True, slots=True)
class Response:
    """A response APDU: data and status word."""

    data: bytes
    sw: int

    @property
    def ok(self) -> bool:
        """Whether the status word is 9000."""
        return self.sw == Sw.OK

    @classmethod
    def parse(cls, raw: bytes) -> Response:
        """Read a response. Raises ``LoginFailure`` ``card.garbled`` when it is not one."""
        if not 2 <= len(raw) <= _MAX_ANSWER + 2:
            raise LoginFailure("card.garbled", f"an answer of {len(raw)} bytes")
        # ISO/IEC 7816-3, section 10.3.3: SW1 is 6X or 9X, and 60 is a procedure byte.
        sw1 = raw[-2]
        if sw1 & 0xF0 not in {0x60, 0x90} or sw1 == 0x60:
            raise LoginFailure("card.garbled", f"status word {sw1:02X}{raw[-1]:02X}")
        return cls(raw[:-2], sw1 << 8 | raw[-1])

    def encode(self) -> bytes:
        """Return the response's bytes."""
        return self.data + self.sw.to_bytes(2, "big")


def transmit_t0(connection: CardConnection, command: Command) -> Response:
    """Carry out a command on a card that may speak T=0 (ISO/IEC 7816-3, section 12.2), and return the whole answer.

    Long data go as a chain, Le is left out where there are data, 61xx is followed by GET RESPONSE and 6Cxx by
    the same command with the right Le. A command that carries a code is sent once and its answer returned as it
    is; its bytes are wiped. Raises what the connection raises, and ``card.garbled``.
    """
    if command.secret:
        if command.extended:
            raise ApduError("codes are not sent in extended commands")
        return _send(connection, command)
    if not command.extended:
        return _exchange(connection, command)
    response = Response(b"", Sw.OK)
    for part in command.chained():
        response = _exchange(connection, part)
        if part.cla & CHAINING and part.cla != command.cla and not response.ok:
            break
    return response


def _exchange(connection: CardConnection, command: Command) -> Response:
    response = _send(connection, command)
    if response.sw == Sw.OK:
        return response
    if response.sw >> 8 == 0x6C and not command.data:
        response = _send(connection, replace(command, ne=response.sw & 0xFF or _SHORT_NE))
    if response.sw >> 8 != 0x61:
        return response
    answer = bytearray(response.data)
    for _ in range(_MAX_FETCHES):
        fetch = Command(command.cla & ~CHAINING, GET_RESPONSE, 0, 0, ne=response.sw & 0xFF or _SHORT_NE)
        response = _send(connection, fetch)
        if response.sw >> 8 == 0x6C:
            response = _send(connection, replace(fetch, ne=response.sw & 0xFF or _SHORT_NE))
        answer += response.data
        if response.sw >> 8 != 0x61:
            return Response(bytes(answer), response.sw)
        if len(answer) > _MAX_ANSWER or not response.data:
            break
    raise LoginFailure("card.garbled", "the card's answer does not end")


def _send(connection: CardConnection, command: Command) -> Response:
    raw = command.encode()
    if command.data and command.ne is not None:
        del raw[-1:]  # T=0 has no place for Le behind data
    if not command.secret:
        return Response.parse(connection.transmit(raw))
    try:
        return Response.parse(connection.transmit(raw))
    finally:
        wipe(raw)
