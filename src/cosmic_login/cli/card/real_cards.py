"""The cards that sit in real readers, as ``card list`` shows them beside the virtual ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.cards.readers import ReaderHub


def rows(services: Iterable[ReaderService]) -> list[dict[str, Any]]:
    """Return a row for each card in a reader that is no virtual one, with the members of a virtual card and ``reader``.

    ``state`` is ``ok``, ``blocked``, or the code of the failure that keeps the card from being read. Where no reader
    service answers there are no rows.
    """
    from cosmic_login.cards.readers import ReaderHub
    from cosmic_login.cards.virtual.reader import VirtualReaders

    hub = ReaderHub([service for service in services if not isinstance(service, VirtualReaders)])
    try:
        readers = hub.readers()
    except LoginFailure:
        return []
    return [_row(hub, reader.name) for reader in readers if reader.atr is not None]


def _row(hub: ReaderHub, reader: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "card": "",
        "person": "",
        "name": "",
        "state": "ok",
        "tries_left": None,
        "puk_tries_left": None,
        "key_type": "",
        "loa": None,
        "not_after": None,
        "card_number": "",
        "reserve": None,
        "reader": reader,
    }
    try:
        row |= _read(hub, reader)
    except LoginFailure as failure:
        row["state"] = failure.code
    return row


def _read(hub: ReaderHub, reader: str) -> dict[str, Any]:
    from cryptography import x509

    from cosmic_login.authenticators.card.certificates import holder_of, preferred
    from cosmic_login.cards.idprime import IdPrimeCard, PinRef

    connection = hub.connect(reader)
    try:
        card = IdPrimeCard(connection)
        card.open()
        tries_left = card.tries_left(PinRef.AUTHENTICATE)
        certificate = preferred(card.certificates())
    finally:
        connection.close()
    return {
        "name": holder_of(certificate).name,
        "state": "ok" if tries_left else "blocked",
        "tries_left": tries_left,
        "key_type": {"rsa": "rsa2048", "ec": "ec256"}[certificate.key_type],
        "not_after": x509.load_der_x509_certificate(certificate.der).not_valid_after_utc,
        "card_number": card.card_number,
    }
