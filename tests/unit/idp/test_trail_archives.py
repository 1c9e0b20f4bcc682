"""``audit archive`` and ``audit retain`` by the command line, of a profile's trail and of a database's alike."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.audit import AuditTrail
from cosmic_login.audit.archiving import archive
from cosmic_login.audit.series import all_records, verify_series
from cosmic_login.audit.verify import TrailPlace
from cosmic_login.cli.main import main
from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.store.postgres import PostgresStore
from cosmic_login.idp.store.table_cutter import TableCutter
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.idp.store.table_trail import TableTrail
from cosmic_login.profile import Profile
from tests.postgres import Server, missing, server

STORES = ("file", "database")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        yield made


class Kept:
    """A profile with a trail of six rows: four of them 40 days old, two of today."""

    def __init__(self, root: Path, dsn: str, heard: pytest.CaptureFixture[str]) -> None:
        self.root, self.dsn, self._heard = root, dsn, heard
        self.profile = Profile.open(root)
        self.key = self.profile.vault.derive("audit")
        clock = ManualClock(SystemClock().now() - timedelta(days=40))
        self.write(clock, *(f"row.{number}" for number in range(1, 5)))
        self.write(ManualClock(SystemClock().now() - timedelta(hours=1)), "row.5", "row.6")

    def write(self, clock: ManualClock, *events: str) -> None:
        if not self.dsn:
            for event in events:
                AuditTrail.open(self.profile.audit_file, self.key, clock).append(event)
            return
        trail = TableTrail(self.key, clock)
        store = PostgresStore(self.dsn, trail)
        for event in events:
            with store.transaction():
                trail.append(event)
        store.close()

    def reader(self) -> AuditTrail | TableReader:
        if self.dsn:
            return TableReader(self.dsn, self.key)
        return AuditTrail.open(self.profile.audit_file, self.key, SystemClock())

    def audit(self, *words: str) -> tuple[int, str, str]:
        self._heard.readouterr()
        where = ["--database", self.dsn] if self.dsn else []
        status = main(["--profile", str(self.root), "--lang", "en", "audit", *words, *where])
        return status, *self._heard.readouterr()

    def told(self, *words: str) -> Any:
        status, out, err = self.audit(*words, "--json")
        assert (status, err) == (0, "")
        return json.loads(out)


@pytest.fixture(params=STORES)
def make(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], Kept]:
    if request.param == "file":
        return lambda: Kept(tmp_path / "profile", "", capsys)
    if missing():
        pytest.skip(missing())
    running: Server = request.getfixturevalue("running")
    return lambda: Kept(tmp_path / "profile", running.new_database(), capsys)


def test_old_rows_go_into_archives_and_then_away(make: Callable[[], Kept], tmp_path: Path) -> None:
    kept, folder = make(), str(tmp_path / "archives")
    whole = tmp_path / "whole"
    assert kept.audit("export", "--output", str(whole)) == (0, "", "")
    place = kept.reader().follow(None, 6)[1]
    assert kept.told("archive", folder, "--keep", "4") == {
        "archived": 2,
        "first": 1,
        "last": 2,
        "told": 7,
        "files": ["audit-000000001-000000002.log"],
    }
    assert [record.seq for record in kept.reader().follow(place, 9)[0]] == [7]
    assert [record.seq for record in kept.reader().follow(None, 9)[0]] == [3, 4, 5, 6, 7]
    assert [record.seq for record in kept.reader().follow(TrailPlace(1), 9)[0]] == [3, 4, 5, 6, 7]
    assert kept.told("archive", folder, "--older-than", "30")["files"] == ["audit-000000003-000000004.log"]
    assert kept.told("archive", folder, "--before", "2001-01-01") is None
    # The living trail says where it begins, and by what it is joined to what is no longer in it.
    living = kept.told("verify")
    code = next(kept.reader().records()).previous
    assert living == {
        "ok": True,
        "records": 4,
        "row": None,
        "problem": "",
        "begins_after": 4,
        "joined_to": code,
        "told": 8,
        "deleted": 0,
    }
    said = kept.audit("verify")[1]
    assert said == f"The audit trail is whole: 4 rows.\nIt begins after row 4 and is joined to it by the code {code}.\n"
    assert kept.audit("verify", folder)[1] == "The audit trail is whole: 8 rows.\n"
    # Rows are shown and exported over all parts.
    assert [row["seq"] for row in kept.told("show")] == [5, 6, 7, 8]
    assert [row["seq"] for row in kept.told("show", "--archives", folder)] == list(range(1, 9))
    target = tmp_path / "all"
    assert kept.audit("export", "--archives", folder, "--output", str(target)) == (0, "", "")
    assert target.read_bytes().startswith(whole.read_bytes())
    # Whoever wrote before writes on, and what is old goes, told by a row.
    kept.write(ManualClock(SystemClock().now()), "after")
    status, _, refused = kept.audit("retain", "--days", "30")
    assert (status, refused.split(":")[0]) == (2, "usage.invalid")
    assert kept.told("retain", "--days", "30", "--archives", folder) == {
        "deleted": 4,
        "first": 1,
        "last": 4,
        "told": 10,
        "files": ["audit-000000001-000000002.log", "audit-000000003-000000004.log"],
    }
    assert kept.told("verify", folder)["deleted"] == 4
    assert [row["seq"] for row in kept.told("show", "--archives", folder)] == list(range(5, 11))
    last = kept.told("show", "--last", "1")[0]
    assert (last["event"], last["extra"]["rows"], last["extra"]["code"]) == ("audit.deleted", "4", code)


def test_what_is_old_goes_without_an_archive_and_other_gaps_are_found(make: Callable[[], Kept], tmp_path: Path) -> None:
    kept = make()
    assert kept.told("retain", "--days", "30")["deleted"] == 4
    assert kept.told("retain", "--days", "30") is None
    assert kept.told("verify") | {"joined_to": ""} == {
        "ok": True,
        "records": 3,
        "row": None,
        "problem": "",
        "begins_after": 4,
        "joined_to": "",
        "told": 7,
        "deleted": 4,
    }
    status, _, refused = kept.audit("verify", str(tmp_path / "nowhere"))
    assert (status, "no such file or folder" in refused) == (2, True)
    if kept.dsn:
        import psycopg

        with psycopg.connect(kept.dsn, autocommit=True) as database:
            database.execute(b"DELETE FROM audit_row WHERE seq = 5")
    else:
        path = kept.profile.audit_file
        path.write_bytes(path.read_bytes().partition(b"\n")[2])
    status, _, found = kept.audit("verify")
    assert (status, "(row 5: it is not in its place: row 6 stands here)" in found) == (1, True)


def test_a_databases_trail_is_cut_while_others_write(running: Server, tmp_path: Path) -> None:
    dsn, key, folder = running.new_database(), bytes(range(32)), tmp_path / "archives"
    trail = TableTrail(key, ManualClock())
    store = PostgresStore(dsn, trail)
    refused: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(150):
                with store.transaction() as work:
                    work.register_card(str(number), "p", 0)
                    trail.append("card.registered", login=str(number))
        except BaseException as error:  # noqa: BLE001 - told below
            refused.append(error)

    writer, cutter = threading.Thread(target=write), TableCutter(dsn, key)
    writer.start()
    while writer.is_alive():
        end = cutter.follow(None, 1)[1].rows
        archive(cutter, folder, key, lambda record, last=end - 5: record.seq <= last)  # type: ignore[misc]
        verdict = verify_series(cutter, [folder], key)
        assert verdict.ok, verdict
    writer.join()
    store.close()
    assert refused == []
    archive(cutter, folder, key, lambda record: record.seq <= 100)
    records = list(all_records(cutter, [folder], key))
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    assert [record.login for record in records if record.login] == [str(number) for number in range(150)]


@pytest.mark.parametrize("store", STORES)
def test_nothing_is_lost_or_doubled_wherever_it_is_killed(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """At each write: before it, in the middle of a row, and after it; ``killed_cutting`` checks each."""
    if store == "database" and missing():
        pytest.skip(missing())
    dsn = [request.getfixturevalue("running").new_database()] if store == "database" else []
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.idp.killed_cutting", str(tmp_path / "trail"), "5", *dsn],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reached: dict[str, int] = json.loads(done.stdout)
    most = {"archive sync": 4, "archive statement": 8, "retain unlink": 2, "retain statement": 8}
    files = {"archive sync": 10, "archive write": 1, "retain sync": 6, "retain unlink": 2, "retain write": 1}
    assert all(reached[point] >= times for point, times in (most if dsn else files).items()), reached
