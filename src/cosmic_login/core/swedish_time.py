"""The clock that people read: Swedish time, wherever the computer thinks it is; what programs read is in UTC.

So the window, the commands and the phone say the same of one moment, and whoever compares it with another clock sees
the zone's name beside it.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def swedish(moment: datetime) -> datetime:
    """Return an aware moment in Swedish time."""
    return moment.astimezone(zone())


def date_and_time(moment: datetime, *, seconds: bool = False) -> str:
    """Return ``2026-11-23 09:00 CET``."""
    return f"{swedish(moment):{'%Y-%m-%d %H:%M:%S %Z' if seconds else '%Y-%m-%d %H:%M %Z'}}"


@functools.cache
def zone() -> tzinfo:
    """Return the zone; that of the computer where no time zone database is installed."""
    try:
        return ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError:
        return datetime.now(UTC).astimezone().tzinfo or UTC
