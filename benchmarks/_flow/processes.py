"""Servers that run on a core of their own, and what they cost."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

#: Seconds that a server has to say that it is ready.
_READY_WITHIN = 60.0


@dataclass
class Cores:
    """Which cores servers run on, and which the load."""

    servers: frozenset[int]
    load: frozenset[int]

    @classmethod
    def split(cls, servers: int = 1) -> Cores:
        """Give servers the first cores, and the load the last one; where there is one core, they share it."""
        mine = sorted(os.sched_getaffinity(0))
        count = max(1, min(servers, len(mine) - 1))
        return cls(frozenset(mine[:count]), frozenset(mine[count:][-1:] or mine))


@dataclass
class Running:
    """A server. ``told`` is the line by which it said that it is ready."""

    told: dict[str, Any]
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Return what it and its children have computed (``/proc/PID/stat``, in hundredths)."""
        return sum(_cpu(each) for each in (self.process, *self.process.children(recursive=True)))

    def resident(self) -> int:
        """Return the resident bytes of it and its children (``/proc/PID/statm``)."""
        found = [each.memory_info().rss for each in (self.process, *self.process.children(recursive=True))]
        return sum(found)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], cores: frozenset[int], env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a server on these cores until the block ends; its first line on standard output is a JSON object."""
    with tempfile.TemporaryFile("w+") as said, on(cores):
        process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=said, text=True, env=env)
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                process.wait(_READY_WITHIN)
                said.seek(0)
                raise SystemExit(f"{command[0]} ended: {said.read()[-2000:]}")
            with on(frozenset(range(os.cpu_count() or 1))):
                yield Running(json.loads(line), psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()


@contextlib.contextmanager
def on(cores: frozenset[int]) -> Iterator[None]:
    """Run this process, and what it starts meanwhile, on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds_to_answer(command: Sequence[str | Path], address: str, cores: frozenset[int], **more: Any) -> float:  # noqa: ANN401
    """Return the seconds from the start of a server to its first answer; ``address`` is a member of its line + path."""
    import http.client
    from urllib.parse import urlsplit

    name, _, path = address.partition("+")
    begun = time.perf_counter()
    with running(command, cores, **more) as server:
        parts = urlsplit(server.told[name])
        asked = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_READY_WITHIN)
        asked.request("GET", parts.path + path)
        assert asked.getresponse().status == 200
        seconds = time.perf_counter() - begun
        asked.close()
    return seconds
