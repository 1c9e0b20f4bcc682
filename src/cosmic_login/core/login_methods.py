"""The login methods as the client knows them: one row each. Whoever in the client needs a fact of one takes it here.

The identity provider has a table of its own (``cosmic_login.idp.methods``), and shows people these labels on its
pages; ``tests/unit/test_login_methods.py`` holds the two together. Texts are Swedish source texts in the context of who
shows them. A row is also what another distribution describes its own method by (``docs/architecture.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.situations import AuthenticatorApp


class StartPlace(StrEnum):
    """Where the start screen has a method (R8)."""

    FRONT = "front"  # a button of its own
    LISTED = "listed"  # under "Logga in på annat sätt"


class MethodAdvice(NamedTuple):
    """What is said of a method when something is closed (R14, R15; context ``Advice``)."""

    #: That it is closed.
    closed: str
    #: To take it: it is the first in the instruction's order that is open.
    take: str
    #: The same, when one has been named before that not everybody has.
    otherwise: str = ""
    #: To take it without a card, when nobody can issue one.
    forgotten: str = ""
    #: The same at a locked session, where the ways stand elsewhere.
    forgotten_locked: str = ""
    #: Whether everybody has it, so that nothing after it is worth naming.
    everybody: bool = True


class LoginMethod(NamedTuple):
    """A way to log in, as the client shows it and what it needs.

    ``label`` is its name, ``button`` what its button says (with its Alt letter; empty: the label).
    """

    name: str
    label: str
    button: str = ""
    place: StartPlace = StartPlace.LISTED
    #: It is answered with a card in a reader of this machine …
    card: bool = False
    #: … or on a phone, by this app.
    app: AuthenticatorApp | None = None
    #: In the manner true to life Cosmic locks up when it is chosen before a card has been read (R17).
    card_first: bool = False
    #: A take-over's second login (R19) asks for no code again: the card keeps the first one's.
    repeats_without_code: bool = False
    #: The service it falls with, when that is not its own (a target of outages).
    service: str = ""
    #: What the trainer's panel calls it (context ``Trainer``).
    trainer_label: str = ""
    #: Its topic in the help.
    topic: str = "ways"
    advice: MethodAdvice | None = None


THIS_DEVICE: Final = LoginMethod(
    "siths-this-device",
    QT_TRANSLATE_NOOP("Window", "SITHS eID på denna enhet"),
    QT_TRANSLATE_NOOP("Window", "SITHS eID på &denna enhet"),
    StartPlace.FRONT,
    card=True,
    service="siths",
    trainer_label=QT_TRANSLATE_NOOP("Trainer", "SITHS eID på denna enhet"),
    topic="this-device",
    advice=MethodAdvice(
        QT_TRANSLATE_NOOP("Advice", "SITHS eID på denna enhet är stängt just nu."),
        QT_TRANSLATE_NOOP("Advice", "Logga in som vanligt: SITHS eID på denna enhet."),
    ),
)
OTHER_DEVICE: Final = LoginMethod(
    "siths-other-device",
    QT_TRANSLATE_NOOP("Window", "SITHS eID på annan enhet"),
    QT_TRANSLATE_NOOP("Window", "SITHS eID på &annan enhet"),
    StartPlace.FRONT,
    app=AuthenticatorApp.SITHS,
    service="siths",
    trainer_label=QT_TRANSLATE_NOOP("Trainer", "SITHS eID på annan enhet"),
    topic="other-device",
    advice=MethodAdvice(
        QT_TRANSLATE_NOOP("Advice", "SITHS eID på annan enhet är stängt just nu."),
        QT_TRANSLATE_NOOP("Advice", "Har du mobilt SITHS eID: välj SITHS eID på annan enhet."),
        everybody=False,
    ),
)
MD: Final = LoginMethod(
    "siths-md",
    QT_TRANSLATE_NOOP("Window", "SITHS-kort med SITHS eID MD"),
    QT_TRANSLATE_NOOP("Window", "Logga in med &SITHS-kort"),
    card=True,
    card_first=True,
    repeats_without_code=True,
    trainer_label=QT_TRANSLATE_NOOP("Trainer", "SITHS eID MD"),
    topic="md",
    advice=MethodAdvice(
        QT_TRANSLATE_NOOP("Advice", "SITHS-kort med SITHS eID MD är stängt just nu."),
        QT_TRANSLATE_NOOP("Advice", "Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort."),
    ),
)
BANKID: Final = LoginMethod(
    "bankid",
    QT_TRANSLATE_NOOP("Window", "BankID"),
    QT_TRANSLATE_NOOP("Window", "Logga in med &BankID"),
    app=AuthenticatorApp.BANKID,
    trainer_label=QT_TRANSLATE_NOOP("Trainer", "BankID"),
    topic="bankid",
    advice=MethodAdvice(
        QT_TRANSLATE_NOOP("Advice", "BankID är stängt just nu."),
        QT_TRANSLATE_NOOP("Advice", "Välj Logga in på annat sätt och sedan Logga in med BankID."),
        QT_TRANSLATE_NOOP("Advice", "Annars: välj Logga in på annat sätt och sedan Logga in med BankID."),
        QT_TRANSLATE_NOOP("Advice", "Finns ingen på plats: BankID, under Logga in på annat sätt."),
        QT_TRANSLATE_NOOP(
            "Advice", "Finns ingen på plats: Tillbaka, Logga in som någon annan, Logga in på annat sätt, och BankID."
        ),
    ),
)

#: Ours by name, in the instruction's order, which is the start screen's and the advice's too.
METHODS: Final[Mapping[str, LoginMethod]] = {row.name: row for row in (THIS_DEVICE, OTHER_DEVICE, MD, BANKID)}
#: What is meant when nothing else is said.
DEFAULT: Final = THIS_DEVICE


_others: dict[str, LoginMethod] = {}


def register(rows: Iterable[LoginMethod]) -> None:
    """Make the rows of other distributions' methods known; ours keep their names."""
    _others.update({row.name: row for row in rows if row.name not in METHODS})


def row_of(method: str) -> LoginMethod | None:
    """Return a method's row, ours or another's; None when nobody has given it one."""
    return METHODS.get(method) or _others.get(method)


def app_of(method: str) -> AuthenticatorApp | None:
    """Return the app that answers a method on a phone; None for one that needs no phone, or is not known."""
    row = row_of(method)
    return row.app if row is not None else None
