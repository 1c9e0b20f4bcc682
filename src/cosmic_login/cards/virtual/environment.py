"""Security environments: which key and algorithm the next operation is for (ISO/IEC 7816-8, section 11.5)."""

from __future__ import annotations

from functools import lru_cache

from cosmic_login.cards import tlv
from cosmic_login.cards.apdu import Sw
from cosmic_login.cards.virtual.codes import Codes
from cosmic_login.cards.virtual.keys import CardKey
from cosmic_login.cards.virtual.state import Slot


class Refused(Exception):  # noqa: N818 - the card says no, and goes on
    """The status word that a command ends with."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


class Environments:
    """Finds what a control reference template names; the keys are loaded once."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._keys: dict[int, tuple[Slot, CardKey]] = {}

    def chosen(self, template: bytes) -> tuple[int, Slot, CardKey]:
        """Return algorithm, container and key. Raises ``Refused``."""
        named = _named(template)
        if named is None:
            raise Refused(Sw.WRONG_DATA)
        algorithm, key_ref = named
        slot = next((slot for slot in self._codes.state.slots if slot.key_ref == key_ref), None)
        if slot is None:
            raise Refused(Sw.REFERENCE_NOT_FOUND)
        kept = self._keys.get(key_ref)
        if kept is None or kept[0].private_key != slot.private_key:
            kept = self._keys[key_ref] = slot, CardKey(slot.private_key)
        return algorithm, slot, kept[1]


@lru_cache(maxsize=64)
def _named(data: bytes) -> tuple[int, int] | None:
    """Return algorithm and key reference of a control reference template (7816-4, section 10.3.1), or None."""
    try:
        items = {item.tag: item.value for item in tlv.parse(data)}
    except tlv.TlvError:
        return None
    algorithm, key_ref = items.get(0x80, b""), items.get(0x84, b"")
    return (algorithm[0], key_ref[0]) if len(algorithm) == 1 and len(key_ref) == 1 else None
