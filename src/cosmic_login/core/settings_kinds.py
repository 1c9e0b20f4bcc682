"""The kinds of values that settings have: what is allowed, how it is written, and what to tell who wrote another.

``trouble`` is technical and in English, for the file and the command line; ``advice`` is the Swedish source text of
the dialog (context ``Settings``). Neither quotes the value: it may be a code written in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cosmic_login.core.contact import Contact
from cosmic_login.core.failures import QT_TRANSLATE_NOOP

_LONGEST = 500
_MOST_CONTACTS = 8
_LAST_PORT = 65535
_ADDRESS = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[^\s/:@?#\[\]]+)(?::(\d{1,5}))?(?:/[^\s?#]*)?", re.IGNORECASE)
_DESK = re.compile(r"reader://(\[[0-9a-f:.]+\]|[^\s/:@?#\[\]]+)(?::(\d{1,5}))?/?", re.IGNORECASE)
_PRINTABLE = "must be one line of printable text"


#: A setting's value. None stands for "not set": the program decides.
Value = str | bool | int | float | tuple[Contact, ...] | None

#: What a person writes for None on the command line.
AUTO = "auto"


@dataclass(frozen=True)
class Choice:
    """One of a few words; ``options`` maps each to its label."""

    options: Mapping[str, str]
    advice: str = QT_TRANSLATE_NOOP("Settings", "Välj ett av alternativen.")

    @property
    def about(self) -> str:
        """What is allowed, for the documents (Swedish)."""
        return "Ett av " + ", ".join(f'"{option}"' for option in self.options)

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        fine = isinstance(value, str) and value in self.options
        return "" if fine else f"must be one of {', '.join(self.options)}"

    def read(self, text: str) -> Value:
        """Return the value that a person wrote."""
        return text


@dataclass(frozen=True)
class Number:
    """A number from ``low`` to ``high``. ``optional`` ones may be left out; whole ones have no decimals."""

    low: float
    high: float
    unit: str = ""
    whole: bool = True
    optional: bool = False
    advice: str = QT_TRANSLATE_NOOP("Settings", "Skriv ett tal från {low} till {high}.")

    @property
    def about(self) -> str:
        """What is allowed, for the documents (Swedish)."""
        kind = "Heltal" if self.whole else "Tal"
        left_out = "; utelämnad: programmet väljer" if self.optional else ""
        return f"{kind} från {self.low:g} till {self.high:g} {self.unit}".rstrip() + left_out

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        if value is None and self.optional:
            return ""
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return f"must be a {'whole ' if self.whole else ''}number"
        return "" if self.low <= value <= self.high else f"must be from {self.low:g} to {self.high:g}"

    def read(self, text: str) -> Value:
        """Return the value that a person wrote; a text that is no number as it is, for ``trouble`` to refuse."""
        if self.optional and text.strip() in {"", AUTO}:
            return None
        try:
            return int(text) if self.whole else float(text.replace(",", "."))
        except ValueError:
            return text


@dataclass(frozen=True)
class Flag:
    """True or false."""

    advice: str = QT_TRANSLATE_NOOP("Settings", "Välj ett av alternativen.")
    about: str = "`true` eller `false`"

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        return "" if isinstance(value, bool) else "must be true or false"

    def read(self, text: str) -> Value:
        """Return the value that a person wrote."""
        return {"true": True, "false": False}.get(text.strip().lower(), text)


@dataclass(frozen=True)
class Address:
    """The IdP's base address, or an empty text: https, or http to the literal loopback address (RFC 8252, 8.3)."""

    advice: str = QT_TRANSLATE_NOOP(
        "Settings", "Skriv en adress med https, eller http till den egna datorn (127.0.0.1)."
    )
    about: str = "Adress med https, eller http till 127.0.0.1 eller [::1]; tom: den inbyggda"

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        if value == "":
            return ""
        if not _is_line(value):
            return _PRINTABLE
        found = _ADDRESS.fullmatch(str(value))
        if found is None or int(found[3] or 0) > _LAST_PORT:
            return "must be an address with https, or http to 127.0.0.1"
        fine = found[1].lower() == "https" or _is_loopback(found[2].strip("[]"))
        return "" if fine else "must be https for another machine"

    def read(self, text: str) -> Value:
        """Return the value that a person wrote."""
        return text.strip()


@dataclass(frozen=True)
class Desk:
    """Where a desk shares its readers, or an empty text: ``reader://HOST:PORT``."""

    advice: str = QT_TRANSLATE_NOOP("Settings", "Skriv adressen som den visas på den egna datorn: reader://VÄRD:PORT.")
    about: str = "`reader://VÄRD:PORT`; tom: bara den här datorns läsare"

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        if value == "":
            return ""
        if not _is_line(value):
            return _PRINTABLE
        found = _DESK.fullmatch(str(value))
        fine = found is not None and 0 < int(found[2] or 1) <= _LAST_PORT
        return "" if fine else "must be reader://HOST:PORT"

    def read(self, text: str) -> Value:
        """Return the value that a person wrote."""
        return text.strip()


@dataclass(frozen=True)
class FileName:
    """A file's path, or an empty text. Whether the file is there shows when it is used."""

    advice: str = QT_TRANSLATE_NOOP("Settings", "Skriv sökvägen till filen på en rad.")
    about: str = "Sökväg; tom: ingen fil"

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        return "" if value == "" or _is_line(value) else _PRINTABLE

    def read(self, text: str) -> Value:
        """Return the value that a person wrote."""
        return text.strip()


@dataclass(frozen=True)
class Contacts:
    """Names and telephone numbers, the first to be asked first."""

    advice: str = QT_TRANSLATE_NOOP("Settings", "Skriv ett namn eller en roll på varje rad; högst åtta rader.")
    about: str = 'Lista av `{ name = "…", phone = "…" }`, högst 8'

    def trouble(self, value: object) -> str:
        """Return what is wrong with ``value``, or an empty string."""
        if not isinstance(value, tuple):
            return 'must be an array of { name = "…", phone = "…" }'
        if len(value) > _MOST_CONTACTS:
            return f"must be {_MOST_CONTACTS} contacts at the most"
        for contact in value:
            if not _is_line(contact.name) or not (contact.phone == "" or _is_line(contact.phone)):
                return "must have a name, and a phone of one line"
        return ""

    def read(self, text: str) -> Value:
        """Return the contacts of ``name: phone; name: phone``."""
        lines = (line.partition(":") for line in text.split(";") if line.strip())
        return tuple(Contact(name.strip(), phone.strip()) for name, _colon, phone in lines)


Kind = Choice | Number | Flag | Address | Desk | FileName | Contacts


def shown(value: Value) -> str:
    """Return a value as a person reads and writes it; ``read`` understands it."""
    if value is None:
        return AUTO
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "; ".join(f"{contact.name}: {contact.phone}".removesuffix(": ") for contact in value)
    return str(value)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value.strip() != "" and value.isprintable() and len(value) <= _LONGEST


def _is_loopback(host: str) -> bool:
    import ipaddress  # noqa: PLC0415 - most settings files name no address

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
