"""What the conductor tells of a login and its session: all that a screen shows, as of one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    #: A session has ended and its card has been in a reader ever since (R3: the start screen reminds of it).
    card_left: bool = False
    #: True to life: what is not ready yet can be pressed all the same, and Cosmic locks up (R17, R18).
    early: bool = False
