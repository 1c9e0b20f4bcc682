"""Rows that were cut off: archives join each other and the living trail, and whatever is wrong is named."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from cosmic_login.audit import AuditTrail
from cosmic_login.audit.archiving import Gone, archive, retain
from cosmic_login.audit.series import all_records, verify_series
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure

from .kit import KEY, acknowledged, head_of, lines_of, writer

Mutation = Callable[[Path, Path], None]
NAMES = tuple(f"audit-{first:09}-{last:09}.log" for first, last in ((1, 3), (4, 6), (7, 9)))


def up_to(last: int) -> Callable[[object], bool]:
    return lambda record: getattr(record, "seq", 0) <= last


def filled(path: Path, rows: int, clock: ManualClock | None = None) -> AuditTrail:
    clock = clock or ManualClock()
    trail = AuditTrail.open(path, KEY, clock)
    for number in range(1, rows + 1):
        trail.append(f"row.{number}")
        clock.advance(60)
    return trail


@pytest.fixture
def trail(tmp_path: Path) -> AuditTrail:
    """Make a trail of which three archives of three rows are cut off; rows 11 to 13 tell of it."""
    made = filled(tmp_path / "audit.log", 10)
    for last in (3, 6, 9):
        archive(made, tmp_path / "kept", KEY, up_to(last))
    return made


def test_the_parts_are_the_trail_byte_for_byte_and_each_cut_is_told(tmp_path: Path) -> None:
    made = filled(tmp_path / "audit.log", 6)
    before = (tmp_path / "audit.log").read_bytes()
    gone = archive(made, tmp_path / "kept", KEY, up_to(4))
    assert gone == Gone(1, 4, 7, ("audit-000000001-000000004.log",))
    kept = (tmp_path / "kept" / gone.files[0]).read_bytes()
    assert (kept + (tmp_path / "audit.log").read_bytes())[: len(before)] == before
    told = list(made.records())[-1]
    assert (told.seq, told.event, told.source) == (7, "audit.archived", "audit")
    assert dict(told.extra) == {
        "first": "1",
        "last": "4",
        "rows": "4",
        "since": "2026-11-23T08:00:00.000000Z",
        "until": "2026-11-23T08:03:00.000000Z",
        "code": next(made.records()).previous,
        "file": gone.files[0],
    }
    verdict = made.verify()
    assert (verdict.ok, verdict.records, verdict.cut.begin.rows, verdict.cut.told) == (True, 3, 4, 7)
    assert made.append("after").seq == 8
    assert archive(made, tmp_path / "kept", KEY, up_to(4)) is None


def test_a_series_is_whole_and_its_rows_come_one_after_the_other(trail: AuditTrail, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert sorted(each.name for each in folder.glob("*.log")) == list(NAMES)
    for places in ([folder], [folder / name for name in NAMES]):
        verdict = verify_series(trail, places, KEY)
        assert (verdict.ok, verdict.records, verdict.ignored) == (True, 13, ())
        assert [record.seq for record in all_records(trail, places, KEY)] == list(range(1, 14))


def alter(kept: Path, _living: Path) -> None:
    part = kept / NAMES[1]
    part.write_bytes(part.read_bytes().replace(b"row.5", b"row.6"))


def alter_head(kept: Path, _living: Path) -> None:
    head = head_of(kept / NAMES[1])
    head.write_bytes(head.read_bytes().replace(b'"rows":6', b'"rows":5'))


def remove(kept: Path, _living: Path) -> None:
    (kept / NAMES[1]).unlink()
    head_of(kept / NAMES[1]).unlink()


def remove_rows(kept: Path, _living: Path) -> None:
    (kept / NAMES[1]).unlink()


def remove_head(kept: Path, _living: Path) -> None:
    head_of(kept / NAMES[1]).unlink()


def remove_last(kept: Path, _living: Path) -> None:
    (kept / NAMES[2]).unlink()
    head_of(kept / NAMES[2]).unlink()


def remove_first(kept: Path, _living: Path) -> None:
    (kept / NAMES[0]).unlink()
    head_of(kept / NAMES[0]).unlink()


def double(kept: Path, _living: Path) -> None:
    for path in (kept / NAMES[1], head_of(kept / NAMES[1])):
        shutil.copy(path, kept / path.name.replace(".log", "-copy.log"))


def swap(kept: Path, _living: Path) -> None:
    for of in (lambda path: path, head_of):
        one, other = of(kept / NAMES[0]), of(kept / NAMES[1])
        there = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(there)


def append(kept: Path, _living: Path) -> None:
    """Add a row with a good code and in its place, that the head does not count."""
    with (kept / NAMES[1]).open("ab") as file:
        file.write(lines_of((kept / NAMES[2]).read_bytes())[0])


def truncate(kept: Path, _living: Path) -> None:
    part = kept / NAMES[1]
    part.write_bytes(b"".join(lines_of(part.read_bytes())[:-1]))


def drop_living(_kept: Path, living: Path) -> None:
    living.write_bytes(b"".join(lines_of(living.read_bytes())[1:]))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (alter, f"{NAMES[1]}: row 5: its bytes do not match its authentication code"),
        (alter_head, f"{NAMES[1]}: {NAMES[1]}.head was changed, its bytes do not match its authentication code"),
        (remove, f"{NAMES[2]}: rows 4 to 6 are missing before it: {NAMES[1]}"),
        (remove_rows, f"{NAMES[1]}: row 4: it is missing: there were 6 rows"),
        (remove_head, f"{NAMES[1]}: {NAMES[1]}.head is missing"),
        (remove_first, f"{NAMES[1]}: rows 1 to 3 are missing before it: {NAMES[0]}"),
        (remove_last, f"rows 7 to 9 are missing before the living trail: {NAMES[2]}"),
        (double, f"{NAMES[1]}: it is there twice: audit-000000004-000000006-copy.log has the same rows"),
        (swap, f"{NAMES[0]}: it is not in its place: it begins with row 4, and row 1 is next"),
        (append, f"{NAMES[1]}: row 7: it is no row of this part"),
        (truncate, f"{NAMES[1]}: row 6: it is missing: there were 6 rows"),
        (drop_living, "row 10: it is not in its place: row 11 stands here"),
    ],
)
def test_what_is_wrong_is_named(trail: AuditTrail, tmp_path: Path, change: Mutation, fault: str) -> None:
    change(tmp_path / "kept", tmp_path / "audit.log")
    verdict = verify_series(trail, [tmp_path / "kept"], KEY)
    assert (verdict.ok, verdict.fault) == (False, fault)
    with pytest.raises(LoginFailure, match=r"audit\.tampered"):
        list(all_records(trail, [tmp_path / "kept"], KEY))


def test_parts_in_another_order_are_not_in_their_place(trail: AuditTrail, tmp_path: Path) -> None:
    verdict = verify_series(trail, [tmp_path / "kept" / NAMES[n] for n in (0, 2, 1)], KEY)
    assert verdict.fault == f"{NAMES[2]}: it is not in its place: it begins with row 7, and row 4 is next"


def test_an_archive_cannot_stand_in_for_the_trail_nor_an_old_end_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    made = filled(path, 6)
    whole, head = path.read_bytes(), head_of(path).read_bytes()
    archive(made, tmp_path / "kept", KEY, up_to(4))
    cut, cut_head = path.read_bytes(), head_of(path).read_bytes()
    part = tmp_path / "kept" / "audit-000000001-000000004.log"
    for rows, vouching, row in (
        (part.read_bytes(), head_of(part).read_bytes(), 4),
        (cut, head, 1),  # nobody tells that rows are gone
        (whole, cut_head, 5),
        (b"".join(lines_of(cut)[1:]), cut_head, 5),  # one more is
        (lines_of(whole)[3] + cut, cut_head, 5),
    ):
        path.write_bytes(rows)
        head_of(path).write_bytes(vouching)
        verdict = made.verify()
        assert (verdict.ok, verdict.row) == (False, row), verdict
        with pytest.raises(LoginFailure, match=r"audit\.tampered"):
            list(made.records())


def test_what_is_old_is_deleted_and_just_that_gap_is_accepted(tmp_path: Path) -> None:
    clock, folder = ManualClock(), tmp_path / "kept"
    began = clock.now()
    made = filled(tmp_path / "audit.log", 10, clock)
    assert retain(made, KEY, began) is None
    first = retain(made, KEY, began + timedelta(seconds=61))
    assert first == Gone(1, 2, 11)
    assert dict(list(made.records())[-1].extra) | {"code": ""} == {
        "first": "1",
        "last": "2",
        "rows": "2",
        "code": "",
        "files": "0",
        "since": "2026-11-23T08:00:00.000000Z",
        "until": "2026-11-23T08:01:00.000000Z",
    }
    for last in (4, 6):
        archive(made, folder, KEY, up_to(last))
    with pytest.raises(LoginFailure, match="rows 3 to 6 are in archives"):
        retain(made, KEY, began + timedelta(days=1))
    assert verify_series(made, [folder], KEY).ok
    # Row 5 is old, and its archive is not, for row 6 is in it.
    second = retain(made, KEY, began + timedelta(seconds=60 * 5), [folder])
    assert second == Gone(3, 4, 14, ("audit-000000003-000000004.log",))
    verdict = verify_series(made, [folder], KEY)
    assert (verdict.ok, verdict.records, verdict.cut.deleted.rows, verdict.cut.begin.rows) == (True, 10, 4, 6)
    assert [record.seq for record in all_records(made, [folder], KEY)] == list(range(5, 15))
    third = retain(made, KEY, began + timedelta(seconds=60 * 8), [folder])
    assert third == Gone(5, 8, 15, ("audit-000000005-000000006.log",))
    assert [record.seq for record in made.records()] == list(range(9, 16))
    assert verify_series(made, [folder], KEY).ok
    assert not list(folder.glob("audit-*"))


def test_a_gap_beside_the_one_that_is_told_is_a_fault(trail: AuditTrail, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    retain(trail, KEY, ManualClock().now() + timedelta(seconds=60 * 3), [folder])
    assert verify_series(trail, [folder], KEY).ok
    (folder / NAMES[1]).unlink()
    head_of(folder / NAMES[1]).unlink()
    verdict = verify_series(trail, [folder], KEY)
    assert verdict.fault == f"{NAMES[2]}: rows 4 to 6 are missing before it: {NAMES[1]}"
    with pytest.raises(LoginFailure, match="does not begin after row 3"):
        retain(trail, KEY, ManualClock().now() + timedelta(days=9), [folder])


def test_a_damaged_archive_is_not_deleted(trail: AuditTrail, tmp_path: Path) -> None:
    alter(tmp_path / "kept", tmp_path / "audit.log")
    with pytest.raises(LoginFailure, match="row 5"):
        retain(trail, KEY, ManualClock().now() + timedelta(days=9), [tmp_path / "kept"])
    assert len(list((tmp_path / "kept").glob("*.log"))) == 3


def test_a_folder_of_another_trail_is_left_alone(trail: AuditTrail, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = filled(tmp_path / "other" / "audit.log", 12)
    before = {each.name: each.read_bytes() for each in (tmp_path / "kept").glob("audit-*")}
    for last in (2, 3, 11):
        with pytest.raises(LoginFailure, match="does not belong to this trail"):
            archive(other, tmp_path / "kept", KEY, up_to(last))
    assert {each.name: each.read_bytes() for each in (tmp_path / "kept").glob("audit-*")} == before
    assert other.verify().cut.told == 0
    assert verify_series(trail, [tmp_path / "kept"], KEY).ok


def test_one_program_at_a_time_archives_in_a_folder(trail: AuditTrail, tmp_path: Path) -> None:
    with FileLock(tmp_path / "kept" / ".audit-archive.lock"), pytest.raises(LoginFailure, match=r"profile\.in_use"):
        archive(trail, tmp_path / "kept", KEY, up_to(10))
    assert verify_series(trail, [tmp_path / "kept"], KEY).ok


def test_who_lost_the_race_takes_its_archive_away(
    trail: AuditTrail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = AuditTrail.cut

    def raced(self: AuditTrail, *arguments: object) -> int:
        monkeypatch.setattr(AuditTrail, "cut", cut)
        archive(trail, tmp_path / "there", KEY, up_to(11))
        return cut(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(AuditTrail, "cut", raced)
    with pytest.raises(LoginFailure, match=r"profile\.in_use"):
        archive(trail, tmp_path / "kept", KEY, up_to(10))
    assert sorted(each.name for each in (tmp_path / "kept").glob("*.log")) == list(NAMES)
    verdict = verify_series(trail, [tmp_path / "kept", tmp_path / "there"], KEY)
    assert (verdict.ok, verdict.records) == (True, 14)


def test_a_trail_is_cut_while_others_write_and_read(tmp_path: Path) -> None:
    path, folder = tmp_path / "audit.log", tmp_path / "kept"
    trail = filled(path, 1)
    _, place = trail.follow(None, 1)
    followed = []
    with writer(path, 120) as process:
        while process.poll() is None:
            end = trail.place().rows
            archive(trail, folder, KEY, up_to(end - 5))
            verdict = verify_series(trail, [folder], KEY)
            assert verdict.ok, verdict
            rows, place = trail.follow(place, 1000)
            followed += rows
        told = acknowledged(process)
    rows, place = trail.follow(place, 1000)
    assert [record.login for record in all_records(trail, [folder], KEY) if record.login] == told
    assert len(told) == 120
    assert place.rows == trail.place().rows
    seqs = [record.seq for record in [*followed, *rows]]
    assert seqs == sorted(set(seqs))  # what was cut off between two looks is not seen, and nothing twice


def test_rows_that_are_being_read_stay_while_the_trail_is_cut(tmp_path: Path) -> None:
    trail = filled(tmp_path / "audit.log", 6)
    reading = trail.records()
    assert next(reading).seq == 1
    archive(trail, tmp_path / "kept", KEY, up_to(5))
    assert [record.seq for record in reading] == [2, 3, 4, 5, 6]


def test_who_follows_the_trail_goes_on_behind_the_cut(tmp_path: Path) -> None:
    trail = filled(tmp_path / "audit.log", 1)
    place = trail.place()
    for number in range(2, 7):
        trail.append(f"row.{number}")
    archive(trail, tmp_path / "kept", KEY, up_to(4))
    rows, after = trail.follow(place, 10)
    assert [record.seq for record in rows] == [5, 6, 7]
    assert trail.follow(after, 10) == ([], after)


def test_a_folder_that_takes_no_file_is_told_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail, folder = filled(tmp_path / "audit.log", 6), tmp_path / "kept"
    folder.write_text("no folder")
    with pytest.raises(LoginFailure, match=r"file\.unwritable"):
        archive(trail, folder, KEY, up_to(4))
    folder.unlink()
    real = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.suffix == ".log" and target.parent == folder:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(LoginFailure, match=r"file\.unwritable"):
            archive(trail, folder, KEY, up_to(4))
    assert [each.name for each in folder.iterdir() if not each.name.endswith(".lock")] == []
    assert (trail.verify().ok, trail.verify().cut.told) == (True, 0)
    assert archive(trail, folder, KEY, up_to(4)) is not None


def test_a_damaged_trail_is_not_archived(tmp_path: Path) -> None:
    trail = filled(tmp_path / "audit.log", 6)
    path = tmp_path / "audit.log"
    path.write_bytes(path.read_bytes().replace(b"row.2", b"row.3"))
    with pytest.raises(LoginFailure, match="row 2"):
        archive(trail, tmp_path / "kept", KEY, up_to(4))
    assert not list((tmp_path / "kept").glob("audit-*"))
