"""What happens in an environment, numbered, for whoever looks on: the last ones are kept for those who come late."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cosmic_login.core.clock import Clock

#: How many are kept.
KEPT: Final = 1000


@dataclass(frozen=True)
class Happening:
    """One thing that happened. ``number`` counts from 1 as long as the program runs."""

    number: int
    kind: str
    time: str
    facts: Mapping[str, Any]


class Happenings:
    """The last that happened. ``tell`` may be called from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self._last = 0
        self._lookers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def last(self) -> int:
        """The number of the last one."""
        return self._last

    @property
    def lookers(self) -> int:
        """How many look on."""
        return len(self._lookers)

    def tell(self, kind: str, **facts: object) -> None:
        """Tell of one; ``facts`` never hold a code."""
        time = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self._lock:
            self._last += 1
            self._kept.append(Happening(self._last, kind, time, facts))
            for loop, changed in self._lookers:
                loop.call_soon_threadsafe(changed.set)

    def after(self, number: int) -> tuple[list[Happening], bool]:
        """Return those after a number, and whether some between are kept no longer."""
        with self._lock:
            found = [each for each in self._kept if each.number > number]
            first = self._kept[0].number if self._kept else self._last + 1
        return found, number + 1 < first

    def look(self) -> asyncio.Event:
        """Return what is set on this loop whenever something has happened; ``look_away`` from it at the end."""
        changed = asyncio.Event()
        with self._lock:
            self._lookers.add((asyncio.get_running_loop(), changed))
        return changed

    def look_away(self, changed: asyncio.Event) -> None:
        """Be told no longer."""
        with self._lock:
            self._lookers = {each for each in self._lookers if each[1] is not changed}
