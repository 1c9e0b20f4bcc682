"""What is appended can be read again, from any process and thread."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmic_login.audit import AuditTrail, Verification
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure

from .kit import KEY, NUMBER, acknowledged, head_of, make_trail, writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


def test_an_empty_trail_is_whole(path: Path) -> None:
    trail = make_trail(path)
    assert list(trail.records()) == []
    assert trail.verify() == Verification(ok=True, records=0)
    assert not path.exists()


def test_rows_come_back_as_they_were_appended(path: Path) -> None:
    clock = ManualClock()
    trail = AuditTrail.open(path, KEY, clock)
    first = trail.append("login.attempted", login="l1", method="siths-this-device")
    clock.advance(1.5)
    second = trail.append(
        "login.failed",
        login="l1",
        person=NUMBER,
        name="Åsa Testsson",
        method="siths-this-device",
        loa=3,
        service_id="TSTNMT2321000057-1001",
        organisation="Region Jönköpings län",
        reason="code.wrong",
        source="client",
        extra={"tries_left": "2"},
    )
    assert list(AuditTrail.open(path, KEY, ManualClock()).records()) == [first, second]
    assert (first.seq, second.seq) == (1, 2)
    assert second.time - first.time == timedelta(seconds=1.5)
    assert second.previous == first.mac


def test_the_file_is_json_lines_with_names_that_explain_themselves(path: Path) -> None:
    make_trail(path, 2)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["seq"] for row in rows] == [1, 2]
    assert rows[0]["name"] == "Åsa Testsson"
    assert rows[0]["person"] == NUMBER
    assert set(rows[0]) == {
        *("seq", "time", "event", "login", "person", "name", "method", "loa", "service_id", "organisation"),
        *("v", "reason", "source", "extra", "previous", "mac"),
    }
    assert [row["v"] for row in rows] == [2, 2]
    assert "Åsa" in path.read_text()


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX systems")
def test_only_the_owner_may_read_it(path: Path) -> None:
    make_trail(path, 1)
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, head_of(path))] == [0o600, 0o600]


def test_a_record_does_not_show_the_number_in_its_repr(path: Path) -> None:
    assert NUMBER not in repr(make_trail(path).append("login.attempted", person=NUMBER, extra={"n": NUMBER}))


def test_who_follows_the_trail_reads_its_end_and_then_what_is_new(path: Path) -> None:
    trail = make_trail(path)
    assert trail.follow(None, 3)[0] == []
    written = [trail.append("login.attempted", login=f"l{number}", name="x" * 900) for number in range(40)]
    rows, place = trail.follow(None, 5)
    assert rows == written[-5:]
    assert trail.follow(place, 5) == ([], place)
    new = [trail.append("login.failed") for _ in range(7)]
    rows, after = trail.follow(place, 5)
    assert (rows, after.rows) == (new[-5:], 47)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"v":2')  # a row that is being written
    assert trail.follow(after, 5)[0] == []
    path.write_bytes(whole.replace(b"login.failed", b"login.closed"))
    with pytest.raises(LoginFailure) as found:
        trail.follow(place, 5)
    assert found.value.code == "audit.tampered"


@given(text=st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives(tmp_path: Path, text: str) -> None:
    trail = make_trail(tmp_path / "any.log")
    written = trail.append("x", name=text, extra={text: text})
    assert list(trail.records())[-1] == written
    assert written.name == text
    assert trail.verify().ok


def test_texts_that_no_encoding_knows_survive_too(path: Path) -> None:
    trail = make_trail(path)
    trail.append("x", name="a\ud800b")
    assert next(trail.records()).name == "a\ud800b"
    assert trail.verify().ok


def test_a_huge_text_is_cut_and_says_so(path: Path) -> None:
    name = make_trail(path).append("x", name="a" * 5000).name
    assert len(name) < 1100
    assert name.endswith("… (+4000)")


def test_another_key_reads_nothing(path: Path) -> None:
    make_trail(path, 2)
    stranger = AuditTrail.open(path, b"x" * 32, ManualClock())
    assert stranger.verify().row == 1
    with pytest.raises(LoginFailure, match=r"audit\.tampered"):
        next(stranger.records())
    with pytest.raises(LoginFailure, match=r"audit\.tampered"):
        stranger.append("x")


def test_threads_share_one_trail(path: Path) -> None:
    trail = make_trail(path)
    barrier = threading.Barrier(4)

    def write(name: str) -> None:
        barrier.wait(timeout=30)
        for i in range(20):
            trail.append("x", login=f"{name}-{i}")

    threads = [threading.Thread(target=write, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert {r.login for r in trail.records()} == {f"{n}-{i}" for n in range(4) for i in range(20)}
    assert trail.verify() == Verification(ok=True, records=80)


def test_two_processes_share_one_trail(path: Path) -> None:
    with writer(path, 200) as one, writer(path, 200) as other:
        told = [*acknowledged(one), *acknowledged(other)]
    trail = make_trail(path)
    assert len(told) == 400
    assert sorted(r.login for r in trail.records()) == sorted(told)
    assert trail.verify() == Verification(ok=True, records=400)


def test_reading_while_another_writes_finds_no_fault(path: Path) -> None:
    trail = make_trail(path)
    with writer(path, 150) as process:
        while process.poll() is None:
            verdict = trail.verify()
            assert verdict.ok, verdict
            read = [record.seq for record in trail.records()]
            assert read == list(range(1, len(read) + 1))
            assert len(read) >= verdict.records
        assert len(acknowledged(process)) == 150


# -- a disk that takes no more ---------------------------------------------------------------------------------


def test_a_file_that_may_not_grow_leaves_the_trail_whole(path: Path) -> None:
    script = f"""
import resource, sys
from pathlib import Path
from cosmic_login.audit import AuditTrail
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
trail = AuditTrail.open(Path({str(path)!r}), bytes(range(32)), SystemClock())
try:
    while True:
        print(trail.append("x", name="Test").seq, flush=True)
except LoginFailure as failure:
    print(failure.code)
"""
    pytest.importorskip("resource", reason="limits on file sizes are a matter of POSIX systems")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    *told, code = done.stdout.split()
    assert code == "profile.full"
    assert len(told) >= 3
    trail = make_trail(path)
    assert trail.verify() == Verification(ok=True, records=len(told))
    assert trail.append("x").seq == len(told) + 1


def test_a_head_that_cannot_be_written_takes_the_row_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trail = make_trail(path, 2)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(LoginFailure, match=r"profile\.full"):
            trail.append("x")
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == [".audit.log.lock", "audit.log", "audit.log.head"]
    assert trail.append("x").seq == 3
    assert trail.verify().ok


def test_half_a_row_and_no_more_space_leaves_the_old_length(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trail = make_trail(path, 2)
    real, calls = os.write, [0]

    def write(descriptor: int, data: bytes) -> int:
        calls[0] += 1
        if calls[0] > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, bytes(data)[:50])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        with pytest.raises(LoginFailure, match=r"profile\.full"):
            trail.append("x")
    assert calls[0] == 2
    assert trail.verify() == Verification(ok=True, records=2)
    assert trail.append("x").seq == 3
