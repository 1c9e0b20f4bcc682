"""A desktop's portal that takes pictures, on a bus of the test's own."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import ClassInfo, Property, QCoreApplication, QObject, Signal, Slot
from PySide6.QtDBus import QDBusAbstractAdaptor, QDBusConnection, QDBusObjectPath
from PySide6.QtGui import QImage

from cosmic_login.phone.window.portal_request import OBJECT, SERVICE

_numbers = itertools.count()
#: What PySide6 takes and its stubs do not know.
_interface, _signal, _property = (cast("Any", each) for each in (ClassInfo, Signal, Property))


@_interface({"D-Bus Interface": "org.freedesktop.portal.Request"})
class _Request(QDBusAbstractAdaptor):
    Response = _signal("uint", "QVariantMap")
    closed = 0

    @Slot()
    def Close(self) -> None:  # noqa: N802 - the bus's name
        self.closed += 1


@_interface({"D-Bus Interface": "org.freedesktop.portal.Screenshot"})
class _Screenshot(QDBusAbstractAdaptor):
    def __init__(self, whole: QObject, portal: Portal) -> None:
        super().__init__(whole)
        self._portal = portal

    version = _property("uint", lambda _self: 2)

    @Slot(str, "QVariantMap", result=QDBusObjectPath)
    def Screenshot(self, _parent: str, options: dict[str, Any]) -> QDBusObjectPath:  # noqa: N802
        return QDBusObjectPath(self._portal.asked(options))


class Portal:
    """Answers when the test says so, or before it has said where the answer will be: ``at_once`` answers then."""

    def __init__(self, bus: QDBusConnection, client: str, folder: Path) -> None:
        self._bus, self._client, self._folder = bus, client[1:].replace(".", "_"), folder
        self.chooses_places = False  # as portals before 0.9 did
        self.at_once: Callable[[], object] | None = None
        self.requests: list[tuple[QObject, _Request]] = []
        self.options: list[dict[str, Any]] = []
        self._whole = QObject(QCoreApplication.instance())  # Qt's, so that no other thread's collector ends it
        _Screenshot(self._whole, self)
        assert bus.registerObject(OBJECT, self._whole)
        assert bus.registerService(SERVICE)

    def asked(self, options: dict[str, Any]) -> str:
        """Take down a request; return its place."""
        self.options.append(options)
        token = f"own{len(self.options)}" if self.chooses_places else options["handle_token"]
        place = f"{OBJECT}/request/{self._client}/{token}"
        whole = QObject(self._whole)
        self.requests.append((whole, _Request(whole)))
        assert self._bus.registerObject(place, whole)
        if self.at_once:
            self.at_once()
        return place

    def closed(self, request: int = -1) -> bool:
        """Whether somebody wants a request no more."""
        return bool(self.requests[request][1].closed)

    def give(self, image: QImage, request: int = -1) -> Path:
        """Write a picture and say where."""
        path = self._folder / f"Skärmbild {next(_numbers)}.png"
        image.save(str(path))
        self.say(0, request, uri=path.as_uri())
        return path

    def say(self, outcome: int, request: int = -1, **results: str) -> None:
        """Answer."""
        self.requests[request][1].Response.emit(outcome, results)

    def leave(self) -> None:
        """Go, as a service that crashes."""
        self._bus.unregisterService(SERVICE)

    def end(self) -> None:
        """Be no more."""
        self.leave()
        self._bus.unregisterObject(OBJECT, QDBusConnection.UnregisterMode.UnregisterTree)
        self._whole.deleteLater()


@contextmanager
def private_bus() -> Iterator[Callable[[], QDBusConnection]]:
    """Run a bus of one's own; gives what connects to it."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        names: list[str] = []

        def connect() -> QDBusConnection:
            names.append(f"test-{next(_numbers)}")
            bus = QDBusConnection.connectToBus(address, names[-1])
            assert bus.isConnected()
            return bus

        try:
            assert daemon.stdout is not None
            address = daemon.stdout.readline().strip()
            yield connect
        finally:
            for name in names:
                QDBusConnection.disconnectFromBus(name)
            daemon.terminate()
