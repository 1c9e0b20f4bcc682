"""Which way to log in when one is closed: the instruction's own order, as a pure function (R14, R15).

The order: SITHS eID with the card, or with the phone for those who have it there; SITHS eID MD with the card when
SITHS eID is out; a reserve card when the card is forgotten; BankID when nobody can issue one. ``ways`` says of each
way whether it is open; one that this installation does not have is left out, and neither told of nor advised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.login_methods import METHODS, THIS_DEVICE, LoginMethod

#: What a closed way says in its second line.
CLOSED_NOW = QT_TRANSLATE_NOOP("Advice", "Stängt just nu")

ALL_CLOSED = QT_TRANSLATE_NOOP(
    "Advice", "Inget inloggningssätt är öppet just nu. Vänta en stund. Fråga IT-kontaktpersonen om det dröjer."
)
#: What is said when every way of a service is closed, in place of each by itself.
SERVICE_OUT = {THIS_DEVICE.service: QT_TRANSLATE_NOOP("Advice", "SITHS eID är ur drift.")}
RESERVE_CARD = QT_TRANSLATE_NOOP("Advice", "Glömt kortet: be en ID-administratör (LRA) om ett reservkort.")
#: Ours, in the instruction's order; nothing is advised of others' ways.
_ROWS = tuple(row for row in METHODS.values() if row.advice is not None)


def advise(ways: Mapping[str, bool], *, card: bool) -> tuple[str, ...]:
    """Return what to say (source texts), nothing when every way is open. ``card``: one to log in with is in."""
    if False not in ways.values():
        return ()
    if not any(ways.values()):
        return (ALL_CLOSED,)
    return (*_closed(ways), *_next(ways), *(() if card else forgotten(ways)))


def advised(ways: Mapping[str, bool]) -> str:
    """Return the way that is emphasised: the first of the order that is open and that everybody has.

    Of what not everybody has, the first; nothing known of any, the usual one; none open, none (empty).
    """
    open_rows = [row for row in _ROWS if ways.get(row.name, not ways)]
    return next((row.name for row in open_rows if row.advice and row.advice.everybody), _first(open_rows))


def _first(rows: Sequence[LoginMethod]) -> str:
    return rows[0].name if rows else ""


def forgotten(ways: Mapping[str, bool], *, locked: bool = False) -> tuple[str, ...]:
    """Return what to say to somebody without a card: a reserve card while one can be used, then BankID (R14).

    ``locked``: at a locked session, from where the ways are reached by other buttons.
    """
    open_rows = [row for row in _ROWS if ways.get(row.name)]
    if not any(row.card for row in open_rows):
        return ()  # a reserve card opens nothing now; what does is said already
    said = (row.advice.forgotten_locked if locked else row.advice.forgotten for row in open_rows if row.advice)
    return (RESERVE_CARD, *(line for line in said if line))


def _closed(ways: Mapping[str, bool]) -> tuple[str, ...]:
    """Return what is closed; a service whose every way is closed is told of once."""
    shut = [row for row in _ROWS if ways.get(row.name) is False]
    out = {service for service in SERVICE_OUT if all(row in shut for row in _ROWS if row.service == service)}
    lines = [SERVICE_OUT[row.service] if row.service in out else row.advice.closed for row in shut if row.advice]
    return tuple(dict.fromkeys(lines))


def _next(ways: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the first way of the order that is open; what not everybody has comes with the one after it."""
    lines: list[str] = []
    for row in _ROWS:
        if row.advice is None or not ways.get(row.name):
            continue
        lines.append((row.advice.otherwise if lines else "") or row.advice.take)
        if row.advice.everybody:
            break
    return tuple(lines)
