"""The PC/SC monitor: a thread that asks the service for changes and tells them as reader events.

It outlives the service: without one it tries again until there is one. Insertions and removals are told apart by the
service's own counter (the upper 16 bits of a reader's state), so a card that was swapped between two looks is seen
as a removal and an insertion.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards.calls import LEAVE_S, CallThread
from cosmic_login.cards.pcsc_library import load_scard
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.core.failures import LoginFailure

_log = logging.getLogger(__name__)

_TRY_AGAIN_S = 0.25
_UNKNOWN_S = 0.02
# A cancel that comes between two looks is lost, so no look is long; the list of readers is read anew after each.
_LOOK_MS = 1000
_STOP_S = LEAVE_S


@dataclass(frozen=True)
class _Seen:
    """What was seen of one reader."""

    state: int
    atr: bytes

    @property
    def present(self) -> bool:
        return bool(self.state & api.STATE_PRESENT)

    @property
    def counter(self) -> int:
        return self.state & ~api.STATE_FLAGS


_NEW = _Seen(api.STATE_UNAWARE, b"")


class PcscWatch:
    """A running watch; ``listener`` is called on its thread."""

    def __init__(self, service: str, listener: Callable[[ReaderEvent], None]) -> None:
        self._service, self._listener = service, listener
        self._stopping = threading.Event()
        self._lock = threading.Lock()  # a context must not be cancelled after it was released
        self._scard: api.Scard | None = None
        self._context: int | None = None
        self._known: dict[str, _Seen] = {}
        self._lost_code = ""
        self._thread = threading.Thread(target=self._run, name=f"watch-{service}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until no more events will come, but not for a service that does not answer."""
        self._stopping.set()
        if threading.current_thread() is self._thread:
            return
        waited = 0.0
        canceller = CallThread("pcsc-cancel")  # a service that does not answer holds that up, too
        while self._thread.is_alive() and waited < _STOP_S:
            canceller.submit(self._cancel)
            self._thread.join(0.02)
            waited += 0.02
        canceller.end()
        canceller.join(0.02)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._scard is None:
                    self._scard = load_scard()
                self._watch_service(self._scard)
            except LoginFailure as failure:
                self._tell_lost(failure.code)
            # What is not installed does not come by itself; a service may.
            self._stopping.wait(_TRY_AGAIN_S if self._scard else None)

    def _watch_service(self, scard: api.Scard) -> None:
        """Watch one run of the service; raises ``LoginFailure`` when it goes away."""
        context = api.establish(scard)
        with self._lock:
            self._context = context
        try:
            self._lost_code = ""
            self._tell(ServiceBack(self._service))
            while not self._stopping.is_set():
                self._look(scard, context)
        finally:
            with self._lock:
                self._context = None
                scard.SCardReleaseContext(context)

    def _look(self, scard: api.Scard, context: int) -> None:
        """Take the list of readers as it is, and wait for one change of it or in one of them."""
        names = api.list_readers(scard, context)
        for name in [known for known in self._known if known not in names]:
            self._forget(name)
        asked = [(name, self._known.get(name, _NEW).state) for name in names]
        if len(asked) < api.MAX_STATES:
            asked.append((api.PNP_READER, api.STATE_UNAWARE))
        result, states = scard.SCardGetStatusChange(context, _LOOK_MS, asked[: api.MAX_STATES])
        code = api.code_of(result)
        if code == api.E_UNKNOWN_READER:  # it went just now
            self._stopping.wait(_UNKNOWN_S)
        if code in {api.E_TIMEOUT, api.E_CANCELLED, api.E_UNKNOWN_READER}:
            return
        if code != api.SUCCESS:
            raise LoginFailure("pcsc.stopped", f"SCardGetStatusChange: {code:#010x}")
        for name, state, atr in states:
            if name != api.PNP_READER:
                self._take(name, _Seen(state, bytes(atr)))

    def _take(self, reader: str, now: _Seen) -> None:
        if reader not in self._known:
            self._tell(ReaderAdded(reader))
        before = self._known.get(reader, _NEW)
        self._known[reader] = now
        swapped = before.present and now.present and before.counter != now.counter
        if before.present and (swapped or not now.present):
            self._tell(CardRemoved(reader))
        if now.present and (swapped or not before.present):
            self._tell(CardInserted(reader, now.atr))

    def _forget(self, reader: str) -> None:
        if self._known.pop(reader).present:
            self._tell(CardRemoved(reader))
        self._tell(ReaderRemoved(reader))

    def _tell_lost(self, code: str) -> None:
        """Tell once that the service is gone, the cause before its consequences."""
        if self._lost_code != code:
            self._lost_code = code
            self._tell(ServiceLost(self._service, code))
        for name in list(self._known):
            self._forget(name)

    def _tell(self, event: ReaderEvent) -> None:
        if self._stopping.is_set():
            return
        try:
            self._listener(event)
        except Exception:  # noqa: BLE001 - the watch must outlive a listener's mistake
            _log.exception("a listener of the reader service %s failed", self._service)

    def _cancel(self) -> None:
        with self._lock:
            if self._scard is not None and self._context is not None:
                self._scard.SCardCancel(self._context)
