"""A desk and a session in one process, over real TLS on loopback, with a relay between them that does what lines do."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.core.clock import SystemClock
from cosmic_login.profile import Profile
from cosmic_login.remote.address import DeskAddress
from cosmic_login.remote.introduction import pair_with
from cosmic_login.remote.keeper import RemotePatience
from cosmic_login.remote.keys import Pairings
from cosmic_login.remote.manners import LinePatience
from cosmic_login.remote.pairing import PairingDoor
from cosmic_login.remote.readers import RemoteReaders
from cosmic_login.remote.share import News, Share, SharePatience
from tests.unit.cards.hearing import Heard

WAIT_S = 20.0
READER = "Virtuell läsare 1"
LINE = LinePatience(handshake=10.0, frame=10.0, alive=0.5, silence=20.0, farewell=0.5)
#: A bound that tests may wait for, and one that no test reaches.
SHORT = RemotePatience(answer=10.0, back=0.5, again=0.02, refused=0.05, line=LINE)
LONG = RemotePatience(answer=10.0, back=60.0, again=0.02, refused=0.05, line=LINE)


class NewsHeard:
    """What the desk was told, to be waited for."""

    def __init__(self) -> None:
        self.all: list[News] = []
        self._changed = threading.Condition()

    def __call__(self, news: News) -> None:
        with self._changed:
            self.all.append(news)
            self._changed.notify_all()

    def wait_for(self, kind: str, code: str = "") -> News:
        def found() -> News | None:
            return next((each for each in self.all if each.kind == kind and code in {"", each.code}), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, WAIT_S), self.all
            news = found()
        assert news is not None
        return news


class Desk:
    """A profile, virtual readers and their share."""

    def __init__(self, folder: Path, **more: object) -> None:
        self.profile = Profile.open(folder)
        self.virtual = VirtualReaders()
        self.virtual.add(READER)
        self.clock = SystemClock()
        self.news = NewsHeard()
        self.pairings = Pairings(self.profile)
        self.door = PairingDoor(self.profile, self.clock)
        self._more = more
        self.share = self._made()
        self.share.start()

    def _made(self) -> Share:
        patience = SharePatience(away=60.0, line=LINE)
        more = {"patience": patience, **self._more}
        return Share(self.profile, self.virtual, self.clock, name="Skrivbord 1", told=self.news, **more)  # type: ignore[arg-type]

    @property
    def address(self) -> DeskAddress:
        return DeskAddress("127.0.0.1", self.share.port)

    def start_anew(self) -> None:
        """End the sharing program and start it again, at the same port."""
        port = self.share.port
        self.share.stop()
        self.share = self._made()
        self.share.start(port=port)

    def close(self) -> None:
        self.share.stop()
        self.virtual.close()


@dataclass
class Session:
    """A profile, and the readers that are taken from a desk."""

    folder: Path
    address: str = ""
    patience: RemotePatience = LONG
    readers: RemoteReaders = field(init=False)
    profile: Profile = field(init=False)
    pairings: Pairings = field(init=False)

    def __post_init__(self) -> None:
        self.profile = Profile.open(self.folder)
        self.pairings = Pairings(self.profile)
        self.readers = RemoteReaders(
            lambda: self.pairings, lambda: self.address, called="Session 1", patience=self.patience
        )

    def wait_card(self, *, there: bool) -> None:
        """Wait until the session sees a card, or none, in the desk's readers."""
        heard = Heard()
        watch = self.readers.watch(heard)
        heard.wait(lambda heard: bool(heard.cards) and (any(heard.cards.values()) is there))
        watch.stop()

    def pair(self, desk: Desk, via: DeskAddress | None = None) -> None:
        code = desk.door.open().code
        pair_with(self.pairings, via or desk.address, code, "Session 1", SystemClock())

    def close(self) -> None:
        self.readers.close()


class Relay:
    """A TCP relay that can hold back or cut what passes, and counts how often the line turns round."""

    def __init__(self, target: Callable[[], DeskAddress]) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._stopping = False
        #: Not set: nothing is let through from the desk; what comes waits.
        self.answers = threading.Event()
        self.answers.set()
        #: Not set: nobody gets through.
        self.open = threading.Event()
        self.open.set()
        self.turns = 0
        self._toward_desk = False
        self._start(self._accept)

    @property
    def address(self) -> DeskAddress:
        return DeskAddress("127.0.0.1", int(self._listener.getsockname()[1]))

    def cut(self) -> None:
        """Cut every line that passes."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for each in (one for pair in pairs for one in pair):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._stopping = True
        self.answers.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(WAIT_S)
        for each in self._sockets:
            each.close()

    def _start(self, call: Callable[[], None]) -> None:
        thread = threading.Thread(target=call, name="relay", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            if not self.open.is_set():
                here.close()
                continue
            self._sockets.append(here)
            there = socket.create_connection(self._target())
            self._sockets.append(there)
            for each in (here, there):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._pairs.append((here, there))
            self._start(lambda here=here, there=there: self._pass(here, there, to_desk=True))  # type: ignore[misc]
            self._start(lambda here=here, there=there: self._pass(there, here, to_desk=False))  # type: ignore[misc]

    def _pass(self, source: socket.socket, sink: socket.socket, *, to_desk: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not to_desk:
                    self.answers.wait()
                with self._lock:
                    if to_desk and not self._toward_desk:
                        self.turns += 1
                    self._toward_desk = to_desk
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def closing(*things: Desk | Session | Relay) -> Iterator[None]:
    """Close these at the end, the last first."""
    try:
        yield
    finally:
        for each in reversed(things):
            each.close()


def talk(address: DeskAddress, *chunks: bytes) -> bytes:
    """Say something to a port without TLS, and return what comes until it hangs up."""
    with socket.create_connection(address, WAIT_S) as connection:
        for chunk in chunks:
            connection.sendall(chunk)
        found = b""
        with contextlib.suppress(OSError):
            while select.select([connection], [], [], WAIT_S)[0] and (data := connection.recv(4096)):
                found += data
        return found
