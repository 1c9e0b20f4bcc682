"""The readers of the user's own desk as a reader service of the session."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.cards.event_queue import QueuedWatch
from cosmic_login.cards.reader import (
    READER_FROM,
    CardRemoved,
    ReaderContext,
    ReaderEvent,
    ReaderService,
    ReaderState,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.logs import log_event
from cosmic_login.remote.address import followed_setting
from cosmic_login.remote.connection import RemoteConnection
from cosmic_login.remote.frames import Frame, Kind, encode_members, failure_of, garbled, parse_answer
from cosmic_login.remote.keeper import NO_USE, REFUSALS, USUAL, LineKeeper, RemotePatience
from cosmic_login.remote.table import ReaderTable, SharedReader, changes, table_of
from cosmic_login.remote.weather import Weather

if TYPE_CHECKING:
    from cosmic_login.remote.keys import Pairings
    from cosmic_login.remote.line import TlsLine

_log = logging.getLogger(__name__)
#: What the first reader of the desk is called here; others have their own name behind it.
READER_NAME: Final = "Läsare på din egen dator"
#: So many readers that came and went keep what they were called here; a desk may name new ones without end.
_MOST_NAMES: Final = 256


class RemoteReaders:
    """The service. Nothing happens before it is used.

    ``address`` is asked again and again: an empty one means no desk, another one that the session has moved to another
    desk, whose card counts from then on.
    """

    def __init__(
        self,
        pairings: Callable[[], Pairings],
        address: Callable[[], str],
        *,
        name: str = "remote",
        called: str = "",
        patience: RemotePatience = USUAL,
    ) -> None:
        """Take ``called`` for what this machine calls itself (its host name if empty)."""
        self._address, self._name, self._patience = address, name, patience
        self._keeper = LineKeeper(
            pairings,
            address,
            heard=self._heard,
            missed=self._missed,
            given_up=self._give_up,
            called=called,
            patience=patience,
        )
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._table: ReaderTable | None = None
        self._names: dict[str, str] = {}  # the desk's name of a reader -> what it is called here
        self._failure: LoginFailure | None = None  # why there is no table
        self._missed_since = 0.0  # since when there is no line; 0 while there is one
        self._connections: dict[int, RemoteConnection] = {}
        self._numbers = 0
        self._watches: list[QueuedWatch] = []

    @property
    def name(self) -> str:
        """The entry point's name."""
        return self._name

    @property
    def named(self) -> bool:
        """Whether a desk is named."""
        return bool(self._address())

    @property
    def desk(self) -> str:
        """What the desk is called that has answered last, as it said when it was paired; empty before that."""
        return self._keeper.desk if self.named else ""

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the desk's readers. Raises ``reader.remote_lost``, ``reader.not_paired`` and kin.

        Where the desk has none because its own service of readers is lost, that is what is raised (``pcsc.stopped``).
        """
        table = self._settled()
        if table is None:
            return ()
        if table.lost and not table.readers:
            raise LoginFailure(table.lost, "at the desk")
        with self._lock:
            return tuple(ReaderState(self._shown(each.name), each.atr) for each in table.readers)

    def watch(self, listener: Callable[[ReaderEvent], None]) -> QueuedWatch:
        """Tell ``listener``, on a thread of its own, what is there and then every change."""
        watch = QueuedWatch(self._name, listener, self._unwatch)
        with self._lock:
            for event in self._present():
                watch.put(event)
            self._watches.append(watch)
        self._keeper.start()
        return watch

    def connect(self, reader: str) -> RemoteConnection:
        """Connect to the card in a reader of the desk; see ``ReaderService.connect``."""
        return self.open(reader)

    def open(self, reader: str, *, ahead: bool = True, whole: bool = True) -> RemoteConnection:
        """Connect; ``ahead`` and ``whole`` as ``RemoteConnection`` has them."""
        self._settled()
        with self._lock:
            found = next((each for each in self._rows() if self._shown(each.name) == reader), None)
            if found is None:
                raise LoginFailure("reader.unknown", reader)
            if found.atr is None:
                raise LoginFailure("card.absent", reader)
            self._numbers += 1
            made = RemoteConnection(
                self._numbers, reader, found.name, self._keeper.send, self._forget, ahead=ahead, whole=whole
            )
            self._connections[made.number] = made
        try:
            made.open()
        except BaseException:
            made.close()
            raise
        return made

    @property
    def weather(self) -> str:
        """How bad the line is made here, by its word (``remote.weather``)."""
        return self._keeper.weather

    def make(self, weather: Weather) -> None:
        """Make the line so bad from this side, or good again (``Weather()``): for trainers. A cut one stays cut."""
        self._keeper.make(weather)

    def close(self) -> None:
        """Let every card go, hang up, stop every watch. Never raises."""
        self._keeper.stop()
        with self._changed:
            connections, watches = list(self._connections.values()), list(self._watches)
            self._changed.notify_all()
        for connection in connections:
            connection.close()
        self._keeper.send(encode_members(Kind.LEAVE, {}))
        self._keeper.hang_up()
        for watch in watches:
            watch.stop()

    # -- told by the keeper of the line --------------------------------------------------------------------------

    def _missed(self, failure: LoginFailure) -> None:
        """Take note that there is no line now: it may come back, unless the desk will have nothing to do with us."""
        now = time.monotonic()
        with self._lock:
            self._missed_since = self._missed_since or now
            if failure.code in NO_USE or self._table is None or now - self._missed_since >= self._patience.back:
                self._give_up(failure)

    def _give_up(self, failure: LoginFailure | None) -> None:
        """Tell that the readers are gone, and why; None: there is no desk."""
        with self._changed:
            code = "" if failure is None else failure.code
            events: list[ReaderEvent] = []
            if failure is not None and (self._failure is None or self._failure.code != code):
                events.append(ServiceLost(self._name, code))
            elif failure is None and self._failure is not None:
                events.append(ServiceBack(self._name))
            self._failure = failure
            events += changes(self._table, None, self._shown)
            self._table = None
            self._names.clear()
            connections, self._connections = list(self._connections.values()), {}
            for connection in connections:  # before anybody hears of it: who hears may ask a card at once
                connection.end(failure or LoginFailure("reader.remote_lost"))
            self._tell(events)
            self._changed.notify_all()

    def _heard(self, line: TlsLine, frame: Frame) -> None:
        match frame.kind:
            case Kind.WELCOME:
                self._welcome(line, frame.members())
            case Kind.REFUSED:
                raise failure_of(frame.members(), REFUSALS)
            case Kind.READERS if self._keeper.counts(line):
                self._take(table_of(frame.members()))
            case Kind.ANSWER if self._keeper.counts(line):
                answer = parse_answer(frame.body)
                if (connection := self._connections.get(answer.connection)) is not None:  # not closed meanwhile
                    connection.answered(answer)
            case Kind.CONNECTED | Kind.FAILED if self._keeper.counts(line):
                members = frame.members()
                if (connection := self._connections.get(_number(members))) is not None:
                    (connection.connected if frame.kind is Kind.CONNECTED else connection.refused)(members)
            case _:
                raise garbled(f"{frame.kind.name} from a desk")

    def _welcome(self, line: TlsLine, members: dict[str, Any]) -> None:
        table, held = table_of(members), _held(members.get("held"))
        with self._lock:
            connections = dict(self._connections)
            for number in held.keys() - connections.keys():  # let go while the line was away: before anybody connects
                line.send(encode_members(Kind.CLOSE, {"connection": number}))
            self._keeper.greeted(line)
            self._missed_since = 0.0
            self._take(table)
        log_event(_log, "reader.line_up", side="session", again=bool(held))
        for number, connection in connections.items():
            connection.go_on(held.get(number))

    def _take(self, table: ReaderTable) -> None:
        with self._changed:
            before, self._table = self._table, table
            events: list[ReaderEvent] = []
            if self._failure is not None or before is None:
                events.append(ServiceBack(self._name))
            self._failure = None
            if before is not None and before.epoch != table.epoch:  # another run of the desk's program, or another desk
                events += changes(before, None, self._shown)
                self._names.clear()
                before = None
            events += changes(before, table, self._shown)
            if table.lost and table.lost != (before.lost if before is not None else ""):
                events.append(ServiceLost(self._name, table.lost))
            elif before is not None and before.lost and not table.lost:
                events.append(ServiceBack(self._name))
            gone = {event.reader for event in events if isinstance(event, CardRemoved)}
            for connection in self._connections.values():
                if connection.reader in gone:  # before anybody hears of it: who hears may ask the card at once
                    connection.card_gone()
            self._tell(events)
            self._changed.notify_all()

    # -- within --------------------------------------------------------------------------------------------------

    def _settled(self) -> ReaderTable | None:
        """Return the table when it is known how things stand; None: no desk is named. Raises why there is none."""
        self._keeper.start()
        until = time.monotonic() + self._patience.answer
        with self._changed:
            while self._table is None and self._failure is None and not self._keeper.stopping:
                if not self._address():
                    return None
                left = until - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise LoginFailure("reader.remote_lost", "the desk does not answer")
            if self._table is None and self._failure is not None and self._address():
                raise LoginFailure(self._failure.code, self._failure.detail)
            return self._table

    def _forget(self, connection: RemoteConnection) -> None:
        with self._lock:
            known = self._connections.pop(connection.number, None)
        if known is not None:
            self._keeper.send(encode_members(Kind.CLOSE, {"connection": connection.number}))

    def _rows(self) -> tuple[SharedReader, ...]:
        return self._table.readers if self._table is not None else ()

    def _shown(self, reader: str) -> str:
        """Return what a reader of the desk is called here; a name once given stays with it."""
        if reader not in self._names:
            if len(self._names) >= _MOST_NAMES:
                there = {each.name for each in self._rows()}
                self._names = {name: shown for name, shown in self._names.items() if name in there}
            self._names[reader] = f"{READER_NAME}: {reader}" if self._names else READER_NAME
        return self._names[reader]

    def _present(self) -> list[ReaderEvent]:
        if self._failure is not None:
            return [ServiceLost(self._name, self._failure.code)]
        if self._table is None:
            return []
        lost = [ServiceLost(self._name, self._table.lost)] if self._table.lost else []
        return [ServiceBack(self._name), *changes(None, self._table, self._shown), *lost]

    def _tell(self, events: Iterable[ReaderEvent]) -> None:
        for event in events:
            for watch in self._watches:
                watch.put(event)

    def _unwatch(self, watch: QueuedWatch) -> None:
        with self._lock:
            if watch in self._watches:
                self._watches.remove(watch)


def _number(members: dict[str, Any]) -> int:
    number = members.get("connection")
    if not isinstance(number, int):
        raise garbled("no number of a connection")
    return number


def _held(rows: object) -> dict[int, int]:
    match rows:
        case list() if all(isinstance(row, list) and len(row) == 2 for row in rows):
            if all(isinstance(number, int) for row in rows for number in row):
                return dict(rows)
    raise garbled("nothing held")


def open_reader_service(context: ReaderContext) -> ReaderService:
    """Make the service for the desk that the option or the profile's setting names; without one it has no readers."""
    from cosmic_login.profile.settings import read_leniently  # noqa: PLC0415 - after the first paint

    def pairings() -> Pairings:
        from cosmic_login.remote.keys import Pairings  # noqa: PLC0415 - TLS of its own, which few runs need

        return Pairings(context.profile)

    fixed = context.options.get(READER_FROM, "")
    if fixed or context.profile is None:
        return RemoteReaders(pairings, lambda: fixed)
    setting = followed_setting(context.profile.settings_file, lambda file: read_leniently(file).settings.reader_from)
    return RemoteReaders(pairings, setting)
