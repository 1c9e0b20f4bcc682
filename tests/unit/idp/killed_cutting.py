"""Archives and deletes the oldest rows of a trail and is killed on the way, at each point once; run as a program.

``python -m tests.unit.idp.killed_cutting FOLDER ROWS [DSN]``: a trail of so many rows in a file, or in a database of
which each case empties the tables. Says for each point how often it was reached before a run came to its end.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from cosmic_login.audit import AuditTrail
from cosmic_login.audit.archiving import archive, retain
from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.series import all_records, verify_series
from cosmic_login.core.clock import ManualClock

KEY = bytes(range(32))
FOLDER, ROWS = Path(sys.argv[1]), int(sys.argv[2])
DSN = sys.argv[3] if len(sys.argv) > 3 else ""
CLOCK = ManualClock()
BEGAN = CLOCK.now()


def opened() -> Any:
    if not DSN:
        return AuditTrail.open(FOLDER / "audit.log", KEY, CLOCK)
    from cosmic_login.idp.store.table_cutter import TableCutter

    return TableCutter(DSN, KEY)


def write(*events: str) -> None:
    if not DSN:
        for event in events:
            opened().append(event)
            CLOCK.advance(60)
        return
    from cosmic_login.idp.store.postgres import PostgresStore
    from cosmic_login.idp.store.table_trail import TableTrail

    trail = TableTrail(KEY, CLOCK)
    store = PostgresStore(DSN, trail)
    for event in events:
        with store.transaction():
            trail.append(event)
        CLOCK.advance(60)
    store.close()


def anew() -> None:
    """Begin with a fresh trail of one archive and some rows."""
    global CLOCK  # noqa: PLW0603 - each case is of its own
    CLOCK = ManualClock()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    if DSN:
        import psycopg

        with psycopg.connect(DSN, autocommit=True) as database:
            database.execute(b"DROP TABLE IF EXISTS audit_row, audit_head")
    write(*(f"row.{number}" for number in range(1, ROWS + 1)))
    archive(opened(), FOLDER / "kept", KEY, lambda record: record.seq <= 2)


def do_archive(kept: int = 1) -> None:
    archive(opened(), FOLDER / "kept", KEY, lambda record: record.seq <= ROWS - kept)


def do_retain() -> None:
    retain(opened(), KEY, BEGAN + timedelta(seconds=60 * (ROWS - 1) - 1), [FOLDER / "kept"])


class Killer:
    """Counts how often a point is reached, and kills the process at the n-th time."""

    def __init__(self, n: int) -> None:
        self.n = n

    def reached(self) -> bool:
        self.n -= 1
        return self.n == 0

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self.reached():
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    def half(self, real: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
        def call(descriptor: int, data: Any) -> int:
            if self.reached():
                real(descriptor, bytes(data)[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(descriptor, data)

        return call


def arm(point: str, n: int) -> None:
    killer = Killer(n)
    if point == "sync":  # before a file is renamed, and after
        os.fsync = killer.before(os.fsync)
    elif point == "unlink":
        Path.unlink = killer.before(Path.unlink)  # type: ignore[method-assign]
    elif point == "write":
        os.write = killer.half(os.write)
    elif point == "statement":
        from cosmic_login.idp.store.open_statements import OpenStatements

        OpenStatements.execute = killer.before(OpenStatements.execute)  # type: ignore[method-assign]


def killed(do: Callable[[], None], point: str, n: int) -> bool:
    """Whether the n-th time was reached."""
    child = os.fork()
    if child == 0:
        arm(point, n)
        do()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def check_archived(case: str) -> None:
    """Check that no row is lost or doubled, at once and after the next run."""
    trail = opened()
    if case.startswith("write"):
        write("after")  # half a row is no row: the next writer mends it
    for kept in (2, 1):  # not as many as were to be archived then, and as many
        places = [FOLDER / "kept"]
        verdict = verify_series(trail, places, KEY)
        assert verdict.ok, (case, verdict)
        records = list(all_records(trail, places, KEY))
        assert [record.seq for record in records] == list(range(1, len(records) + 1)), case
        told = [record.event for record in records if record.event.startswith("row.")]
        assert told == [f"row.{number}" for number in range(1, ROWS + 1)], (case, told)
        check_told(records, case)
        do_archive(kept)
        write("after")
    assert verdict.ignored == (), (case, verdict)
    assert sorted(each.name for each in (FOLDER / "kept").iterdir() if each.name.endswith(".new")) == []


def check_told(records: list[AuditRecord], case: str) -> None:
    """Check that each row that tells of a cut is true, or was taken back."""
    taken = {record.extra["row"] for record in records if record.event == "audit.taken_back"}
    told = [each for each in records if each.event == "audit.archived" and str(each.seq) not in taken]
    first = [int(each.extra["first"]) for each in told]
    assert first == [1, *(int(each.extra["last"]) + 1 for each in told[:-1])], (case, first)


def check_deleted(case: str) -> None:
    """Check that what is there is whole and goes on to the end; after the next run what was to go is gone."""
    trail, places = opened(), [FOLDER / "kept"]
    if case.startswith("write"):
        write("after")
    verdict = verify_series(trail, places, KEY)
    assert verdict.ok, (case, verdict)
    do_retain()
    write("after")
    verdict = verify_series(trail, places, KEY)
    assert (verdict.ok, verdict.ignored) == (True, ()), (case, verdict)
    records = list(all_records(trail, places, KEY))
    assert records[0].event == f"row.{ROWS}", (case, records[0])
    assert [each.name for each in places[0].iterdir() if each.name.startswith("audit-")] == [], case
    assert any(record.event == "audit.deleted" and record.extra["first"] == "1" for record in records), case


def main() -> None:
    reached = {}
    os.fsync = lambda fd: None  # who is killed loses nothing that was written
    last = "statement" if DSN else "write"
    for name, do, check, points in (
        ("archive", do_archive, check_archived, ("sync", last)),
        ("retain", do_retain, check_deleted, ("sync", "unlink", last)),
    ):
        for point in points:
            n = 1
            while True:
                anew()
                alive = not killed(do, point, n)
                check(f"{point} {n} of {name}")
                if alive:
                    break
                n += 1
            reached[f"{name} {point}"] = n - 1
    print(json.dumps(reached))


if __name__ == "__main__":
    main()
