"""What is asked of the desktop's portal: a call gives a place on the bus, and the answer comes there, by a signal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCall, QDBusPendingCallWatcher

SERVICE = "org.freedesktop.portal.Desktop"
OBJECT = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"
#: As text: the stubs want bytes, which PySide6 itself refuses.
_ANSWER = cast("bytes", SLOT("heard(uint,QVariantMap,QDBusMessage)"))


def message(place: str, interface: str, method: str, *values: object) -> QDBusMessage:
    """Return a call to the portal."""
    made = QDBusMessage.createMethodCall(SERVICE, place, interface, method)
    made.setArguments(list(values))
    return made


def ask(bus: QDBusConnection, question: QDBusMessage, owner: QObject, then: Callable[[list[Any] | None], None]) -> None:
    """Call without waiting; ``then`` gets the answer, or None when the call failed. Dropped with ``owner``."""
    watcher = QDBusPendingCallWatcher(QDBusPendingCall(bus.asyncCall(question)), owner)

    def finished() -> None:
        then(None if watcher.isError() else watcher.reply().arguments())
        watcher.deleteLater()

    watcher.finished.connect(finished)


class PortalRequest(QObject):
    """One request under way. ``told`` gets the portal's outcome and results, or None when it could not be made."""

    def __init__(
        self, bus: QDBusConnection, owner: QObject, told: Callable[[PortalRequest, int | None, dict[str, Any]], None]
    ) -> None:
        super().__init__(owner)
        self._bus, self._told = bus, told
        self._place = ""
        #: Answers that came before the call's own, which says where ours will be: place -> outcome, results.
        self._early: dict[str, tuple[int, dict[str, Any]]] = {}
        self._begun = self._unwanted = False

    def make(self, interface: str, method: str, *values: object, **wishes: object) -> None:
        """Call a method whose last value is a dictionary of wishes."""
        token = f"cosmic_{secrets.token_hex(8)}"
        sender = self._bus.baseService()[1:].replace(".", "_")
        self._place = f"{OBJECT}/request/{sender}/{token}"
        # Before the call, and wherever: the signal may be there before the call's answer, and portals before 0.9 choose
        # its place themselves.
        self._bus.connect(SERVICE, "", REQUEST, "Response", self, _ANSWER)
        question = message(OBJECT, interface, method, *values, {"handle_token": token, **wishes})
        ask(self._bus, question, self, self._begin)

    def close(self) -> None:
        """Want it no more. An answer that was under way comes before that to this, and is still told."""
        self._unwanted = True
        if self._begun and self._place:
            ask(self._bus, message(self._place, REQUEST, "Close"), self, lambda _answer: self._end(None))

    @Slot("uint", "QVariantMap", QDBusMessage)
    def heard(self, outcome: int, results: dict[str, Any], signal: QDBusMessage) -> None:
        """Take the portal's answer, to this request or another one's of this connection."""
        if signal.path() == self._place:
            self._end(outcome, results)
        elif not self._begun:
            self._early[signal.path()] = outcome, results

    def _begin(self, answer: list[Any] | None) -> None:
        if answer is None:
            self._end(None)
            return
        self._begun = True
        if self._place:
            self._place = answer[0].path()
            if self._place in self._early:
                self._end(*self._early[self._place])
        if self._unwanted:
            self.close()

    def _end(self, outcome: int | None, results: dict[str, Any] | None = None) -> None:
        if self._place:
            self._bus.disconnect(SERVICE, "", REQUEST, "Response", self, _ANSWER)
            self._place = ""
            self._told(self, outcome, results or {})
            self.deleteLater()
