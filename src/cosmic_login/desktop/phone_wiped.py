"""A phone whose window is open may be wiped by another program: the exercise starts over (``run/starting_over.py``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.phone.window.controller import PhoneController

#: Where nothing of the apps is shown.
_OUTSIDE = frozenset({"home", "store", "settings", "dead"})


class WipeWatch(QObject):
    """Goes to the home screen when the phone has no app any more. ``folder`` is the phone's; it may not exist yet."""

    def __init__(self, controller: PhoneController, folder: Path) -> None:
        super().__init__(controller)
        self._controller, self._folder = controller, str(folder)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: self.look())
        controller.moved.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Watch the folder from when it is there, and look at what came before that."""
        if not self._watcher.directories() and Path(self._folder).is_dir():
            self._watcher.addPath(self._folder)
            self.look()

    def look(self) -> None:
        """See whether anything is left on the phone."""
        try:
            wiped = not self._controller.phone.installed
        except LoginFailure:
            return  # whoever uses the phone is told why it cannot be read
        if wiped and self._controller.place.page not in _OUTSIDE:
            self._controller.home()
