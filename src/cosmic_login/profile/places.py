"""Where a profile lies, for what is needed before the first paint. Light: the vault is not loaded."""

from __future__ import annotations

import os
from pathlib import Path

SETTINGS_NAME = "settings.toml"
WINDOW_NAME = "window.json"


def default_root() -> Path:
    """``COSMIC_LOGIN_HOME``, or the place the system has for a user's program data."""
    home = os.environ.get("COSMIC_LOGIN_HOME")
    if home:
        return Path(home)
    import platformdirs  # noqa: PLC0415 - often not needed

    return Path(platformdirs.user_data_dir("cosmic-login", appauthor=False))
