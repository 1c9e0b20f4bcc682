"""The reader seam: list readers, watch them, connect to the card in one, send bytes and get bytes.

Implementations are found through the entry-point group ``cosmic_login.readers``; each entry point names a
``ReaderFactory``. Ours are the in-process virtual readers and PC/SC; a third party's is used like ours.
All calls block and may be made from any thread but the GUI's.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol


@dataclass(frozen=True)
class ReaderAdded:
    """A reader was plugged in (or was there when watching began)."""

    reader: str


@dataclass(frozen=True)
class ReaderRemoved:
    """A reader was unplugged; a card in it is gone too (``CardRemoved`` came before)."""

    reader: str


@dataclass(frozen=True)
class CardInserted:
    """A card is in the reader. ``atr`` is empty when the card did not answer its reset (mute, upside down)."""

    reader: str
    atr: bytes


@dataclass(frozen=True)
class CardRemoved:
    """The card left the reader."""

    reader: str


@dataclass(frozen=True)
class ServiceLost:
    """The reader service is not to be reached; ``code`` is a failure code (``pcsc.missing``, ``pcsc.stopped``)."""

    service: str
    code: str


@dataclass(frozen=True)
class ServiceBack:
    """The reader service answers (again, or when watching began)."""

    service: str


ReaderEvent = ReaderAdded | ReaderRemoved | CardInserted | CardRemoved | ServiceLost | ServiceBack


@dataclass(frozen=True)
class ReaderState:
    """One reader now; ``atr`` is None without a card, empty for a mute card."""

    name: str
    atr: bytes | None = None


class Leave(Enum):
    """What happens to the card when a connection is closed: its security status must not outlive a login."""

    RESET = "reset"
    UNPOWER = "unpower"


class CardConnection(Protocol):
    """A connection to one card, which nobody else speaks to from a code on until it is closed.

    One that shares the card before has ``transaction()``, too: a context manager in which commands belong together,
    and which gives whether other programs may have spoken to the card since the last (``together``).
    """

    @property
    def reader(self) -> str:
        """The reader's name."""

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command APDU (T=0 rules are the caller's business) and return data plus SW1 SW2.

        Raises ``LoginFailure``: ``card.removed`` when the card or reader is gone, ``card.unreadable`` when it
        does not answer, ``pcsc.stopped`` when the service went away. A command may be a ``bytearray`` holding a
        code; no implementation may copy it into a log or an exception.
        """

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Let the card go; the security status is cleared. Never raises, may be called twice.

        A card that is shared and took no code is left as it is: what it knows is another program's.
        """


def together(connection: CardConnection) -> AbstractContextManager[bool]:
    """Return the block in which commands belong together; a connection that shares nothing needs none."""
    transaction: Callable[[], AbstractContextManager[bool]] | None = getattr(connection, "transaction", None)
    return nullcontext(enter_result=False) if transaction is None else transaction()


class Watch(Protocol):
    """A running watch."""

    def stop(self) -> None:
        """Stop, and wait until no more events will come (under 2 s)."""


class ReaderService(Protocol):
    """A kind of readers: PC/SC, virtual, or a third party's.

    One whose readers stand at another machine has ``desk``, too: what that machine is called, for the audit trail. One
    whose cards other programs of this machine can have has ``programs``: given a reader, it returns the names of those
    that may have the card there.
    """

    @property
    def name(self) -> str:
        """The entry point's name, such as ``pcsc``."""

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the readers that are there now. Raises ``LoginFailure`` (``pcsc.missing``, ``pcsc.stopped``)."""

    def watch(self, listener: Callable[[ReaderEvent], None]) -> Watch:
        """Call ``listener`` (from any thread, in order) first with what is there, then with every change.

        Loss and return of the service are events; the watch goes on by itself.
        """

    def connect(self, reader: str) -> CardConnection:
        """Connect to the card in ``reader``; a card that another program has for itself may be waited for, not long.

        Raises ``LoginFailure``: ``reader.unknown``, ``card.absent``, ``card.in_use``, ``card.unreadable``,
        ``pcsc.stopped``, ``pcsc.missing``.
        """

    def close(self) -> None:
        """Give back all the service holds. Never raises."""


#: The option of ``ReaderContext`` that says how many seconds to wait for a card that another program has.
CARD_WAIT: Final = "card_wait"
#: The option that names the desk whose readers are taken over the network; without it the profile's setting does.
READER_FROM: Final = "reader_from"


class ReaderFactory(Protocol):
    """What an entry point of the group ``cosmic_login.readers`` names."""

    def __call__(self, context: ReaderContext) -> ReaderService:
        """Make the service; must not fail when its system part is missing (that is ``ServiceLost``)."""


@dataclass(frozen=True)
class ReaderContext:
    """What a reader service may need: the opened profile (``cosmic_login.profile.Profile``), and options."""

    profile: Any
    options: dict[str, str]
