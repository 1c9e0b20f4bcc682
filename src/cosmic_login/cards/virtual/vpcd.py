"""Puts a virtual card into a real pcscd: the card's end of vsmartcard's vpcd protocol.

The card is a TCP client of the reader. Both ways go frames: two bytes of length, big endian, and that many bytes.
A frame of one byte is about power (0 off, 1 on, 2 reset, 4 "send the ATR"); longer ones are command APDUs.
Closing the connection pulls the card.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import wipe

_POWER_OFF, _POWER_ON, _RESET, _SEND_ATR = 0, 1, 2, 4
_CONNECT_TIMEOUT_S = 5.0
_RETRY_S = 0.25
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class _Ended(Exception):  # noqa: N818 - not an error
    """The connection has ended, from whichever side."""


class CardInSlot(Protocol):
    """What a slot needs of a card: a virtual one, or one that sits in a reader elsewhere."""

    @property
    def ATR(self) -> bytes:  # noqa: N802 - as the field writes it
        """The answer to reset, known without power."""

    @property
    def pulled(self) -> bool:
        """Whether the card has left for good."""

    def power_on(self) -> bytes:
        """Reset the card; raises ``LoginFailure`` (``card.in_use``, ``card.damaged``)."""

    def power_off(self) -> None:
        """Take the power away; the security status is lost."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one command; ``LoginFailure`` means that the card is out or dead."""


class VpcdCard:
    """One card in one slot of vpcd (port = first port + slot), served by a thread of its own.

    From ``start`` to ``stop`` the card is held. With ``reconnect`` the card goes back in when pcscd was restarted.
    """

    def __init__(
        self, card: CardInSlot, host: str = "127.0.0.1", port: int = 35963, *, reconnect: bool = False
    ) -> None:
        self.card = card
        self.host, self.port, self.reconnect = host, port, reconnect
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._seen = threading.Event()

    def start(self) -> None:
        """Put the card in. Raises ``LoginFailure``: ``vpcd.unreachable``, ``card.in_use``, ``card.damaged``."""
        if self._thread is not None:
            raise RuntimeError("the card is in already")
        self.card.power_on()
        try:
            self._socket = self._connect()
        except OSError as error:
            self.card.power_off()
            raise LoginFailure("vpcd.unreachable", f"{self.host}:{self.port}: {error.strerror or error}") from None
        self._stopping.clear()
        self._ended.clear()
        self._seen.clear()
        self._thread = threading.Thread(target=self._run, name=f"vpcd {self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Pull the card and wait for the thread; may be called more than once."""
        self._stopping.set()
        self._hang_up()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    @property
    def attached(self) -> bool:
        """Whether the card sits in the reader now."""
        return self._socket is not None

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the card is out for good (pulled, or pcscd gone without ``reconnect``); whether it is."""
        return self._ended.wait(timeout)

    def wait_seen(self, timeout: float | None = None) -> bool:
        """Wait until pcscd has asked for the card's ATR, so that its clients see the card; whether it has."""
        return self._seen.wait(timeout)

    def _run(self) -> None:
        try:
            while True:
                with contextlib.suppress(_Ended, OSError):
                    self._serve()
                pulled = self._stopping.is_set() or not self.reconnect or self.card.pulled
                self._close()
                if pulled or not self._connect_again():
                    return
        finally:
            self._close()
            self.card.power_off()
            self._ended.set()

    def _connect_again(self) -> bool:
        while not self._stopping.wait(_RETRY_S):
            with contextlib.suppress(OSError, LoginFailure):
                self.card.power_on()
                self._socket = self._connect()
                return not self._stopping.is_set()
        return False

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), _CONNECT_TIMEOUT_S)
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _serve(self) -> None:
        connection = self._socket
        if connection is None:
            return
        while True:
            frame = self._receive(connection)
            try:
                answer = self._answer(frame)
            finally:
                wipe(frame)
            if answer is not None:
                connection.sendall(struct.pack(">H", len(answer)) + answer)

    def _answer(self, frame: bytearray) -> bytes | None:
        """Return the answer to a frame, None when there is none. Raises ``_Ended`` when the card is out or dead.

        A dead card hangs up too: vpcd waits for an answer without end, and pcscd with it.
        """
        try:
            if len(frame) != 1:
                return self.card.transmit(frame)
            if frame[0] == _SEND_ATR:
                self._seen.set()
                return self.card.ATR
            if frame[0] in {_POWER_OFF, _POWER_ON, _RESET}:
                # The slot keeps the card: "power off" only makes it forget, or another program could take it.
                self.card.power_on()
        except LoginFailure:
            raise _Ended from None
        return None

    def _receive(self, connection: socket.socket) -> bytearray:
        (length,) = struct.unpack(">H", _receive_exactly(connection, 2))
        return _receive_exactly(connection, length)

    def _hang_up(self) -> None:
        connection = self._socket
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # wakes the thread, which closes it

    def _close(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


def _receive_exactly(connection: socket.socket, length: int) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        # Debian's vpcd sends length and body in two packets. Unless the first is acknowledged at once, Nagle's
        # algorithm there and the delayed acknowledgement here cost 40 ms per command; the option does not last.
        if _QUICKACK is not None:
            connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        received = connection.recv_into(view)
        if not received:
            raise _Ended
        view = view[received:]
    return data
