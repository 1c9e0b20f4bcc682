"""Codes and counters against a model, in any order of events, with a restart after any of them."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cosmic_login.cards.virtual.card import CardCodes, VirtualCard
from cosmic_login.cards.virtual.sealed_state import Memory
from cosmic_login.cards.virtual.state import CardState
from tests.unit.cards.support import CODE, PUK, SIGNATURE_CODE, make_card

TRIES, PUK_TRIES = 3, 4
refs = st.sampled_from([0x11, 0x83])
digits = st.sampled_from([CODE, SIGNATURE_CODE, "000000", "111111"])


class Disk(Memory):
    """Keeps the bytes that a file would hold."""

    def __init__(self) -> None:
        self.raw = b""

    def save(self, state: CardState) -> None:
        self.raw = state.dump()


def block(code: str) -> bytes:
    return code.encode().ljust(16, b"\0")


class CodesModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.disk = Disk()
        self.card = make_card("ec256", codes=CardCodes(tries=TRIES, puk_tries=PUK_TRIES), medium=self.disk)
        self.disk.save(self.card.state)
        self.card.power_on()
        self.codes = {0x11: CODE, 0x83: SIGNATURE_CODE}
        self.left = {0x11: TRIES, 0x83: TRIES}
        self.puk_left = PUK_TRIES
        self.verified: set[int] = set()

    def send(self, ins: int, ref: int, data: bytes = b"") -> int:
        raw = bytes((0, ins, 0, ref)) + (bytes((len(data),)) + data if data else b"")
        return int.from_bytes(self.card.transmit(raw), "big")

    def shown(self, ref: int, code: str) -> int:
        """Transaction out what showing a code comes to."""
        if self.left[ref] == 0:
            return 0x6983
        if code == self.codes[ref]:
            self.left[ref] = TRIES
            return 0x9000
        self.left[ref] -= 1
        self.verified.discard(ref)
        return 0x63C0 | self.left[ref] if self.left[ref] else 0x6983

    @rule(ref=refs, code=digits)
    def verify(self, ref: int, code: str) -> None:
        expected = self.shown(ref, code)
        assert self.send(0x20, ref, block(code)) == expected
        if expected == 0x9000:
            self.verified.add(ref)

    @rule(ref=refs, old=digits, new=digits)
    def change(self, ref: int, old: str, new: str) -> None:
        expected = self.shown(ref, old)
        assert self.send(0x24, ref, block(old) + block(new)) == expected
        if expected == 0x9000:
            self.codes[ref] = new

    @rule(ref=refs, right=st.booleans(), new=digits)
    def unblock(self, ref: int, right: bool, new: str) -> None:
        sw = self.send(0x2C, ref, block(PUK if right else "00000000") + block(new))
        if self.puk_left == 0:
            assert sw == 0x6983
        elif right:
            assert sw == 0x9000
            self.puk_left = PUK_TRIES
            self.codes[ref], self.left[ref] = new, TRIES
            self.verified.discard(ref)
        else:
            self.puk_left -= 1
            assert sw == (0x63C0 | self.puk_left if self.puk_left else 0x6983)

    @rule()
    def reset(self) -> None:
        self.card.power_on()
        self.verified.clear()

    @rule()
    def restart(self) -> None:
        self.card = VirtualCard(CardState.load(self.disk.raw), self.disk)
        self.card.power_on()
        self.verified.clear()

    @invariant()
    def the_card_says_what_the_model_says(self) -> None:
        for ref, left in self.left.items():
            expected = 0x6983 if left == 0 else 0x9000 if ref in self.verified else 0x63C0 | left
            assert self.send(0x20, ref) == expected


TestCodes = CodesModel.TestCase
TestCodes.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
