"""The settings file: read with care, and written so that what a person put into it stays."""

from __future__ import annotations

import json
import re
from typing import Any

from cosmic_login.core.contact import Contact
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.settings import Settings
from cosmic_login.core.settings_kinds import Contacts, Value, shown
from cosmic_login.core.settings_table import BY_NAME, SECTIONS, SETTINGS, Setting
from cosmic_login.profile.locate import Lines
from cosmic_login.profile.toml_document import NotTomlError, read_toml

_HEAD = """\
# Inställningar för cosmic-login. En rad som börjar med # gäller inte: den visar standardvärdet.
# Ta bort tecknet för att ändra. Alla inställningar: docs/settings.md.
"""


def parse(name: str, raw: bytes) -> Settings:
    """Return the settings of a document. Raises ``settings.malformed`` with ``name``, line and reason."""
    try:
        tables, lines = read_toml(raw)
    except NotTomlError as error:
        raise LoginFailure("settings.malformed", f"{name}:{error.line}: {error.reason}") from None
    values: dict[str, Any] = {}
    for section, table in tables.items():
        if section not in SECTIONS or not isinstance(table, dict):
            reason = f"must be a table: [{section}]" if section in SECTIONS else "unknown; known here: "
            known = "" if section in SECTIONS else ", ".join(SECTIONS)
            raise _malformed(name, lines.line((section,)), f"{_safe(section)}: {reason}{known}")
        for key, value in table.items():
            row = BY_NAME.get(key)
            line, where = lines.line((section, key)), f"{section}.{_safe(key)}"
            if row is None or row.section != section:
                known = ", ".join(row.name for row in SETTINGS if row.section == section)
                raise _malformed(name, line, f"{where}: unknown key; known here: {known}")
            found = _contacts_of(value) if isinstance(row.kind, Contacts) else value
            trouble = "must not be left empty" if found is None else row.kind.trouble(found)
            if trouble:
                raise _malformed(name, line, f"{where}: {trouble}")
            values[key] = found
    return Settings(**values)


def refuse_wrong(name: str, settings: Settings) -> None:
    """Raise ``settings.malformed`` when a value is not allowed."""
    for row in SETTINGS:
        trouble = row.kind.trouble(row.of(settings))
        if trouble:
            raise LoginFailure("settings.malformed", f"{name}: {row.key}: {trouble}")


def document(settings: Settings) -> str:
    """Return a whole file: every setting with what it means; those that have their default only as a comment."""
    parts = [_HEAD]
    for section in SECTIONS:
        parts.append(f"\n[{section}]\n")
        parts.append("\n".join(_described(row, settings) for row in SETTINGS if row.section == section))
    return "".join(parts)


def edited(text: str, old: Settings, new: Settings) -> str | None:
    """Return the document with only the values that differ changed; None when that cannot be done safely."""
    for row in SETTINGS:
        if row.of(old) != row.of(new):
            text = _with_value(text, row, row.of(new))
    try:
        return text if parse("", text.encode("utf-8")) == new else None
    except LoginFailure:
        return None


def as_toml(value: Value) -> str:
    """Return a value, which must not be None, as TOML writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # a TOML basic string too
    if isinstance(value, tuple):
        rows = (f"  {{ name = {as_toml(contact.name)}, phone = {as_toml(contact.phone)} }},\n" for contact in value)
        return f"[\n{''.join(rows)}]" if value else "[]"
    return shown(value)


def _contacts_of(value: object) -> object:
    """Return contacts of what the TOML parser gives; anything else as it is, for ``trouble`` to refuse."""
    if not isinstance(value, list):
        return value
    found: list[Contact] = []
    for item in value:
        if not isinstance(item, dict) or not {"name"} <= set(item) <= {"name", "phone"}:
            return value
        found.append(Contact(item["name"], item.get("phone", "")))
    return tuple(found)


def _described(row: Setting, settings: Settings) -> str:
    value = row.of(settings)
    about = f"# {row.about}\n# {row.kind.about}.\n"
    line = f"{row.name} = {'…' if value is None else as_toml(value)}\n"
    return about + (re.sub(r"^", "# ", line.rstrip(), flags=re.MULTILINE) + "\n" if value == row.default else line)


def _with_value(text: str, row: Setting, value: Value) -> str:
    place = Lines(text).value((row.section, row.name))
    if place is not None:
        begin, end = place
        if value is not None:
            return text[:begin] + as_toml(value) + text[end:]
        line = text.rfind("\n", 0, begin) + 1
        return f"{text[:line]}# {text[line:]}"
    if value is None:
        return text
    line_of_it = f"{row.name} = {as_toml(value)}"
    header = re.search(rf"^[ \t]*\[[ \t]*{row.section}[ \t]*\][^\n]*(?:\n|\Z)", text, re.MULTILINE)
    if header is None:
        return f"{text.rstrip()}\n\n[{row.section}]\n{line_of_it}\n"
    rest = text[header.end() :]
    section_end = re.search(r"^[ \t]*\[", rest, re.MULTILINE)
    here = rest[: section_end.start()] if section_end else rest
    sample = re.search(rf"^# {row.name} =[^\n]*$", here, re.MULTILINE)
    head = text[: header.end()] if text[: header.end()].endswith("\n") else f"{text}\n"
    if sample is not None and not sample[0].endswith("["):
        return head + rest[: sample.start()] + line_of_it + rest[sample.end() :]
    return f"{head}{line_of_it}\n{rest}"


def _malformed(name: str, line: int, reason: str) -> LoginFailure:
    return LoginFailure("settings.malformed", f"{name}:{line}: {reason}")


def _safe(key: str) -> str:
    """Return a key as it may be shown: rows of digits could be a code or a personal number."""
    return re.sub(r"\d{6,}", "…", key)[:40]
