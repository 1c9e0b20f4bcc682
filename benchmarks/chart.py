"""Events per second of the chart's runner, against a bare dictionary of (state, event) with one call an event.

Each turn is a whole working day: a login with a wrong code, a session that is locked, opened again and ended. Effects
do nothing, time limits are set and dropped as in the program. Run: ``python benchmarks/chart.py [turns]``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from cosmic_login.core.flow import CHART, DEFAULT_LIMITS, Signal
from cosmic_login.core.machine import Machine

ROUNDS = 7
_ASKED = ("prompted.working", "prompted.insert_card", "prompted.working", "prompted.enter_code", "answered")
_LOGIN = ("method_chosen", *_ASKED, "prompted.enter_code", "answered", "prompted.working")
DAY = tuple(
    Signal(kind)
    for kind in (
        *_LOGIN, "authenticated", "card_seen", "card_gone.lock", "card_back", "lock",
        *_LOGIN, "authenticated.same", "log_out", "session_ended",
    )
)  # fmt: skip


class Timers:
    """A scheduler whose time never comes."""

    def call_later(self, _seconds: float, _call: Callable[[], None]) -> Timers:
        """Take it."""
        return self

    def cancel(self) -> None:
        """Drop it."""


def chart_seconds(turns: int) -> float:
    """Run the days through the chart."""
    heard = 0

    def nothing(_event: object) -> None:
        nonlocal heard
        heard += 1

    machine = Machine(CHART, dict.fromkeys(CHART.effects(), nothing), Timers(), DEFAULT_LIMITS.get)
    begun = time.perf_counter()
    for _ in range(turns):
        for event in DAY:
            machine.post(event)
    seconds = time.perf_counter() - begun
    if not machine.active("start") or not heard:
        raise SystemExit("the day did not end where it began")
    return seconds


def bare_seconds(turns: int) -> float:
    """Run as many events through a dictionary."""

    def nothing(_event: object) -> None:
        pass

    table = {(place, event.kind): (place + 1, nothing) for place, event in enumerate(DAY)}
    begun = time.perf_counter()
    for _ in range(turns):
        place = 0
        for event in DAY:
            place, call = table[place, event.kind]
            call(event)
    return time.perf_counter() - begun


def main() -> None:
    """Measure in turns and print one JSON object."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    charts, bares = [], []
    for _ in range(ROUNDS):
        charts.append(chart_seconds(turns))
        bares.append(bare_seconds(turns))
    events = turns * len(DAY)
    ratio = statistics.median(chart / bare for chart, bare in zip(charts, bares, strict=True))
    print(json.dumps({
        "events": events,
        "events_per_second": round(events / statistics.median(charts)),
        "times_a_bare_dictionary": round(ratio, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
