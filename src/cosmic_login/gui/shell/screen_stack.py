"""The screens of the login card: made when they are needed, one up at a time, made again in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.start import StartScreen

if TYPE_CHECKING:
    from cosmic_login.gui.ports.actions import Actions
    from cosmic_login.gui.shell.screen_registry import Maker

_TAB = Qt.FocusPolicy.TabFocus


def _maker_of(state: str) -> Maker:
    """Return what makes a state's screen; the first one needs no look at the registry of them all."""
    if state == "start":
        return StartScreen
    from cosmic_login.gui.shell.screen_registry import maker_of  # noqa: PLC0415 - after the first screen

    return maker_of(state)


class ScreenStack:
    """``column`` is where screens are put, above ``below``, which comes after them in the order of Tab."""

    def __init__(self, column: QVBoxLayout, below: QWidget, actions: Actions) -> None:
        self._column, self._below, self._actions = column, below, actions
        self._made: dict[str, Screen] = {}

    @property
    def made(self) -> dict[str, Screen]:
        """The screens that there are, by the states they were asked for."""
        return dict(self._made)

    def of(self, state: str) -> Screen:
        """Return the screen of a state: one that is there already for a state of the same kind, or a new one."""
        if state not in self._made:
            maker = _maker_of(state)
            there = (made for name, made in self._made.items() if _maker_of(name) is maker)
            self._made[state] = next(there, None) or self._make(state)
        return self._made[state]

    def _make(self, state: str) -> Screen:
        screen = _maker_of(state)(self._actions)
        # Only one without any control takes the focus itself.
        screen.setFocusPolicy(_TAB if _stops(screen) == [screen] else Qt.FocusPolicy.NoFocus)
        screen.hide()
        self._column.insertWidget(0, screen)
        screen.lower()  # assistive technology reads a card's parts in this order: the help comes after the screen
        QWidget.setTabOrder(screen.last_stop(), self._below)
        return screen

    def begin_anew(self, shown: str) -> None:
        """Forget the screens of a login that has ended; the start and the one that is up begin by ``arrive``."""
        kept = {self._made.get("start"), self._made.get(shown)}
        for screen in set(self._made.values()) - kept:
            screen.setParent(None)
            screen.deleteLater()
        self._made = {name: screen for name, screen in self._made.items() if screen in kept}

    def make_again(self, state: str) -> Screen:
        """Make the start screen and that of ``state`` again, with what was shown and typed, and the focus where it was.

        The others are made when they are needed next. Returns the screen of ``state``, shown.
        """
        old = self._made
        place = _place_of_focus(old[state])
        self._made = {}
        for name in dict.fromkeys(("start", state)):
            self.of(name).take_over(old[name])
        new = self.of(state)
        old[state].hide()
        new.show()
        if place is not None:
            stops = _stops(new)
            stops[min(place, len(stops) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        for screen in set(old.values()):
            screen.setParent(None)
            screen.deleteLater()
        return new


def _stops(screen: Screen) -> list[QWidget]:
    """Return what Tab reaches on a screen; the screen itself when there is nothing else."""
    return [child for child in screen.findChildren(QWidget) if child.focusPolicy() & _TAB] or [screen]


def _place_of_focus(screen: Screen) -> int | None:
    return next((i for i, stop in enumerate(_stops(screen)) if stop.hasFocus()), None)
