"""The PC/SC functions we call, and what their result codes mean to us.

Codes are those of winscard.h and pcsclite.h (PC/SC part 5); every function returns its code first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cosmic_login.core.failures import LoginFailure

SCOPE_USER = 0
SHARE_SHARED = 2
PROTOCOL_T0, PROTOCOL_T1 = 1, 2
LEAVE_CARD, RESET_CARD, UNPOWER_CARD = 0, 1, 2

STATE_UNAWARE = 0x0000
STATE_PRESENT = 0x0020
STATE_EXCLUSIVE, STATE_INUSE = 0x0080, 0x0100
#: Which bits of a reader's state are flags; the 16 above count insertions and removals.
STATE_FLAGS = 0xFFFF
#: The pseudo reader that changes when a reader comes or goes.
PNP_READER = "\\\\?PnP?\\Notification"
#: pcsc-lite refuses to look at more at once; it has no more readers either.
MAX_STATES = 16

SUCCESS = 0x00000000
E_CANCELLED = 0x80100002
E_INVALID_HANDLE = 0x80100003
E_INSUFFICIENT_BUFFER = 0x80100008
E_UNKNOWN_READER = 0x80100009
E_TIMEOUT = 0x8010000A
E_SHARING_VIOLATION = 0x8010000B
E_NO_SMARTCARD = 0x8010000C
E_PROTO_MISMATCH = 0x8010000F
E_READER_UNAVAILABLE = 0x80100017
F_COMM_ERROR = 0x80100013
E_NO_SERVICE = 0x8010001D
E_SERVICE_STOPPED = 0x8010001E
E_NO_READERS_AVAILABLE = 0x8010002E
W_RESET_CARD = 0x80100068
W_REMOVED_CARD = 0x80100069

#: The service is not there, or not the one that gave us the handle.
SERVICE_GONE = frozenset({E_NO_SERVICE, E_SERVICE_STOPPED, E_INVALID_HANDLE, F_COMM_ERROR})

ReaderStateIn = tuple[str, int]
ReaderStateOut = tuple[str, int, Sequence[int]]


class Scard(Protocol):
    """The functions that we use, as pyscard binds them. Contexts and cards are opaque handles."""

    def SCardEstablishContext(self, scope: int, /) -> tuple[int, int]: ...  # noqa: D102, N802
    def SCardReleaseContext(self, context: int, /) -> int: ...  # noqa: D102, N802
    def SCardCancel(self, context: int, /) -> int: ...  # noqa: D102, N802
    def SCardListReaders(self, context: int, groups: list[str], /) -> tuple[int, list[str]]: ...  # noqa: D102, N802
    def SCardGetStatusChange(  # noqa: D102, N802
        self, context: int, milliseconds: int, states: list[ReaderStateIn], /
    ) -> tuple[int, list[ReaderStateOut]]: ...
    def SCardConnect(  # noqa: D102, N802
        self, context: int, reader: str, share: int, protocols: int, /
    ) -> tuple[int, int, int]: ...
    def SCardReconnect(  # noqa: D102, N802
        self, card: int, share: int, protocols: int, initialization: int, /
    ) -> tuple[int, int]: ...
    def SCardBeginTransaction(self, card: int, /) -> int: ...  # noqa: D102, N802
    def SCardEndTransaction(self, card: int, disposition: int, /) -> int: ...  # noqa: D102, N802
    def SCardTransmit(  # noqa: D102, N802
        self, card: int, protocol: int, command: Sequence[int], /
    ) -> tuple[int, Sequence[int]]: ...
    def SCardDisconnect(self, card: int, disposition: int, /) -> int: ...  # noqa: D102, N802


def code_of(result: int) -> int:
    """Return a result code as the headers write it: pyscard gives some as negative numbers."""
    return result & 0xFFFFFFFF


def establish(scard: Scard) -> int:
    """Return a new context; raises ``LoginFailure`` (``pcsc.stopped``)."""
    result, context = scard.SCardEstablishContext(SCOPE_USER)
    if code_of(result) != SUCCESS:
        raise LoginFailure("pcsc.stopped", f"SCardEstablishContext: {code_of(result):#010x}")
    return context


def list_readers(scard: Scard, context: int) -> list[str]:
    """Return the readers' names; raises ``LoginFailure`` (``pcsc.stopped``)."""
    result, names = scard.SCardListReaders(context, [])
    if code_of(result) == E_NO_READERS_AVAILABLE:
        return []
    if code_of(result) != SUCCESS:
        raise LoginFailure("pcsc.stopped", f"SCardListReaders: {code_of(result):#010x}")
    return list(dict.fromkeys(names))


def connect_failure(result: int) -> LoginFailure:
    """Return the failure that SCardConnect's code means."""
    code = code_of(result)
    if code in SERVICE_GONE:
        return LoginFailure("pcsc.stopped", f"SCardConnect: {code:#010x}")
    meaning = {
        E_UNKNOWN_READER: "reader.unknown",
        E_READER_UNAVAILABLE: "reader.unknown",
        E_NO_SMARTCARD: "card.absent",
        W_REMOVED_CARD: "card.absent",
        E_SHARING_VIOLATION: "card.in_use",
    }
    return LoginFailure(meaning.get(code, "card.unreadable"), f"SCardConnect: {code:#010x}")
