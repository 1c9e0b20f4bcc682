"""In which order the ways to log in stand, at the start and at a locked session: the instruction's own (R8)."""

from __future__ import annotations

from collections.abc import Iterable

from cosmic_login.core.login_methods import METHODS, StartPlace

#: The methods with a button of their own.
FRONT = tuple(row.name for row in METHODS.values() if row.place is StartPlace.FRONT)
#: Those under "Logga in på annat sätt".
LISTED = tuple(row.name for row in METHODS.values() if row.place is StartPlace.LISTED)


def further(installed: Iterable[str]) -> list[str]:
    """Return what stands under "Logga in på annat sätt": ours, then those of other distributions."""
    return [*LISTED, *(method for method in installed if method not in METHODS)]
