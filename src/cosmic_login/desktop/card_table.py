"""The virtual cards on the table, as the window tells of them: whose each is, and what is the matter with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.ports.cards import CardChoice, CardMark
from cosmic_login.net.control import KnownCards

if TYPE_CHECKING:
    from pathlib import Path

    from cosmic_login.app import World
    from cosmic_login.cards.virtual.summary import CardSummary
    from cosmic_login.net.control import Control

_log = logging.getLogger(__name__)
_MARKS = {
    "pass": CardMark.DOORS,
    "revoked": CardMark.REVOKED,
    "expired": CardMark.EXPIRED,
    "not-yet-valid": CardMark.NOT_YET,
    "blocked": CardMark.BLOCKED,
    "untrusted": CardMark.UNTRUSTED,
}


class CardTable:
    """Lives on the I/O loop. ``tell`` hears of the cards whenever something is other than it was."""

    def __init__(
        self, world: World, control: Callable[[], Control], tell: Callable[[Sequence[CardChoice]], None]
    ) -> None:
        self._world, self._control, self._tell = world, control, tell
        self._known = KnownCards()
        self._told: tuple[CardChoice, ...] | None = None
        self._asking: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Read the cards anew, and tell of them if something has changed."""
        cards = self._world.cards
        found = tuple(self._choice(cards.summary(card)) for card in cards.ids())
        if found != self._told:
            self._told = found
            self._tell(found)

    def look_closely(self) -> None:
        """Read the cards anew, and ask the IdP, which knows the ones that were used or activated; on the loop."""
        self.look()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._ask())

    async def _ask(self) -> None:
        """Ask; an IdP that cannot be asked leaves what was known before."""
        from cosmic_login.profile.logs import log_event

        try:
            self._known = await self._control().cards()
        except LoginFailure as failure:
            log_event(_log, "cards.not_asked", reason=failure.code)
        else:
            self.look()

    def _choice(self, row: CardSummary) -> CardChoice:
        mark = _MARKS.get(row.state)
        marks = [mark] if mark is not None else []
        if row.reserve:
            marks.append(CardMark.RESERVE)
        if mark is None and row.reserve and row.card_number not in self._known.activated:
            marks.append(CardMark.NOT_ACTIVATED)
        elif row.state == "unregistered" and row.card_number not in self._known.registered:
            marks.append(CardMark.FIRST_TIME)
        label = f"{row.name} ({row.card})"
        return CardChoice(row.card, label, pass_card=mark is CardMark.DOORS, marks=tuple(marks))


class CardFiles(QObject):
    """Calls ``changed`` when cards or revocation lists in a profile change, whichever program did it.

    Lives in the GUI's thread, ``begin`` may be called from any.
    """

    _found = Signal(list)

    def __init__(self, changed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._changed = changed
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: changed())
        self._found.connect(self._watch, Qt.ConnectionType.QueuedConnection)

    def begin(self, *folders: Path) -> None:
        """Watch these folders from now on."""
        self._found.emit([str(folder) for folder in folders])

    def _watch(self, folders: list[str]) -> None:
        self._watcher.addPaths(folders)
        self._changed()  # what came meanwhile
