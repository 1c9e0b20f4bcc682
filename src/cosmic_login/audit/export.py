"""The trail in the formats that other programs read: JSON Lines, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.redact import masked
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import write_atomic

Format = Literal["jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv")
_COLUMNS = (
    *("seq", "time", "event", "login", "person", "name", "method", "loa", "service_id", "organisation"),
    *("reason", "source", "extra", "previous", "mac"),
)
# A cell that starts with one of these is a formula, or becomes one, in Excel and LibreOffice.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export(records: Iterable[AuditRecord], form: Format, *, show_numbers: bool = False) -> Iterator[bytes]:
    """Yield the records in UTF-8, piece by piece. Personal numbers are masked unless ``show_numbers``.

    JSON Lines with numbers shown are the trail's own lines, byte for byte, so they can be checked with its key.
    """
    shown = records if show_numbers else map(masked, records)
    return (record.line() for record in shown) if form == "jsonl" else _csv(shown)


def write_export(path: Path, data: Iterable[bytes]) -> None:
    """Write the file whole or not at all; raises ``LoginFailure`` ``file.unwritable``, and what ``data`` raises."""
    broken: list[LoginFailure] = []

    def pieces() -> Iterator[bytes]:
        try:
            yield from data
        except LoginFailure as failure:  # the trail's, not the file's
            broken.append(failure)
            raise

    try:
        write_atomic(path, pieces())
    except LoginFailure as failure:
        if failure in broken:
            raise
        raise LoginFailure("file.unwritable", failure.detail) from failure


def _csv(records: Iterable[AuditRecord]) -> Iterator[bytes]:
    """CSV after RFC 4180: commas, quotes where needed, CRLF, one line of headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for record in records:
        members = {**record.members(), "mac": record.mac}
        members["extra"] = json.dumps(dict(record.extra), ensure_ascii=False, sort_keys=True) if record.extra else ""
        writer.writerow([safe_cell(members[column]) for column in _COLUMNS])
        yield _taken(text)
    yield _taken(text)  # of a trail without rows the headings


def _taken(text: io.StringIO) -> bytes:
    """Return what was written since the last time."""
    found = text.getvalue().encode("utf-8", "backslashreplace")
    text.seek(0)
    text.truncate()
    return found


def safe_cell(value: object) -> str:
    """Return the cell's text; an apostrophe before what a spreadsheet would take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
