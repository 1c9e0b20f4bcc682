"""A trail with some rows in it, and a process that writes to one."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cosmic_login.audit import AuditTrail
from cosmic_login.core.clock import ManualClock

KEY = bytes(range(32))
NUMBER = "199001132399"

# argv: trail, rows, point, n. Kills itself in the middle of things: at the n-th time the point is reached.
WRITER = """
import os, signal, sys
from pathlib import Path
from cosmic_login.audit import AuditTrail
from cosmic_login.core.clock import SystemClock

path, rows, point, n = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
real_write, real_sync, real_replace = os.write, os.fsync, Path.replace

def reached():
    global n
    n -= 1
    return n == 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def half_write(descriptor, data):
    if reached():
        real_write(descriptor, bytes(data)[: len(data) // 2])
        die()
    return real_write(descriptor, data)

def sync(descriptor):
    if reached():
        die()
    real_sync(descriptor)

def replace(self, target):
    if reached():
        die()
    return real_replace(self, target)

trail = AuditTrail.open(path, bytes(range(32)), SystemClock())
if point == "write":
    os.write = half_write
elif point == "sync":
    os.fsync = sync
elif point == "replace":
    Path.replace = replace
for i in range(rows):
    record = trail.append("login.attempted", login=f"{os.getpid()}-{i}", person="199001132399")
    real_write(1, f"{record.login}\\n".encode())
"""


def make_trail(path: Path, rows: int = 0) -> AuditTrail:
    trail = AuditTrail.open(path, KEY, ManualClock())
    for i in range(rows):
        trail.append("login.succeeded", login=f"login-{i}", person=NUMBER, name="Åsa Testsson", loa=3)
    return trail


def head_of(path: Path) -> Path:
    return path.with_name(path.name + ".head")


def lines_of(raw: bytes) -> list[bytes]:
    """Split at line feeds only; ``bytes.splitlines`` splits at carriage returns as well."""
    return [line + b"\n" for line in raw.split(b"\n")[:-1]] + [tail for tail in raw.split(b"\n")[-1:] if tail]


@contextlib.contextmanager
def writer(path: Path, rows: int, point: str = "", n: int = 0) -> Iterator[subprocess.Popen[str]]:
    """Run a process that appends ``rows`` rows; it does not outlive the block."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(rows), point, str(n)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def acknowledged(process: subprocess.Popen[str]) -> list[str]:
    """Wait for the writer's end and return the logins that it was told are written."""
    out, err = process.communicate(timeout=60)
    assert not err, err
    return [line for line in out.split("\n")[:-1] if line]
