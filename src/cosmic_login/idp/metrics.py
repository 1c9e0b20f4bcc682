"""Figures of the IdP for Prometheus: logins by way and outcome, how long they take, and how long the store does.

Labels are names out of our own tables, never what a request or a person brought. Counting needs ``prometheus-client``
(extra ``metrics``); without it nothing is counted and there is no address to ask.

Several processes of one IdP count in files of a directory that they share (``PROMETHEUS_MULTIPROC_DIR``), which the
library has them do when the variable is set before it is loaded.
"""

from __future__ import annotations

import os
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
#: Events of the trail that end a login.
_OUTCOMES: Final[Mapping[str, str]] = {"login.succeeded": "succeeded", "login.failed": ""}
SHARED_DIRECTORY: Final = "PROMETHEUS_MULTIPROC_DIR"


class AuditSink(Protocol):
    """Where events are written down (``idp.services.Audit``)."""

    def append(self, event: str, **told: Unpack[EventFacts]) -> object:
        """Write one event."""


class Figures:
    """Counts. Make one for each IdP: it has a registry of its own."""

    def __init__(self, library: Any, seconds: Callable[[], float] = time.perf_counter) -> None:  # noqa: ANN401 - a module
        """``library`` is ``prometheus_client``; ``seconds`` measures how long something takes."""
        self._library, self._seconds = library, seconds
        self._registry = library.CollectorRegistry()
        here = {"registry": self._registry}
        self._logins = library.Counter("cosmic_logins", "Logins that ended", ("method", "outcome"), **here)
        self._begun = library.Counter("cosmic_logins_begun", "Logins that were begun", ("method",), **here)
        self._sessions = library.Counter("cosmic_sessions_ended", "Sessions that ended", **here)
        self._lasted = library.Histogram(
            "cosmic_login_seconds", "From the begin of a login to its end", ("method",), buckets=_LOGIN_SECONDS, **here
        )
        self._stored = library.Histogram(
            "cosmic_store_seconds", "One transaction of the store", buckets=_STORE_SECONDS, **here
        )
        self._pending = library.Gauge(
            "cosmic_orders_pending", "Orders under way", multiprocess_mode="mostrecent", **here
        )

    def told(self, event: str, method: str, reason: str) -> None:
        """Count an event of the trail."""
        method = method if method in METHODS else "other"
        if event == "login.attempted":
            self._begun.labels(method).inc()
        elif event in _OUTCOMES:
            self._logins.labels(method, _OUTCOMES[event] or (reason if reason in FAILURES else "other")).inc()
        elif event == "session.ended":
            self._sessions.inc()

    def ended(self, method: str, seconds: float) -> None:
        """Note how long a login took."""
        self._lasted.labels(method if method in METHODS else "other").observe(seconds)

    def orders_pending(self, count: int) -> None:
        """Note how many orders are under way."""
        self._pending.set(count)

    def storing(self) -> Callable[[], None]:
        """Begin to measure a transaction; the function that is returned ends it."""
        begun = self._seconds()
        return lambda: self._stored.observe(self._seconds() - begun)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format, of all processes that share a directory."""
        registry = self._registry
        if os.environ.get(SHARED_DIRECTORY):
            from prometheus_client import multiprocess  # noqa: PLC0415 - an extra

            registry = self._library.CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        made: bytes = self._library.generate_latest(registry)
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
    try:
        import prometheus_client  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return Figures(prometheus_client)
