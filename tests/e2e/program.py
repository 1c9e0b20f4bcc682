"""Starts the real program as a subprocess, with a profile of its own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.e2e import warm

TIMEOUT_S = 60


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a clean environment: nothing of the caller's configuration, no display."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COSMIC_", "PCSCLITE_"))}
    kept.pop("DISPLAY", None)
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "error", **(extra or {})}


def command(profile: Path | None, *arguments: str) -> list[str]:
    where = ["--profile", str(profile)] if profile is not None else []
    return [sys.executable, "-m", "cosmic_login", *where, *arguments]


def run(
    profile: Path | None, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    words = command(profile, *arguments)
    piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with warm.start(words, environment(env), **piped) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT_S)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def login(profile: Path, person: str, *arguments: str, code: str = "123456", **env: str) -> dict[str, Any]:
    """Log in and return the printed object; checks that exit status and object agree."""
    done = run(
        profile, "login", "--person", person, "--code-env", "CODE", "--json", *arguments, env={"CODE": code, **env}
    )
    assert done.stderr == "", done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == ("identity" in found)
    assert ("failure" in found) != ("identity" in found)
    return found


@contextlib.contextmanager
def background(
    profile: Path, *arguments: str, env: Mapping[str, str] | None = None, prefix: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """Run the program until the block ends; gives the JSON line by which it says that it is ready."""
    words = [*prefix, *command(profile, *arguments)]
    process = warm.start(words, environment(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield {"process": process, **json.loads(line)}
    finally:
        if process.poll() is None:
            process.terminate()
        out, err = process.communicate(timeout=TIMEOUT_S)
        assert "Traceback" not in err, err
        assert process.returncode in {0, -9}, (process.returncode, out, err)


def log_events(profile: Path) -> list[dict[str, Any]]:
    """Return what the program has written in its log so far; a line that is being written is left out."""
    path = profile / "log" / "cosmic-login.log"
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


def wait_for_event(
    log: Path | subprocess.Popen[str],
    name: str,
    *,
    after: int = 0,
    process: subprocess.Popen[str] | None = None,
    timeout: float = TIMEOUT_S,
    **fields: object,
) -> dict[str, Any]:
    """Wait until the log has an event with this name and these fields, and return its line.

    ``log`` is a profile's directory, or a process that was started with ``--profile DIR`` (its end ends the waiting
    too). ``after``: only lines from this one on count; ``len(log_events(profile))`` before an action tells its own
    events from older ones. Raises ``AssertionError`` with the events there were.
    """
    if isinstance(log, subprocess.Popen):
        process = log
        arguments = [str(argument) for argument in log.args] if isinstance(log.args, list) else []
        log = Path(arguments[arguments.index("--profile") + 1])
    until = time.monotonic() + timeout
    while True:
        ended = process is not None and process.poll() is not None
        rows = log_events(log)[after:]
        for row in rows:
            if row["event"] == name and all(row["fields"].get(key) == value for key, value in fields.items()):
                return row
        if ended or time.monotonic() > until:
            why = "the program has ended" if ended else f"{timeout} s have passed"
            raise AssertionError(f"{why} without {name} {fields}; there were {[row['event'] for row in rows]}")
        time.sleep(0.02)
