"""The card's signatures: MANAGE SECURITY ENVIRONMENT and PERFORM SECURITY OPERATION (ISO/IEC 7816-8, section 11)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from cosmic_login.cards import tlv
from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual.codes import Codes
from cosmic_login.cards.virtual.keys import BadHashError, CardKey

Answer = tuple[bytes, int]

_SET_FOR_SIGNATURE = (0x41, 0xB6)
_HASH = (0x90, 0xA0)
_SIGN = (0x9E, 0x9A)
_HASH_TAG = 0x90


class Signing:
    """The current security environment: which key and algorithm, and the hash to sign."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._keys: dict[int, CardKey] = {}
        self._sign: Callable[[bytes], bytes] | None = None
        self._pin = 0
        self._hash = b""

    def forget(self) -> None:
        """Clear the environment."""
        self._sign, self._hash = None, b""

    def set_environment(self, command: Command) -> Answer:
        """Choose key and algorithm for signatures."""
        if (command.p1, command.p2) != _SET_FOR_SIGNATURE:
            return b"", Sw.WRONG_P1_P2
        self.forget()
        chosen = _environment(bytes(command.data))
        if chosen is None:
            return b"", Sw.WRONG_DATA
        algorithm, key_ref = chosen
        slot = next((slot for slot in self._codes.state.slots if slot.key_ref == key_ref), None)
        if slot is None:
            return b"", Sw.REFERENCE_NOT_FOUND
        key = self._keys.get(key_ref)
        if key is None:
            key = self._keys[key_ref] = CardKey(slot.private_key)
        if not key.knows(algorithm):
            return b"", Sw.NOT_SUPPORTED
        self._sign, self._pin = key.signer(algorithm), slot.pin
        return b"", Sw.OK

    def perform(self, command: Command) -> Answer:
        """Take a hash, or sign the hash taken."""
        operation = command.p1, command.p2
        if operation == _HASH:
            return self._take_hash(bytes(command.data))
        if operation == _SIGN:
            return self._compute(command)
        return b"", Sw.WRONG_P1_P2

    def _take_hash(self, data: bytes) -> Answer:
        if self._sign is None:
            return b"", Sw.CONDITIONS_NOT_SATISFIED
        try:
            item = tlv.only(data)
        except tlv.TlvError:
            return b"", Sw.WRONG_DATA
        if item.tag != _HASH_TAG or not item.value:
            return b"", Sw.WRONG_DATA
        self._hash = item.value
        return item.value, Sw.OK

    def _compute(self, command: Command) -> Answer:
        if command.data or command.ne is None:
            return b"", Sw.WRONG_LENGTH
        if self._sign is None or not self._hash:
            return b"", Sw.CONDITIONS_NOT_SATISFIED
        if not self._codes.verified(self._pin):
            return b"", Sw.SECURITY_NOT_SATISFIED
        digest, self._hash = self._hash, b""
        try:
            return self._sign(digest), Sw.OK
        except BadHashError:
            return b"", Sw.WRONG_DATA


@lru_cache(maxsize=64)
def _environment(data: bytes) -> tuple[int, int] | None:
    """Return algorithm and key reference of a control reference template (7816-4, section 10.3.1), or None."""
    try:
        items = {item.tag: item.value for item in tlv.parse(data)}
    except tlv.TlvError:
        return None
    algorithm, key_ref = items.get(0x80, b""), items.get(0x84, b"")
    return (algorithm[0], key_ref[0]) if len(algorithm) == 1 and len(key_ref) == 1 else None
