"""SIGHUP, on which a server reads its files again: one that comes before it can waits until it can.

What a system does with a SIGHUP that nobody has said anything about is to end the process. Who renews a certificate
does not know how far a start has come, and a process that takes a dead one's place starts at any time. So the signal is
blocked from the start on (a blocked one stays pending, also across ``exec``), and let through when there is somebody to
hear it. Where there is no such signal (Windows), nothing happens.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Block SIGHUP for this thread, and for the threads and processes that it begins meanwhile."""
    if not hasattr(signal, "SIGHUP"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def heard_by(hear: Callable[[], None]) -> None:
    """Have ``hear`` called for each SIGHUP from now on, and once if some came while they were held.

    To be called in the main thread.
    """
    if not hasattr(signal, "SIGHUP"):
        return
    signal.signal(signal.SIGHUP, lambda *_: hear())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
