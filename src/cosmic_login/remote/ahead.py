"""What is read of a card before anybody asks for it, so that a login over a long line does not wait for each file.

The desk goes through what every login reads (``IdPrimeCard``: application, card number, index, certificates) as soon as
the card is connected to, and sends commands and answers along. The session answers its driver from them for as long as
that card sits there. Nothing but the reading of files is in it: what has to do with codes and keys goes to the card.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from cosmic_login.cards import apdu
from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.frames import garbled

#: Instructions that read and change nothing.
READS: Final = frozenset({apdu.SELECT, apdu.READ_BINARY, apdu.GET_DATA})
#: Instructions that leave every file as it was.
_LEAVE_FILES: Final = READS | {
    apdu.VERIFY, apdu.MANAGE_SECURITY_ENVIRONMENT, apdu.PERFORM_SECURITY_OPERATION, apdu.GET_CHALLENGE,
    apdu.GET_RESPONSE,
}  # fmt: skip
_MOST: Final = 400
_BY_NAME: Final = 0x04


class Exchange(NamedTuple):
    """A command and what the card answered."""

    command: bytes
    response: bytes


class _Recording:
    """A connection that notes what goes through it."""

    def __init__(self, transmit: Callable[[bytearray], bytes], reader: str, atr: bytes) -> None:
        self._transmit, self.reader, self.atr = transmit, reader, atr
        self.exchanges: list[Exchange] = []

    def transmit(self, command: bytes | bytearray) -> bytes:
        if command[1] not in READS:
            raise RuntimeError("nothing but reading is done ahead")
        response = self._transmit(bytearray(command))
        self.exchanges.append(Exchange(bytes(command), response))
        return response

    def close(self, _leave: object = None) -> None:
        """Leave it open."""


def read_ahead(transmit: Callable[[bytearray], bytes], reader: str, atr: bytes) -> list[Exchange]:
    """Read what a login will want, and return it in order; with a card that refuses, as far as it came.

    Nothing of a card that shows no certificate to log in with: it may show one later (R16), and is looked at again.
    ``transmit`` gives whole answers (no 61xx). Raises ``LoginFailure`` when the card has gone.
    """
    recording = _Recording(transmit, reader, atr)
    card = IdPrimeCard(recording)
    try:
        card.open()
        found = card.certificates()
    except LoginFailure as failure:
        if failure.code in {"card.removed", "reader.lost", "pcsc.stopped", "pcsc.missing"}:
            raise
    else:
        if all(certificate.usage != "authenticate" for certificate in found):
            return []
    return recording.exchanges[:_MOST]


def as_members(exchanges: list[Exchange]) -> list[list[str]]:
    """Return exchanges as JSON has them."""
    return [[each.command.hex(), each.response.hex()] for each in exchanges]


def of_members(rows: object) -> list[Exchange]:
    """Read exchanges that may come from somebody who lies. Raises ``reader.remote_garbled``."""
    if not isinstance(rows, list) or len(rows) > _MOST:
        raise garbled("nothing read ahead")
    found = []
    for row in rows:
        match row:
            case [str(command), str(response)]:
                with contextlib.suppress(ValueError):
                    found.append(Exchange(bytes.fromhex(command), bytes.fromhex(response)))
    if len(found) != len(rows) or any(
        len(each.command) < 5 or each.command[1] not in READS or len(each.response) < 2 for each in found
    ):
        raise garbled("something else than reading, read ahead")
    return found


class Ahead:
    """The session's side: what was read ahead, and where the driver stands beside where the card stands.

    A driver that reads from here selects files which the card itself does not; before a command of its own goes to the
    card, ``behind`` says which of those selections it has to hear of.
    """

    def __init__(self, exchanges: list[Exchange]) -> None:
        self._known: dict[tuple[Any, ...], bytes] = {}
        self._application: bytes | None = None
        self._file: bytes | None = None
        self._card_application: bytes | None
        self._card_file: bytes | None
        for exchange in exchanges:
            self._known[self._key(exchange.command)] = exchange.response
            self._pass(exchange.command)
        self._card_application, self._card_file = self._application, self._file  # the card has gone this way
        self._application = self._file = None

    def answer(self, command: bytes | bytearray) -> bytes | None:
        """Return the answer when it is known, and stand where the command leads; None for everything else."""
        if command[1] not in READS:
            return None
        found = self._known.get(self._key(bytes(command)))
        if found is not None:
            self._pass(bytes(command))
        return found

    def behind(self, command: bytes | bytearray) -> list[bytes]:
        """Return the selections that have to reach the card before ``command`` does, and count it as sent."""
        wanted: list[bytes] = []
        plain = command[1] in {apdu.READ_BINARY, apdu.GET_DATA} or command[1] not in _LEAVE_FILES
        if plain or (command[1] == apdu.SELECT and command[2] != _BY_NAME):
            if self._application is not None and self._card_application != self._application:
                wanted.append(self._application)
                self._card_file = None
            if command[1] != apdu.SELECT and self._file is not None and self._card_file != self._file:
                wanted.append(self._file)
        if wanted:
            self._card_application, self._card_file = self._application, self._file
        if command[1] == apdu.SELECT:
            self._pass(bytes(command))
            self._card_application, self._card_file = self._application, self._file
        elif command[1] not in _LEAVE_FILES:
            self._known.clear()
        return wanted

    def forget(self) -> None:
        """Know nothing any more: the card has gone."""
        self._known.clear()

    def _key(self, command: bytes) -> tuple[Any, ...]:
        if command[1] == apdu.SELECT:
            return (None if command[2] == _BY_NAME else self._application), command
        return self._application, self._file, command

    def _pass(self, command: bytes) -> None:
        """Stand where a selection leads."""
        if command[1] == apdu.SELECT:
            if command[2] == _BY_NAME:
                self._application, self._file = command, None
            else:
                self._file = command
