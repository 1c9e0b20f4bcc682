"""A reader service of its own: one tray, and a card that says whose it is."""

from __future__ import annotations

from collections.abc import Callable

from cosmic_login.cards.reader import (
    CardInserted,
    Leave,
    ReaderAdded,
    ReaderContext,
    ReaderEvent,
    ReaderState,
    ServiceBack,
)
from cosmic_login.core.failures import LoginFailure

TRAY = "Extra tray"
ATR = bytes.fromhex("3B00")


class _Card:
    reader, atr = TRAY, ATR

    def transmit(self, command: bytes | bytearray) -> bytes:
        return b"Extra Testsson\x90\x00" if command[1] == 0xCA else b"\x6d\x00"

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Nothing is held."""


class _Watch:
    def stop(self) -> None:
        """Everything was told at once."""


class Tray:
    name = "tray"

    def __init__(self, context: ReaderContext) -> None:
        self.profile_directory = context.profile.root

    def readers(self) -> tuple[ReaderState, ...]:
        return (ReaderState(TRAY, ATR),)

    def watch(self, listener: Callable[[ReaderEvent], None]) -> _Watch:
        for event in (ServiceBack(self.name), ReaderAdded(TRAY), CardInserted(TRAY, ATR)):
            listener(event)
        return _Watch()

    def connect(self, reader: str) -> _Card:
        if reader != TRAY:
            raise LoginFailure("reader.unknown", reader)
        return _Card()

    def close(self) -> None:
        """Nothing is held."""


def open_tray(context: ReaderContext) -> Tray:
    return Tray(context)
