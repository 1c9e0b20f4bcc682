"""What was encrypted for the card: PERFORM SECURITY OPERATION, DECIPHER (ISO/IEC 7816-8, section 11.17).

Only a key whose certificate says that it wraps keys (``keyEncipherment``) does it.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography import x509

from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual.codes import Codes
from cosmic_login.cards.virtual.environment import Environments, Refused
from cosmic_login.cards.virtual.keys import BadCryptogramError

Answer = tuple[bytes, int]

#: P1 and P2: set the environment for confidentiality; plain value from padding indicator and cryptogram.
SET, DECIPHER = (0x41, 0xB8), (0x80, 0x86)
_PROPRIETARY_PADDING = 0x81


class Deciphering:
    """The current security environment for deciphering."""

    def __init__(self, codes: Codes, environments: Environments) -> None:
        self._codes, self._environments = codes, environments
        self._decipher: Callable[[bytes], bytes] | None = None
        self._pin = 0

    def forget(self) -> None:
        """Clear the environment."""
        self._decipher = None

    def set_environment(self, template: bytes) -> Answer:
        """Choose key and algorithm. Raises ``Refused``."""
        self.forget()
        algorithm, slot, key = self._environments.chosen(template)
        decipher = key.decipherer(algorithm)
        if decipher is None:
            raise Refused(Sw.NOT_SUPPORTED)
        if not _wraps_keys(slot.certificate):
            raise Refused(Sw.CONDITIONS_NOT_SATISFIED)
        self._decipher, self._pin = decipher, slot.pin
        return b"", Sw.OK

    def perform(self, command: Command) -> Answer:
        """Decipher. Raises ``Refused``."""
        if self._decipher is None:
            raise Refused(Sw.CONDITIONS_NOT_SATISFIED)
        if not self._codes.verified(self._pin):
            raise Refused(Sw.SECURITY_NOT_SATISFIED)
        data = bytes(command.data)
        if data[:1] != bytes((_PROPRIETARY_PADDING,)):
            raise Refused(Sw.WRONG_DATA)
        try:
            return self._decipher(data[1:]), Sw.OK
        except BadCryptogramError:
            raise Refused(Sw.WRONG_DATA) from None


def _wraps_keys(certificate: bytes) -> bool:
    try:
        found = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(x509.KeyUsage)
    except (ValueError, x509.ExtensionNotFound):
        return False
    return found.value.key_encipherment
