"""What the composition root gives the window in which a reader is shared. Light: imported with the window's parts."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class SharingSeen(NamedTuple):
    """How it stands. ``address`` is where sessions find the readers, empty while nothing is shared.

    ``code`` is the pairing's that is open, in groups; ``here`` are the sessions that are connected, by name; ``asks``
    is who wants something of the card that needs a yes, and ``use`` what (``code``, ``change``). ``refused`` is who was
    sent away last, and ``refused_code`` the failure's code. ``denied``: everybody was told no.
    """

    address: str = ""
    code: str = ""
    here: tuple[str, ...] = ()
    asks: str = ""
    use: str = ""
    refused: str = ""
    refused_code: str = ""
    denied: bool = False


class SharingPort(Protocol):
    """The readers of this desk, for sessions elsewhere. Everything may block, and runs on worker threads."""

    def look(self) -> SharingSeen:
        """Say how it stands."""

    def share(self, *, anywhere: bool) -> None:
        """Begin to share, for this machine alone (a tunnel) or for every network it is in.

        Raises ``reader.not_shared``, ``reader.none`` before the window's world is there.
        """

    def stop(self) -> None:
        """Share no more; nothing happens when nothing is shared."""

    def pair(self) -> None:
        """Open a pairing, in the place of one that is open. Raises ``profile.*``."""

    def answer(self, asked: SharingSeen, /, *, yes: bool) -> None:
        """Answer what was asked then; nothing happens when something else is asked by now."""

    def deny(self, *, everybody: bool) -> None:
        """Say no to every session that is here, or take that back."""
