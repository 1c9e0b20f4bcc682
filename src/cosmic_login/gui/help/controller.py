"""Opens the help over whichever window is active, at a topic, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt

from cosmic_login.gui.help.view import HelpView, topic_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.help.about import AboutView


class HelpOffer(NamedTuple):
    """Something else that can be opened from the help: what it is called, how, and by which keys."""

    label: str
    call: Callable[[], None]
    keys: str


class HelpController:
    """``owner`` is asked for the active window, ``view`` for what is shown now, ``contacts`` for whom to ask (R2)."""

    def __init__(
        self,
        owner: Callable[[], QWidget],
        view: Callable[[], View | None],
        contacts: Callable[[], Sequence[tuple[str, str]]],
        offers: Callable[[], Sequence[HelpOffer]] = tuple,
    ) -> None:
        self._owner, self._view, self._contacts, self._offers = owner, view, contacts, offers
        #: The help, while it is open.
        self.shown: HelpView | None = None
        #: What the program is, while that is open.
        self.about: AboutView | None = None

    def show(self, topic: str = "") -> None:
        """Open the help in place of one that is open; an empty topic: of what is shown now."""
        if self.shown is not None:
            self.shown.close()
        opened = self.shown = HelpView(self._contacts(), self._owner(), topic or topic_of(self._view()))
        opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for offer in self._offers():
            opened.offer(offer.label, offer.call, offer.keys)
        opened.destroyed.connect(lambda: self._gone(opened))
        opened.show()

    def show_about(self) -> None:
        """Say what the program is, in place of where it is said already."""
        from cosmic_login.gui.help.about import AboutView  # noqa: PLC0415 - hardly anybody asks

        if self.about is not None:
            self.about.close()
        opened = self.about = AboutView(self._owner())
        opened.destroyed.connect(lambda: self._about_gone(opened))
        opened.show()

    def retranslate(self) -> None:
        """Open anew, in the language in force, what is open."""
        if self.shown is not None:
            self.show(self.shown.topic)
        if self.about is not None:
            self.show_about()

    def close(self) -> None:
        """Hide what is open: the program ends."""
        for each in (self.shown, self.about):
            if each is not None:
                each.hide()

    def _about_gone(self, which: AboutView) -> None:
        if self.about is which:
            self.about = None

    def _gone(self, which: HelpView) -> None:
        if self.shown is which:  # it may have been opened anew meanwhile
            self.shown = None
