"""Where the window's settings and its place are kept: in the profile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cosmic_login.gui.ports.settings import PreferencesPort
from cosmic_login.profile.places import WINDOW_NAME

if TYPE_CHECKING:
    from cosmic_login.core.settings import Found, Settings
    from cosmic_login.core.window_geometry import WindowGeometry
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)


class RunPreferences(PreferencesPort):
    """Nothing is kept, and the options of this run hold."""

    def __init__(self, context: CliContext) -> None:
        self._context = context

    def in_force(self, settings: Settings) -> Settings:
        """Put the options of this run on top."""
        return self._context.in_force(settings)


class WindowPreferences(RunPreferences):
    """Kept in the profile. Loads before the first paint, without opening the profile; saves on the I/O thread."""

    def load_settings(self) -> Found:
        """Return what the settings file says."""
        return self._context.found_settings

    def save_settings(self, settings: Settings) -> None:
        """Write the settings file. Raises ``profile.*``."""
        from cosmic_login.profile.logs import log_event
        from cosmic_login.profile.settings import save

        save(self._context.profile, settings)
        log_event(_log, "settings.saved")

    def load_geometry(self) -> WindowGeometry | None:
        """Return where the window was, if that is known."""
        if self._context.temp_profile:
            return None
        path = self._context.early_path(WINDOW_NAME)
        if not path.is_file():
            return None
        from cosmic_login.profile.window_file import read_window_place

        return read_window_place(path)

    def save_geometry(self, geometry: WindowGeometry) -> None:
        """Keep where the window is; when that fails it is a matter for the log only."""
        from cosmic_login.core.failures import LoginFailure
        from cosmic_login.profile.logs import log_event
        from cosmic_login.profile.window_file import write_window_place

        try:
            write_window_place(self._context.profile.window_file, geometry)
        except LoginFailure as failure:
            log_event(_log, "window.place_not_kept", level=logging.WARNING, reason=failure.code)
