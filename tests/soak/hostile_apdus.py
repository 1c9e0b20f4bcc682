"""Commands to a card that no terminal should send, and a model of the codes that knows what each must come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from cosmic_login.cards.apdu import CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER, SECRET_INSTRUCTIONS, VERIFY
from cosmic_login.cards.virtual.card import VirtualCard
from tests.unit.cards.support import CODE, PUK, SIGNATURE_CODE

AUTHENTICATION, SIGNATURE = 0x11, 0x83
_AID = bytes.fromhex("A000000018800000000662")
_BLOCK = 16
_HASH = "002A 90A0 22 9020" + "5A" * 32
#: What a terminal of ours and OpenSC's send, as patterns to be broken.
_USUAL = tuple(
    bytes.fromhex(text)
    for text in (
        "00A404000BA000000018800000000662", "00A40400", "00A4000C020101", "00A408000400050000", "00A4080C020005",
        "00A4080C020101", "00A4080C020201", "00A4000C020201", "00A4000C024000", "00B0000000", "00B00000E0",
        "00B0010001", "00B07FFFFF", "00B0800010", "00CA9F7F00", "00CA9F7F2D", "00CADF3000", "0084000010",
        "0084000108", "0084000000", "0020001100", "00200011", "00200083", "0022 41B6 06 800142 840156",
        "0022 41B6 06 800145 840156", "0022 41B6 06 800144 840157", "0022 41B8 06 80011A 840156", "0022 41B6 03 840156",
        "00C0000000", "00C0000001", "00C00000FF", "002A9E9A00", "002A9E9AFF", _HASH, "002A 90A0 20 901E" + "00" * 30,
        "102A 8086 80" + "00" * 128, "002A 8086 81" + "00" * 129, "0047 8000 08 B606 800144 840159",
        "0047 8000 08 B606 800144 840160", "00DB3FFF03 5C0159", "10DB3FFF05 5C01595300", "00DB3FFF075C0159530200FF",
        "80CA9F7F00", "84A4040000", "FF00000000", "00E2000004AABBCCDD",
    )
)  # fmt: skip
#: What has to come one after the other; after a right code it leads to an answer with the key's work in it.
_SCENES = tuple(
    tuple(bytes.fromhex(each) for each in scene)
    for scene in (
        ("0022 41B6 06 800142 840156", _HASH, "002A9E9A00", "00C0000000"),
        ("0022 41B6 06 800144 840157", _HASH, "002A9E9A40", "00C0000040"),
        ("0022 41B6 06 800145 840158", _HASH, "002A9E9A00", "00C0000000"),
        ("0022 41B8 06 80011A 840156", "102A 8086 80 00" + "5A" * 127, "002A 8086 81" + "5A" * 129, "00C0000000"),
        ("00A404000BA000000018800000000662", "00A4080C020101", "00B00000E0", "00B000E0E0", "00B001C000"),
        ("0047 8000 08 B606 800144 840159", "00C0000043", "00DB3FFF075C0159530200FF"),
    )
)
#: Half a second of computing each: rare.
_NEW_RSA_KEY = bytes.fromhex("0047 8000 08 B606 800142 840159")


@dataclass
class CodesModel:
    """What a card's codes must be, from the bytes that were sent to it and nothing else."""

    tries: int
    puk_tries: int
    codes: dict[int, bytes] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.codes = {AUTHENTICATION: _block(CODE), SIGNATURE: _block(SIGNATURE_CODE)}
        self.left = dict.fromkeys(self.codes, self.tries)
        self.puk_left = self.puk_tries

    @property
    def dead(self) -> bool:
        """Whether nothing helps this card any more."""
        return not self.puk_left and not any(self.left.values())

    def reset(self) -> None:
        """Take the power away."""
        self.shown.clear()

    def status_of(self, raw: bytes) -> int | None:
        """Return the status word that a command with a code must end with, and believe it; None for any other."""
        if len(raw) < 4 or raw[0] or raw[1] not in SECRET_INSTRUCTIONS or raw[2] or raw[3] not in self.codes:
            return None
        data = _data(raw)
        if data is None:
            return None
        if raw[1] == VERIFY:
            return self._compared(raw[3], data) if len(data) == _BLOCK else None
        if len(data) != 2 * _BLOCK or not _is_code(data[_BLOCK:]):
            return None
        if raw[1] == CHANGE_REFERENCE_DATA:
            return self._compared(raw[3], data[:_BLOCK], data[_BLOCK:])
        return self._unblocked(raw[3], data)

    def _compared(self, ref: int, block: bytes, new: bytes = b"") -> int:
        if not self.left[ref]:
            return 0x6983
        if block == self.codes[ref]:
            self.left[ref] = self.tries
            self.codes[ref] = new or block
            if not new:
                self.shown.add(ref)
            return 0x9000
        self.left[ref] -= 1
        self.shown.discard(ref)
        return 0x63C0 | self.left[ref] if self.left[ref] else 0x6983

    def _unblocked(self, ref: int, data: bytes) -> int:
        if not self.puk_left:
            return 0x6983
        if data[:_BLOCK] != _block(PUK):
            self.puk_left -= 1
            return 0x63C0 | self.puk_left if self.puk_left else 0x6983
        self.puk_left = self.puk_tries
        self.left[ref], self.codes[ref] = self.tries, data[_BLOCK:]
        self.shown.discard(ref)
        return 0x9000

    def agrees(self, card: VirtualCard) -> bool:
        """Compare with the card itself."""
        return dict(card.tries_left()) == self.left and card.state.puk.tries_left == self.puk_left


class HostileApdus:
    """Makes commands: usual ones, broken ones, chains, codes, and plain noise."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._next: list[bytes] = []
        self._codes = (CODE, SIGNATURE_CODE, PUK, "000000", "123457", "12345", "1234567", "")

    def __call__(self, model: CodesModel) -> bytes:
        """Return one; most scenes are played to their end."""
        random = self._random
        if self._next and random.random() < 0.9:
            raw = self._next.pop(0)
            return raw if random.random() < 0.9 else self._broken(raw)
        make: Callable[[], bytes] = random.choices(
            (
                lambda: self._broken(random.choice(_USUAL)),
                lambda: random.choice(_USUAL),
                self._scene,
                lambda: self._with_codes(model),
                lambda: random.choice((b"\0", b"\x10")) + random.randbytes(3),
                lambda: random.randbytes(random.randrange(270)),
                self._extended,
                lambda: _NEW_RSA_KEY,
            ),
            (38_00, 30_00, 7_00, 5_00, 8_00, 8_00, 3_99, 1),
        )[0]
        return make()

    def _scene(self) -> bytes:
        first, *self._next = self._random.choice(_SCENES)
        return first

    def _with_codes(self, model: CodesModel) -> bytes:
        random = self._random
        ins = random.choice((VERIFY, VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER))
        ref = random.choice((AUTHENTICATION, AUTHENTICATION, SIGNATURE, 0))
        right = _block(PUK) if ins == RESET_RETRY_COUNTER else model.codes.get(ref, b"")
        block = right if random.random() < 0.6 else _block(random.choice(self._codes))
        data = block
        if ins != VERIFY:
            data += _block(random.choice((CODE, SIGNATURE_CODE, "000000", "12x456")))
        raw = bytes((0, ins, 0, ref, len(data))) + data
        return random.choice((raw, raw, raw, raw + b"\0", self._broken(raw)))

    def _broken(self, raw: bytes) -> bytes:
        random = self._random
        broken = bytearray(raw)
        match random.randrange(6):
            case 0:
                del broken[random.randrange(len(broken)) :]
            case 1:
                broken += random.randbytes(random.randrange(1, 6))
            case 2:
                broken[0] |= random.choice((0x10, 0x0C, 0x80, 1))
            case 3 | 4:
                broken[random.randrange(min(5, len(broken)))] = random.randrange(256)
            case _:
                broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
        return bytes(broken)

    def _extended(self) -> bytes:
        random = self._random
        head = bytearray(random.choice(_USUAL)[:4])
        data = random.randbytes(random.choice((0, 1, 16, 32, 255, 256, 3000)))
        length = len(data) if random.random() < 0.8 else random.randrange(65536)
        raw = bytes(head) + b"\0" + (length.to_bytes(2, "big") + data if data else b"") + random.randbytes(2)
        return raw if random.random() < 0.8 else raw[: random.randrange(len(raw))]


def _block(code: str) -> bytes:
    return code.encode().ljust(_BLOCK, b"\0")


def _is_code(block: bytes) -> bool:
    return block[:6].isdigit() and block[6:] == bytes(10)


def _data(raw: bytes) -> bytes | None:
    """Return the data of a short command, None for one that has none or is none."""
    if len(raw) < 6 or not raw[4] or len(raw) - 5 - raw[4] not in {0, 1}:
        return None
    return raw[5 : 5 + raw[4]]
