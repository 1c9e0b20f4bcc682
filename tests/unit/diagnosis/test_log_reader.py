"""Reading the log from its end: whatever its size, through rotation, with half lines and foreign ones."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.core.failures import LoginFailure
from cosmic_login.diagnosis import log_reader
from cosmic_login.diagnosis.log_reader import LogReader, log_line, tail
from tests.unit.cli.kit import NUMBER


def row(event: str) -> bytes:
    return json.dumps({"time": "t", "level": "info", "event": event, "fields": {"a": 1, "b": ""}}).encode() + b"\n"


@given(
    st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\n", b"")), max_size=30), st.integers(1, 8), st.binary()
)
def test_the_tail_is_what_splitting_the_whole_gives(lines: list[bytes], wanted: int, half: bytes) -> None:
    half = half.replace(b"\n", b"")
    data = b"".join(line + b"\n" for line in lines) + half
    found, end = tail(io.BytesIO(data), wanted)
    assert found == lines[-wanted:]
    assert data[end:] == half


def test_blocks_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reader, "BLOCK", 7)
    data = b"".join(b"line %d\n" % n for n in range(100)) + b"half"
    assert tail(io.BytesIO(data), 3) == ([b"line 97", b"line 98", b"line 99"], len(data) - 4)


def test_only_the_end_of_a_big_file_is_read(tmp_path: Path) -> None:
    class Counting(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            found = super().read(size)
            Counting.count += len(found)
            return found

    lines, _ = tail(Counting(row("x") * 200_000), 100)
    assert len(lines) == 100
    assert Counting.count <= 2 * log_reader.BLOCK


def test_what_is_added_follows_and_a_half_line_waits(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    reader = LogReader(path)
    assert reader.read().lines == ()
    path.write_bytes(row("one"))
    page = reader.read()
    assert (page.anew, [line.event for line in page.lines]) == (True, ["one"])
    with path.open("ab") as file:
        file.write(row("two") + row("three")[:10])
    page = reader.read()
    assert (page.anew, [line.event for line in page.lines]) == (False, ["two"])
    with path.open("ab") as file:
        file.write(row("three")[10:])
    assert [line.event for line in reader.read().lines] == ["three"]
    assert reader.read().lines == ()


def test_a_file_turned_over_is_read_anew_with_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(row("one") + row("two"))
    reader = LogReader(path, lines=2)
    reader.read()
    path.rename(tmp_path / "x.log.1")
    path.write_bytes(row("three"))
    page = reader.read()
    assert (page.anew, [line.event for line in page.lines]) == (True, ["two", "three"])
    path.write_bytes(b"")  # emptied by somebody
    assert reader.read().anew


def test_lines_that_are_not_ours_are_shown_and_masked() -> None:
    line = log_line(f"not JSON, of {NUMBER}, PIN: 123456".encode())
    assert (line.event, line.text) == ("", "not JSON, of 19900113-****, PIN: ******")
    assert log_line(b"\xff[1, 2").text.endswith("[1, 2")
    assert log_line(b"{}").event == ""


def test_fields_without_a_value_are_left_out() -> None:
    assert log_line(row("x")).fields == "a=1"


def test_a_log_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "x.log").mkdir()
    with pytest.raises(LoginFailure, match=r"profile\."):
        LogReader(tmp_path / "x.log").read()
