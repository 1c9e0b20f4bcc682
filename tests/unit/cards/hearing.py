"""A listener that keeps what it heard, checks that it can be true, and lets a test wait for it."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable

from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ServiceBack,
    ServiceLost,
)

WAIT_S = 20.0


def watches() -> str:
    """Return where the threads are that watch readers, for a test that waited for one of them in vain."""
    frames = sys._current_frames()
    return "\n".join(
        f"{thread.name}:\n{''.join(traceback.format_stack(frames[thread.ident])[-4:])}"
        for thread in threading.enumerate()
        if thread.name.startswith("watch-") and thread.ident in frames
    )


class Heard:
    """Events in order, and the world they describe: reader -> ATR, or None without a card."""

    def __init__(self, *, several_services: bool = False) -> None:
        self._several_services = several_services
        self.events: list[ReaderEvent] = []
        self.cards: dict[str, bytes | None] = {}
        self.service_code: str | None = None  # "" while the service is up
        self.contradictions: list[str] = []
        self._changed = threading.Condition()

    def __call__(self, event: ReaderEvent) -> None:
        with self._changed:
            if not self._possible(event):
                self.contradictions.append(f"{event} after {self.events[-5:]}")
            self.events.append(event)
            self._take(event)
            self._changed.notify_all()

    def wait(self, until: Callable[[Heard], bool]) -> None:
        with self._changed:
            heard = self._changed.wait_for(lambda: until(self), WAIT_S)
            assert heard, f"heard only {self.events[-20:]}\n{watches()}"
            assert not self.contradictions

    def wait_for(self, event: ReaderEvent, count: int = 1) -> None:
        self.wait(lambda heard: heard.events.count(event) >= count)

    def _possible(self, event: ReaderEvent) -> bool:
        match event:
            case ReaderAdded(reader):
                return reader not in self.cards
            case ReaderRemoved(reader) | CardInserted(reader):
                return reader in self.cards and self.cards[reader] is None
            case CardRemoved(reader):
                return self.cards.get(reader) is not None
            case ServiceLost() | ServiceBack() if self._several_services:
                return True
            case ServiceLost(_, code):
                return self.service_code != code
            case ServiceBack():
                return self.service_code != "" and not self.cards

    def _take(self, event: ReaderEvent) -> None:
        match event:
            case ReaderAdded(reader) | CardRemoved(reader):
                self.cards[reader] = None
            case ReaderRemoved(reader):
                del self.cards[reader]
            case CardInserted(reader, atr):
                self.cards[reader] = atr
            case ServiceLost(_, code):
                self.service_code = code
            case ServiceBack():
                self.service_code = ""
