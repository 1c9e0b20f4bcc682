"""Starts the program from a process that has imported it already: an import is most of what a short command costs.

One such process stands by for each pytest process that asks (Linux only). For each start it forks: what runs is a
process of its own, with its own arguments, environment, directory and streams, and with nothing in it but modules. A
phone's code costs as little to try there as in the tests' own process.
Directories in ``PYTHONPATH`` are searched first, as at a start.
Where that would not be the same as a start (other variables that the interpreter, the C library or the loader reads
when they begin), and where a test is about the start itself, it is started as anybody would: ``subprocess.Popen``.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import importlib.util
import inspect
import io
import json
import multiprocessing.connection
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

#: What is read before a line of ours runs. A fork has the values of the process that stands by.
_READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "TZ", "FAKETIME", "OPENSSL", "SSL_", "MALLOC_", "GLIBC_", "COVERAGE")
#: Third parties' modules that ours import in functions.
_FOREIGN = (
    "PySide6.QtWidgets", "PySide6.QtSvg", "cryptography.x509", "httpx2", "httpcore2", "anyio._backends._asyncio",
    "anyio.streams.tls", "truststore", "uvicorn", "uvicorn.lifespan.on", "zxingcpp", "importlib.resources.readers",
    "encodings.idna", "encodings.utf_16_le",
)  # fmt: skip
_PIPES = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
_REQUEST = 200_000


def start(command: Sequence[str], env: Mapping[str, str], **streams: Any) -> subprocess.Popen[str]:
    """Start ``python -m cosmic_login …`` (as ``program.command`` writes it) with ``env``; text comes out of it.

    ``streams``: ``stdin``, ``stdout``, ``stderr`` as ``subprocess.Popen`` takes them.
    """
    standing_by = _StandingBy.here(env)
    if standing_by is None or tuple(command[:3]) != (sys.executable, "-m", "cosmic_login"):
        return subprocess.Popen(command, env=env, text=True, **streams)
    return _Forked(standing_by, command, env, streams)


def _at_start(env: Mapping[str, str]) -> dict[str, str]:
    """Return what is read before a line of ours runs, but for the directories that ``_ahead`` returns."""
    found = {name: value for name, value in env.items() if name.startswith(_READ_AT_START)}
    if _ahead(env):
        found.pop("PYTHONPATH")
    return found


def _ahead(env: Mapping[str, str]) -> list[str]:
    """Return the directories of ``PYTHONPATH``, where this process has none and they hide no module that it knows."""
    if "PYTHONPATH" in os.environ or not env.get("PYTHONPATH"):
        return []
    folders = env["PYTHONPATH"].split(os.pathsep)
    names = {path.name.partition(".")[0] for folder in folders for path in Path(folder).glob("*")}
    return [] if any(name.isidentifier() and importlib.util.find_spec(name) for name in names) else folders


class _StandingBy:
    """The process that has imported everything, and the socket by which it is asked."""

    _here: _StandingBy | None = None

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = _at_start(env)
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.warm", str(theirs.fileno())],
                env={name: value for name, value in env.items() if name != "PYTHONPATH" or not _ahead(env)},
                cwd=Path(__file__).parents[2],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
            )
        atexit.register(self._end)

    @classmethod
    def here(cls, env: Mapping[str, str]) -> _StandingBy | None:
        """Return this process's own, made when it is first needed; None where a start is what is wanted."""
        if sys.platform != "linux":
            return None
        if any(env.get(name) != os.environ.get(name) for name in _at_start(env) if name != "PYTHONWARNINGS"):
            return None  # it wants other values than usual: whoever comes first must not decide what is usual
        if cls._here is None:
            cls._here = cls(env)
        return cls._here if cls._here.env == _at_start(env) else None

    def fork(self, request: Mapping[str, Any], descriptors: Sequence[int]) -> int:
        """Return the number of a new process that runs ``request`` with these descriptors."""
        socket.send_fds(self.socket, [json.dumps(request).encode()], descriptors)
        answer = self.socket.recv(64)
        if not answer:
            raise RuntimeError("the process that stands by to run the program has ended")
        return int(answer)

    def _end(self) -> None:
        self.socket.close()
        self.process.wait(10)


class _Forked(subprocess.Popen[str]):
    """A process whose parent is the process that stands by, so that its status comes by a pipe."""

    def __init__(
        self, standing_by: _StandingBy, command: Sequence[str], env: Mapping[str, str], streams: Mapping[str, Any]
    ) -> None:
        self._standing_by, self._words = standing_by, list(command[3:])
        self._status, self._tell = os.pipe()
        self._unknown = True
        try:
            super().__init__(command, env=env, text=True, **streams)
        finally:
            os.close(self._tell)

    # Below are the three places in which ``Popen`` forks and waits. They are its own business, and may be called
    # otherwise in another Python: then each test that starts the program says so.

    def _execute_child(self, *given: Any) -> None:
        usual = subprocess.Popen._execute_child  # type: ignore[attr-defined]
        at = inspect.signature(usual).bind(self, *given).arguments
        theirs = [at[name] if at[name] != -1 else own for own, name in enumerate(("p2cread", "c2pwrite", "errwrite"))]
        request = {"argv": self._words, "env": dict(at["env"]), "cwd": str(Path.cwd())}
        request["ahead"] = _ahead(at["env"])
        self.pid = self._standing_by.fork(request, [*theirs, self._tell])
        self._child_created = True
        self._close_pipe_fds(*(at[name] for name in _PIPES))  # type: ignore[attr-defined]

    def _internal_poll(self, *_given: Any, **_more: Any) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._wait(0)
        return None

    def _wait(self, timeout: float | None) -> int:
        if self._unknown:
            if not multiprocessing.connection.wait([self._status], timeout):
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            said = os.read(self._status, 16)
            os.close(self._status)
            self.returncode = int(said) if said else -signal.SIGKILL  # with the process that stands by
            self._unknown = False
        return self.returncode


# -- in the process that stands by ---------------------------------------------------------------------------------


def _stand_by(asked: socket.socket) -> None:
    """Fork for each request, and tell each end, until nobody can ask any more. Returns in the forked ones only."""
    tells: dict[int, int] = {}
    ended, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    while True:
        ready = multiprocessing.connection.wait([asked, ended])
        if ended in ready:
            os.read(ended, 4096)
            _reap(tells)
        if asked in ready:
            said, descriptors, _flags, _address = socket.recv_fds(asked, _REQUEST, 4)
            if not said:
                sys.exit(0)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for number in (ended, wake, *tells.values()):
                    os.close(number)
                asked.close()
                _become(json.loads(said), descriptors)
                return
            tells[pid] = descriptors.pop()
            for number in descriptors:
                os.close(number)
            asked.send(str(pid).encode())


def _reap(tells: dict[int, int]) -> None:
    while tells:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with contextlib.suppress(BrokenPipeError):  # nobody waits for it
            os.write(tells[pid], str(os.waitstatus_to_exitcode(status)).encode())
        os.close(tells.pop(pid))


def _become(request: Mapping[str, Any], descriptors: Sequence[int]) -> None:
    """Be what a start would have made: the interpreter with these arguments, variables and streams."""
    for own, number in enumerate(descriptors[:3]):
        os.dup2(number, own)
    for number in descriptors:
        os.close(number)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    sys.path[1:1] = request["ahead"]  # behind the current directory
    sys.argv = ["cosmic-login", *request["argv"]]
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - as the interpreter leaves it
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False))  # noqa: SIM115
    errors = "backslashreplace"
    sys.stderr = io.TextIOWrapper(open(2, "wb", closefd=False), errors=errors, line_buffering=True)  # noqa: SIM115
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]


def _import_all() -> None:
    import cosmic_login
    from cosmic_login.phone import locked_key

    for name in _FOREIGN:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(cosmic_login.__path__, "cosmic_login."):
        if not module.name.startswith(("cosmic_login.testing", "cosmic_login.__main__", "cosmic_login.moved")):
            importlib.import_module(module.name)
    locked_key.LOG2_N = 4  # as in the process of the tests (tests/conftest.py)
    gc.collect()
    gc.freeze()  # what no fork writes to is in memory once


def _end(status: int | None) -> NoReturn:
    """End as the interpreter does: threads, exit functions, finalizers, streams.

    Only the modules are not taken apart, whose every page would be copied for that. What had a window ends in full.
    """
    from PySide6.QtCore import QCoreApplication

    if QCoreApplication.instance() is not None:
        sys.exit(status)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)


if __name__ == "__main__":
    _import_all()
    with socket.socket(fileno=int(sys.argv[1])) as _asked:
        _stand_by(_asked)
    from cosmic_login.cli.main import main

    _end(main())
