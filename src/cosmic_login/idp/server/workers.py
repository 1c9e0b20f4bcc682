"""Several processes that serve one IdP's sockets: started, watched, replaced when they die, and ended together.

Each worker is this program again, with the sockets handed on. Whoever starts them serves nothing: it waits. Workers end
with it, also when it is killed, because they hold the other end of a pipe that nobody writes to.
"""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.server import hangups
from cosmic_login.idp.server.sockets import Sockets
from cosmic_login.profile.logs import log_event

_log = logging.getLogger("cosmic_login.idp")

#: What a worker says when it serves; what it says instead is why it cannot.
READY: Final = "ready"
#: The option that makes a worker of this program: descriptors of sockets as JSON.
INHERITED: Final = "--inherited"
#: Seconds that a worker has to stop, and in which one that died is replaced at most once.
_STOP_WITHIN, _ONCE_IN = 8.0, 2.0
#: So many deaths in a row, each sooner than ``_YOUNG`` seconds after the start, end it all.
_YOUNG, _TOO_MANY = 5.0, 5


class Workers:
    """``count`` processes of ``command`` (the words after the program's name) on ``sockets``."""

    def __init__(
        self,
        command: Sequence[str],
        sockets: Sockets,
        count: int,
        environment: Mapping[str, str] | None = None,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._sockets, self._count = tuple(command), sockets, count
        self._environment, self._seconds = environment, seconds
        self._running: dict[int, tuple[subprocess.Popen[str], float]] = {}

    def start(self) -> None:
        """Start them all and return when they serve. Raises what one of them could not."""
        begun = [self._begin() for _ in range(self._count)]  # side by side: each loads the program
        try:
            for process in begun:
                self._is_ready(process)
        except BaseException:
            self.stop()
            raise

    def send(self, number: int) -> None:
        """Send a signal to each of them."""
        for process, _ in self._running.values():
            process.send_signal(number)

    def watch(self, stop: threading.Event, every: float = 0.2) -> None:
        """Replace those that die until ``stop`` is set; then end them all.

        Raises ``LoginFailure`` ``idp.error`` when they die one after another: whatever it is, more of it does not help.
        """
        young = 0
        try:
            while not stop.wait(every):
                for pid, (process, since) in list(self._running.items()):
                    if process.poll() is None:
                        continue
                    del self._running[pid]
                    _close(process)
                    young = young + 1 if self._seconds() - since < _YOUNG else 0
                    log_event(_log, "idp.worker_died", level=logging.WARNING, pid=pid, status=process.returncode)
                    if young >= _TOO_MANY:
                        raise LoginFailure("idp.error", f"{young} workers died within {_YOUNG:.0f} s of their start")
                    if young > 1 and stop.wait(_ONCE_IN):
                        break
                    with contextlib.suppress(LoginFailure):  # the next round finds it dead, and counts it
                        self._is_ready(self._begin())
        finally:
            self.stop()

    def stop(self) -> None:
        """End them: what is under way ends, nothing new begins. May be called more than once."""
        for process, _ in self._running.values():
            process.terminate()
        for process, _ in self._running.values():
            try:
                process.wait(_STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _close(process)
        self._running = {}

    def _begin(self) -> subprocess.Popen[str]:
        numbers = self._sockets.numbers
        with hangups.held():  # the worker lets it through once it serves
            process = subprocess.Popen(
                [sys.executable, "-m", "cosmic_login", *self._command, INHERITED, json.dumps(numbers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                pass_fds=tuple(numbers.values()),
                env=self._environment,
                start_new_session=True,  # Ctrl-C is for whoever started them, who ends them
            )
            self._running[process.pid] = (process, self._seconds())
        return process

    def _is_ready(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101 - told to the type checker: it was asked for
        said = process.stdout.readline().strip()
        if said == READY:
            return
        process.wait(_STOP_WITHIN)
        code = said if said else "idp.error"
        try:
            raise LoginFailure(code, "a worker could not start; its log says more")
        except KeyError:
            raise LoginFailure("idp.error", "a worker said something else than that it serves") from None


def _close(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
