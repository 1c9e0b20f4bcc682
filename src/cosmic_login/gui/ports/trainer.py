"""What the composition root gives the trainer's panel. Light: it is imported with the window's parts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cosmic_login.core.failures import LoginFailure


class ReaderSeen(NamedTuple):
    """A virtual reader. ``card`` is the name of the card in it, ``label`` what people call it; both may be empty."""

    name: str
    card: str = ""
    label: str = ""


class ServiceSeen(NamedTuple):
    """Something that can be put out of service. ``failure`` is empty while it serves.

    ``seconds`` and ``orders`` are what is left of an outage that ends by itself.
    """

    target: str
    failure: str = ""
    seconds: float | None = None
    orders: int | None = None


class Surroundings(NamedTuple):
    """How things stand. ``out_of_reach`` is why the IdP cannot be steered from here, if that is so."""

    readers: Sequence[ReaderSeen] = ()
    services: Sequence[ServiceSeen] = ()
    out_of_reach: LoginFailure | None = None
    slow_s: float = 0.0


Doing = Coroutine[Any, Any, None]


class TrainerPorts(NamedTuple):
    """What a trainer can do. Everything runs on the I/O thread's loop and may raise ``LoginFailure``.

    ``insert`` puts a card (of those that the window was told of) into a reader, or takes out what is in when its
    name is empty. ``slow`` has certificates appear so many seconds after a card got power. ``outage`` takes a target,
    a failure code (empty: the usual one), orders and seconds (None: without that end). ``opened`` is whether the
    program was started by a trainer: then the panel is there from the start, and over a locked session too.
    """

    look: Callable[[], Coroutine[Any, Any, Surroundings]]
    insert: Callable[[str, str], Doing]
    add_reader: Callable[[], Doing]
    remove_reader: Callable[[str], Doing]
    slow: Callable[[float], Doing]
    outage: Callable[[str, str, int | None, float | None], Doing]
    restore: Callable[[str], Doing]
    reset: Callable[[], Doing]
    opened: bool = False
