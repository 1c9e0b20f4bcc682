"""Which way to log in when one is closed: the instruction's own order, as a pure function (R14, R15).

The order: SITHS eID with the card, or with the phone for those who have it there; SITHS eID MD with the card when
SITHS eID is out; a reserve card when the card is forgotten; BankID when nobody can issue one. ``ways`` says of each
way whether it is open; one that this installation does not have is left out, and neither told of nor advised.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

THIS_DEVICE, OTHER_DEVICE, MD, BANKID = WAYS = ("siths-this-device", "siths-other-device", "siths-md", "bankid")

#: What a closed way says in its second line.
CLOSED_NOW = QT_TRANSLATE_NOOP("Advice", "Stängt just nu")

ALL_CLOSED = QT_TRANSLATE_NOOP(
    "Advice", "Inget inloggningssätt är öppet just nu. Vänta en stund. Fråga IT-kontaktpersonen om det dröjer."
)
SITHS_OUT = QT_TRANSLATE_NOOP("Advice", "SITHS eID är ur drift.")
CLOSED = {
    THIS_DEVICE: QT_TRANSLATE_NOOP("Advice", "SITHS eID på denna enhet är stängt just nu."),
    OTHER_DEVICE: QT_TRANSLATE_NOOP("Advice", "SITHS eID på annan enhet är stängt just nu."),
    MD: QT_TRANSLATE_NOOP("Advice", "SITHS-kort med SITHS eID MD är stängt just nu."),
    BANKID: QT_TRANSLATE_NOOP("Advice", "BankID är stängt just nu."),
}
AS_USUAL = QT_TRANSLATE_NOOP("Advice", "Logga in som vanligt: SITHS eID på denna enhet.")
WITH_PHONE = QT_TRANSLATE_NOOP("Advice", "Har du mobilt SITHS eID: välj SITHS eID på annan enhet.")
WITH_MD = QT_TRANSLATE_NOOP("Advice", "Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort.")
WITH_BANKID = QT_TRANSLATE_NOOP("Advice", "Välj Logga in på annat sätt och sedan Logga in med BankID.")
OR_BANKID = QT_TRANSLATE_NOOP("Advice", "Annars: välj Logga in på annat sätt och sedan Logga in med BankID.")
RESERVE_CARD = QT_TRANSLATE_NOOP("Advice", "Glömt kortet: be en ID-administratör (LRA) om ett reservkort.")
THEN_BANKID = QT_TRANSLATE_NOOP("Advice", "Finns ingen på plats: BankID, under Logga in på annat sätt.")


def advise(ways: Mapping[str, bool], *, card: bool) -> tuple[str, ...]:
    """Return what to say (source texts), nothing when every way is open. ``card``: one to log in with is in."""
    if False not in ways.values():
        return ()
    if not any(ways.values()):
        return (ALL_CLOSED,)
    return (*_closed(ways), *_next(ways), *(() if card else forgotten(ways)))


def forgotten(ways: Mapping[str, bool]) -> tuple[str, ...]:
    """Return what to say to somebody without a card: a reserve card while one can be used, then BankID (R14)."""
    if not (ways.get(THIS_DEVICE) or ways.get(MD)):
        return ()  # a reserve card opens nothing now; what does is said already
    return (RESERVE_CARD, THEN_BANKID) if ways.get(BANKID) else (RESERVE_CARD,)


def _closed(ways: Mapping[str, bool]) -> tuple[str, ...]:
    shut = [way for way in WAYS if ways.get(way) is False]
    if THIS_DEVICE in shut and OTHER_DEVICE in shut:
        return (SITHS_OUT, *(CLOSED[way] for way in shut[2:]))
    return tuple(CLOSED[way] for way in shut)


def _next(ways: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the first way of the order that is open; what not everybody has comes with the one after it."""
    if ways.get(THIS_DEVICE):
        return (AS_USUAL,)
    phone = (WITH_PHONE,) if ways.get(OTHER_DEVICE) else ()
    if ways.get(MD):
        return (*phone, WITH_MD)
    if ways.get(BANKID):
        return (*phone, OR_BANKID) if phone else (WITH_BANKID,)
    return phone


def worded(lines: tuple[str, ...]) -> str:
    """Return the lines in the language in force, as one text."""
    return " ".join(QCoreApplication.translate("Advice", line) for line in lines)
