"""What the composition root gives the trainer's panel. Light: it is imported with the window's parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from cosmic_login.core.failures import LoginFailure


#: How many rows of the audit trail are kept in view; the trail has them all.
MOST_ROWS = 200


class ReaderSeen(NamedTuple):
    """A virtual reader. ``card`` is the name of the card in it, ``label`` what people call it; both may be empty."""

    name: str
    card: str = ""
    label: str = ""


class OutageOfOne(NamedTuple):
    """An outage that one person alone meets, by key and name; the rest is as of ``ServiceSeen``."""

    person: str
    name: str
    failure: str
    seconds: float | None = None
    orders: int | None = None


class ServiceSeen(NamedTuple):
    """Something that can be put out of service. ``failure`` is empty while it serves.

    ``seconds`` and ``orders`` are what is left of an outage that ends by itself; ``within`` is the target that this one
    falls with, empty for one that stands alone. ``alone`` is for whom alone it is out, while it serves the others.
    """

    target: str
    failure: str = ""
    seconds: float | None = None
    orders: int | None = None
    within: str = ""
    alone: tuple[OutageOfOne, ...] = ()


class SystemSeen(NamedTuple):
    """A system that logs its users in at the IdP, by ``oidc`` or ``saml``."""

    system: str
    protocol: str
    name: str


class FaultSeen(NamedTuple):
    """A fault that a system is to meet; ``order`` names it, ``times`` and ``seconds`` are what is left of it."""

    order: str
    system: str
    protocol: str
    fault: str
    state: str = ""
    times: int | None = None
    seconds: float | None = None


class PersonSeen(NamedTuple):
    """Somebody of the directory."""

    key: str
    name: str


class TrailRowSeen(NamedTuple):
    """A row of the audit trail, for showing: ``who`` is a name and a masked number, ``reason`` a failure code."""

    at: datetime
    event: str
    who: str = ""
    method: str = ""
    reason: str = ""


class StartedOverSeen(NamedTuple):
    """What was brought back: how many cards, phones and services."""

    cards: int
    phones: int
    services: int


class LessonOffered(NamedTuple):
    """A lesson that can be begun. ``rows`` are those of the instruction that it shows."""

    id: str
    title: str
    goal: str = ""
    rows: Sequence[str] = ()


class Lessons(NamedTuple):
    """The lessons that can be begun; ``failure`` is what is wrong with one of one's own, which are left out then."""

    offered: Sequence[LessonOffered] = ()
    failure: LoginFailure | None = None


class Surroundings(NamedTuple):
    """How things stand. ``out_of_reach`` is why the IdP cannot be steered from here, if that is so.

    ``slow_s`` is how late certificates appear, ``clock_s`` how far the computer's clock is ahead of the IdP's.
    ``systems`` log their users in there, ``faults`` are what they are to meet. ``line`` is how the line is to the desk
    whose readers this window takes (``good``, ``slow``, ``lossy``, ``cut``); empty where there is no such desk.
    """

    readers: Sequence[ReaderSeen] = ()
    services: Sequence[ServiceSeen] = ()
    out_of_reach: LoginFailure | None = None
    slow_s: float = 0.0
    people: Sequence[PersonSeen] = ()
    clock_s: float = 0.0
    systems: Sequence[SystemSeen] = ()
    faults: Sequence[FaultSeen] = ()
    line: str = ""


class TrainerPort(Protocol):
    """What a trainer can do. Everything runs on the I/O thread's loop and may raise ``LoginFailure``."""

    #: Whether a trainer started the program: then the panel is there from the start, and over a locked session too.
    opened: bool

    async def look(self) -> Surroundings:
        """Say how things stand."""

    async def insert(self, reader: str, card: str, /) -> None:
        """Put a card (of those that the window was told of) into a reader, or take out what is in (an empty name)."""

    async def add_reader(self) -> None:
        """Plug one more reader in."""

    async def remove_reader(self, reader: str, /) -> None:
        """Pull a reader's plug."""

    async def slow(self, seconds: float, /) -> None:
        """Have certificates appear so many seconds after a card got power."""

    async def make_line(self, line: str, /) -> None:
        """Make the line to the desk ``good``, ``slow``, ``lossy`` or ``cut``, from here."""

    async def outage(
        self, target: str, failure: str, orders: int | None, seconds: float | None, person: str, /
    ) -> None:
        """Put something out of service, for a person (a key) or for everybody (empty).

        ``failure`` is a failure code (empty: the usual one), ``orders`` and ``seconds`` its end (None: without).
        """

    async def restore(self, target: str, person: str, /) -> None:
        """Bring something back, for a person whom alone it is out for, or for everybody (empty)."""

    async def reset(self) -> None:
        """Bring everything back."""

    async def order_fault(
        self, system: SystemSeen, fault: str, times: int | None, seconds: float | None, delay: float | None, /
    ) -> None:
        """Have a system meet a fault of ``core.answer_faults``, so often or for so long (None: without such an end)."""

    async def withdraw_fault(self, order: str, /) -> None:
        """Take a fault back."""

    async def withdraw_faults(self) -> None:
        """Take all faults back."""

    async def set_clock(self, ahead_s: float, /) -> None:
        """Set the clock by which this window logs in; those of the IdP and of phones go on as they did."""

    async def date_card(self, card: str, days: int | None, /) -> None:
        """Issue a card of the directory anew, good until so many days from today, or as it was ordered (None)."""

    async def issue_reserve(self, person: str, days: int, /) -> str:
        """Issue a reserve card for somebody (a key); return its name."""

    async def activate_card(self, card: str, /) -> None:
        """Activate a reserve card in its holder's place."""

    async def revoke_card(self, card: str, /) -> None:
        """Revoke a card that is lost."""

    async def activation(self, person: str, app: str, /) -> str:
        """Return the text of a one-time QR code for somebody (a key) and an app (``siths``, ``bankid``)."""

    async def trail(self, most: int, /, *, anew: bool) -> Sequence[TrailRowSeen]:
        """Return the rows of the audit trail that came since this was asked the last time, the last ``most`` of them.

        ``anew``: the last ones, whatever was asked before.
        """

    async def lessons(self, language: str, /) -> Lessons:
        """Return the lessons that there are, told in a language."""

    def lesson_command(self, lesson: str, way: str, language: str, /) -> Sequence[str]:
        """Return program and arguments that play a lesson in a window and print its result as JSON; in any thread.

        ``way`` is ``show``, ``practise`` or ``test``.
        """

    async def start_over(self) -> StartedOverSeen:
        """Bring people, cards, codes, phones and services back to the shipped state; it cannot be undone."""


class Pace(Protocol):
    """How long what one waits for takes, in proportion to the settings; for this run only."""

    @property
    def pace(self) -> float:
        """1.0: as set."""

    def set_pace(self, pace: float) -> None:
        """Have it take another time."""

    @property
    def hold(self) -> float:
        """How many seconds a step that passes by itself ("Kortet arbetar") stays in view at least; 0: as it comes."""

    def set_hold(self, seconds: float) -> None:
        """Have it stay so long."""
