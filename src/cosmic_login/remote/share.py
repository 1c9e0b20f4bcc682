"""Shares readers of this desk with sessions elsewhere: who may come in, what they see, what the desk is told."""

from __future__ import annotations

import contextlib
import logging
import secrets
import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Final, Literal, NamedTuple

from cosmic_login.cards.reader import ReaderService, Watch
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import wipe
from cosmic_login.profile import Profile
from cosmic_login.profile.logs import log_event
from cosmic_login.remote.frames import PROTOCOL, Frame, Kind, encode_members, garbled
from cosmic_login.remote.guest import Guest, ReaderThreads
from cosmic_login.remote.held import Use
from cosmic_login.remote.keys import OwnKey, Pairings, Partner
from cosmic_login.remote.line import TlsLine
from cosmic_login.remote.manners import LinePatience, shown_name
from cosmic_login.remote.pairing import DeskPairing, PairingDoor
from cosmic_login.remote.refusals import RefusalsTold
from cosmic_login.remote.table import Observed, ReaderTable
from cosmic_login.remote.weather import Weather, WeatherHere

_log = logging.getLogger(__name__)
_TICK_S: Final = 0.25
#: Lines at once, and of them those whose caller is not known yet.
_MOST_LINES, _MOST_STRANGERS = 64, 16

#: What the desk is told: who came, went, was paired, was refused, and what somebody wants of a card.
NewsKind = Literal["came", "lost", "left", "paired", "refused", "asks", "denied"]


class News(NamedTuple):
    """Something for the person at the desk. ``name`` is the session's, or where a stranger calls from."""

    kind: NewsKind
    name: str
    reader: str = ""
    use: Use | None = None
    code: str = ""


@dataclass(frozen=True)
class SharePatience:
    """How long, in seconds, cards are held for a session whose line is lost; for a greeting; and a line's own times.

    Who is refused again within ``quiet`` seconds, for what it was refused for before, is not told of again.
    """

    away: float = 10.0
    hello: float = 5.0
    quiet: float = 600.0
    line: LinePatience = field(default_factory=LinePatience)


@dataclass
class _Visitor:
    """Who is at one line."""

    line: TlsLine
    since: float
    host: str
    partner: Partner | None = None
    #: Why it is not to be seen whether it is a partner.
    unread: LoginFailure | None = None
    pairing: DeskPairing | None = None
    guest: Guest | None = None
    #: Told to go for its silence; its line is ending.
    sent_away: bool = False

    @property
    def caller(self) -> str:
        """Who it is, for telling callers apart."""
        return self.line.peer or self.host

    @property
    def called(self) -> str:
        return self.partner.name if self.partner is not None else self.host


class Share:
    """Listens from ``start`` to ``stop``. ``told`` hears news on any thread; ``asked`` may wait for a person."""

    def __init__(
        self,
        profile: Profile,
        service: ReaderService,
        clock: Clock,
        *,
        name: str,
        only: frozenset[str] = frozenset(),
        told: Callable[[News], None] = lambda _news: None,
        asked: Callable[[str, str, Use], bool] = lambda _name, _reader, _use: True,
        patience: SharePatience = SharePatience(),
    ) -> None:
        """Share the readers named in ``only``, or all of ``service``.

        ``asked`` is given a session's name, a reader and a use, on the reader's thread, and says whether it may be.
        """
        self._pairings, self._clock = Pairings(profile), clock
        self._door = PairingDoor(profile, clock)
        self._own: OwnKey = self._pairings.own()
        self._service, self._name, self._only = service, shown_name(name), only
        self._told, self._asked_person, self._patience = told, asked, patience
        self._readers = ReaderThreads(service)
        self._observed = Observed(secrets.token_hex(8), self._shares, self._tell_all)
        self._watch: Watch | None = None
        self._lock = threading.RLock()
        self._visitors: dict[TlsLine, _Visitor] = {}
        self._guests: dict[tuple[str, str], Guest] = {}
        self._listener: socket.socket | None = None
        self._stopping = threading.Event()
        self._weather = WeatherHere()
        self._refusals = RefusalsTold(patience.quiet)
        self._denied = False
        self._unread = ""  # why the partners could not be read when they were last looked at
        self._thread = threading.Thread(target=self._run, name="remote-share", daemon=True)

    def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen and watch the readers. Raises ``reader.not_shared`` when the address cannot be had."""
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._listener = socket.create_server((host, port), family=family, backlog=32)
        except OSError as error:
            raise LoginFailure("reader.not_shared", f"{host}:{port}: {error.strerror or error}") from None
        self._listener.setblocking(False)
        self._watch = self._service.watch(self._observed.heard)
        self._thread.start()
        log_event(_log, "reader.shared", port=self.port)

    @property
    def port(self) -> int:
        """The port that is listened at."""
        return int(self._listener.getsockname()[1]) if self._listener is not None else 0

    @property
    def table(self) -> ReaderTable:
        """What is shared now."""
        return self._observed.table

    @property
    def sessions(self) -> tuple[str, ...]:
        """The names of the sessions that are here now, and reached."""
        with self._lock:
            return tuple(guest.name for guest in self._guests.values() if not guest.alone_since)

    def deny(self) -> None:
        """Say no to every session, also to one that comes later: cards that are held are let go at once."""
        with self._lock:
            self._denied = True
            guests = list(self._guests.values())
            for guest in guests:
                guest.denied = True
        for guest in guests:
            guest.leave()
            self._told(News("denied", guest.name))

    def allow(self) -> None:
        """Take ``deny`` back."""
        with self._lock:
            self._denied = False
            for guest in self._guests.values():
                guest.denied = False

    def make(self, weather: Weather) -> None:
        """Make the line so bad, or good again (``Weather()``): for trainers. A cut one is refused until then."""
        self._weather.now = weather
        if weather.cut:
            with self._lock:
                lines = list(self._visitors)
            for line in lines:
                line.cut()

    def stop(self) -> None:
        """Hang up on everybody, let the cards go, stop listening. May be called twice."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)
        if self._watch is not None:
            self._watch.stop()
        with self._lock:
            lines, guests = list(self._visitors), list(self._guests.values())
            self._guests.clear()
        for guest in guests:
            guest.leave()
        for line in lines:
            line.close()
        for line in lines:
            line.join()
        self._readers.end()
        if self._listener is not None:
            self._listener.close()

    # -- the listener's thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        listener = self._listener
        while listener is not None and not self._stopping.is_set():
            readable, _, _ = select.select([listener], [], [], _TICK_S)
            if readable:
                with contextlib.suppress(OSError):
                    self._take_in(listener.accept()[0])
            self._look_around()

    def _take_in(self, connection: socket.socket) -> None:
        with self._lock:
            if self._weather.now.cut or len(self._visitors) >= _MOST_LINES:
                connection.close()
                return
            strangers = [visitor for visitor in self._visitors.values() if visitor.guest is None]
            line = TlsLine(
                connection,
                self._own,
                serving=True,
                opened=self._opened,
                heard=self._heard,
                ended=self._ended,
                last_words=_refusal,
                patience=self._patience.line,
            )
            self._visitors[line] = _Visitor(line, time.monotonic(), line.host)
        line.start()
        waiting = [visitor for visitor in strangers if not visitor.sent_away]
        if len(strangers) >= _MOST_STRANGERS and waiting:  # who means well does not stand there for long
            self._send_away_the_silent(waiting[0])

    def _look_around(self) -> None:
        """End what has lasted too long, and what was taken back."""
        now = time.monotonic()
        partners, unread = self._partners()
        known = {partner.fingerprint for partner in partners}
        with self._lock:
            visitors = list(self._visitors.values())
            away = [
                (key, guest)
                for key, guest in self._guests.items()
                if guest.alone_since and (now - guest.alone_since > self._patience.away or guest.mark not in known)
            ]
            for key, _ in away:
                del self._guests[key]
        for _, guest in away:
            guest.leave()
            self._told(News("left", guest.name))
        for visitor in visitors:
            if visitor.guest is not None and visitor.guest.mark not in known:
                visitor.guest.leave()
                visitor.unread = unread
                self._refuse(visitor, unread or LoginFailure("reader.not_paired"))
            elif visitor.guest is None and visitor.pairing is None and now - visitor.since > self._patience.hello:
                self._send_away_the_silent(visitor)

    def _send_away_the_silent(self, visitor: _Visitor) -> None:
        """End the line of somebody who has not greeted, and say so; who has not even shaken hands hears nothing."""
        if not visitor.sent_away:
            visitor.sent_away = True
            if visitor.line.peer:
                self._refuse(visitor, garbled("no greeting in time"))
            else:
                visitor.line.cut()
                self._note_sent_away(visitor, garbled("no handshake in time"))

    def _partners(self) -> tuple[tuple[Partner, ...], LoginFailure | None]:
        """Return whom this desk knows; nobody, and why, where that cannot be read: then nobody is let in."""
        found: tuple[Partner, ...] = ()
        unread: LoginFailure | None = None
        try:
            found = self._pairings.partners("session")
        except LoginFailure as failure:
            unread = failure
            if failure.code != self._unread:  # it is looked at several times a second
                log_event(_log, "reader.pairings_unread", level=logging.WARNING, failure=failure)
        self._unread = unread.code if unread is not None else ""
        return found, unread

    # -- lines' threads ----------------------------------------------------------------------------------------

    def _opened(self, line: TlsLine) -> None:
        visitor = self._visitor(line)
        if visitor is not None:
            try:
                visitor.partner = self._pairings.known(line.peer, "session")
            except LoginFailure as failure:
                visitor.unread = failure

    def _heard(self, line: TlsLine, frame: Frame) -> None:
        visitor = self._visitor(line)
        if visitor is None:
            wipe(frame.body)
            return
        try:
            match frame.kind:
                case Kind.HELLO if visitor.guest is None:
                    self._hello(visitor, frame)
                case Kind.PAIR | Kind.PROOF if visitor.guest is None:
                    self._pair(visitor, frame)
                case Kind.LEAVE if visitor.guest is not None and visitor.guest.has(line):
                    self._say_goodbye(visitor.guest)
                case _ if visitor.guest is not None and visitor.guest.has(line):
                    visitor.guest.heard(frame, self._shares_now)
                case _:
                    raise garbled(f"{frame.kind.name} from {'somebody' if visitor.guest is None else 'a former line'}")
        except LoginFailure as failure:
            wipe(frame.body)
            self._refuse(visitor, failure)

    def _ended(self, line: TlsLine, failure: LoginFailure) -> None:
        with self._lock:
            visitor = self._visitors.pop(line, None)
            guest = visitor.guest if visitor is not None else None
            lost = guest is not None and guest.lost(line, time.monotonic())
        if visitor is not None and failure.code == "reader.remote_garbled":
            self._note_sent_away(visitor, failure)
        if guest is not None and lost:
            log_event(_log, "reader.line_lost", side="desk", failure=failure)
            self._told(News("lost", guest.name))

    def _hello(self, visitor: _Visitor, frame: Frame) -> None:
        members = frame.members()
        if members.get("protocol") != PROTOCOL:
            raise LoginFailure("reader.other_protocol", str(members.get("protocol"))[:20])
        if visitor.partner is None:
            raise visitor.unread or LoginFailure("reader.not_paired")
        token = members.get("token")
        if not isinstance(token, str) or not 16 <= len(token) <= 64:
            raise garbled("HELLO without a token")
        key = (visitor.partner.fingerprint, token)
        with self._lock:
            guest, new = self._guests.get(key), False
            if guest is None:
                guest, new = self._guest(visitor.partner, token), True
                self._guests[key] = guest
            visitor.guest = guest
        visitor.line.trust()
        self._refusals.forget(visitor.caller)
        guest.greet(visitor.line, self.table, self._name)
        log_event(_log, "reader.line_up", side="desk", again=not new)
        self._told(News("came", guest.name))

    def _pair(self, visitor: _Visitor, frame: Frame) -> None:
        line = visitor.line
        if frame.kind is Kind.PAIR:
            visitor.pairing = DeskPairing(self._door, line.peer, self._own.fingerprint, self._name)
            line.send(visitor.pairing.answer(frame))
            return
        if visitor.pairing is None:
            raise garbled("a proof before its exchange")
        day, pairing = self._clock.now().astimezone(UTC).date().isoformat(), visitor.pairing

        def remember() -> None:
            self._pairings.remember(Partner(pairing.partner, "session", line.peer, day))

        line.send(pairing.prove(frame, remember))
        line.close()
        self._refusals.forget(visitor.caller)
        log_event(_log, "reader.paired", side="desk")
        self._told(News("paired", pairing.partner))

    def _guest(self, partner: Partner, token: str) -> Guest:
        held_back = self._weather.held_back
        made = Guest(
            partner.name, partner.fingerprint, token, self._readers, self._asked,
            held_back=held_back, unable=lambda guest, failure: self._note_refused(guest.mark, guest.name, failure),
        )  # fmt: skip
        made.denied = self._denied
        return made

    def _say_goodbye(self, guest: Guest) -> None:
        with self._lock:
            self._guests.pop((guest.mark, guest.token), None)
            guest.line = None
        guest.leave()
        self._told(News("left", guest.name))

    def _asked(self, guest: Guest, reader: str, use: Use) -> bool:
        self._told(News("asks", guest.name, reader, use))
        allowed = self._asked_person(guest.name, reader, use)
        if not allowed:
            self._told(News("denied", guest.name, reader, use))
        return allowed and not guest.denied

    def _refuse(self, visitor: _Visitor, failure: LoginFailure) -> None:
        """Send somebody away: they hear their own part of it, the person at the desk the cause."""
        told = LoginFailure("reader.desk_unable") if failure is visitor.unread else failure
        with contextlib.suppress(LoginFailure):
            visitor.line.send(_refusal(told))
        visitor.line.close()
        self._note_sent_away(visitor, failure)

    def _note_sent_away(self, visitor: _Visitor, failure: LoginFailure) -> None:
        self._note_refused(visitor.caller, visitor.called, failure, host=visitor.host)

    def _note_refused(self, caller: str, called: str, failure: LoginFailure, **where: str) -> None:
        if self._refusals.is_news(caller, failure, time.monotonic()):
            log_event(_log, "reader.refused", level=logging.WARNING, failure=failure, **where)
            self._told(News("refused", called, code=failure.code))

    # -- what there is -----------------------------------------------------------------------------------------

    def _visitor(self, line: TlsLine) -> _Visitor | None:
        with self._lock:
            return self._visitors.get(line)

    def _shares(self, reader: str) -> bool:
        return not self._only or reader in self._only

    def _shares_now(self, reader: str) -> bool:
        return any(each.name == reader for each in self.table.readers)

    def _tell_all(self, table: ReaderTable) -> None:
        with self._lock:
            guests = list(self._guests.values())
        for guest in guests:
            guest.tell(encode_members(Kind.READERS, table.members()))


def _refusal(failure: LoginFailure) -> bytearray:
    """Return the frame by which somebody is sent away."""
    told: dict[str, object] = {"code": failure.code}
    if failure.tries_left is not None:
        told["tries_left"] = failure.tries_left
    return encode_members(Kind.REFUSED, told)
