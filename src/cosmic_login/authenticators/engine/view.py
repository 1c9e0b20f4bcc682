"""What the conductor tells of a login and its session: all that a screen shows, as of one moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Prompt
from cosmic_login.core.situations import CardSituation


class CardRemoval(Enum):
    """What a session makes of its card being pulled (R3)."""

    IGNORE = "ignore"
    LOCK = "lock"
    LOG_OUT = "log_out"


@dataclass(frozen=True)
class View:
    """All that a screen needs to know. ``number`` tells prompts apart."""

    state: str = "start"
    method: str = ""
    number: int = 0
    prompt: Prompt[Any] | None = None
    failure: LoginFailure | None = None
    identity: Identity | None = None
    card: CardSituation | None = CardSituation.NO_CARD  # None: a card to log in with is there
    steps: tuple[str, ...] = field(default_factory=tuple)
    #: The card task under way or done (``change-code``, ``unblock``).
    task: str = ""
    #: When the session was locked.
    locked_since: datetime | None = None
    #: Who else has authenticated at the locked session, and is asked whether to log its person out (R19, R24).
    other: Identity | None = None
    #: When the state's time limit is up, by the clock's monotonic time, and how long it is; for countdowns.
    deadline: float | None = None
    limit_s: float = 0.0
    #: The card of a session that is locked, or has just ended, is in a reader still (R3: the screens remind of it).
    card_left: bool = False
    #: Which login or card task it is about, or was last; each has a number of its own.
    login: int = 0
    #: Whose card this login has asked about; empty for one that does not know yet.
    holder: str = ""
    #: True to life: what is not ready yet can be pressed all the same, and Cosmic locks up (R17, R18).
    early: bool = False
    #: It is made again, after a take-over: a code that is asked for was given once before (R24).
    again: bool = False

    def begun(self, login: int, *, method: str = "", task: str = "", again: bool = False) -> View:
        """Return the view of a login that begins. It is made from nothing: what it knows of before stands here."""
        return replace(self._bare(), login=login, method=method, task=task, again=again)

    def at_rest(self) -> View:
        """Return the view where nothing is under way: nothing of the login that has ended is left in it."""
        return replace(self._bare(), login=self.login)

    def _bare(self) -> View:
        return View(
            state=self.state,
            identity=self.identity,
            locked_since=self.locked_since,
            card=self.card,
            early=self.early,
        )
