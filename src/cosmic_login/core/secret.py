"""The one object in which a PIN or a PUK lives: it shows nothing and can be wiped.

Python cannot wipe a ``str``. So a code is turned into this object as close to the keyboard as possible, is
passed on only as this object, and leaves it only as the padded block of a card command, which the sender wipes.
"""

from __future__ import annotations

from typing import Literal, NoReturn, Self

from cosmic_login.core.failures import LoginFailure

CodeKind = Literal["pin", "puk"]
PIN_DIGITS = 6
PUK_DIGITS = 8


class Code:
    """A PIN (six digits) or a PUK (eight digits).

    Not printable, not picklable, not comparable; ``wipe`` overwrites the digits. Use it as a context manager to
    have that done. After wiping, every use raises ``ValueError``.
    """

    __slots__ = ("_digits", "_wiped", "kind")

    def __init__(self, digits: str | bytes | bytearray, kind: CodeKind = "pin") -> None:
        """Take the digits; raise ``LoginFailure`` (``code.malformed`` or ``puk.malformed``) when they are not."""
        self.kind: CodeKind = kind
        self._wiped = False
        raw = bytearray(digits.encode("utf-8", "replace") if isinstance(digits, str) else digits)
        wanted = PIN_DIGITS if kind == "pin" else PUK_DIGITS
        if len(raw) != wanted or not all(0x30 <= b <= 0x39 for b in raw):
            _overwrite(raw)
            raise LoginFailure("code.malformed" if kind == "pin" else "puk.malformed")
        self._digits = raw

    def padded(self, length: int, pad: int = 0x00) -> bytearray:
        """Return the ASCII digits padded to ``length`` bytes. The caller wipes the block after sending it."""
        if self._wiped:
            raise ValueError("this code has been wiped")
        if length < len(self._digits):
            raise ValueError("the block is too short for the code")
        return self._digits + bytearray([pad]) * (length - len(self._digits))

    @property
    def wiped(self) -> bool:
        """Whether the digits are gone."""
        return self._wiped

    def wipe(self) -> None:
        """Overwrite the digits; may be called more than once."""
        _overwrite(self._digits)
        self._wiped = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def __del__(self) -> None:
        digits = getattr(self, "_digits", None)
        if digits is not None:
            _overwrite(digits)

    def __repr__(self) -> str:
        return f"<Code {self.kind}>"

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a code is never stored or sent as an object")


def _overwrite(buffer: bytearray) -> None:
    for i in range(len(buffer)):
        buffer[i] = 0


def wipe(buffer: bytearray) -> None:
    """Overwrite a buffer that held a code (a padded block, a command)."""
    _overwrite(buffer)
