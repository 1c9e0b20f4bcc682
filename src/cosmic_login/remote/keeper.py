"""Keeps the session's line to a desk up, on a thread of its own: dials, greets, and dials again when it went."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.logs import log_event
from cosmic_login.remote.address import DeskAddress, desk_address
from cosmic_login.remote.frames import PROTOCOL, Frame, Kind, encode_members
from cosmic_login.remote.manners import LinePatience, shown_name
from cosmic_login.remote.weather import Weather, WeatherHere

if TYPE_CHECKING:
    from cosmic_login.remote.keys import Pairings
    from cosmic_login.remote.line import TlsLine

_log = logging.getLogger(__name__)
#: What a desk says when it will have nothing to do with us: trying again at once is no use.
REFUSALS: Final = frozenset({
    "reader.not_paired", "reader.other_protocol", "reader.desk_unable", "reader.remote_garbled",
})  # fmt: skip
NO_USE: Final = REFUSALS | {"reader.address", "profile.damaged"}


@dataclass(frozen=True)
class RemotePatience:
    """How long, in seconds, to wait: for what is to be had at once, for a line to come back, between two tries.

    Who was refused waits longer each time, from ``refused`` to ``refused_most``.
    """

    answer: float = 2.5
    back: float = 8.0
    again: float = 0.25
    refused: float = 2.0
    refused_most: float = 60.0
    dial: float = 3.0
    line: LinePatience = field(default_factory=LinePatience)

    def rest(self, refusals: int) -> float:
        """Return how long to wait after so many refusals, one after the other."""
        return float(min(self.refused_most, self.refused * 2.0 ** min(refusals - 1, 30)))


#: How long is waited unless somebody says otherwise.
USUAL: Final = RemotePatience()


class LineKeeper:
    """The keeper. Nothing happens before ``start``; ``stop`` it, then ``hang_up``."""

    def __init__(
        self,
        pairings: Callable[[], Pairings],
        address: Callable[[], str],
        *,
        heard: Callable[[TlsLine, Frame], None],
        missed: Callable[[LoginFailure], None],
        given_up: Callable[[LoginFailure | None], None],
        called: str = "",
        patience: RemotePatience = USUAL,
    ) -> None:
        """Tell what comes (``heard``, on the line's thread), and what becomes of the line.

        ``missed``: there is none now, and it may come back. ``given_up``: the desk is another one now, or none (None).
        ``called`` is what this machine calls itself (its host name if empty).
        """
        self._pairings, self._address, self._patience = pairings, address, patience
        self._heard, self._missed, self._given_up = heard, missed, given_up
        self._called = shown_name(called or socket.gethostname())
        self._token = secrets.token_hex(16)
        self._lock = threading.Lock()
        self._up: TlsLine | None = None
        self._dialled: TlsLine | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._weather = WeatherHere()
        self._refusals = 0  # one after the other
        #: What the desk is called that has answered last, as it said when it was paired; empty before that.
        self.desk = ""

    @property
    def weather(self) -> str:
        """How bad the line is made here, by its word."""
        return self._weather.word()

    def make(self, weather: Weather) -> None:
        """Make the line so bad from this side, or good again."""
        self._weather.now = weather
        line = self._dialled
        if weather.cut and line is not None:
            line.cut()

    @property
    def stopping(self) -> bool:
        """Whether no line is kept up any more."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Keep a line up from now on. May be called again."""
        with self._lock:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._run, name="remote-readers", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Dial no more; the line that there is may still be sent over."""
        self._stopping.set()

    def hang_up(self) -> None:
        """Close the line that there is, and wait a moment for the thread to end."""
        line = self._dialled
        if line is not None:
            line.close()
        if self._thread is not None:
            self._thread.join(2.0)

    def greeted(self, line: TlsLine) -> None:
        """Have a line count: the desk has greeted over it."""
        self._up = line
        self._refusals = 0

    def counts(self, line: TlsLine) -> bool:
        """Whether the desk has greeted over a line, and it is not over."""
        return self._up is line

    def send(self, frame: bytearray) -> bool:
        """Send over the line, as late as the weather wants; False when there is none."""
        line = self._up
        if line is None:
            return False
        try:
            line.send(frame, self._weather.held_back())
        except LoginFailure:
            return False
        return True

    def _run(self) -> None:
        while not self._stopping.is_set():
            address = self._address()
            if not address:
                self._given_up(None)
                self._stopping.wait(self._patience.again)
                continue
            paired = self._pairings().version()
            failure = self._hold_line(address)
            if self._stopping.is_set():
                return
            if self._address() != address:  # moved to another desk: the card there is another one
                self._given_up(LoginFailure("reader.remote_lost", "another desk"))
                continue
            if failure.code in NO_USE:
                self._rest(address, paired)
            else:
                self._stopping.wait(self._patience.again)

    def _rest(self, address: str, paired: object) -> None:
        """Leave a desk alone that refused us, until it is time, or until somebody has done something about it here."""
        self._refusals += 1
        until = time.monotonic() + self._patience.rest(self._refusals)
        while (left := until - time.monotonic()) > 0 and not self._stopping.wait(min(left, self._patience.again)):
            if self._address() != address or self._pairings().version() != paired:
                self._refusals = 0
                return

    def _hold_line(self, address: str) -> LoginFailure:
        """Have a line for as long as it lasts, and return why it ended."""
        began = time.monotonic()
        silent = self._patience.line.handshake + self._patience.answer
        ended = threading.Event()
        failures: list[LoginFailure] = []

        def over(_line: TlsLine, failure: LoginFailure) -> None:
            failures.append(failure)
            ended.set()

        try:
            line = self._dial(desk_address(address), over)
        except LoginFailure as unreached:
            self._missed(unreached)
            return unreached
        self._dialled = line
        line.start()
        if self._weather.now.cut:  # it was made so meanwhile
            line.cut()
        while not ended.wait(self._patience.again):
            if self._stopping.is_set() or self._address() != address:
                line.close()
            elif self._up is None and time.monotonic() - began > silent:
                line.cut()  # it shook hands, and says nothing
        was_up, self._up, self._dialled = self._up is line, None, None
        failure = failures[0]
        if failure.code == "reader.not_paired":
            how = f"pair anew: cosmic-login reader pair at the desk, and here cosmic-login reader pair {address}"
            failure = LoginFailure(failure.code, how)
        if was_up:
            log_event(_log, "reader.line_lost", side="session", failure=failure)
        if not self._stopping.is_set():
            self._missed(failure)
        return failure

    def _dial(self, desk: DeskAddress, over: Callable[[TlsLine, LoginFailure], None]) -> TlsLine:
        from cosmic_login.remote.line import TlsLine  # noqa: PLC0415 - TLS of its own, which few runs need

        if self._weather.now.cut:
            raise LoginFailure("reader.remote_lost", "cut for practice")
        own = self._pairings().own()
        try:
            connection = socket.create_connection((desk.host, desk.port), self._patience.dial)
        except OSError as error:
            raise LoginFailure("reader.remote_lost", f"{desk}: {error.strerror or error}") from None
        return TlsLine(
            connection,
            own,
            serving=False,
            opened=self._greet,
            heard=self._heard,
            ended=over,
            patience=self._patience.line,
        )

    def _greet(self, line: TlsLine) -> None:
        partner = self._pairings().known(line.peer, "desk")
        if partner is None:
            raise LoginFailure("reader.not_paired", "another desk answers")
        self.desk = partner.name
        line.trust()
        line.send(encode_members(Kind.HELLO, {"protocol": PROTOCOL, "token": self._token, "name": self._called}))
