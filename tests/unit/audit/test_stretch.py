"""Checking rows by the stretch, on several cores: every row of ours passes, and the verdict is the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmic_login.audit import Verification, crew, stretch
from cosmic_login.audit.export import export
from cosmic_login.audit.record import AuditRecord, seal_line
from cosmic_login.audit.stretch import check_stretch, stretches
from cosmic_login.audit.verify import ChainKeys, Head
from cosmic_login.core.clock import ManualClock

from .kit import KEY, head_of, make_trail

TEXTS = st.text(st.characters(), max_size=30)


def whole(path: Path) -> stretch.Whole | None:
    return check_stretch(path, 0, path.stat().st_size, ChainKeys.of(KEY).row)


@given(name=TEXTS, extra=st.dictionaries(TEXTS, TEXTS, max_size=3), loa=st.none() | st.integers(0, 4))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_of_ours_has_to_be_walked(tmp_path: Path, name: str, extra: dict[str, str], loa: int | None) -> None:
    path = tmp_path / "audit.log"
    trail = make_trail(path)
    written = trail.append("x", name=name, login=name, reason=name, loa=loa, extra=extra)
    found = whole(path)
    assert found is not None
    assert found.last == written.mac
    path.unlink()
    head_of(path).unlink()


def make_old(path: Path, rows: int) -> bytes:
    """Write a trail as the program did that knew one format: without ``v``."""
    keys, last, raw = ChainKeys.of(KEY), "0" * 64, b""
    for seq in range(1, rows + 1):
        record = AuditRecord(seq, ManualClock().now(), "login.succeeded", name="Åsa", previous=last, version=1)
        line, last = seal_line(record.members(), keys.row)
        assert line.startswith(b'{"seq":')
        raw += line
    path.write_bytes(raw)
    head_of(path).write_bytes(Head(rows, len(raw), last).encode(keys))
    return raw


def test_rows_of_the_first_format_verify_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    old = make_old(path, 4)
    assert whole(path) is not None
    trail = make_trail(path)
    assert trail.append("x").seq == 5
    assert whole(path) is not None
    assert trail.verify() == Verification(ok=True, records=5)
    assert [record.version for record in trail.records()] == [1, 1, 1, 1, 2]
    assert b"".join(export(trail.records(), "jsonl", show_numbers=True)) == path.read_bytes()
    assert path.read_bytes().startswith(old)


@pytest.mark.parametrize("size", [1, 200, 500, 5000, 1 << 22])
def test_stretches_end_with_lines_and_leave_nothing_out(tmp_path: Path, size: int) -> None:
    path = tmp_path / "audit.log"
    make_trail(path, 7)
    raw, at = path.read_bytes(), 0
    for start, end in stretches(path, 0, len(raw), size):
        assert (start, raw[end - 1 : end]) == (at, b"\n")
        at = end
    assert at == len(raw)


@pytest.fixture
def many_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretch, "STRETCH", 900)
    monkeypatch.setattr(crew, "_WORTH_A_CHILD", 0)


@pytest.mark.usefixtures("many_stretches")
@pytest.mark.parametrize("python", [sys.executable, "/nowhere/python", "/bin/false"])
def test_two_cores_give_the_verdict_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    """Also when the child cannot be started, or ends at once."""
    monkeypatch.setattr(sys, "executable", python)
    path = tmp_path / "audit.log"
    trail = make_trail(path, 30)
    told: list[tuple[int, int]] = []
    assert trail.verify(lambda done, size: told.append((done, size)), workers=2) == Verification(ok=True, records=30)
    size = path.stat().st_size
    assert len(told) > 5
    assert sorted(told) == told
    assert told[-1] == (size, size)
    for row in (1, 17, 30):
        raw = path.read_bytes()
        path.write_bytes(raw.replace(f'"login-{row - 1}"'.encode(), f'"login-{row}"'.encode()))
        verdict = trail.verify(workers=2)
        assert (verdict.ok, verdict.row, verdict.records) == (False, row, row - 1)
        path.write_bytes(raw)


@pytest.mark.usefixtures("many_stretches")
def test_a_child_checks_its_share(tmp_path: Path) -> None:
    """What the child answers is what this process would have found."""
    path = tmp_path / "audit.log"
    make_trail(path, 12)
    key = ChainKeys.of(KEY).row

    def nobody(start: int, end: int) -> None:
        raise AssertionError("the child does not answer")

    with crew._child(path, key, nobody) as ask:
        for start, end in stretches(path, 0, path.stat().st_size):
            assert ask(start, end) == check_stretch(path, start, end, key) is not None
        assert ask(1, 5) is None
