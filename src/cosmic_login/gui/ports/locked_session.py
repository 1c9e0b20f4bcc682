"""Who may do what while a session is locked, and what they have to have proved: the one table.

The program asks it (``may``). A walk over the running window (``tests/gui/test_locked_walk.py``) finds every control
by itself and looks for its row: a new button, key or menu entry without one fails. Chart and identity provider hold the
other half: no edge leads from a locked session to an open or an ended one but over a login that has been verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase


class Who(Enum):
    """Who may do something while a session is locked; the value is for the documentation."""

    ANYBODY = "anybody"
    PERSON = "its own person"
    OTHER = "another person"
    TRAINER = "a trainer"
    SYSTEM = "the system"
    NOBODY = "nobody"


@dataclass(frozen=True)
class LockedRow:
    """An action, who may do it, and what they have proved. ``controls`` lead to it: patterns of ``window: name``.

    Names are as assistive technology is told them in Swedish; keys stand in brackets, a menu's entries after ``>``.
    """

    action: str
    who: Who
    proved: str
    about: str
    controls: tuple[str, ...] = ()


_NOTHING = "nothing"
_METHODS = "Cosmic: Logga in med *", "Cosmic: SITHS eID på *", "Cosmic: Logga in på annat sätt"

ROWS: tuple[LockedRow, ...] = (
    # -- what opens or ends the session
    LockedRow("unlock", Who.PERSON, "who they are, by a login of their own: the same `sub`", "the session is open"),
    LockedRow(
        "answer.accepted", Who.OTHER, "who they are, by a login of their own, and then JA",
        "the session is logged out, and the login made again; the trail names both", ("Cosmic: JA",),
    ),
    LockedRow("shut_down", Who.SYSTEM, "that it may end the process (SIGTERM, Ctrl-C)", "the session is logged out"),
    LockedRow("time_up", Who.SYSTEM, "that it has been locked for as long as it may be", "the session is logged out"),
    # -- what begins and leaves a login, which opens nothing by itself
    LockedRow(
        "choose", Who.ANYBODY, _NOTHING, "a login begins; what it proves decides",
        ("Cosmic: Lås upp", "Cosmic: Logga in som någon annan", *_METHODS),
    ),
    LockedRow(
        "answer", Who.ANYBODY, _NOTHING, "a question of that login is answered",
        ("SITHS eID: Legitimera", "SITHS eID: Legitimeringskod, sex siffror",
         "SITHS eID: Visa knappsats", "SITHS eID: Dölj knappsats", "SITHS eID: [0-9]",
         "SITHS eID: Radera en siffra",
         "Cosmic: Legitimeringskod, sex siffror", "Cosmic: OK", "Cosmic: Nästa", "Cosmic: Skriv för att filtrera",
         "Cosmic: tjänste-id *", "Cosmic: Kort: *"),
    ),
    LockedRow("answer.declined", Who.ANYBODY, _NOTHING, "the session stays as it was", ("Cosmic: NEJ",)),
    LockedRow(
        "leave", Who.ANYBODY, _NOTHING, "back to the locked screen",
        ("Cosmic: Avbryt", "Cosmic: Tillbaka", "Cosmic: Försök igen", "Cosmic: [[]Esc]", "SITHS eID: Avbryt",
         "SITHS eID: Stäng", "SITHS eID: Försök igen", "SITHS eID: [[]Esc]", "SITHS eID: [[]close]"),
    ),
    LockedRow(
        "look_closer", Who.ANYBODY, _NOTHING, "another view of the same login",
        ("Cosmic: Visa SITHS eID", "Cosmic: Visa koden större", "Cosmic: Visa koden mindre", "Cosmic: [[]F11]",
         "Cosmic: Felkod *"),
    ),
    LockedRow(
        "restart", Who.ANYBODY, _NOTHING, "a Cosmic that locked up answers again; the session stays locked",
        ("övning: *: Starta om Cosmic",),
    ),
    # -- what stands beside it
    LockedRow(
        "show_help", Who.ANYBODY, _NOTHING, "the help opens, which says nothing of anybody",
        ("Cosmic: Hjälp med inloggning", "*: [[]F1]", "Hjälp*", "Cosmic: Meny", "Cosmic: Meny > Hjälp med inloggning*"),
    ),
    LockedRow("show_about", Who.ANYBODY, _NOTHING, "which program this is",
              ("Cosmic: Meny > Om Cosmic Login…", "Om Cosmic Login: *")),
    LockedRow("setting.theme", Who.ANYBODY, _NOTHING, "what is on the screen can be read", (
        "Cosmic: Utseende", "Cosmic: Utseende > Som systemet", "Cosmic: Utseende > *just", "Cosmic: Utseende > Mörkt",
        "Cosmic: Utseende > Hög kontrast")),
    LockedRow("setting.text_scale", Who.ANYBODY, _NOTHING, "as above", (
        "Cosmic: Utseende > Textstorlek *", "Cosmic: [[]Ctrl++]", "Cosmic: [[]Ctrl+-]", "Cosmic: [[]Ctrl+0]")),
    LockedRow("setting.language", Who.ANYBODY, _NOTHING, "as above", (
        "Cosmic: Utseende > Svenska", "Cosmic: Utseende > English")),
    LockedRow("setting.show_keypad", Who.ANYBODY, _NOTHING, "the keypad is there or not"),
    LockedRow("show_my_card", Who.NOBODY, "-", "whose card is in is the person's own affair",
              ("Cosmic: Meny > Mitt kort…*", "Cosmic: Kort > Mitt kort…*", "Cosmic: [[]Ctrl+K]")),
    LockedRow("show_sharing", Who.NOBODY, "-", "who may use the card is the person's own affair",
              ("Cosmic: Meny > Dela kortläsare…",)),
    LockedRow("move_card", Who.ANYBODY, _NOTHING, "a card is put in or taken out, as anybody may with a real reader",
              ("Cosmic: Kort", "Cosmic: Kort > *")),
    LockedRow("show_phone", Who.ANYBODY, _NOTHING, "the phone opens: another program, with codes of its own",
              ("Cosmic: Meny > Telefon…*", "Cosmic: [[]Ctrl+P]")),
    # -- what a trainer may
    LockedRow("show_trainer", Who.TRAINER, "that they started the program (`--trainer`)", "the panel is there",
              ("Cosmic: Meny > Övningsledarens panel*", "Cosmic: [[]F6]", "Panel: *")),
    LockedRow("start_over", Who.TRAINER, "as above",
              "cards, codes, phones and services are as from the start; the session stays locked"),
    LockedRow("setting.manner", Who.TRAINER, "as above", "the manner changes"),
    LockedRow("setting.practice_code", Who.TRAINER, "as above", "training cards' codes are drawn, or not",
              ("Cosmic: Meny > Visa övningskod",)),
    # -- what is shut
    LockedRow("close_window", Who.NOBODY, "-", "the window stays, and says that it is locked",
              ("Cosmic: [[]close]", "övning: *: [[]close]")),
    LockedRow("show_settings", Who.NOBODY, "-", "they decide the locking",
              ("Cosmic: Meny > Inställningar…*", "Cosmic: [[]Ctrl+,]")),
    LockedRow("show_log", Who.NOBODY, "-", "it tells what people have done", ("Cosmic: Meny > Programmets logg…",)),
    LockedRow("show_diagnosis", Who.NOBODY, "-", "log and audit extract can be saved from it",
              ("Cosmic: Meny > Diagnos…*", "Cosmic: [[]Ctrl+D]")),
    LockedRow("show_own_logins", Who.NOBODY, "-", "they are the person's"),
    LockedRow("manage", Who.NOBODY, "-", "a card's codes are changed from the start"),
)  # fmt: skip

_WHO = {row.action: row.who for row in ROWS}


def row_for(control: str) -> LockedRow | None:
    """Return the row of a control, told as ``window: name``; None for one that nobody has thought of."""
    return next((row for row in ROWS if any(fnmatchcase(control, each) for each in row.controls)), None)


def may(action: str, *, trainer: bool = False) -> bool:
    """Whether somebody who has proved nothing may do this while a session is locked; what has no row is shut."""
    who = _WHO.get(action, Who.NOBODY)
    return who is Who.ANYBODY or (who is Who.TRAINER and trainer)
