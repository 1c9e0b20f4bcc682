"""Figures of the IdP for Prometheus: logins by way and outcome, how long they take, and how long the store does.

Labels are names out of our own tables, never what a request or a person brought. Counting needs ``prometheus-client``
(extra ``metrics``); without it nothing is counted and there is no address to ask.

Several processes of one IdP count in files of a directory that they share (``PROMETHEUS_MULTIPROC_DIR``), which the
library has them do when the variable is set before it is loaded.
"""

from __future__ import annotations

import importlib.util
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, Unpack

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.methods import METHODS

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType

    from cosmic_login.audit.record import EventFacts
    from cosmic_login.idp.store.base import Reading, Store, Transaction

#: Seconds: of a login, which a person takes part in; of a transaction.
_LOGIN_SECONDS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 180, 360)
_STORE_SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 5)
#: So many transactions are kept before the library is loaded; a start has about a dozen.
_EARLY: Final = 30
#: Events of the trail that end a login.
_OUTCOMES: Final[Mapping[str, str]] = {"login.succeeded": "succeeded", "login.failed": ""}
SHARED_DIRECTORY: Final = "PROMETHEUS_MULTIPROC_DIR"


class AuditSink(Protocol):
    """Where events are written down (``idp.services.Audit``)."""

    def append(self, event: str, **told: Unpack[EventFacts]) -> object:
        """Write one event."""


class _Counts:
    """What the library counts by, in a registry of its own."""

    def __init__(self) -> None:
        import prometheus_client  # noqa: PLC0415 - an extra

        self.library: Any = prometheus_client
        library = self.library
        self.registry = library.CollectorRegistry()
        here = {"registry": self.registry}
        self.logins = library.Counter("cosmic_logins", "Logins that ended", ("method", "outcome"), **here)
        self.begun = library.Counter("cosmic_logins_begun", "Logins that were begun", ("method",), **here)
        self.sessions = library.Counter("cosmic_sessions_ended", "Sessions that ended", **here)
        self.lasted = library.Histogram(
            "cosmic_login_seconds", "From the begin of a login to its end", ("method",), buckets=_LOGIN_SECONDS, **here
        )
        self.stored = library.Histogram(
            "cosmic_store_seconds", "One transaction of the store", buckets=_STORE_SECONDS, **here
        )
        self.pending = library.Gauge(
            "cosmic_orders_pending", "Orders under way", multiprocess_mode="mostrecent", **here
        )


class Figures:
    """Counts. Make one for each IdP. May be used from several threads.

    The library is loaded when there is more to count than the start's own transactions, which are kept until then:
    the first answer does not wait for it.
    """

    def __init__(self, seconds: Callable[[], float] = time.perf_counter) -> None:
        """``seconds`` measures how long something takes."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._made: _Counts | None = None
        self._early: list[float] = []

    @property
    def _counts(self) -> _Counts:
        with self._lock:
            if self._made is None:
                self._made = _Counts()
                for seconds in self._early:
                    self._made.stored.observe(seconds)
            return self._made

    def told(self, event: str, method: str, reason: str) -> None:
        """Count an event of the trail."""
        method = method if method in METHODS else "other"
        if event == "login.attempted":
            self._counts.begun.labels(method).inc()
        elif event in _OUTCOMES:
            self._counts.logins.labels(method, _OUTCOMES[event] or (reason if reason in FAILURES else "other")).inc()
        elif event == "session.ended":
            self._counts.sessions.inc()

    def ended(self, method: str, seconds: float) -> None:
        """Note how long a login took."""
        self._counts.lasted.labels(method if method in METHODS else "other").observe(seconds)

    def orders_pending(self, count: int) -> None:
        """Note how many orders are under way."""
        self._counts.pending.set(count)

    def storing(self) -> Callable[[], None]:
        """Begin to measure a transaction; the function that is returned ends it."""
        begun = self._seconds()
        return lambda: self._stored(self._seconds() - begun)

    def _stored(self, seconds: float) -> None:
        with self._lock:
            if self._made is None and len(self._early) < _EARLY:
                self._early.append(seconds)
                return
        self._counts.stored.observe(seconds)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format, of all processes that share a directory."""
        counts = self._counts
        registry = counts.registry
        if os.environ.get(SHARED_DIRECTORY):
            from prometheus_client import multiprocess  # noqa: PLC0415 - an extra

            registry = counts.library.CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        made: bytes = counts.library.generate_latest(registry)
        return made


class MeasuredAudit:
    """An ``idp.services.Audit`` that counts what it is told and hands it on."""

    def __init__(self, inner: AuditSink, figures: Figures) -> None:
        self._inner, self._figures = inner, figures

    def append(self, event: str, **told: Unpack[EventFacts]) -> object:
        """Write one event, and count it."""
        written = self._inner.append(event, **told)
        self._figures.told(event, told.get("method", ""), told.get("reason", ""))
        return written


class MeasuredStore:
    """A ``store.base.Store`` whose transactions are measured."""

    def __init__(self, inner: Store, figures: Figures) -> None:
        self._inner, self._figures = inner, figures

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction."""
        return _Measured(self._inner.transaction(), self._figures)

    def reading(self) -> AbstractContextManager[Reading]:
        """Read without a transaction."""
        return self._inner.reading()

    def close(self) -> None:
        """Let go of files and connections."""
        self._inner.close()


class _Measured:
    """A transaction that is measured."""

    def __init__(self, inner: AbstractContextManager[Transaction], figures: Figures) -> None:
        self._inner, self._figures = inner, figures

    def __enter__(self) -> Transaction:
        """Begin it."""
        self._done = self._figures.storing()
        return self._inner.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        try:
            self._inner.__exit__(kind, error, trace)
        finally:
            self._done()


def figures() -> Figures | None:
    """Return what counts here, or None without the library."""
    return Figures() if importlib.util.find_spec("prometheus_client") else None
