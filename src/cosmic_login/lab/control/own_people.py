"""People and cards that were added here: ``people.toml``, which every program on the profile reads."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.directory import Directory
from cosmic_login.lab.control.operations import CallRefused
from cosmic_login.profile import read_bytes, write_atomic

if TYPE_CHECKING:
    from cosmic_login.lab.control.ports import EnvironmentWorld

_HEAD: Final = "# Written by the control API; your own people belong into directory.toml.\n"
#: A complaint: file and line, then perhaps the entry's member, then the rule.
_COMPLAINT: Final = re.compile(r".*?:\d+: (?:(?:persons|cards)\.[^.:\s]+\.?([A-Za-z0-9_.\[\]-]*): )?(.*)", re.DOTALL)
Entries = dict[str, dict[str, dict[str, Any]]]


class OwnPeople:
    """The file of one world. Methods may block."""

    def __init__(self, world: EnvironmentWorld) -> None:
        self._world = world

    def kept(self) -> Entries:
        """Return what was added, by section and key."""
        raw = read_bytes(self._world.profile.people_file) or b""
        found = tomllib.loads(raw.decode())
        return {"persons": found.get("persons", {}), "cards": found.get("cards", {})}

    def change(self, section: str, key: str, entry: Mapping[str, Any] | None) -> None:
        """Put an entry in its place, or take it out (None). Raises ``CallRefused``, and then nothing has changed."""
        profile = self._world.profile
        with profile.lock("people"):
            entries = self.kept()
            if entry is None:
                entries[section].pop(key, None)
                if section == "persons":
                    entries["cards"] = {name: each for name, each in entries["cards"].items() if each["person"] != key}
            else:
                entries[section][key] = dict(entry)
            raw = _written(entries)
            try:
                Directory.load(profile, people=raw)
            except LoginFailure as failure:
                raise _refused(failure) from None
            write_atomic(profile.people_file, raw)
            self._world.read_people_again()


def _refused(failure: LoginFailure) -> CallRefused:
    found = _COMPLAINT.fullmatch(failure.detail)
    member, rule = (found[1] or "", found[2]) if found else ("", failure.detail)
    return CallRefused("directory.malformed", member or "person", rule, HTTPStatus.UNPROCESSABLE_ENTITY)


def _written(entries: Entries) -> bytes:
    lines = [_HEAD]
    for section, found in entries.items():
        for key, entry in found.items():
            lines.append(f"[{section}.{key}]")
            lines += [f"{name} = {_value(value)}" for name, value in entry.items() if not isinstance(value, list)]
            for name, value in entry.items():
                for each in value if isinstance(value, list) else ():
                    lines.append(f"[[{section}.{key}.{name}]]")
                    lines += [f"{inner} = {_value(text)}" for inner, text in each.items()]
    return ("\n".join(lines) + "\n").encode()


def _value(value: object) -> str:
    """Return a text, a number or a truth in TOML; what JSON writes of these, TOML reads."""
    return json.dumps(value, ensure_ascii=False)
