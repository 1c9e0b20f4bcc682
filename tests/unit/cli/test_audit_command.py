"""``audit show``, ``verify`` and ``export`` in the real program."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import TIMEOUT_S, command, environment, run

from .kit import NUMBER, some_trail


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    return some_trail(tmp_path / "profile")


def rows_of(trail: Path, *arguments: str) -> list[dict[str, object]]:
    done = run(trail.parent, "audit", "show", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_the_table_is_in_swedish_time_and_masked(trail: Path) -> None:
    done = run(trail.parent, "audit", "show", env={"TZ": "America/Lima"})
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert lines[0].split()[:3] == ["RAD", "TID", "HÄNDELSE"]
    assert lines[2].split() == [
        *("2", "2026-11-23", "10:00:00", "CET", "login.succeeded", "19900113-****", "Anna", "Testsson", "3"),
    ]
    assert "Bo Provberg" in lines[3]
    assert NUMBER not in done.stdout


def test_numbers_are_shown_when_asked_for(trail: Path) -> None:
    assert rows_of(trail)[1]["person"] == "19900113-****"
    assert rows_of(trail, "--show-numbers")[1]["person"] == NUMBER


@pytest.mark.parametrize(
    ("arguments", "seqs"),
    [
        ([], [1, 2, 3]),
        (["--last", "2"], [2, 3]),
        (["--last", "0"], []),
        (["--person", NUMBER], [2]),
        (["--person", "19900113-2399"], [2]),
        (["--person", "TSTNMT2321000057-1002"], [3]),
        (["--since", "2026-11-23T09:30"], [2, 3]),
        (["--since", "2026-11-23T08:00:00Z"], [1, 2, 3]),
        (["--since", "2026-11-23"], [1, 2, 3]),
        (["--since", "2026-11-24"], []),
        (["--since", "2026-11-23T09:30", "--last", "1"], [3]),
    ],
)
def test_rows_are_chosen(trail: Path, arguments: list[str], seqs: list[int]) -> None:
    assert [row["seq"] for row in rows_of(trail, *arguments)] == seqs


def test_a_whole_trail_verifies(trail: Path) -> None:
    done = run(trail.parent, "audit", "verify", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"ok": True, "records": 3, "row": None, "problem": ""}


def test_a_changed_row_is_named(trail: Path) -> None:
    trail.write_bytes(trail.read_bytes().replace(b"Anna", b"Anne"))
    done = run(trail.parent, "audit", "verify")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("audit.tampered: ")
    assert "(row 2: " in done.stderr
    as_json = run(trail.parent, "audit", "verify", "--json")
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["row"] == 2


def test_a_deleted_last_row_is_named(trail: Path) -> None:
    trail.write_bytes(b"".join(trail.read_bytes().splitlines(keepends=True)[:2]))
    assert "(row 3: it is missing" in run(trail.parent, "audit", "verify").stderr


def test_a_damaged_trail_is_shown_up_to_the_damage_and_not_exported(trail: Path, tmp_path: Path) -> None:
    trail.write_bytes(trail.read_bytes().replace(b"Anna", b"Anne"))
    shown = run(trail.parent, "audit", "show")
    assert shown.returncode == 1
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["RAD", "1"]
    assert shown.stderr.startswith("audit.tampered: ")
    target = tmp_path / "out.jsonl"
    exported = run(trail.parent, "audit", "export", "--output", str(target))
    assert exported.returncode == 1
    assert exported.stderr.startswith("audit.tampered: ")
    assert not target.exists()


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_is_the_same_in_a_file_and_on_standard_output(trail: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    done = run(trail.parent, "audit", "export", "--format", form, "--output", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    printed = run(trail.parent, "audit", "export", "--format", form, "--output", "-")
    assert printed.stdout == target.read_text()
    assert NUMBER not in printed.stdout
    assert "19900113-****" in printed.stdout


def test_an_export_with_numbers_is_the_trail_itself(trail: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    run(trail.parent, "audit", "export", "--show-numbers", "--output", str(target))
    assert target.read_bytes() == trail.read_bytes()


def test_an_export_to_nowhere_is_a_failure(trail: Path, tmp_path: Path) -> None:
    done = run(trail.parent, "audit", "export", "--output", str(tmp_path / "no" / "where"))
    assert done.returncode == 1
    assert done.stderr.startswith("file.unwritable: ")


def test_a_terminal_is_shown_how_far_verifying_is(trail: Path) -> None:
    pty = pytest.importorskip("pty")
    master, terminal = pty.openpty()
    with open(master, "rb", buffering=0) as screen:  # noqa: PTH123 - a descriptor
        done = subprocess.run(
            command(trail.parent, "audit", "verify", "--json"), env=environment(), stdout=subprocess.PIPE,
            stderr=terminal, timeout=TIMEOUT_S, check=True,
        )  # fmt: skip
        os.close(terminal)
        shown = screen.read(1000).decode()
    assert json.loads(done.stdout)["ok"] is True
    assert f"[{'#' * 40}] 100 %" in shown
    assert shown.endswith("\r\x1b[K")  # nothing of it stays
