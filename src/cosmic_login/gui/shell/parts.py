"""The parts of the window's start, one by one: what one of them raises is told, and the others go on without it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmic_login.core.failures import LoginFailure

_log = logging.getLogger(__name__)


class Parts:
    """``told`` hears of each part that failed; on the thread that begins it."""

    def __init__(self, told: Callable[[LoginFailure], None]) -> None:
        self._told = told

    def begin(self, name: str, part: Callable[[], object]) -> None:
        """Begin one part, or tell why it is not there. ``name`` is for the support."""
        try:
            part()
        except Exception as error:  # noqa: BLE001 - a part of the program must not take the window with it
            self._told(failure_of(name, error))


def failure_of(name: str, error: Exception) -> LoginFailure:
    """Return what a part that raised ``error`` is told by; what is none of the table's goes to the log."""
    from cosmic_login.core.failures import LoginFailure  # noqa: PLC0415 - not before the first paint
    from cosmic_login.profile.logs import log_event  # noqa: PLC0415

    if isinstance(error, LoginFailure):
        return error
    log_event(_log, "part.failed", level=logging.ERROR, part=name)
    return LoginFailure("part.failed", f"{name}: {type(error).__name__}")
