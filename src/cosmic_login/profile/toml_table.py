"""Reading TOML tables with care: every complaint names file, line and reason, and no key goes unread."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.locate import Lines, Path
from cosmic_login.profile.toml_document import NotTomlError, read_toml

#: A check returns what is wrong with a text, or an empty string. It never quotes the text: it may be a code.
Check = Callable[[str], str]

_T = TypeVar("_T")
_KINDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: "an array of tables",
    dict: "a table",
}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question for the names most like one that is unknown (``is it a or b? ``); empty when none is."""
    import difflib  # noqa: PLC0415 - only when something is wrong

    folded = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(name.casefold(), folded, 2, 0.65)
    return f"is it {' or '.join(folded[each] for each in found)}? " if found else ""


@dataclass(frozen=True)
class Source:
    """One file that was read."""

    name: str
    lines: Lines = field(repr=False)
    #: What a complaint's failure code is, when it has none of its own.
    code: str

    def failure(self, path: Path, reason: str, code: str = "") -> LoginFailure:
        """Return the failure that names file, line and reason."""
        return malformed(self.name, self.lines.line(path), reason, code or self.code)


def malformed(name: str, line: int, reason: str, code: str) -> LoginFailure:
    """Return the failure ``code`` with file, line and reason."""
    return LoginFailure(code, f"{name}:{line}: {reason}")


def read_document(name: str, raw: bytes, code: str, *, not_toml: str = "") -> Table:
    """Parse a document. Raises ``code``, as does everything that is asked of the table.

    ``not_toml`` is raised for what cannot be parsed at all, if that has a code of its own.
    """
    try:
        values, lines = read_toml(raw)
    except NotTomlError as error:
        raise malformed(name, error.line, error.reason, not_toml or code) from None
    return Table(values, (), Source(name, lines, code))


class Table:
    """One table. Each key is asked for once; ``done`` refuses what nobody asked for."""

    def __init__(self, values: Mapping[str, object], path: Path, source: Source) -> None:
        self._values = values
        self._asked: set[str] = set()
        self.path = path
        self.source = source

    def failure(self, key: str, reason: str, code: str = "") -> LoginFailure:
        """Return the failure for a key of this table, with a code of its own or the document's."""
        return self.source.failure((*self.path, key), f"{self._name(key)}: {reason}", code)

    def text(self, key: str, check: Check, default: str | None = None, *, code: str = "") -> str:
        """Return a text that passes ``check`` (``code`` when it does not); without a default it must be there."""
        value = self._value(key, str, default)
        if key in self._values:
            reason = check(value)
            if reason:
                raise self.failure(key, reason, code)
        return value

    def choice(self, key: str, options: Sequence[str], default: str) -> str:
        """Return one of ``options``."""
        return self.text(key, lambda text: "" if text in options else f"must be one of {', '.join(options)}", default)

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._value(key, int, default)
        if not low <= value <= high:
            raise self.failure(key, f"must be from {low} to {high}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        return self._value(key, bool, default)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are there, in the document's order."""
        return tuple(self._values)

    def line(self, key: str = "") -> int:
        """Return the line of a key, or of the table itself."""
        return self.source.lines.line((*self.path, key) if key else self.path)

    def is_text(self, key: str) -> bool:
        """Whether the key's value is a text, where it may be a table too."""
        return isinstance(self._values.get(key), str)

    def below(self, key: str) -> Table:
        """Return the table below a key, an empty one when the key is not there."""
        values = self._value(key, dict, {})
        return Table(values, (*self.path, key), self.source)

    def texts(self, key: str, check: Check, *, code: str = "") -> tuple[str, ...]:
        """Return an array of texts that each pass ``check``, none when the key is not there."""
        self._asked.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.failure(key, "must be an array of texts")
        for item in value:
            if reason := check(item):
                raise self.failure(key, reason, code)
        return tuple(value)

    def tables(self, key: str) -> list[Table]:
        """Return the tables of an array, none when the key is not there."""
        found: list[Table] = []
        for place, item in enumerate(self._value(key, list, [])):
            path = (*self.path, key, place)
            if not isinstance(item, dict):
                raise self.source.failure(path, f"{self._name(key)}: must be an array of tables")
            found.append(Table(item, path, self.source))
        return found

    def named(self, key: str, check: Check) -> dict[str, Table]:
        """Return the tables below a key, by their names, which must pass ``check``."""
        found: dict[str, Table] = {}
        for name, item in self._value(key, dict, {}).items():
            path = (*self.path, key, name)
            reason = check(name) or ("" if isinstance(item, dict) else "must be a table")
            if reason:
                raise self.source.failure(path, f"{key}.{_shown(name)}: {reason}")
            found[name] = Table(item, path, self.source)
        return found

    def only(self, known: Collection[str]) -> None:
        """Refuse keys that are none of these, before a needed one that was misspelt is missed."""
        for key in self._values:
            if key not in known:
                raise self.failure(key, f"unknown key; {nearest(key, known)}known here: {', '.join(sorted(known))}")

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        self.only(self._asked)

    def _value(self, key: str, kind: type[_T], default: _T | None) -> _T:
        self._asked.add(key)
        value = self._values.get(key, default)
        if value is None:
            raise self.source.failure(self.path, f"{self._name(key)}: is missing")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.failure(key, f"must be {_KINDS[kind]}")
        return value

    def _name(self, key: str) -> str:
        return ".".join(_shown(part) for part in (*self.path, key) if isinstance(part, str))


def _shown(name: str) -> str:
    """Return a key as it may be shown: long rows of digits could be a personal number."""
    return re.sub(r"\d{6,}", "…", name)[:40]
