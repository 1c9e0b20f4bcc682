"""Hosts of one IdP: each a profile of its own with its processes, all at one database."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]

from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment


@dataclass
class Host:
    """One host. Its port is the same in every life."""

    root: Path
    dsn: str
    workers: int = 2
    env: Mapping[str, str] = field(default_factory=dict)
    issuer: str = ""
    ended: list[tuple[int, str]] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    @property
    def process(self) -> subprocess.Popen[str]:
        """Whoever starts the workers; with one, it serves itself."""
        assert self._process is not None
        return self._process

    def begin(self) -> None:
        """Start its processes; ``serves`` tells when they do."""
        port = urlsplit(self.issuer).port or 0
        words = ("idp", "--database", self.dsn, "--workers", str(self.workers), "--port", str(port))
        self._process = warm.start(
            command(self.root, *words), environment(self.env), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def serves(self) -> None:
        """Wait until they serve."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.issuer = json.loads(line)["issuer"]

    def those_who_serve(self) -> list[psutil.Process]:
        """Its workers that live, or itself."""
        me = psutil.Process(self.process.pid)
        found = [each for each in me.children() if each.status() != psutil.STATUS_ZOMBIE]
        return found if self.workers > 1 else [me]

    def full(self) -> bool:
        """Whether as many serve as should."""
        return len(self.those_who_serve()) == self.workers

    def kill(self) -> None:
        """Kill every process of it."""
        everybody = [*psutil.Process(self.process.pid).children(), psutil.Process(self.process.pid)]
        for each in everybody:
            each.send_signal(signal.SIGKILL)
        psutil.wait_procs(everybody, timeout=TIMEOUT_S)
        self._ended()

    def stop(self) -> None:
        """End it as a service manager does."""
        self.process.terminate()
        self._ended()

    def _ended(self) -> None:
        _, err = self.process.communicate(timeout=TIMEOUT_S)
        self.ended.append((self.process.returncode, err))
        assert "Traceback" not in err, err
        assert self.process.returncode in {0, -signal.SIGKILL}, err
        self._process = None


def until(met: object, what: str) -> None:
    """Wait until something is so."""
    assert callable(met)
    end = time.monotonic() + TIMEOUT_S
    while not met():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.02)


@contextlib.contextmanager
def hosts(
    first: Path, dsn: str, others: Sequence[Path], envs: Sequence[Mapping[str, str]] = (), *, workers: int = 2
) -> Iterator[list[Host]]:
    """Run a host on the profile ``first`` and on new ones with its people; they end with the block."""
    made = [Host(first, dsn, workers)]
    for root in others:
        root.mkdir(mode=0o700)
        shutil.copy(first / "directory.toml", root)
        made.append(Host(root, dsn, workers))
    for host, env in zip(made, envs, strict=False):
        host.env = env
    try:
        for host in made:
            host.begin()
            if host is made[0]:
                host.serves()  # it gives the database its keys
        for host in made[1:]:
            host.serves()
        yield made
    finally:
        for host in made:
            if host._process is not None:
                host.stop()
