"""Finds where in a TOML document a key and its value stand, which the standard library's parser does not keep.

Works on documents that ``tomllib`` has accepted (TOML 1.0), so it need not check anything itself.
"""

from __future__ import annotations

import re
import threading
import tomllib

#: Keys from the top; a number is the place in an array of tables.
Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|' + _QUOTED.pattern, re.DOTALL)
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")


class Lines:
    """Line numbers, from 1, of the keys of one document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._scanned = False  # a document that nothing is wrong with is never asked for its lines
        self._scanning = threading.Lock()  # threads may share a document that was read once
        self._at: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._values: dict[Path, tuple[int, int]] = {}

    def line(self, path: Path) -> int:
        """Return the line of the key, or of the nearest table around it; 1 for the document."""
        self._scan()
        while path and path not in self._at:
            path = path[:-1]
        return self._at.get(path, 1)

    def value(self, path: Path) -> tuple[int, int] | None:
        """Return where the key's value begins and ends in the text, without comments around it; None: no such key.

        Keys within inline tables and arrays have no place of their own.
        """
        self._scan()
        return self._values.get(path)

    def _scan(self) -> None:
        with self._scanning:
            if not self._scanned:
                self._go_through()
                self._scanned = True

    def _go_through(self) -> None:
        table: Path = ()
        place = self._skip_blank(0)
        while place < len(self._text):
            start = place
            if self._text[place] == "[":
                table, place = self._header(place)
                self._note_each((), table, start)
            else:
                keys, place = self._keys(place)
                self._note_each(table, keys, start)
                begin = self._skip_space(place + 1)  # behind the "="
                place = self._value_end(begin)
                self._values[*table, *keys] = (begin, begin + len(self._text[begin:place].rstrip()))
            place = self._skip_blank(place)

    def _note(self, path: Path, place: int) -> None:
        self._at.setdefault(path, self._text.count("\n", 0, place) + 1)

    def _note_each(self, table: Path, keys: Path, place: int) -> None:
        for length in range(1, len(keys) + 1):
            self._note((*table, *keys[:length]), place)

    def _header(self, place: int) -> tuple[Path, int]:
        array = self._text.startswith("[[", place)
        keys, place = self._keys(place + (2 if array else 1))
        path = self._resolve(keys[:-1])
        if array:
            base = (*path, keys[-1])
            self._counts[base] = self._counts.get(base, -1) + 1
            path = (*base, self._counts[base])
        else:
            path = (*path, keys[-1])
        return path, place + (2 if array else 1)

    def _resolve(self, keys: tuple[str, ...]) -> Path:
        """Put in the place of the latest table wherever the keys lead through an array of tables."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _keys(self, place: int) -> tuple[tuple[str, ...], int]:
        """Read dotted keys; return them and the place after them and the space that follows."""
        keys: list[str] = []
        while True:
            place = self._skip_space(place)
            match = _QUOTED.match(self._text, place)
            if match is not None:
                keys.append(str(tomllib.loads(f"key = {match[0]}")["key"]))
            else:
                match = _BARE.match(self._text, place)
                if match is None:
                    raise ValueError("not a TOML document")
                keys.append(match[0])
            place = self._skip_space(match.end())
            if not self._text.startswith(".", place):
                return tuple(keys), place
            place += 1

    def _value_end(self, place: int) -> int:
        """Return the place where the value that begins here ends: a comment after it, or the end of its line."""
        depth = 0
        while place < len(self._text):
            char = self._text[place]
            string = _STRING.match(self._text, place) if char in "\"'" else None
            if string is not None:
                place = string.end()
                continue
            if char == "#" and depth == 0:
                return place
            if char == "#":
                line_end = self._text.find("\n", place)
                place = line_end if line_end >= 0 else len(self._text)
                continue
            depth += (char in "[{") - (char in "]}")
            if char == "\n" and depth == 0:
                return place
            place += 1
        return place

    def _skip_space(self, place: int) -> int:
        while place < len(self._text) and self._text[place] in " \t":
            place += 1
        return place

    def _skip_blank(self, place: int) -> int:
        match = _BLANK.match(self._text, place)
        return place if match is None else match.end()
