"""The running program as its features are given it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from cosmic_login.core.settings import Settings
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.login.screens.base import Screen
    from cosmic_login.gui.settings.controller import SettingsController
    from cosmic_login.gui.shell.actions import PersonActions
    from cosmic_login.gui.shell.main_window import MainWindow


class ShellContext(NamedTuple):
    """``WindowContext``: see there for what each means."""

    view_changed: SignalInstance
    settings_changed: SignalInstance
    owner: MainWindow
    controller: SettingsController
    actions: PersonActions

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.controller.settings

    @property
    def screen(self) -> Screen:
        """The screen that is up."""
        return self.owner.screen_shown

    def screen_of(self, state: str) -> Screen:
        """Return the screen of a state."""
        return self.owner.screen_of(state)

    def signal(self, kind: str) -> None:
        """Post a signal to the chart if it has an edge for it now."""
        self.actions.signal(kind)

    def change_setting(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it, if that may be now."""
        self.actions.change_setting(name, value)

    def offer(
        self, label: str, call: Callable[[], None], keys: str = "", locked: Callable[[], bool] = lambda: False
    ) -> None:
        """Put something to open beside the login into the window's menu."""
        self.owner.header.tools.offer(label, call, keys, locked)
