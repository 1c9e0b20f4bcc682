"""Opens the window in which the reader is shared, one at a time, and closes it before a stranger sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.gui.sharing.view import SharingView
from cosmic_login.ui.announce import bring_to_front

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.gui.ports.sharing import SharingPort
    from cosmic_login.ui.background import BackgroundRunner


class SharingController:
    """One view at a time over the window."""

    def __init__(self, port: SharingPort, runner: BackgroundRunner, owner: QWidget) -> None:
        self._port, self._runner, self._owner = port, runner, owner
        self._view: SharingView | None = None

    @property
    def view(self) -> SharingView | None:
        """The view, while it is open."""
        view = self._view
        return view if view is not None and view.there else None

    def show(self) -> None:
        """Open the view, or bring it to the front."""
        if self.view is None:
            self._view = SharingView(self._port, self._runner, self._owner)
        bring_to_front(self._view or self._owner)

    def retranslate(self) -> None:
        """Open anew, in the language in force, what is open; what is shared goes on."""
        if self.view is not None:
            self.view.goes_on = True
            self.view.close()
            self.show()

    def close(self) -> None:
        """Close what is open."""
        if self.view is not None:
            self.view.close()
