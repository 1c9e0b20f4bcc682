"""Makes PySide6's classes before they are needed, in steps that nobody notices.

PySide6 makes a class when it is first named, and every class of its modules when Qt first hands out a widget that was
not made from Python: some 40 ms at once, in the first login (``findings/pyside6_makes_every_class_at_once.sh``).

Making them is no work for two threads: what one of them gets while the other is at it is half a class, and a class
derived of that ends the process sooner or later. So a thread that imports modules with classes of Qt waits until all
are made.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer


def _names() -> Iterator[tuple[object, str]]:
    return ((module, name) for module in (QtCore, QtGui, QtWidgets) for name in dir(module) if name.startswith("Q"))


class ClassMaker(QObject):
    """Makes the classes of the three modules that windows are made of, one in each turn of the loop."""

    _left = _names()  # they are made once in a process

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)
        self._over = threading.Event()
        self._complete = False

    def begin(self) -> None:
        """Go on until all are made."""
        self._timer.start(0)

    def stop(self) -> None:
        """Leave the others to whoever names them."""
        self._timer.stop()
        self._over.set()

    def wait(self) -> bool:
        """Wait, in another thread, until all are made; tell whether they are: not when it was stopped before."""
        self._over.wait()
        return self._complete

    @property
    def working(self) -> bool:
        """Whether there is more to do."""
        return self._timer.isActive()

    def step(self) -> None:
        """Make one; most take less than a millisecond."""
        module, name = next(self._left, (None, ""))
        if module is None:
            self._complete = True
            self.stop()
        else:
            getattr(module, name)
