"""All reader services together: loading them by entry points, and one hub over them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import cast

from cosmic_login.cards.event_queue import QueuedWatch
from cosmic_login.cards.guarded import GuardedService, guarded
from cosmic_login.cards.reader import (
    CardConnection,
    ReaderContext,
    ReaderEvent,
    ReaderService,
    ReaderState,
    ServiceBack,
    ServiceLost,
    Watch,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.plugins import load_plugins, require

GROUP = "cosmic_login.readers"


def load_reader_services(context: ReaderContext) -> tuple[ReaderService, ...]:
    """Return every installed reader service, ours first; what cannot be made is left out with a warning in the log."""

    def make(factory: Callable[..., object]) -> ReaderService:
        service = factory(context)
        require(service, ("name", "readers", "watch", "connect", "close"))
        return guarded(cast("ReaderService", service))

    return tuple(service for _, service in load_plugins(GROUP, make))


class ReaderHub:
    """Several services as one. A reader keeps its name, but for one that another service's reader has already.

    Such a second reader is shown as ``name (service)``. A name once given stays with its reader.
    """

    def __init__(self, services: Iterable[ReaderService], name: str = "hub") -> None:
        self._services = tuple(guarded(service) for service in services)
        self._name = name
        self._lock = threading.Lock()
        self._owners: dict[str, tuple[GuardedService, str]] = {}

    @property
    def name(self) -> str:
        """A name for logs."""
        return self._name

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the readers of every service that answers.

        Raises ``LoginFailure`` when none answers: the failure of the first.
        """
        found: list[ReaderState] = []
        failures: list[LoginFailure] = []
        for service in self._services:
            try:
                found += [replace(state, name=self._shown(service, state.name)) for state in service.readers()]
            except LoginFailure as failure:
                failures.append(failure)
        if failures and len(failures) == len(self._services):
            raise failures[0]
        return tuple(found)

    def watch(self, listener: Callable[[ReaderEvent], None]) -> Watch:
        """Tell ``listener``, on one thread, what every service tells; the order within a service is kept."""
        with contextlib.suppress(LoginFailure):
            self.readers()  # names are given in the order of the services, not of their threads
        watches: list[Watch] = []

        def stop_all(_: QueuedWatch) -> None:
            for watch in watches:
                watch.stop()

        merged = QueuedWatch(self._name, listener, stop_all)
        try:
            watches.extend(service.watch(self._renaming(service, merged.put)) for service in self._services)
        except BaseException:
            merged.stop()  # and with it those that have begun
            raise
        return merged

    def connect(self, reader: str) -> CardConnection:
        """Connect to the card in ``reader``, whosever it is; see ``ReaderService.connect`` for what it raises."""
        owner = self._owners.get(reader)
        if owner is None:
            self.readers()  # learns the names
            owner = self._owners.get(reader)
        if owner is None:
            raise LoginFailure("reader.unknown", reader)
        service, own_name = owner
        return service.connect(own_name)

    def programs(self, reader: str) -> tuple[str, ...]:
        """Return the programs of this machine that may have the card in ``reader``."""
        with self._lock:
            owner = self._owners.get(reader)
        return () if owner is None else owner[0].programs(owner[1])

    def close(self) -> None:
        """Close every service. Never raises."""
        for service in self._services:
            service.close()

    def _renaming(self, service: GuardedService, put: Callable[[ReaderEvent], None]) -> Callable[[ReaderEvent], None]:
        def heard(event: ReaderEvent) -> None:
            match event:
                case ServiceLost() | ServiceBack():
                    put(event)
                case _:
                    put(replace(event, reader=self._shown(service, event.reader)))

        return heard

    def _shown(self, service: GuardedService, reader: str) -> str:
        with self._lock:
            for name in (reader, f"{reader} ({service.name})"):
                if self._owners.setdefault(name, (service, reader)) == (service, reader):
                    return name
        raise LoginFailure("reader.unknown", f"two services named {service.name!r} have a reader {reader!r}")
