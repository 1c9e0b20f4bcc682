"""How many processes a region and a nation need: a small simulation of a morning, from the measured cost of a login.

People log in as they come on duty: a share of all within an hour, most of them around 07:00 (a normal distribution,
its standard deviation in minutes). Every login is some work for a worker, and some turns at the audit trail, which lets
one commit through at a time. Workers are served by one queue, turns by another; both are simulated, login by login
(times by a fixed seed). Printed are the fewest workers with which 99 of 100 logins wait less than half a second, what
they and the trail are used at in the busiest minute, and what a year writes.

What is measured stands in ``measured.toml`` (``--measured`` names another file); ``docs/scaling.md`` has the table.

``scaling.py [--measured FILE]``
"""

from __future__ import annotations

import argparse
import heapq
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: What 99 of 100 may wait, in seconds.
BEARABLE = 0.5
#: A worker uses one core; more than this and what else happens there is felt.
MOST_WORKERS = 400
HOUR = 3600.0


@dataclass(frozen=True)
class Morning:
    """Who logs in. ``share`` of them do within the hour, ``spread`` is the standard deviation in minutes."""

    name: str
    people: int
    share: float
    spread: float
    logins_a_day: float
    days: int


MORNINGS = (
    Morning("region", 12_000, 0.6, 10.0, 3.0, 230),
    Morning("nation", 700_000, 0.6, 15.0, 3.0, 230),
)


@dataclass(frozen=True)
class Cost:
    """Seconds of a worker and of the database for a login, its turns at the trail, how long each holds it; bytes."""

    worker: float
    database: float
    turns: int
    held: float
    rows: float
    bytes_: float

    @classmethod
    def read(cls, path: Path) -> Cost:
        found: dict[str, Any] = tomllib.loads(path.read_text())
        login, database = found["login"], found["database"]
        return cls(
            login["cpu_ms"] / 1000,
            login["database_cpu_ms"] / 1000,
            login["chained"],
            database["commit_ms"] / 1000,
            login["audit_rows"],
            login["audit_bytes"],
        )


def arrivals(morning: Morning, seed: int = 7) -> list[float]:
    """Return when each login begins, in seconds of the hour."""
    dice = random.Random(seed)
    count = round(morning.people * morning.share)
    times = (dice.gauss(HOUR / 2, morning.spread * 60) for _ in range(count))
    return sorted(each for each in times if 0 <= each < HOUR)


def waits(times: list[float], servers: int, work: float) -> list[float]:
    """Return how long each waits for one of so many servers, first come first served."""
    free = [0.0] * servers
    found = []
    for time in times:
        start = max(time, heapq.heappop(free))
        heapq.heappush(free, start + work)
        found.append(start - time)
    return found


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def busiest(times: list[float]) -> float:
    """Return the logins a second of the busiest minute."""
    counts = [0] * 60
    for time in times:
        counts[int(time // 60)] += 1
    return max(counts) / 60


def fewest(times: list[float], work: float) -> int:
    """Return how few servers do."""
    low, high = 1, MOST_WORKERS
    while low < high:
        middle = (low + high) // 2
        if percentile(waits(times, middle, work), 0.99) <= BEARABLE:
            high = middle
        else:
            low = middle + 1
    return low


def told(morning: Morning, cost: Cost) -> str:
    times = arrivals(morning)
    peak, workers = busiest(times), fewest(times, cost.worker)
    chained = peak * cost.turns * cost.held
    late = percentile(waits(times, 1, cost.turns * cost.held), 0.99)
    a_year = morning.people * morning.logins_a_day * morning.days
    return (
        f"| {morning.name} | {morning.people:,} | {peak:.0f} | {workers} | {peak * cost.worker / workers:.0%} "
        f"| {peak * cost.database:.1f} | {chained:.0%} | {late:.1f} s | {peak * cost.turns:.0f} "
        f"| {a_year * cost.rows / 1e6:,.0f} million, {a_year * cost.bytes_ / 1e9:,.0f} GB |"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--measured", type=Path, default=Path(__file__).with_name("measured.toml"))
    cost = Cost.read(parser.parse_args().measured)
    print(
        "| | people | logins/s in the busiest minute | workers | used at | cores of the database | the one trail is "
        "used at | 99 of 100 wait for it less than | commits/s of the trail | rows of the trail a year |\n"
        "|---|---|---|---|---|---|---|---|---|---|"
    )
    for morning in MORNINGS:
        print(told(morning, cost))
    most = 1 / (cost.turns * cost.held)
    print(f"\none trail takes {most:.0f} logins/s; so many logins a second one worker: {1 / cost.worker:.0f}")


if __name__ == "__main__":
    main()
