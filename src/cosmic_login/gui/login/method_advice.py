"""Which way to log in when one is closed, in the window's language; what to say decides ``core.method_advice``."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.method_advice import (
    ALL_CLOSED,
    CLOSED_NOW,
    RESERVE_CARD,
    SERVICE_OUT,
    advise,
    advised,
    forgotten,
)

__all__ = ["ALL_CLOSED", "CLOSED_NOW", "RESERVE_CARD", "SERVICE_OUT", "advise", "advised", "forgotten", "worded"]


def worded(lines: tuple[str, ...]) -> str:
    """Return the lines in the language in force, as one text."""
    return " ".join(QCoreApplication.translate("Advice", line) for line in lines)
