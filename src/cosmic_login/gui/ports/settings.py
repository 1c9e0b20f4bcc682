"""Where the window's settings and its place come from and are kept. Imported before the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cosmic_login.core.settings import Found, Settings

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.core.window_geometry import WindowGeometry


class PreferencesPort(Protocol):
    """Loads before the first paint, so quickly; saves on the I/O thread.

    Subclass it to get what a run that keeps nothing does.
    """

    def load_settings(self) -> Found:
        """Return the settings that are kept, and what was wrong with them."""
        return Found(Settings())

    def in_force(self, settings: Settings) -> Settings:
        """Put the options of this run on top of what is kept."""
        return settings

    def save_settings(self, settings: Settings) -> None:
        """Keep them. May raise ``LoginFailure``."""
        return

    def load_geometry(self) -> WindowGeometry | None:
        """Return where the window was the last time, if that is known."""
        return None

    def save_geometry(self, geometry: WindowGeometry) -> None:
        """Keep where the window is; never raises."""
        return


class SettingsModel(Protocol):
    """The settings as their dialog sees them."""

    #: What is wrong with the file, until it is written anew.
    failure: LoginFailure | None

    @property
    def kept(self) -> Settings:
        """What the file says."""

    @property
    def settings(self) -> Settings:
        """What holds, with this run's options on top."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted with the settings in force when they have been applied."""

    @property
    def saved(self) -> SignalInstance:
        """Emitted with a ``LoginFailure`` or None when they have been written."""

    def change(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it."""

    def replace(self, settings: Settings) -> None:
        """Change them all."""
