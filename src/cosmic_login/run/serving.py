"""A program that runs the IdP for others too does not leave them in the middle of what they do."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.authenticators.engine.headless import Outcome

#: How long a finished command serves on, in seconds. After that, or after a signal, another goes on in its place.
SERVE_ON_S = 15.0
_LOOK_S = 0.05
#: How often a login is made again that lost its IdP in the middle of a request: each time that IdP's program had gone.
TRIES = 8


def lost_its_idp(world: World, outcome: Outcome) -> bool:
    """Whether a login ended because the program went that ran the IdP for it; then it may be made again.

    Nothing of it is lost but the order: what the card or the phone has signed for that is worth nothing elsewhere.
    """
    return world.idp_shared and outcome.failure is not None and outcome.failure.code == "idp.unreachable"


def serve_others(world: World) -> None:
    """Serve on while other programs are connected, for a while; a signal ends it at once."""
    if not world.serves_others:
        return
    with contextlib.suppress(OSError, ValueError):  # nobody reads the output any more
        sys.stdout.flush()
    with _signals() as stop:
        until = time.monotonic() + SERVE_ON_S
        while world.serves_others and time.monotonic() < until and not stop.wait(_LOOK_S):
            pass


@contextlib.contextmanager
def _signals() -> Iterator[threading.Event]:
    stop = threading.Event()
    before = {}
    with contextlib.suppress(ValueError):  # not the main thread: signals are somebody else's business
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
