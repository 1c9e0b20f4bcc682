"""What leaves the trail: masked, in formats that other programs read without harm."""

from __future__ import annotations

import csv
import errno
import io
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.audit.export import Format, export, safe_cell, write_export
from cosmic_login.audit.record import AuditRecord
from cosmic_login.core.failures import LoginFailure

from .kit import NUMBER, make_trail


def test_json_lines_mask_numbers_and_with_numbers_are_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    trail = make_trail(path, 3)
    trail.append("x", name=f"free text {NUMBER}", extra={"note": NUMBER})
    masked = b"".join(export(trail.records(), "jsonl")).decode()
    assert NUMBER not in masked
    assert [json.loads(line)["person"] for line in masked.splitlines()] == ["19900113-****"] * 3 + [""]
    assert b"".join(export(trail.records(), "jsonl", show_numbers=True)) == path.read_bytes()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_csv_cells_are_no_formulas(tmp_path: Path, start: str) -> None:
    trail = make_trail(tmp_path / "audit.log")
    evil = f'{start}HYPERLINK("http://x","y"),\r\nz'
    trail.append("x", name=evil, extra={"a": evil})
    rows = list(csv.DictReader(io.StringIO(b"".join(export(trail.records(), "csv")).decode(), newline="")))
    assert len(rows) == 1
    assert rows[0]["name"] == f"'{evil}"
    assert json.loads(rows[0]["extra"]) == {"a": evil}
    assert None not in rows[0]


@given(st.text())
def test_no_cell_starts_like_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell in {text, f"'{text}"}
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_csv_has_headings_and_masked_numbers(tmp_path: Path) -> None:
    lines = b"".join(export(make_trail(tmp_path / "audit.log", 2).records(), "csv")).decode().split("\r\n")
    assert lines[0].startswith("seq,time,event,login,person,")
    assert lines[1].startswith("1,2026-11-23T08:00:00.000000Z,login.succeeded,login-0,19900113-****,Åsa Testsson,")
    assert lines[3] == ""


def test_an_export_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.csv"
    write_export(target, [b"old"])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(LoginFailure, match=r"file\.unwritable"):
            write_export(target, [b"n", b"ew"])
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    with pytest.raises(LoginFailure, match=r"file\.unwritable"):
        write_export(tmp_path / "nowhere" / "out.csv", [b"new"])


def test_a_damaged_trail_leaves_no_file_and_is_called_by_its_name(tmp_path: Path) -> None:
    path, target = tmp_path / "audit.log", tmp_path / "out.csv"
    trail = make_trail(path, 3)
    path.write_bytes(path.read_bytes().replace(b"login-2", b"login-9"))
    write_export(target, [b"old"])
    with pytest.raises(LoginFailure, match=r"audit\.tampered"):
        write_export(target, export(trail.records(), "csv"))
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_takes_no_more_rows_than_it_gives(tmp_path: Path, form: Format) -> None:
    (record,) = make_trail(tmp_path / "audit.log", 1).records()
    taken = 0

    def endless() -> Iterator[AuditRecord]:
        nonlocal taken
        while True:
            taken += 1
            yield record

    assert len(list(itertools.islice(export(endless(), form), 3))) == 3
    assert taken == 3
