"""What belongs to a person's session: what is known of it, and who tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from datetime import datetime

    from cosmic_login.core.identity import Identity


class OwnLogin(NamedTuple):
    """One login of the person who is in, successful (``failure`` empty) or not."""

    time: datetime
    method: str
    loa: int | None = None
    organisation: str = ""
    failure: str = ""


class LoginHistory(Protocol):
    """Finds a person's own logins, newest first; in a worker thread, may raise ``LoginFailure``."""

    def __call__(self, identity: Identity, /) -> Sequence[OwnLogin]:
        """Return the logins of whoever is in."""


@runtime_checkable
class OffersSession(Protocol):
    """A screen that says what a session offers."""

    def offer(self, idle_minutes: float, *, own_logins: bool) -> None:
        """Say after how many minutes without activity it locks (0: never), and whether own logins can be listed."""
