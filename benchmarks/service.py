"""Logins by the code flow on each store: with one worker and two, and with a million rows behind them.

The login is that of ``code_flow.py`` (11 requests, a browser that is new). Stores: SQLite; PostgreSQL with one and two
workers (``idp --database … --workers N``), which waits for the disk as SQLite does (``fsync`` on); both on a disk, and
on a RAM disk, where the same calls cost nothing; beside them npm oidc-provider, which keeps nothing. Servers (also
PostgreSQL) run on one core, the load on another; with two workers everything has all cores, so seconds say little
there and CPU is what counts. Rounds are interleaved, figures are medians of the rounds' ratios.

Waits on our locks: PostgreSQL is asked a hundred times a second which of our connections wait for a lock, as a share
of the time that all workers had.

Then the cost of a login with 1,000 to 1,000,000 rows in the audit trail and as many sessions in the store, on SQLite
and PostgreSQL, drawn into ``docs/cost-per-login.svg`` (``--plot`` names another place).

``service.py [--rounds N] [--logins N] [--sizes ROWS …] [--plot FILE] [--json FILE] [--only stores|rows]``
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

from _flow.chart import Line, chart
from _flow.filling import fill
from _flow.logins import LogsIn, OurOidc, PeerOidc
from _flow.ours import Ours
from _flow.peer import Peer, missing
from _flow.processes import Cores, Running, on, running

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests import postgres

AT_ONCE = 8
#: So many at once while the cost alone is looked for.
FEW = 2
SIZES = (1_000, 10_000, 100_000, 1_000_000)
_RAM = Path("/dev/shm")  # noqa: S108 - what is kept there is a benchmark's
_PLOT = Path(__file__).resolve().parents[1] / "docs" / "cost-per-login.svg"


@dataclass
class Waits:
    """Samples of what our connections to a database wait for."""

    dsn: str
    workers: int
    samples: int = 0
    waiting: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Sample until ``stop``."""
        query = (
            b"SELECT count(*) FROM pg_stat_activity "
            b"WHERE application_name = 'cosmic-login' AND wait_event_type = 'Lock'"
        )
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while not self._stop.wait(0.01):
                row = connection.execute(query).fetchone()
                self.samples, self.waiting = self.samples + 1, self.waiting + (row[0] if row else 0)

    def stop(self) -> None:
        self._stop.set()

    @property
    def share(self) -> float:
        return self.waiting / (self.samples * self.workers) if self.samples else 0.0


@dataclass
class Store:
    """A store that is measured: seconds, and seconds of all its processes, for each login of each round."""

    name: str
    server: Running
    logs_in: LogsIn
    database: psutil.Process | None = None
    dsn: str = ""
    workers: int = 1
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def computed(self) -> float:
        mine = self.server.cpu_seconds()
        return mine + (Running({}, self.database).cpu_seconds() if self.database is not None else 0.0)

    async def round(self, count: int, at_once: int = AT_ONCE) -> None:
        left = iter(range(count))

        async def worker(number: int) -> None:
            for _ in left:
                await self.logs_in.log_in(number)

        watch = Waits(self.dsn, self.workers) if self.dsn else None
        watching = threading.Thread(target=watch.watch) if watch else None
        if watching:
            watching.start()
        computed, begun = self.computed(), time.perf_counter()
        await asyncio.gather(*(worker(number) for number in range(at_once)))
        self.wall.append((time.perf_counter() - begun) / count)
        self.cpu.append((self.computed() - computed) / count)
        if watch and watching:
            watch.stop()
            watching.join()
            self.waits.append(watch.share)
        self.logs_in.rest()


@contextlib.contextmanager
def database(folder: Path, cores: frozenset[int]) -> Iterator[postgres.Server]:
    """Run a PostgreSQL that waits for its disk, with its data in this folder."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        with on(cores):
            made = postgres.server("fsync=on", "shared_buffers=64MB")
            server = made.__enter__()
    finally:
        tempfile.tempdir = before
    try:
        yield server
    finally:
        made.__exit__(None, None, None)


def ours_in(folder: Path, stack: contextlib.ExitStack) -> Ours:
    home = Ours(Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder))))
    home.prepare()
    return home


def stores(folder: Path, peer: Peer | None, rounds: int, logins: int) -> list[Store]:
    one, all_cores = Cores.split(), frozenset(range(psutil.cpu_count() or 1))
    with contextlib.ExitStack() as stack:
        measured = []
        home = ours_in(folder, stack)
        server = stack.enter_context(running(home.command(), one.servers))
        measured.append(Store("SQLite", server, OurOidc(server.told, home.cards(AT_ONCE))))
        for workers in (1, 2):
            cores = one.servers if workers == 1 else all_cores
            pg = stack.enter_context(database(folder, cores))
            home, dsn = ours_in(folder, stack), pg.new_database()
            command = home.command("--database", dsn, "--workers", str(workers))
            server = stack.enter_context(running(command, cores))
            name = f"PostgreSQL, {workers} worker{'s' * (workers > 1)}"
            logs_in = OurOidc(server.told, home.cards(AT_ONCE))
            measured.append(Store(name, server, logs_in, psutil.Process(pg.process.pid), dsn, workers))
        if peer is not None:
            server = stack.enter_context(running(peer.command(), one.servers))
            measured.append(Store(f"oidc-provider {peer.version}", server, PeerOidc(server.told)))

        async def all_of_it() -> None:
            for each in measured:
                await each.round(2 * AT_ONCE)
                each.wall, each.cpu, each.waits = [], [], []
            for number in range(rounds):
                for each in measured if number % 2 else reversed(measured):
                    await each.round(logins)

        with on(one.load):
            asyncio.run(all_of_it())
        return measured


def ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def table(measured: list[Store]) -> str:
    first, one = measured[0], measured[1]
    rows = [
        "| | logins/s | × SQLite | CPU of one login, ms | × one worker on PostgreSQL | waits for locks |",
        "|---|---|---|---|---|---|",
    ]
    for each in measured:
        waits = f"{statistics.median(each.waits):.1%}" if each.waits else ""
        rows.append(
            f"| {each.name} | {1 / statistics.median(each.wall):.0f} | {1 / ratio(each.wall, first.wall):.2f} "
            f"| {statistics.median(each.cpu) * 1000:.1f} | {ratio(each.cpu, one.cpu):.2f} | {waits} |"
        )
    return "\n".join(rows)


# -- with many rows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """A store whose server comes and goes; ``database`` is PostgreSQL's process."""

    home: Ours
    dsn: str
    database: psutil.Process | None

    @property
    def command(self) -> list[str]:
        return self.home.command(*(("--database", self.dsn) if self.dsn else ()))


def rows(folder: Path, sizes: Sequence[int], rounds: int, logins: int) -> list[Line]:
    """Return the cost of a login by the rows that are kept, beside a store of the same kind that has none."""
    cores = Cores.split()
    lines = []
    with contextlib.ExitStack() as stack:
        for kind in ("SQLite", "PostgreSQL"):
            pg = stack.enter_context(database(folder, cores.servers)) if kind == "PostgreSQL" else None
            empty, filled = (_kept(folder, stack, pg, cores) for _ in range(2))
            points = []
            for size in sizes:
                fill(filled.home.profile, filled.dsn, size)
                points.append((size, _compared(empty, filled, cores, rounds, logins)))
                print(
                    f"{kind}, {size} rows: a login costs {points[-1][1]:.2f} times that of an empty store", flush=True
                )
            lines.append(Line(kind, tuple(points)))
    return lines


def _kept(folder: Path, stack: contextlib.ExitStack, pg: postgres.Server | None, cores: Cores) -> Kept:
    process = psutil.Process(pg.process.pid) if pg else None
    made = Kept(ours_in(folder, stack), pg.new_database() if pg else "", process)
    with running(made.command, cores.servers):
        pass  # the tables are made
    return made


def _compared(empty: Kept, filled: Kept, cores: Cores, rounds: int, logins: int) -> float:
    with contextlib.ExitStack() as stack:
        measured = []
        for each in (empty, filled):
            server = stack.enter_context(running(each.command, cores.servers))
            logs_in = OurOidc(server.told, each.home.cards(FEW))
            measured.append(Store("", server, logs_in, each.database))  # the others' rounds are not counted

        async def all_of_it() -> None:
            for one in measured:
                await one.round(2 * AT_ONCE, FEW)
                one.cpu = []
            for number in range(rounds):
                for one in measured if number % 2 else reversed(measured):
                    await one.round(logins, FEW)

        with on(cores.load):
            asyncio.run(all_of_it())
    return ratio(measured[1].cpu, measured[0].cpu)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--logins", type=int, default=120, help="of a round")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--plot", type=Path, default=_PLOT)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=("stores", "rows"), default="")
    asked = parser.parse_args()
    if why := postgres.missing():
        raise SystemExit(why)
    peer, found = (None if missing() else Peer()), {}
    ram = _RAM if _RAM.is_dir() else Path(tempfile.gettempdir())
    if asked.only != "rows":
        for place, folder in {"RAM disk": ram, "disk": Path(tempfile.gettempdir())}.items():
            measured = stores(folder, peer, asked.rounds, asked.logins)
            print(f"\nStores on a {place}, {AT_ONCE} at once, {asked.rounds} rounds\n\n{table(measured)}", flush=True)
            found[place] = {each.name: {"wall": each.wall, "cpu": each.cpu, "waits": each.waits} for each in measured}
    if asked.only != "stores":
        lines = rows(ram, asked.sizes, asked.rounds, asked.logins)
        asked.plot.write_text(chart(lines, "Cost of a login (CPU), times that on an empty store", "rows kept"))
        spread = max(value for line in lines for _, value in line.points) - 1
        assert math.isfinite(spread)
        print(f"at most {spread:+.0%}; drawn into {asked.plot.name}")
    if asked.json:
        asked.json.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
