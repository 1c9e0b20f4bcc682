"""Hearing what other processes of the IdP tell through the database: one connection of its own, in one thread.

PostgreSQL keeps nothing for who does not listen. So with each new connection everything counts as told, and whoever
waits for news looks by itself now and then.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Final

import psycopg

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.connections import connect
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)

#: The channel (``NOTIFY``): its messages are names of logins.
CHANNEL: Final = "cosmic_login"
#: So often, in seconds, what has to be done now and then is done, and the connection proves that it lives.
EVERY: Final = 2.0
#: So often it looks whether it is to stop.
_BREATH: Final = 0.25


class Listening:
    """Listens from ``start`` to ``stop``. ``heard`` gets a message, or an empty one when some may have been missed.

    ``regularly`` is done every ``EVERY`` seconds and with each message of ``wakes``; both are called in the thread.
    """

    def __init__(self, dsn: str, heard: Callable[[str], None], regularly: Callable[[], None], wakes: str = "") -> None:
        self._dsn, self._heard, self._regularly, self._wakes = dsn, heard, regularly, wakes
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; may be called more than once."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with connect(self._dsn, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}".encode())
                    self._heard("")
                    while not self._stop.is_set():
                        self._now_and_then()
                        self._listen(connection)
                        connection.execute(b"SELECT 1")  # a connection that died in silence is found out
            except psycopg.Error as error:  # the database is away; requests tell why
                log_event(_log, "database.not_heard", level=logging.DEBUG, state=error.sqlstate or "")
                self._stop.wait(EVERY)

    def _listen(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """Hear what comes for a while."""
        for _ in range(int(EVERY / _BREATH)):
            for news in connection.notifies(timeout=_BREATH):
                if news.payload == self._wakes:
                    self._now_and_then()
                else:
                    self._heard(news.payload)
            if self._stop.is_set():
                return

    def _now_and_then(self) -> None:
        with contextlib.suppress(LoginFailure):  # told in the log where it arose; tried again
            self._regularly()
