"""The program's log: whole lines, nothing secret, and never in the way."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.profile.log_file import LogFile
from cosmic_login.profile.logs import LogHandler, configure_logging, log_event

LOG = logging.getLogger("cosmic_login.tests")
NUMBER = "199001132399"


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[LogHandler]:
    made = configure_logging(tmp_path)
    yield made
    made.close()


def lines(handler: LogHandler) -> list[dict[str, Any]]:
    return [json.loads(line) for line in handler.path.read_text().splitlines()]


def test_an_event_is_one_json_line(handler: LogHandler) -> None:
    log_event(LOG, "card.read", reader="Läsare 1", ms=12.5, tries=3, ok=True, at=datetime(2026, 11, 23, tzinfo=UTC))
    (line,) = lines(handler)
    assert datetime.fromisoformat(line["time"]).tzinfo is not None
    assert (line["level"], line["logger"], line["event"]) == ("info", "cosmic_login.tests", "card.read")
    assert line["process"] == os.getpid()
    assert line["fields"] == {
        "reader": "Läsare 1",
        "ms": 12.5,
        "tries": 3,
        "ok": True,
        "at": "2026-11-23 00:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("code", "493817", "***"),
        ("new_code", "x", "***"),
        ("PIN", "493817", "***"),
        ("puk", "12345678", "***"),
        ("access_token", "abc", "***"),
        ("auth_session", "abc", "***"),
        ("whatever", "493817", "***"),
        ("whatever", "12345678", "***"),
        ("code", "code.wrong", "code.wrong"),
        ("failure", LoginFailure("code.wrong", "detail"), "code.wrong"),
        ("person", NUMBER, "19900113-****"),
        ("person", int(NUMBER), "19900113-****"),
        ("people", [NUMBER, {"pin": "493817", "name": "Anna"}], ["19900113-****", {"pin": "***", "name": "Anna"}]),
        ("note", f"kod 493817 för {NUMBER}", "kod ****** för 19900113-****"),
        ("apdu", bytearray(b"\x00\x20\x00\x11493817"), "<bytearray>"),
        ("thing", Code("493817"), "<Code>"),
        ("path", Path("/a/b"), "/a/b"),
        ("nothing", None, None),
    ],
)
def test_nothing_secret_is_written(handler: LogHandler, name: str, value: object, kept: object) -> None:
    log_event(LOG, "x", level=logging.INFO, **{name: value})
    assert lines(handler)[0]["fields"][name] == kept
    raw = handler.path.read_text()
    assert "493817" not in raw
    assert NUMBER not in raw


def test_messages_of_others_are_taken_up_from_warning_on(handler: LogHandler) -> None:
    logging.getLogger("uvicorn.error").info("chatter")
    logging.getLogger("uvicorn.error").warning("trouble with %s, PIN: 493817", NUMBER)
    LOG.info("plain words")
    assert [(line["logger"], line["fields"]["text"]) for line in lines(handler)] == [
        ("uvicorn.error", "trouble with 19900113-****, PIN: ******"),
        ("cosmic_login.tests", "plain words"),
    ]


def test_an_error_carries_its_traceback_masked(handler: LogHandler) -> None:
    try:
        raise RuntimeError(f"no such person {NUMBER}")
    except RuntimeError:
        log_event(LOG, "surprise", level=logging.ERROR)
    (line,) = lines(handler)
    assert "RuntimeError: no such person 19900113-****" in line["traceback"]


def test_the_level_is_obeyed(tmp_path: Path) -> None:
    handler = configure_logging(tmp_path, "warning")
    try:
        log_event(LOG, "quiet")
        log_event(LOG, "loud", level=logging.WARNING)
        assert [line["event"] for line in lines(handler)] == ["loud"]
    finally:
        handler.close()


def test_after_closing_nothing_is_logged_and_the_loggers_are_as_before(tmp_path: Path) -> None:
    before = (logging.getLogger().handlers[:], logging.getLogger("cosmic_login").level)
    handler = configure_logging(tmp_path)
    handler.close()
    log_event(LOG, "late", level=logging.WARNING)
    assert (logging.getLogger().handlers, logging.getLogger("cosmic_login").level) == before
    assert not handler.path.exists()


def test_a_log_that_cannot_be_written_is_counted_not_raised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = configure_logging(tmp_path / "log")
    try:
        (tmp_path / "log").write_text("a file in the place of the directory")
        log_event(LOG, "one")
        log_event(LOG, "two")
        (tmp_path / "log").unlink()
        log_event(LOG, "three")
        assert [line["event"] for line in lines(handler)] == ["log.lost", "three"]
        assert lines(handler)[0]["fields"] == {"lines": 2}
    finally:
        handler.close()
    assert capsys.readouterr() == ("", "")


def test_a_long_log_is_rotated_and_the_oldest_goes(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "x.log", max_bytes=100, keep=2)
    for n in range(40):
        file.write(b"%04d" % n + b"." * 20 + b"\n")
    file.close()
    there = sorted(path.name for path in tmp_path.glob("x.log*"))
    assert there in (["x.log.1", "x.log.2"], ["x.log", "x.log.1", "x.log.2"])
    kept = b"".join((tmp_path / name).read_bytes() for name in reversed(there)).split(b"\n")[:-1]
    assert [int(line[:4]) for line in kept] == list(range(40 - len(kept), 40))
    assert all((tmp_path / name).stat().st_size <= 125 for name in there)


WRITER = """
import sys
from pathlib import Path
from cosmic_login.profile.log_file import LogFile
file = LogFile(Path(sys.argv[1]), max_bytes=20_000, keep=1000)
for n in range(500):
    file.write(f"{sys.argv[2]} {n} {'.' * 100}\\n".encode())
file.close()
"""


def test_two_processes_write_and_rotate_one_log(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    processes = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "ab"]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    written = [line.split()[:2] for file in tmp_path.glob("x.log*") for line in file.read_text().splitlines()]
    assert sorted(written) == sorted([name, str(n)] for name in "ab" for n in range(500))


def test_a_line_on_a_full_disk_is_whole_or_not_there(handler: LogHandler) -> None:
    """The system writes as much of a line as there is room for."""
    resource = pytest.importorskip("resource")
    log_event(LOG, "before")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (handler.path.stat().st_size + 20, before[1]))
    try:
        for _ in range(3):
            log_event(LOG, "no.room")
        assert [line["event"] for line in lines(handler)] == ["before"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    log_event(LOG, "after")
    assert [line["event"] for line in lines(handler)] == ["before", "log.lost", "after"]
    assert lines(handler)[1]["fields"] == {"lines": 3}


def test_lost_lines_are_told_once_in_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every other line is lost, telling each time would fill the log with that alone."""
    handler = configure_logging(tmp_path / "log")
    write, count = LogFile.write, 0

    def every_other(file: LogFile, line: bytes) -> None:
        nonlocal count
        # Earlier tests may have left a log, or a thread that logs.
        ours = file.path == handler.path and b'"tick"' in line
        count += ours
        if ours and count % 2:
            raise OSError(24, "Too many open files")
        write(file, line)

    monkeypatch.setattr(LogFile, "write", every_other)
    for _ in range(40):
        log_event(LOG, "tick")
    monkeypatch.undo()
    told = [line["fields"]["lines"] for line in lines(handler) if line["event"] == "log.lost"]
    assert told == [1]
    handler.close()
    assert [line["fields"]["lines"] for line in lines(handler) if line["event"] == "log.lost"] == [1, 19]
    assert [line["event"] for line in lines(handler)].count("tick") == 20
