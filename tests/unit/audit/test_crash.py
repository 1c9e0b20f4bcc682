"""A writer that is killed anywhere: what was acknowledged is there, and nothing is lost silently."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from cosmic_login.audit import Verification

from .kit import acknowledged, make_trail, writer


def check_after_crash(path: Path, told: list[str]) -> None:
    """Everything told is there; the next writer mends what is torn, and then the trail is whole."""
    trail = make_trail(path)
    there = [record.login for record in trail.records()]
    assert [login for login in there if login in set(told)] == told
    verdict = trail.verify()
    torn_now = not path.read_bytes().endswith(b"\n") if path.exists() and path.stat().st_size else False
    assert verdict.ok is not torn_now, verdict
    if torn_now:
        assert (verdict.row, "torn" in verdict.problem) == (len(there) + 1, True)
    trail.append("after.crash")
    after = list(trail.records())
    assert [record.login for record in after][: len(there)] == there
    assert [record.event for record in after][len(there) :] == ["audit.repaired"] * torn_now + ["after.crash"]
    assert trail.verify() == Verification(ok=True, records=len(after))


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path, chance = tmp_path / "audit.log", random.Random(20261123)
    told: list[str] = []
    for _ in range(8):
        with writer(path, 100_000) as process:
            assert process.stdout is not None
            told += [process.stdout.readline().strip() for _ in range(chance.randrange(1, 40))]
            process.kill()
            told += acknowledged(process)
        assert process.returncode == -signal.SIGKILL
        check_after_crash(path, told)
    assert len(told) >= 8


@pytest.mark.parametrize(
    ("point", "n"),
    [("write", n) for n in (1, 2, 3)] + [("sync", n) for n in range(1, 9)] + [("replace", n) for n in (1, 2, 3)],
)
def test_killed_at_every_point_of_an_append(tmp_path: Path, point: str, n: int) -> None:
    path = tmp_path / "audit.log"
    with writer(path, 5, point, n) as process:
        told = acknowledged(process)
    assert process.returncode == -signal.SIGKILL
    check_after_crash(path, told)


@pytest.mark.parametrize("n", range(1, 11))
def test_killed_at_every_point_of_a_repair(tmp_path: Path, n: int) -> None:
    path = tmp_path / "audit.log"
    trail = make_trail(path, 3)
    before = [record.seq for record in trail.records()]
    torn = b'{"seq":4,"time":"2026-11-23T08:00:00.000000Z","event":"login.succ'
    with path.open("ab") as file:
        file.write(torn)
    with writer(path, 2, "sync", n) as process:
        told = acknowledged(process)
    assert process.returncode == -signal.SIGKILL
    trail.append("after.crash")
    records = list(trail.records())
    assert trail.verify() == Verification(ok=True, records=len(records))
    assert [record.seq for record in records][:3] == before
    assert [record.login for record in records if record.login in set(told)] == told
    repairs = [record for record in records if record.event == "audit.repaired"]
    assert repairs
    assert all((tmp_path / repair.extra["file"]).stat().st_size == int(repair.extra["bytes"]) for repair in repairs)
    assert (tmp_path / "audit.log.torn-1").read_bytes() == torn


def test_a_torn_row_is_named_put_aside_and_recorded(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    trail = make_trail(path, 2)
    with path.open("ab") as file:
        file.write(b'{"seq":3,"ti')
    verdict = trail.verify()
    assert (verdict.ok, verdict.row, verdict.problem) == (False, 3, "it is torn: 12 bytes without an end of line")
    assert [record.seq for record in trail.records()] == [1, 2]
    assert trail.append("x").seq == 4
    repair = list(trail.records())[2]
    assert (repair.event, repair.extra["file"], repair.extra["bytes"]) == ("audit.repaired", "audit.log.torn-1", "12")
    assert (tmp_path / "audit.log.torn-1").read_bytes() == b'{"seq":3,"ti'
    with path.open("ab") as file:
        file.write(b"\0" * 4096)
    trail.append("y")
    assert (tmp_path / "audit.log.torn-2").read_bytes() == b"\0" * 4096
    assert trail.verify() == Verification(ok=True, records=6)
