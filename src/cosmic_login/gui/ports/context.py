"""What the window's features are given of the running program. The shell implements it (``gui/shell/context.py``)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QMainWindow, QWidget

    from cosmic_login.core.settings import Settings
    from cosmic_login.core.settings_kinds import Value


class Background(Protocol):
    """The I/O thread as features use it (``ui/io_thread.IoThread``)."""

    def start(self, coroutine: Coroutine[Any, Any, None]) -> object:
        """Run a coroutine on the I/O loop."""

    def to_loop(self, call: Callable[[], None]) -> None:
        """Call something on the I/O thread, in order."""

    def to_chart(self, call: Callable[[], None]) -> None:
        """Call something in the GUI's thread, in order; from any thread."""


class ShownScreen(Protocol):
    """The screen that is up, as features see it."""

    def first_focus(self) -> QWidget:
        """Return what gets the focus when somebody comes back to it."""


class WindowContext(Protocol):
    """The program around a feature: what is shown, what is set, and how to reach the I/O thread.

    ``view_changed`` carries the ``View`` after the windows have shown it; ``settings_changed`` the ``Settings``
    after they have been applied.
    """

    @property
    def view_changed(self) -> SignalInstance:
        """Emitted with each new view."""

    @property
    def settings_changed(self) -> SignalInstance:
        """Emitted when other settings are in force."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    @property
    def owner(self) -> QMainWindow:
        """The main window: what a dialog of the feature stands over."""

    @property
    def screen(self) -> ShownScreen:
        """The screen that is up; ask it by protocols of your own what it can be told."""

    def screen_of(self, state: str) -> ShownScreen:
        """Return the screen of a state of the chart; it is made when it is needed first."""

    def signal(self, kind: str) -> None:
        """Post a signal to the chart if it has an edge for it now."""

    def change_setting(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it."""

    def offer(
        self, label: str, call: Callable[[], None], keys: str = "", locked: Callable[[], bool] = lambda: False
    ) -> None:
        """Put something to open beside the login into the window's menu; while ``locked`` it cannot be chosen."""
