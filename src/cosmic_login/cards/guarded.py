"""What stands between us and a reader service: whatever that does, only failures of ours come out.

A service that raises anything else, or gives what is none of the seam's, is out: named in one line, without readers
from then on, and the others go on.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from cosmic_login.cards.calls import left_alone
from cosmic_login.cards.reader import (
    CardConnection,
    CardInserted,
    CardRemoved,
    Leave,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ReaderService,
    ReaderState,
    ServiceLost,
    Watch,
    together,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import MACHINE_NAME_LENGTH
from cosmic_login.core.plugins import leave_out, require

_log = logging.getLogger(__name__)
T = TypeVar("T")

_OURS = "cosmic_login."
_CLOSE_S = 0.5
_ANSWER_S, _CONNECT_S = 3.0, 20.0  # for the list of readers, and for a card that has to be powered up


class GuardedService:
    """A ``ReaderService`` around another, which may be anybody's."""

    def __init__(self, inner: ReaderService) -> None:
        self.inner = inner
        self._name = str(getattr(inner, "name", type(inner).__name__))
        self._lock = threading.RLock()
        self._out = False
        self._listeners: list[_Listening] = []

    @property
    def name(self) -> str:
        """The service's name."""
        return self._name

    @property
    def desk(self) -> str:
        """What the machine is called that the readers stand at, as an IdP takes it; empty for this one."""
        try:
            desk = getattr(self.inner, "desk", "")
        except Exception:  # noqa: BLE001 - a third party's code may raise anything; a card is used all the same
            return ""
        return _shown(desk) if isinstance(desk, str) else ""

    def programs(self, reader: str) -> tuple[str, ...]:
        """Return the programs of this machine that may have the card in a reader; none where the service knows none."""
        try:
            asked = getattr(self.inner, "programs", None)
            found = () if asked is None else self._in_time(lambda: tuple(asked(reader)), _ANSWER_S)
        except Exception:  # noqa: BLE001 - a third party's code may raise anything; the card is in use all the same
            return ()
        return tuple(_shown(name) for name in found if isinstance(name, str))

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the service's readers; none when it is out."""
        if self._out:
            return ()
        try:
            states = tuple(self._in_time(self.inner.readers, _ANSWER_S))
            for state in states:
                _check(isinstance(state, ReaderState) and isinstance(state.name, str), state)
                _check(state.atr is None or isinstance(state.atr, bytes), state)
        except LoginFailure:
            raise
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything
            self._leave_out(error)
            return ()
        return states

    def watch(self, listener: Callable[[ReaderEvent], None]) -> Watch:
        """Watch; a service that cannot be watched is out, and tells no more."""
        listening = _Listening(listener, self._leave_out, lambda stop: self._in_time(stop, _CLOSE_S))
        with self._lock:
            if self._out:
                listening.end(self._name)
                return listening
            self._listeners.append(listening)
        try:
            listening.watch = self._in_time(lambda: self.inner.watch(listening), _ANSWER_S)
            if not callable(getattr(listening.watch, "stop", None)):
                raise TypeError("the watch cannot be stopped")
        except Exception as error:  # noqa: BLE001
            self._leave_out(error)
        return listening

    def connect(self, reader: str) -> CardConnection:
        """Connect; whatever else than a failure comes of it is ``card.unreadable``."""
        try:
            connection = self._in_time(lambda: self.inner.connect(reader), _CONNECT_S)
            require(connection, ("transmit", "close", "atr"))
            return _GuardedConnection(connection, reader)
        except LoginFailure:
            raise
        except Exception as error:  # noqa: BLE001
            raise _unreadable(self._name, error) from None

    def close(self) -> None:
        """Close the service."""
        try:
            self._in_time(self.inner.close, _CLOSE_S)
        except Exception:  # noqa: BLE001 - the others must be closed all the same
            _log.exception("the reader service %s could not be closed", self._name)

    def _in_time(self, call: Callable[[], T], seconds: float) -> T:
        """Make a call that may never come back; our own services see to that themselves."""
        if type(self.inner).__module__.startswith(_OURS):
            return call()
        return left_alone(call, f"reader-{self._name}").result(seconds)

    def _leave_out(self, error: Exception) -> None:
        with self._lock:
            if self._out:
                return
            self._out = True
            listeners = list(self._listeners)
        kind = type(self.inner)
        leave_out(self._name, f"{kind.__module__}:{kind.__qualname__}", f"{type(error).__name__}: {error}")
        for listening in listeners:
            listening.end(self._name)


class _Listening:
    """One listener of a service, and its watch: the readers that were told go when the service is out."""

    def __init__(
        self,
        listener: Callable[[ReaderEvent], None],
        broken: Callable[[Exception], None],
        in_time: Callable[[Callable[[], None]], None],
    ) -> None:
        self._listener, self._broken, self._in_time = listener, broken, in_time
        self._readers: dict[str, bool] = {}  # whether a card is in
        self._lock = threading.RLock()
        self._ended = False
        self.watch: Watch | None = None

    def __call__(self, event: object) -> None:
        if not isinstance(event, ReaderEvent):
            self._broken(TypeError(f"an event of type {type(event).__name__}"))
            return
        with self._lock:
            if self._ended:
                return
            match event:
                case ReaderAdded(reader) | CardRemoved(reader):
                    self._readers[reader] = False
                case CardInserted(reader):
                    self._readers[reader] = True
                case ReaderRemoved(reader):
                    self._readers.pop(reader, None)
            self._listener(event)

    def end(self, service: str) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._listener(ServiceLost(service, "plugin.left_out"))
            for reader, with_card in self._readers.items():
                if with_card:
                    self._listener(CardRemoved(reader))
                self._listener(ReaderRemoved(reader))

    def stop(self) -> None:
        """Stop the service's own watch."""
        self._ended = True
        if self.watch is not None:
            try:
                self._in_time(self.watch.stop)
            except Exception as error:  # noqa: BLE001
                self._broken(error)


class _GuardedConnection:
    """A ``CardConnection`` around a service's own."""

    def __init__(self, inner: CardConnection, reader: str) -> None:
        self._inner, self._reader = inner, reader

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self._reader

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return bytes(self._inner.atr)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[bool]:
        """Have the card alone for the block, where the service shares it."""
        with together(self._inner) as shared:
            yield shared

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command; see ``CardConnection.transmit``."""
        try:
            answer: Any = self._inner.transmit(command)
            _check(isinstance(answer, bytes) and len(answer) >= 2, answer)
        except LoginFailure:
            raise
        except Exception as error:  # noqa: BLE001
            raise _unreadable(self._reader, error) from None
        return bytes(answer)

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Let the card go; see ``CardConnection.close``."""
        try:
            self._inner.close(leave)
        except Exception:  # noqa: BLE001
            _log.exception("the card in %s could not be let go", self._reader)


def guarded(service: ReaderService) -> GuardedService:
    """Return the service behind its guard, once."""
    return service if isinstance(service, GuardedService) else GuardedService(service)


def _shown(name: str) -> str:
    """Return what can be shown of a name that may come from anybody."""
    return "".join(filter(str.isprintable, name))[:MACHINE_NAME_LENGTH]


def _unreadable(who: str, error: Exception) -> LoginFailure:
    return LoginFailure("card.unreadable", f"{who}: {type(error).__name__}")


def _check(good: bool, what: object) -> None:
    if not good:
        raise TypeError(f"{type(what).__name__} is not what the seam wants")
