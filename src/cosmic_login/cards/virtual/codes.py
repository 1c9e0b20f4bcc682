"""The card's codes: VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER (ISO/IEC 7816-4, section 7.5).

The counter goes down, and is on the disk, before a code is compared. So whoever ends the program between the
two has spent a try, and nobody gets one for nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual.state import BLOCK, Buffer, CardState, CodeState, well_formed
from cosmic_login.core.failures import LoginFailure

Answer = tuple[bytes, int]


class Codes:
    """Codes with their counters, and which of them have been verified since the last reset."""

    def __init__(self, state: CardState, save: Callable[[CardState], None]) -> None:
        self.state = state
        self._save = save
        self._verified: set[int] = set()

    def verified(self, ref: int) -> bool:
        """Whether the code was shown since the last reset."""
        return ref in self._verified

    def forget(self) -> None:
        """Clear the security status."""
        self._verified.clear()

    def verify(self, command: Command) -> Answer:
        """Compare a code, or without data tell the tries left."""
        pin = self.state.codes.get(command.p2)
        if command.p1:
            return b"", Sw.WRONG_P1_P2
        if pin is None:
            return b"", Sw.REFERENCE_NOT_FOUND
        if not command.data:
            if pin.tries_left == 0:
                return b"", Sw.BLOCKED
            return b"", Sw.OK if self.verified(command.p2) else pin.wrong
        if len(command.data) != BLOCK:
            return b"", Sw.WRONG_LENGTH
        sw = self._compare(command.p2, command.data)
        if sw == Sw.OK:
            self._verified.add(command.p2)
        return b"", sw

    def change(self, command: Command) -> Answer:
        """Replace a code by showing the old one; the old one's counter is what is at stake."""
        if command.p1:
            return b"", Sw.WRONG_P1_P2
        if command.p2 not in self.state.codes:
            return b"", Sw.REFERENCE_NOT_FOUND
        if len(command.data) != 2 * BLOCK:
            return b"", Sw.WRONG_LENGTH
        if not well_formed(_half(command, 1)):
            return b"", Sw.WRONG_DATA
        new = self._new_code(command)
        return b"", self._compare(command.p2, _half(command, 0), new)

    def reset(self, command: Command) -> Answer:
        """Set a new code and its counter by showing the PUK, whose own counter is what is at stake."""
        if command.p1:
            return b"", Sw.WRONG_P1_P2
        if command.p2 not in self.state.codes:
            return b"", Sw.REFERENCE_NOT_FOUND
        if len(command.data) != 2 * BLOCK:
            return b"", Sw.WRONG_LENGTH
        if not well_formed(_half(command, 1)):
            return b"", Sw.WRONG_DATA
        return b"", self._compare_puk(command)

    def _new_code(self, command: Command) -> CodeState:
        return CodeState.of(_half(command, 1), self.state.codes[command.p2].tries)

    def _compare(self, ref: int, block: Buffer, new: CodeState | None = None) -> int:
        pin = self.state.codes[ref]
        if pin.tries_left == 0:
            return Sw.BLOCKED
        counted = pin.counted()
        if not self.keep(self.state.with_code(ref, counted)):
            return Sw.MEMORY_FAILURE
        if not pin.matches(block):
            self._verified.discard(ref)
            return counted.wrong
        return Sw.OK if self.keep(self.state.with_code(ref, new or pin.restored())) else Sw.MEMORY_FAILURE

    def _compare_puk(self, command: Command) -> int:
        puk, ref = self.state.puk, command.p2
        if puk.tries_left == 0:
            return Sw.BLOCKED
        counted = puk.counted()
        if not self.keep(self.state.with_puk(counted)):
            return Sw.MEMORY_FAILURE
        if not puk.matches(_half(command, 0)):
            return counted.wrong
        self._verified.discard(ref)
        renewed = self.state.with_puk(puk.restored()).with_code(ref, self._new_code(command))
        return Sw.OK if self.keep(renewed) else Sw.MEMORY_FAILURE

    def keep(self, state: CardState) -> bool:
        """Put the state on the disk, then believe in it. Without a disk nothing is compared and nothing gained."""
        try:
            self._save(state)
        except LoginFailure:
            return False
        self.state = state
        return True


def _half(command: Command, number: int) -> memoryview:
    """Look at one of the two blocks without copying it."""
    return memoryview(command.data)[number * BLOCK : (number + 1) * BLOCK]
