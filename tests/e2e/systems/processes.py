"""Systems that are processes of their own: each says its address first, and ends when its standard input does."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final, cast

NODE_MODULES: Final = Path(__file__).resolve().parents[3] / ".venv" / "npm" / "node_modules"
_ROOT: Final = Path(__file__).resolve().parents[3]


def serve(
    stack: contextlib.ExitStack, command: list[str], env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a system, which ends with the stack."""
    process = subprocess.Popen(
        command,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES), **(env or {})},
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def end() -> None:
        cast("IO[str]", process.stdin).close()
        process.wait(60)
        cast("IO[str]", process.stdout).close()

    stack.callback(end)
    return process


def address_of(process: subprocess.Popen[str]) -> str:
    """Return the address that a system says."""
    line = cast("IO[str]", process.stdout).readline().strip()
    assert line, f"{process.args!r} ended"
    return line
