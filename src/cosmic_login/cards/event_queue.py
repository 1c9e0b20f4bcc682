"""A watch that tells its events on a thread of its own, in the order in which they were put in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from cosmic_login.cards.reader import ReaderEvent

_log = logging.getLogger(__name__)
_STOP_S = 2.0


class QueuedWatch:
    """Calls ``listener`` with everything that is ``put``, whatever thread puts it.

    ``on_stop`` is called once, before the thread ends. A listener that raises is logged and told the next event.
    """

    def __init__(
        self, name: str, listener: Callable[[ReaderEvent], None], on_stop: Callable[[QueuedWatch], None]
    ) -> None:
        self._listener, self._on_stop = listener, on_stop
        self._queue: SimpleQueue[ReaderEvent | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"watch-{name}", daemon=True)
        self._thread.start()

    def put(self, event: ReaderEvent) -> None:
        """Take one event; never blocks."""
        self._queue.put(event)

    def stop(self) -> None:
        """Stop, and wait until no more events will come (not when called by the listener itself)."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._on_stop(self)
            self._queue.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        while (event := self._queue.get()) is not None:
            if self._stopping.is_set():
                return
            try:
                self._listener(event)
            except Exception:  # noqa: BLE001 - the watch must outlive a listener's mistake
                _log.exception("a listener failed at %s", type(event).__name__)
