"""What a phone's camera sees: the code on the screen, or what somebody holds it up to by mistake. Pictures are PGM."""

from __future__ import annotations

from typing import Final

from cosmic_login.qr.picture import QUIET_ZONE, Modules, as_pgm, modules_of

#: A code that is no login's.
_FOREIGN: Final = "https://www.example.org/menu"
_SIDE: Final = 64


def sight(text: str, wrong: str = "") -> bytes:
    """Return what is seen where the QR code of a text is shown; ``wrong`` is a word of the phone's faults."""
    match wrong:
        case "blurred":
            return b"P5 %d %d 255\n" % (_SIDE, _SIDE) + bytes([128]) * _SIDE**2
        case "two-codes":
            return as_pgm(_beside(modules_of(text), modules_of(f"{text[:-1]}{'0' if text[-1] != '0' else '1'}")))
        case "foreign-code":
            return as_pgm(modules_of(_FOREIGN))
        case _:
            return as_pgm(modules_of(text))


def _beside(one: Modules, other: Modules) -> Modules:
    """Return both codes on one sheet, which is square as theirs are."""
    gap = bytes(2 * QUIET_ZONE)
    rows = [left + gap + right for left, right in zip(one.rows, other.rows, strict=True)]
    side = len(rows[0])
    return Modules(side, (*rows, *(bytes(side) for _ in range(side - len(rows)))))
