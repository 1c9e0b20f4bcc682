"""The login window holds the phone that it has started by a pipe: a word on it calls the phone, its end ends it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QSocketNotifier

FRONT = b"front\n"
_STANDARD_INPUT = 0


class ParentPipe:
    """Watches standard input. Without notice of pipes (Windows) nothing is heard; the parent ends us there."""

    def __init__(self, front: Callable[[], object], gone: Callable[[], object]) -> None:
        self._front, self._gone = front, gone
        self._notifier: QSocketNotifier | None = None
        if sys.platform != "win32":
            self._notifier = QSocketNotifier(_STANDARD_INPUT, QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self._heard)

    def _heard(self) -> None:
        word = os.read(_STANDARD_INPUT, 64)
        if word:
            self._front()
        else:
            self.drop()
            self._gone()

    def drop(self) -> None:
        """Listen no more."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
