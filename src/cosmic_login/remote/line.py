"""The line between desk and session: TLS 1.3 with a certificate from both sides, frames both ways, one thread.

The line does not judge whose certificate it is; who that is, is known when it opens, and decided by whoever opened it.
pyOpenSSL speaks TLS (docs/adr/0016): keys stay in memory, what was received lands in a buffer that can be wiped, and a
certificate that nobody signed can be looked at before it is refused with a word.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from cryptography import x509
from OpenSSL import SSL

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import wipe
from cosmic_login.remote.frames import LONGEST, Deframer, Frame, Kind, encode, garbled
from cosmic_login.remote.keys import OwnKey, fingerprint
from cosmic_login.remote.manners import LinePatience

_log = logging.getLogger(__name__)
_CHUNK: Final = 16 * 1024 + 64
_MOST_WAITING: Final = 1 << 20
_USUAL: Final = LinePatience()
_WAITS = (SSL.WantReadError, SSL.WantWriteError)


class TlsLine:
    """One connection. ``opened``, ``heard`` and ``ended`` are called on its thread; none of them may block."""

    def __init__(
        self,
        connection: socket.socket,
        own: OwnKey,
        *,
        serving: bool,
        opened: Callable[[TlsLine], None],
        heard: Callable[[TlsLine, Frame], None],
        ended: Callable[[TlsLine, LoginFailure], None],
        last_words: Callable[[LoginFailure], bytearray] | None = None,
        patience: LinePatience = _USUAL,
    ) -> None:
        """Take over a connected socket. ``serving``: whether this side was called.

        ``last_words`` gives the frame that somebody hears whose bytes are no frames, before this side hangs up.
        """
        self._socket, self._patience, self._last_words = connection, patience, last_words
        self._opened, self._heard, self._ended = opened, heard, ended
        self._tls = SSL.Connection(_context(own, serving=serving), None)
        (self._tls.set_accept_state if serving else self._tls.set_connect_state)()
        self._deframer = Deframer()
        self._lock = threading.Lock()
        self._waiting: deque[tuple[float, bytearray]] = deque()  # when it may go, and a frame
        self._waiting_bytes = 0
        self._closing = threading.Event()
        self._cut = threading.Event()
        self._wake_up, self._woken = socket.socketpair()
        self._wake_up.setblocking(False)
        self._out = bytearray()
        self._thread = threading.Thread(target=self._run, name="remote-line", daemon=True)
        #: The other side's fingerprint, and where it calls from; empty before the line is open.
        self.peer = ""
        with contextlib.suppress(OSError):
            self.host = connection.getpeername()[0]

    host = ""

    def start(self) -> None:
        """Begin to shake hands."""
        self._thread.start()

    def trust(self) -> None:
        """Let the other side send frames of full length from now on."""
        self._deframer.longest = LONGEST

    def send(self, frame: bytearray, after: float = 0.0) -> None:
        """Send a frame's bytes and wipe them; never blocks. Raises ``reader.remote_lost`` when the line has ended.

        ``after`` holds it, and what is sent later, back for so many seconds: for a line that is slow on purpose.
        """
        with self._lock:
            if not self._closing.is_set() and self._waiting_bytes + len(frame) <= _MOST_WAITING:
                due = time.monotonic() + after if after else 0.0
                self._waiting.append((max(due, self._waiting[-1][0] if self._waiting else 0.0), frame))
                self._waiting_bytes += len(frame)
                self._wake()
                return
        wipe(frame)
        if not self._closing.is_set():  # it takes nothing, and would fill our memory
            self.cut()
        raise LoginFailure("reader.remote_lost", "the line has ended")

    def close(self) -> None:
        """Send what waits to be sent, say goodbye, end."""
        self._closing.set()
        self._wake()

    def cut(self) -> None:
        """End at once."""
        self._cut.set()
        self.close()

    def join(self, seconds: float = 2.0) -> None:
        """Wait for the end, not on the line's own thread."""
        if self._thread.ident is not None and threading.current_thread() is not self._thread:
            self._thread.join(seconds)

    # -- on the thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        failure = LoginFailure("reader.remote_lost", "the line has ended")
        try:
            self._socket.setblocking(False)
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._shake_hands()
            self._opened(self)
            self._go_on()
        except LoginFailure as error:
            failure = error
            self._say_why(error)
        except SSL.Error:
            failure = garbled("no TLS of ours") if not self.peer else garbled("broken TLS")
        except OSError as error:
            failure = LoginFailure("reader.remote_lost", error.strerror or type(error).__name__)
        except Exception:  # noqa: BLE001 - a defect at one line must not take the others with it
            _log.exception("a line to a remote reader ended")
            failure = LoginFailure("internal.error", "remote line")
        finally:
            self._closing.set()
            self._say_goodbye()
            with self._lock:
                while self._waiting:
                    wipe(self._waiting.popleft()[1])
            self._deframer.drop()
            for each in (self._socket, self._wake_up, self._woken):
                each.close()
            self._ended(self, failure)

    def _say_why(self, failure: LoginFailure) -> None:
        if self._last_words is not None and self.peer and failure.code == "reader.remote_garbled":
            with contextlib.suppress(SSL.Error):
                self._tls.sendall(self._last_words(failure))

    def _shake_hands(self) -> None:
        until = time.monotonic() + self._patience.handshake
        while True:
            try:
                self._tls.do_handshake()
                break
            except SSL.WantReadError:
                self._exchange(until)
        certificate = self._tls.get_peer_certificate(as_cryptography=True)
        if not isinstance(certificate, x509.Certificate):
            raise garbled("no certificate")
        self._flush()
        self.peer = fingerprint(certificate)

    def _exchange(self, until: float) -> None:
        """Send what TLS has ready, and wait for more. Raises ``reader.remote_lost`` when that lasts too long."""
        self._flush()
        left = until - time.monotonic()
        if left <= 0 or self._cut.is_set():
            raise LoginFailure("reader.remote_lost", "no answer to the handshake")
        readable, _, _ = select.select([self._socket, self._woken], [self._socket] if self._out else [], [], left)
        self._drain_wakes(readable)
        if self._socket in readable:
            self._receive()

    def _go_on(self) -> None:
        heard = spoke = time.monotonic()
        begun = 0.0  # when the frame that is under way began
        self._decrypt()  # what came together with the end of the handshake
        while not self._cut.is_set():
            now = time.monotonic()
            if self._encrypt() or self._out:
                spoke = now
            if now - spoke >= self._patience.alive and not self._closing.is_set():
                self._tls.send(bytes(encode(Kind.ALIVE)))
                spoke = now
            self._flush()
            if self._closing.is_set() and not self._out and not self._waiting:
                return
            if now - heard >= self._patience.silence:
                raise LoginFailure("reader.remote_lost", "nothing is heard any more")
            if begun and now - begun >= self._patience.frame:
                raise garbled("half a frame")
            readable, _, _ = select.select(
                [self._socket, self._woken],
                [self._socket] if self._out else [],
                [],
                max(0.01, min(spoke + self._patience.alive, heard + self._patience.silence, self._next_due()) - now),
            )
            self._drain_wakes(readable)
            if self._socket in readable:
                heard = time.monotonic()
                self._receive()
                self._decrypt()
                begun = (begun or heard) if self._deframer.amid else 0.0

    def _receive(self) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        if not data:
            raise LoginFailure("reader.remote_lost", "hung up")
        self._tls.bio_write(data)

    def _decrypt(self) -> None:
        """Hand on the frames that have come."""
        buffer = bytearray(_CHUNK)
        try:
            while True:
                try:
                    size = self._tls.recv_into(buffer)
                except _WAITS:
                    return
                except (SSL.ZeroReturnError, SSL.SysCallError):
                    raise LoginFailure("reader.remote_lost", "hung up") from None
                for frame in self._deframer.feed(memoryview(buffer)[:size]):
                    if self._closing.is_set():
                        wipe(frame.body)
                    elif frame.kind is not Kind.ALIVE:
                        self._heard(self, frame)
        finally:
            wipe(buffer)

    def _encrypt(self) -> bool:
        """Give TLS what waits to be sent, and wipe it; tell whether there was anything."""
        any_sent = False
        while True:
            with self._lock:
                if not self._waiting or self._waiting[0][0] > time.monotonic():
                    return any_sent
                _, frame = self._waiting.popleft()
                self._waiting_bytes -= len(frame)
            try:
                self._tls.sendall(frame)
            finally:
                wipe(frame)
            any_sent = True

    def _next_due(self) -> float:
        with self._lock:
            return self._waiting[0][0] if self._waiting else float("inf")

    def _flush(self) -> None:
        """Put what TLS has ready on the wire, as far as that takes it."""
        with contextlib.suppress(SSL.WantReadError):
            while True:
                self._out += self._tls.bio_read(_CHUNK)
        if self._out:
            with contextlib.suppress(BlockingIOError, InterruptedError):
                sent = self._socket.send(self._out)
                del self._out[:sent]

    def _say_goodbye(self) -> None:
        """End TLS where the other side still listens, so that it knows that nothing was cut off."""
        with contextlib.suppress(SSL.Error, OSError):
            if not self._cut.is_set() and self.peer:
                self._tls.shutdown()
                until = time.monotonic() + self._patience.farewell
                self._flush()
                while self._out and (left := until - time.monotonic()) > 0:
                    select.select([], [self._socket], [], left)
                    self._flush()
                self._socket.shutdown(socket.SHUT_WR)
                # What is still on its way here must be read: closing over it would tear our last words from the wire.
                while (left := until - time.monotonic()) > 0 and select.select([self._socket], [], [], left)[0]:
                    if not self._socket.recv(_CHUNK):
                        return

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # it has ended
            self._wake_up.send(b"!")

    def _drain_wakes(self, readable: list[socket.socket]) -> None:
        if self._woken in readable:
            self._woken.recv(4096)


def _context(own: OwnKey, *, serving: bool) -> SSL.Context:
    """Return a context for one line: TLS 1.3 alone, nothing resumed, a certificate from each side, judged later."""
    made = SSL.Context(SSL.TLS_METHOD)
    made.set_min_proto_version(SSL.TLS1_3_VERSION)
    made.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    made.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_COMPRESSION)
    made.use_certificate(own.certificate)
    made.use_privatekey(own.key)
    wanted = SSL.VERIFY_PEER | (SSL.VERIFY_FAIL_IF_NO_PEER_CERT if serving else 0)
    made.set_verify(wanted, lambda _connection, _certificate, _error, _depth, _good: True)
    return made
