"""Opens the view of the card, keeps it up to date, and closes it before a stranger sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.gui.my_card.view import MyCardView
from cosmic_login.ui.announce import bring_to_front

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.gui.ports.my_card import CardContentPort
    from cosmic_login.ui.background import BackgroundRunner


class MyCardController:
    """One view at a time over the window."""

    def __init__(self, read: CardContentPort, runner: BackgroundRunner, owner: QWidget) -> None:
        self._read, self._runner, self._owner = read, runner, owner
        self._view: MyCardView | None = None

    @property
    def view(self) -> MyCardView | None:
        """The view, while it is open."""
        view = self._view
        return view if view is not None and view.there else None

    def show(self) -> None:
        """Open the view, or bring it to the front."""
        if self.view is None:
            self._view = MyCardView(self._read, self._runner, self._owner)
        bring_to_front(self._view or self._owner)

    def something_changed(self) -> None:
        """Tell an open view that readers or cards have changed."""
        if self.view is not None:
            self.view.look()

    def retranslate(self) -> None:
        """Open anew, in the language in force, what is open."""
        if self.view is not None:
            self.view.close()
            self.show()

    def close(self) -> None:
        """Close what is open."""
        if self.view is not None:
            self.view.close()
