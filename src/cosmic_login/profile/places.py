"""Where a profile lies, for what is needed before the first paint. Light: the vault is not loaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SETTINGS_NAME = "settings.toml"
WINDOW_NAME = "window.json"
SCENARIOS_NAME = "scenarios"
#: What a copy of the profile is called that is there for moments (``profile.copies``); more follows.
SCRATCH_PREFIX = "shipped-"
_LINUX = str(sys.platform) == "linux"


def default_root() -> Path:
    """``COSMIC_LOGIN_HOME``, or the place the system has for a user's program data."""
    home = os.environ.get("COSMIC_LOGIN_HOME")
    if home:
        return Path(home)
    if _LINUX:  # as platformdirs does it (XDG base directories), whose import takes 3 % of the start
        data = os.environ.get("XDG_DATA_HOME", "")
        return Path(data if data.startswith("/") else Path.home() / ".local" / "share", "cosmic-login")
    import platformdirs  # noqa: PLC0415 - see above

    return Path(platformdirs.user_data_dir("cosmic-login", appauthor=False))
