"""The login window holds the phone that it has started by a pipe: lines on it, and its end ends the phone.

``front`` calls the phone to the front; ``look`` and a JSON object say how the login window looks now; ``do`` and a JSON
object are an order of a lesson that is shown, whose end is told on standard output: ``done NUMBER``, ``undone NUMBER``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSocketNotifier

FRONT = b"front"
LOOK = b"look "
ORDER = b"do "
_STANDARD_INPUT = 0
_READ, _LONGEST = 4096, 65536


class ParentPipe:
    """Watches standard input. Without notice of pipes (Windows) nothing is heard; the parent ends us there."""

    def __init__(
        self,
        front: Callable[[], object],
        gone: Callable[[], object],
        look: Callable[[dict[str, Any]], object] = lambda _look: None,
        order: Callable[[dict[str, Any]], object] = lambda _order: None,
    ) -> None:
        self._front, self._gone = front, gone
        self._said = {LOOK: look, ORDER: order}
        self._rest = b""
        self._notifier: QSocketNotifier | None = None
        if sys.platform != "win32":
            self._notifier = QSocketNotifier(_STANDARD_INPUT, QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self._heard)

    def _heard(self) -> None:
        part = os.read(_STANDARD_INPUT, _READ)
        if not part:
            self.drop()
            self._gone()
            return
        *lines, self._rest = (self._rest + part).split(b"\n")
        self._rest = self._rest[:_LONGEST]
        for line in lines:
            self.take(line)

    def take(self, line: bytes) -> None:
        """Do what a line says; one that says nothing known is left."""
        if line == FRONT:
            self._front()
        for word, call in self._said.items():
            if line.startswith(word):
                try:
                    said = json.loads(line[len(word) :])
                except (ValueError, RecursionError):
                    return
                if isinstance(said, dict):
                    call(said)

    def drop(self) -> None:
        """Listen no more."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
