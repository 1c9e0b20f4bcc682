"""What stays shut while a session is locked: who is not its person may open neither settings nor log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.announce import announce

if TYPE_CHECKING:
    from cosmic_login.gui.shell.application import LoginApplication


def kept_shut(app: LoginApplication) -> bool:
    """Tell whether a session is locked, and say so if it is."""
    if app.locked:
        announce(app.window, texts.say(texts.UNLOCK_FIRST))
    return app.locked
