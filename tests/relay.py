"""A wire of the tests' own between an IdP and its database: it can be slow, silent, and cut at a chosen word."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 65536


@dataclass(frozen=True)
class Cut:
    """Where a connection ends: when ``word`` is on its way to the server, which still gets it if ``heard``."""

    word: bytes
    heard: bool


class Relay:
    """Hands everything on between a port of loopback and a server's socket."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        #: Seconds that each piece takes on its way to the server.
        self.delay_s = 0.0
        self._flows = threading.Event()
        self._flows.set()
        self._closed = threading.Event()
        self._mutex = threading.Lock()
        self._cuts: list[Cut] = []
        self._open: set[socket.socket] = set()
        self.made = 0  # connections that were cut at a word
        threading.Thread(target=self._accept, name="relay", daemon=True).start()

    def cut_at(self, word: bytes, *, heard: bool, times: int = 1) -> None:
        """Cut the next connections on which ``word`` comes; the server still gets it if ``heard``."""
        with self._mutex:
            self._cuts += [Cut(word, heard)] * times

    @property
    def to_cut(self) -> int:
        """How many connections are still to be cut."""
        with self._mutex:
            return len(self._cuts)

    def hold(self) -> None:
        """Hand nothing on; connections stay, and new ones are accepted."""
        self._flows.clear()

    def let_go(self) -> None:
        """Hand on what was held, and what comes."""
        self._flows.set()

    def cut_all(self) -> None:
        """Cut every connection there is."""
        with self._mutex:
            found = list(self._open)
        for each in found:
            _end(each)

    def close(self) -> None:
        """End."""
        self._closed.set()
        self._flows.set()
        _end(self._listener)
        self.cut_all()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._closed.is_set():
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(str(self._server))
                except OSError:  # the server is away
                    client.close()
                    server.close()
                    continue
                with self._mutex:
                    self._open |= {client, server}
                for source, target, asked in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._pump, args=(source, target, asked), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, asked: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                if asked and self.delay_s:
                    self._closed.wait(self.delay_s)
                self._flows.wait()
                cut = self._cut(piece) if asked else None
                if cut is None or cut.heard:
                    target.sendall(piece)
                if cut is not None:
                    break
        with self._mutex:
            self._open -= {source, target}
        _end(source)
        _end(target)

    def _cut(self, piece: bytes) -> Cut | None:
        with self._mutex:
            found = next((each for each in self._cuts if each.word in piece), None)
            if found is not None:
                self._cuts.remove(found)
                self.made += 1
            return found


def _end(connection: socket.socket) -> None:
    """Close a connection, whoever waits for it in another thread."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


@contextlib.contextmanager
def relay(server: Path) -> Iterator[Relay]:
    """Run a relay to a server's socket until the block ends."""
    made = Relay(server)
    try:
        yield made
    finally:
        made.close()
