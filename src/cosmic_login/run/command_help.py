"""What ``--help`` says beside the grammar: examples of each command, the statuses, and all of it in Swedish.

English is the source here, against the rest of the program: manual page, completion and the map of commands are made
from the same grammar. ``translations/command_sv.po`` has the Swedish, which ``make translations`` compiles and checks.
"""

from __future__ import annotations

import gettext
import os
import re
import shutil
import struct
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import IO, Final, NamedTuple

from cosmic_login import translations

_HEADING = re.compile(r"^(\S.*:)$", re.MULTILINE)
_EXAMPLE = re.compile(r"^(  cosmic-login\b.*)$", re.MULTILINE)
_BOLD, _CYAN, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"
EXAMPLES_TITLE: Final = "examples"
STATUSES: Final = "Exit status: 0 done, 1 not done, 2 usage, 3 refused, 70 a defect (docs/programs.md)."


class Example(NamedTuple):
    """A command line without the program's name, and what it does."""

    words: str
    about: str


#: Command ("": the program itself) -> examples; those of a verb are shown by its own help alone, where it has any.
EXAMPLES: Final[dict[str, tuple[Example, ...]]] = {
    "": (
        Example("", "opens the window"),
        Example("login --person anna --code-env CODE --json", "logs in without one; the code is in the variable CODE"),
        Example("doctor", "says what works here"),
    ),
    "login": (
        Example(
            "login --temp-profile --person anna",
            "logs in with Anna's card, asks for the code, and leaves nothing behind",
        ),
        Example(
            "login --person anna --code-env CODE --json", "takes the code from the variable CODE, and answers a program"
        ),
        Example("login --person anna --method bankid", "logs in with BankID on the virtual phone"),
    ),
    "card": (
        Example("card list", "lists the virtual cards and those in readers"),
        Example("card change-code anna-1", "changes a card's code, and asks for both on the terminal"),
        Example("card attach anna-1 --vpcd 127.0.0.1:35963", "puts a virtual card into a real pcscd"),
    ),
    "reader": (
        Example("reader pair", "shows a code at the desk, to be typed in the session"),
        Example("reader share --ask", "lets the session use the reader, and asks before a card is changed"),
        Example("reader list", "lists whom this machine is paired with"),
    ),
    "phone": (
        Example("phone", "opens the phone"),
        Example("phone activate --person anna --code-env CODE", "activates SITHS eID for Anna without a window"),
        Example("phone scan screen.png --json", "reads the QR code off a picture of the screen"),
    ),
    "siths-eid": (
        Example(
            "siths-eid cosmic-login:siths-eid?autostarttoken=T", "opens SITHS eID for that link, as the browser does"
        ),
        Example(
            "siths-eid cosmic-login:siths-eid?autostarttoken=T --json --card anna-1", "answers it without a window"
        ),
    ),
    "idp": (
        Example("idp --lab", "runs it, with a page on which virtual cards are put in"),
        Example("idp --port 8443 --control-api", "on a port of its own, steered over HTTP"),
        Example("idp --database postgresql://cosmic@db/idp --workers 4", "on a database that machines share"),
    ),
    "rp": (
        Example("rp issue Testtjänsten --out rp", "writes certificate, key and CA into rp"),
        Example("rp issue Testtjänsten --out rp --p12-env PASSWORD", "and a PKCS#12 file under that password"),
    ),
    "client": (
        Example(
            "client add journal --redirect-uri https://localhost:8000/callback",
            "registers a system, and prints its secret once",
        ),
        Example("client import-metadata sp.xml", "registers a SAML service provider"),
        Example("client explain request.txt", "says why a request would be refused"),
    ),
    "control": (
        Example("control outage siths --once", "SITHS eID is down for the next login"),
        Example("control fault journal expired --times 1", "the system journal gets an ID token that is too old, once"),
        Example("control reset", "everything works again"),
    ),
    "scenario": (
        Example("scenario list", "lists the lessons"),
        Example("scenario play this-device --way practise", "practises one in the window"),
        Example("scenario guide --region my.toml --pdf", "writes the illustrated instruction for a region"),
    ),
    "training": (
        Example("training reset", "starts the exercise over, and asks first"),
        Example("training reset --yes --json", "the same for a program"),
        Example("training erase anna", "erases what is kept of a person, and asks first"),
    ),
    "settings": (
        Example("settings show", "prints every setting"),
        Example("settings set language en", "changes the language"),
        Example("settings reset", "brings back every default"),
    ),
    "profile": (
        Example("profile path", "prints where everything lies"),
        Example("profile remove", "removes it all, and asks first"),
    ),
    "audit": (
        Example("audit show --last 20", "prints the last twenty rows"),
        Example("audit verify", "says whether the trail is whole"),
        Example("audit export --format csv --output trail.csv", "writes it for a spreadsheet"),
    ),
    "doctor": (
        Example("doctor", "says what works here, and the mend for what does not"),
        Example("doctor --save support.zip", "writes a file for the support too, without secrets"),
    ),
    "demo": (
        Example("demo --pictures pictures", "plays a login and writes its pictures"),
        Example("demo --story bankid", "plays one with BankID"),
    ),
}


class Filled(str):
    """A text of the grammar with something in it that is known at run time only; it is translated without that."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Filled:
        """Fill ``{name}`` in ``template``."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made


def in_language(language: str, text: str) -> str:
    """Return a text of the grammar in ``language`` ("sv", "en"); English where there is no translation."""
    if language != "sv":
        return text
    if isinstance(text, Filled):
        return Filled(_swedish().gettext(text.template), **text.values)
    return _swedish().gettext(text) if text else text


@lru_cache
def _swedish() -> gettext.NullTranslations:
    try:
        with Path(translations.__file__).with_name("command_sv.mo").open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, struct.error):
        return gettext.NullTranslations()  # help in English is better than none


def examples(command: str, language: str) -> str:
    """Return the section of examples and the line of statuses for a command ("card list"), each line ended."""
    room = EXAMPLES.get(command.split(" ", maxsplit=1)[0], ())
    shown = [each for each in room if f"{each.words} ".startswith(f"{command} ")] if command else room
    shown = shown or room
    width = shutil.get_terminal_size().columns - 2  # as argparse has it
    lines = [f"{in_language(language, EXAMPLES_TITLE)}:"] if shown else []
    for each in shown:
        lines.append(f"  cosmic-login {each.words}".rstrip())
        lines += textwrap.wrap(
            in_language(language, each.about), width, initial_indent=" " * 6, subsequent_indent=" " * 6
        )
    statuses = textwrap.fill(in_language(language, STATUSES), width)
    return "\n".join([*lines, *([""] if lines else []), statuses]) + "\n"


def for_terminal(text: str, file: IO[str]) -> str:
    """Return ``text`` with headings and examples set off, if ``file`` is a terminal that shows it, and not NO_COLOR."""
    if not file.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") in {None, "", "dumb"}:
        return text
    return _EXAMPLE.sub(rf"{_CYAN}\1{_PLAIN}", _HEADING.sub(rf"{_BOLD}\1{_PLAIN}", text))
