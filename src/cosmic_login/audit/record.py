"""One row of the audit trail, and its bytes in the file.

A row is one line of JSON (RFC 8259) in UTF-8. Its last member is ``mac``: HMAC-SHA-256 (RFC 2104) in lower-case hex
over all bytes of the line before ``,"mac":``. So the code covers bytes, not an interpretation of them, and there is
exactly one line that a row may be.

A row's first member is ``v``, the version of its format. Rows of version 1 have none; every version is read for ever.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TypedDict, cast

#: The version of the rows that are written.
FORMAT = 2
#: What the first row gives as the code of the row before it.
NO_ROW = "0" * 64
_MARK = b',"mac":"'
_END = b'"}'
_TAIL = len(_MARK) + 64 + len(_END)
_HEX = frozenset(b"0123456789abcdef")


class EventFacts(TypedDict, total=False):
    """What is told of an event, beside its name: see ``AuditRecord``."""

    login: str
    person: str
    name: str
    method: str
    loa: int | None
    service_id: str
    organisation: str
    reason: str
    source: str
    extra: Mapping[str, str] | None


@dataclass(frozen=True)
class AuditRecord:
    """Who did what, when, how, and what came of it.

    ``seq`` counts from 1; ``time`` is aware, in UTC; ``person`` is a personal number or an HSA-id; ``reason`` is a
    code of the failure table; ``previous`` is the ``mac`` of the row before (``NO_ROW`` in the first); ``version`` is
    that of the row's format.
    """

    seq: int
    time: datetime
    event: str
    login: str = ""
    person: str = field(default="", repr=False)
    name: str = ""
    method: str = ""
    loa: int | None = None
    service_id: str = ""
    organisation: str = ""
    reason: str = ""
    source: str = "idp"
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)
    previous: str = NO_ROW
    mac: str = ""
    version: int = FORMAT

    def members(self) -> dict[str, object]:
        """Return the JSON members in the file's order, without ``mac``."""
        return {
            **({} if self.version == 1 else {"v": self.version}),
            "seq": self.seq,
            "time": self.time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "event": self.event,
            "login": self.login,
            "person": self.person,
            "name": self.name,
            "method": self.method,
            "loa": self.loa,
            "service_id": self.service_id,
            "organisation": self.organisation,
            "reason": self.reason,
            "source": self.source,
            "extra": dict(sorted(self.extra.items())),
            "previous": self.previous,
        }

    def line(self) -> bytes:
        """Return the row's line with its ``mac`` and the newline."""
        return canonical(self.members())[:-1] + _MARK + self.mac.encode() + _END + b"\n"


def canonical(members: Mapping[str, object]) -> bytes:
    """Return the one JSON text we write for these members: compact, UTF-8, lone surrogates escaped."""
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def mac_of(key: bytes, covered: bytes) -> str:
    """Return HMAC-SHA-256 in lower-case hex."""
    return hmac.digest(key, covered, "sha256").hex()


def seal_line(members: Mapping[str, object], key: bytes) -> tuple[bytes, str]:
    """Return the line for these members, with newline, and its code."""
    covered = canonical(members)[:-1]
    mac = mac_of(key, covered)
    return covered + _MARK + mac.encode() + _END + b"\n", mac


def open_line(line: bytes, key: bytes) -> tuple[dict[str, object], str]:
    """Check a line (without its newline) and return its members and its code.

    Raises ``ValueError`` saying what is wrong: it is no row at all, or its bytes do not match its code.
    """
    tail = line[-_TAIL:]
    mac = tail[len(_MARK) : len(_MARK) + 64]
    if len(line) <= _TAIL or not (tail.startswith(_MARK) and tail.endswith(_END)) or not _HEX.issuperset(mac):
        raise ValueError("it does not end in an authentication code")
    if not hmac.compare_digest(mac_of(key, line[:-_TAIL]).encode(), mac):
        raise ValueError("its bytes do not match its authentication code")
    return cast("dict[str, object]", json.loads(line[:-_TAIL] + b"}", object_pairs_hook=_each_once)), mac.decode()


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("it has a member twice")
    return members


def record_of(members: Mapping[str, object], mac: str) -> AuditRecord:
    """Make the record of checked members. Raises ``ValueError`` for members this program does not write."""
    values = dict(members)
    version = values.pop("v", 1)
    if not isinstance(version, int) or isinstance(version, bool) or ("v" in members and version == 1):
        raise ValueError("its version is none")
    if not 1 <= version <= FORMAT:
        raise ValueError(f"its format is version {version}, this program knows {FORMAT}")
    if values.keys() != _MEMBERS:
        raise ValueError("its members are not those of a row (" + ", ".join(sorted(values.keys() ^ _MEMBERS)) + ")")
    try:
        values["time"] = datetime.fromisoformat(cast("str", values["time"]))
    except (TypeError, ValueError) as error:
        raise ValueError(f"its members are not those of a row ({type(error).__name__})") from error
    return AuditRecord(**values, mac=mac, version=version)  # type: ignore[arg-type]  # the code vouches for the rest


#: What a row of any version has, beside ``v`` and ``mac``.
_MEMBERS = frozenset(field.name for field in fields(AuditRecord)) - {"mac", "version"}
