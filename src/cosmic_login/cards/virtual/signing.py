"""The card's signatures: PSO HASH and PSO COMPUTE DIGITAL SIGNATURE (ISO/IEC 7816-8, section 11)."""

from __future__ import annotations

from collections.abc import Callable

from cosmic_login.cards import tlv
from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual.codes import Codes
from cosmic_login.cards.virtual.environment import Environments, Refused
from cosmic_login.cards.virtual.keys import BadHashError

Answer = tuple[bytes, int]

#: P1 and P2: set the environment for signatures; take a hash; sign it.
SET, HASH, SIGN = (0x41, 0xB6), (0x90, 0xA0), (0x9E, 0x9A)
_HASH_TAG = 0x90


class Signing:
    """The current security environment for signatures, and the hash to sign."""

    def __init__(self, codes: Codes, environments: Environments) -> None:
        self._codes, self._environments = codes, environments
        self._sign: Callable[[bytes], bytes] | None = None
        self._pin = 0
        self._hash = b""

    def forget(self) -> None:
        """Clear the environment."""
        self._sign, self._hash = None, b""

    def set_environment(self, template: bytes) -> Answer:
        """Choose key and algorithm. Raises ``Refused``."""
        self.forget()
        algorithm, slot, key = self._environments.chosen(template)
        if not key.knows(algorithm):
            raise Refused(Sw.NOT_SUPPORTED)
        self._sign, self._pin = key.signer(algorithm), slot.pin
        return b"", Sw.OK

    def take_hash(self, command: Command) -> Answer:
        """Take the hash that is to be signed; it is answered as it came. Raises ``Refused``."""
        if self._sign is None:
            raise Refused(Sw.CONDITIONS_NOT_SATISFIED)
        try:
            item = tlv.only(bytes(command.data))
        except tlv.TlvError:
            raise Refused(Sw.WRONG_DATA) from None
        if item.tag != _HASH_TAG or not item.value:
            raise Refused(Sw.WRONG_DATA)
        self._hash = item.value
        return item.value, Sw.OK

    def compute(self, command: Command) -> Answer:
        """Sign the hash taken. Raises ``Refused``."""
        if command.data or command.ne is None:
            raise Refused(Sw.WRONG_LENGTH)
        if self._sign is None or not self._hash:
            raise Refused(Sw.CONDITIONS_NOT_SATISFIED)
        if not self._codes.verified(self._pin):
            raise Refused(Sw.SECURITY_NOT_SATISFIED)
        digest, self._hash = self._hash, b""
        try:
            return self._sign(digest), Sw.OK
        except BadHashError:
            raise Refused(Sw.WRONG_DATA) from None
