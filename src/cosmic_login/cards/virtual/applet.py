"""The card's application: commands and what they do to files, codes and keys, by the rules of ISO/IEC 7816-4."""

from __future__ import annotations

import os
from collections.abc import Callable

from cosmic_login.cards import apdu
from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual import deciphering, signing
from cosmic_login.cards.virtual.codes import Codes
from cosmic_login.cards.virtual.deciphering import Deciphering
from cosmic_login.cards.virtual.environment import Environments, Refused
from cosmic_login.cards.virtual.files import build_files, control_information
from cosmic_login.cards.virtual.personalising import Personalising
from cosmic_login.cards.virtual.signing import Signing
from cosmic_login.cards.virtual.state import CardState

#: The application's identifier.
AID = bytes.fromhex("A000000018800000000662")

#: Card production life cycle data (GlobalPlatform Card Specification, tag 9F7F). Byte 8 is the OS release level.
CPLC = bytes.fromhex("9f7f2a") + bytes.fromhex("4090 7861 1291 7162 0400 0000").ljust(42, b"\0")
_VERSION_TEXT = b"IDPrime Java Applet 4.4.2.A"
_VERSION = b"\xdf\x30" + bytes((len(_VERSION_TEXT),)) + _VERSION_TEXT
_DATA_OBJECTS = {0x9F7F: CPLC, 0xDF30: _VERSION}

_CHALLENGES = {0x00: 16, 0x01: 8}

_BY_AID = 0x04
_BY_FILE = frozenset({0x00, 0x02, 0x08, 0x09})
_NO_FCI = 0x0C

#: Data and status word.
Answer = tuple[bytes, int]


class Applet:
    """One power-on's life of the application. ``save`` keeps a new state before anything of it is answered."""

    def __init__(
        self,
        state: CardState,
        save: Callable[[CardState], None],
        certificates_visible: Callable[[], bool],
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.codes = Codes(state, save)
        environments = Environments(self.codes)
        self._signing = Signing(self.codes, environments)
        self._deciphering = Deciphering(self.codes, environments)
        self._random = random
        self._new_keys = Personalising(self.codes, self._rebuild)
        self._visible = certificates_visible
        self._current: bytes | None = None
        self._rebuild()
        self._handlers: dict[int, Callable[[Command], Answer]] = {
            apdu.SELECT: self._select,
            apdu.READ_BINARY: self._read_binary,
            apdu.GET_DATA: self._get_data,
            apdu.GET_CHALLENGE: self._get_challenge,
            apdu.VERIFY: self.codes.verify,
            apdu.CHANGE_REFERENCE_DATA: self.codes.change,
            apdu.RESET_RETRY_COUNTER: self.codes.reset,
            apdu.MANAGE_SECURITY_ENVIRONMENT: self._set_environment,
            apdu.PERFORM_SECURITY_OPERATION: self._perform,
            apdu.GENERATE_ASYMMETRIC_KEY_PAIR: self._new_keys.generate,
            apdu.PUT_DATA: self._new_keys.put,
        }

    def _rebuild(self) -> None:
        """Make the files anew from what the card holds now."""
        state = self.codes.state
        self._files = {True: build_files(state), False: build_files(state, with_certificates=False)}

    def reset(self) -> None:
        """Forget everything that a reset of the card makes it forget."""
        self._current = None
        self.codes.forget()
        self._signing.forget()
        self._deciphering.forget()
        self._new_keys.forget()

    def process(self, command: Command) -> Answer:
        """Carry out one command; return all its data and the status word."""
        handler = self._handlers.get(command.ins)
        if handler is None:
            return b"", Sw.INSTRUCTION_UNKNOWN
        try:
            return handler(command)
        except Refused as refused:
            return b"", refused.sw

    def _set_environment(self, command: Command) -> Answer:
        purposes = {signing.SET: self._signing.set_environment, deciphering.SET: self._deciphering.set_environment}
        purpose = purposes.get((command.p1, command.p2))
        return (b"", Sw.WRONG_P1_P2) if purpose is None else purpose(bytes(command.data))

    def _perform(self, command: Command) -> Answer:
        operations = {
            signing.HASH: self._signing.take_hash,
            signing.SIGN: self._signing.compute,
            deciphering.DECIPHER: self._deciphering.perform,
        }
        operation = operations.get((command.p1, command.p2))
        return (b"", Sw.WRONG_P1_P2) if operation is None else operation(command)

    def _get_challenge(self, command: Command) -> Answer:
        """Return random bytes (ISO/IEC 7816-4, section 11.5.3): as many as the family gives for P2."""
        size = _CHALLENGES.get(command.p2)
        if command.p1 or size is None:
            return b"", Sw.WRONG_P1_P2
        if command.ne is None or command.data:
            return b"", Sw.WRONG_LENGTH
        return (self._random(size), Sw.OK) if command.ne == size else (b"", 0x6C00 | size)

    def _select(self, command: Command) -> Answer:
        name = bytes(command.data)
        if not name:
            return b"", Sw.WRONG_LENGTH
        if command.p1 == _BY_AID:
            return self._select_application(name, command)
        if command.p1 not in _BY_FILE:
            return b"", Sw.WRONG_P1_P2
        if len(name) % 2:
            return b"", Sw.WRONG_LENGTH
        fid = int.from_bytes(name[-2:], "big")
        content = self._files[self._visible()].get(fid)
        if content is None:
            return b"", Sw.FILE_NOT_FOUND
        self._current = content
        return _fci(control_information(fid, len(content)), command), Sw.OK

    def _select_application(self, name: bytes, command: Command) -> Answer:
        if name != AID:
            return b"", Sw.FILE_NOT_FOUND
        self._current = None
        inside = b"\x84" + bytes((len(AID),)) + AID
        return _fci(bytes((0x6F, len(inside))) + inside, command), Sw.OK

    def _read_binary(self, command: Command) -> Answer:
        if command.ne is None or command.data:
            return b"", Sw.WRONG_LENGTH
        if command.p1 & 0x80:
            return b"", Sw.WRONG_P1_P2  # short file identifiers: none here
        if self._current is None:
            return b"", Sw.NO_CURRENT_FILE
        offset = command.p1 << 8 | command.p2
        rest = len(self._current) - offset
        if rest <= 0:
            return b"", Sw.WRONG_OFFSET
        if command.ne > rest:
            return b"", 0x6C00 | rest
        return self._current[offset : offset + command.ne], Sw.OK

    def _get_data(self, command: Command) -> Answer:
        data = _DATA_OBJECTS.get(command.p1 << 8 | command.p2)
        if data is None:
            return b"", Sw.REFERENCE_NOT_FOUND
        if command.ne is None or command.data:
            return b"", Sw.WRONG_LENGTH
        return (data, Sw.OK) if command.ne == len(data) else (b"", 0x6C00 | len(data))


def _fci(information: bytes, command: Command) -> bytes:
    """Return the control information unless P2 says that none is wanted."""
    return b"" if command.p2 & _NO_FCI == _NO_FCI else information
