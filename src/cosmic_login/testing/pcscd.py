"""A private PC/SC daemon for tests: no root, nothing under ``/run``, any number at once, never an orphan.

pcscd has its socket's path built in, but it is made for socket activation (``sd_listen_fds(3)``): with
``LISTEN_FDS=1`` it takes file descriptor 3 as its listening socket. Clients find that socket by the variable
``PCSCLITE_CSOCK_NAME``.

What to know:

* libpcsclite keeps the socket's path from the first context of a process on. So all instances that *this* process
  talks to must have one path: ``process_socket_path()``, which is the default here and is put into ``os.environ``.
  Give ``socket_path`` for an instance that only child processes talk to.
* vpcd listens on all interfaces (``INADDR_ANY``), not on loopback: run this on test machines only.
* Each reader of vpcd has two slots and takes two neighbouring TCP ports, one card each.
* As root, pcscd removes ``/run/pcscd/pcscd.pid`` when it ends, whoever wrote it; nothing reads that file while
  systemd holds the real socket.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Self

#: The variable by which every PC/SC client finds the daemon.
SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
SLOTS_PER_READER = 2
PCSCD = "/usr/sbin/pcscd"
VPCD_DRIVERS = ("/usr/lib/pcsc/drivers/serial/libifdvpcd.so", "/usr/lib64/pcsc/drivers/serial/libifdvpcd.so")

_START_SECONDS = 10.0
_STOP_SECONDS = 5.0
_ATTEMPTS = 5
# Below the range the kernel gives to outgoing connections, which could take a port just found free.
_PORTS = range(20000, 32000, SLOTS_PER_READER)

# Runs in the child between fork and pcscd: dies with the thread that started it (PR_SET_PDEATHSIG is 1), moves the
# socket to descriptor 3, and announces it under the process id that pcscd will have.
_LAUNCHER = """
import ctypes, os, sys
descriptor, parent = int(sys.argv[1]), int(sys.argv[2])
ctypes.CDLL(None).prctl(1, 15, 0, 0, 0)
if os.getppid() != parent:
    sys.exit("the parent has died")
os.dup2(descriptor, 3) if descriptor != 3 else os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[3], sys.argv[3:])
"""


def missing_parts() -> str:
    """Tell why a private pcscd cannot run here (empty: it can), in words for ``pytest.skip``."""
    if sys.platform != "linux":
        return "pcscd with vpcd runs on Linux only"
    if not os.access(PCSCD, os.X_OK):
        return f"{PCSCD} is missing (Debian package pcscd)"
    if _driver() is None:
        return f"{VPCD_DRIVERS[0]} is missing (Debian package vsmartcard-vpcd)"
    return ""


@cache
def process_socket_path() -> Path:
    """Return the one socket path of this process, and make in-process clients use it.

    Call it before the process makes its first PC/SC context; ``PrivatePcscd`` does.
    """
    directory = Path(tempfile.mkdtemp(prefix="cosmic-pcsc-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    path = directory / "pcscd.comm"
    os.environ[SOCKET_VARIABLE] = str(path)
    return path


class PrivatePcscd:
    """A pcscd of one's own with vpcd readers, running inside the ``with`` block.

    ``friendly_names`` are the readers (bytes that are not UTF-8 as lone surrogates); each has two slots, named
    ``"<friendly name> 00 00"`` and ``"… 00 01"``.
    A card is put into the n-th reader of ``reader_names`` by connecting to the n-th port of ``ports`` on 127.0.0.1.
    ``prefix`` is what the daemon's command begins with, for one that runs in a network namespace of its own: then the
    ports are there (``("ip", "netns", "exec", "desk")``), while clients of the socket may be anywhere.
    Raises ``RuntimeError`` with what pcscd printed when it does not come up.
    """

    def __init__(
        self,
        friendly_names: Sequence[str] = ("Test reader",),
        *,
        socket_path: Path | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        self._friendly_names, self._prefix = tuple(friendly_names), tuple(prefix)
        self.socket_path = socket_path or process_socket_path()
        self._directory: Path | None = None
        self._first_port: dict[str, int] = {}
        self._daemon: _Daemon | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The variable a client process needs."""
        return {SOCKET_VARIABLE: str(self.socket_path)}

    @property
    def reader_names(self) -> tuple[str, ...]:
        """The names of the slots as PC/SC clients see them, two for each friendly name."""
        return tuple(f"{name} 00 {slot:02X}" for name in self._friendly_names for slot in range(SLOTS_PER_READER))

    @property
    def ports(self) -> tuple[int, ...]:
        """The TCP port of each slot, in the order of ``reader_names``; a reader keeps its own through every start."""
        firsts = [self._first_port[name] for name in self._friendly_names if name in self._first_port]
        return tuple(port + slot for port in firsts for slot in range(SLOTS_PER_READER))

    @property
    def running(self) -> bool:
        """Whether the daemon lives."""
        return self._daemon is not None and self._daemon.alive

    @property
    def pid(self) -> int:
        """The daemon's process id; raises ``RuntimeError`` when it is stopped."""
        if self._daemon is None:
            raise RuntimeError("pcscd is not running")
        return self._daemon.pid

    def start(self, friendly_names: Sequence[str] | None = None) -> None:
        """Start, or start again on the same socket path and ports; ``friendly_names`` changes the readers."""
        if self._daemon is not None:
            raise RuntimeError("pcscd is running already")
        if reason := missing_parts():
            raise RuntimeError(reason)
        if friendly_names is not None:
            self._friendly_names = tuple(friendly_names)
        known = dict(self._first_port)
        new = [name for name in self._friendly_names if name not in known]
        problem = ""
        for _ in range(_ATTEMPTS):
            self._first_port = known | dict(zip(new, _free_pairs(len(new), known.values()), strict=True))
            daemon = _Daemon(self._write_config(), self.socket_path, self._prefix)
            if daemon.wait_for_ports(self.ports):
                self._daemon = daemon
                return
            daemon.end(signal.SIGTERM)
            self.socket_path.unlink(missing_ok=True)
            problem = daemon.output
        raise RuntimeError(f"pcscd did not open the ports {self.ports}; it printed: {problem or 'nothing'}")

    def stop(self, *, kill: bool = False) -> None:
        """Stop the daemon (``kill``: as a crash does) and remove its socket; does nothing when it is stopped."""
        daemon, self._daemon = self._daemon, None
        if daemon is not None:
            self.socket_path.unlink(missing_ok=True)
            daemon.end(signal.SIGKILL if kill else signal.SIGTERM)

    def close(self) -> None:
        """Stop and leave no file behind."""
        self.stop()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)
            self._directory = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_config(self) -> Path:
        """Write the reader.conf(5) directory: one entry for each reader, its channel being the TCP port.

        The driver keeps its slots in static variables, so each reader gets a copy of the driver of its own.
        """
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="cosmic-pcscd-"))
        config = self._directory / "reader.conf.d"
        config.mkdir(exist_ok=True)
        entries = []
        for name in self._friendly_names:
            port = self._first_port[name]
            driver = self._directory / f"libifdvpcd-{port}.so"
            shutil.copyfile(str(_driver()), driver)
            channel = f"0x{port:04X}"
            entries.append(
                f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:{channel}\nLIBPATH {driver}\nCHANNELID {channel}\n'
            )
        (config / "vpcd").write_text("\n".join(entries), encoding="utf-8", errors="surrogateescape")
        return config


class _Daemon:
    """One run of pcscd. A thread starts it, reads what it prints and reaps it.

    That thread lives as long as pcscd, so the death signal, which goes by *thread*, comes when this process dies and
    not when a thread that happened to call ``start`` ends.
    """

    def __init__(self, config: Path, socket_path: Path, prefix: Sequence[str]) -> None:
        self.output = ""
        self._started = threading.Event()
        self._running: list[subprocess.Popen[bytes]] = []
        self._thread = threading.Thread(
            target=self._keep, args=(config, socket_path, prefix), name="pcscd", daemon=True
        )
        self._thread.start()
        if not self._started.wait(_START_SECONDS) or not self._running:
            raise RuntimeError(f"pcscd could not be started: {self.output}")
        self._process = self._running[0]
        self.pid: int = self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_for_ports(self, ports: Sequence[int]) -> bool:
        """Wait until pcscd itself (and nobody else) listens on all ``ports``."""
        deadline = time.monotonic() + _START_SECONDS
        while self.alive and time.monotonic() < deadline:
            if set(ports) <= _listening_ports(self.pid):
                return True
            self._thread.join(0.005)  # a pause that ends when pcscd ends
        return False

    def end(self, how: signal.Signals) -> None:
        """Signal pcscd and wait until it is reaped; a daemon that does not listen is killed."""
        self._process.send_signal(how)
        self._thread.join(_STOP_SECONDS)
        if self._thread.is_alive():
            self._process.kill()
            self._thread.join(_STOP_SECONDS)

    def _keep(self, config: Path, socket_path: Path, prefix: Sequence[str]) -> None:
        try:
            with _listening(socket_path) as listener:
                command = [PCSCD, "--foreground", "--config", str(config)]
                launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(listener.fileno()), str(os.getpid())]
                process = subprocess.Popen(
                    [*prefix, *launcher, *command],
                    pass_fds=(listener.fileno(),),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                )
        except OSError as error:
            self.output = str(error)
            self._started.set()
            return
        self._running.append(process)
        self._started.set()
        with process:
            for line in process.stdout or ():
                self.output += line.decode(errors="replace")


@contextlib.contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    """Listen at ``path``; our own descriptor is closed at the end, or clients would wait for a dead daemon."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen(16)
        yield listener


def _driver() -> str | None:
    return next((path for path in VPCD_DRIVERS if Path(path).exists()), None)


def _free_pairs(count: int, taken: Collection[int]) -> tuple[int, ...]:
    """Return ``count`` ports that are free together with their neighbour."""
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        if len(found) == count:
            break
        if port not in taken and all(_is_free(port + slot) for slot in range(SLOTS_PER_READER)):
            found.append(port)
    return tuple(found)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def _listening_ports(pid: int) -> set[int]:
    """Return the TCP ports on which the process listens, in its own network namespace (proc(5): state 0A is LISTEN)."""
    with contextlib.suppress(OSError):
        links = {entry.readlink().name for entry in Path(f"/proc/{pid}/fd").iterdir()}
        rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
        return {int(row[1].partition(":")[2], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in links}
    return set()
