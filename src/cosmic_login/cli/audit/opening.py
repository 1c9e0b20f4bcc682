"""The trail that a command is about, and the words that its options have in common."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import zone

if TYPE_CHECKING:
    from cosmic_login.audit import AuditRecord
    from cosmic_login.audit.cutting import Cuttable
    from cosmic_login.audit.series import Living
    from cosmic_login.audit.verify import TrailPlace
    from cosmic_login.run.context import CliContext

    class Trail(Living, Cuttable, Protocol):
        """A trail, wherever it is kept (``audit.trail.AuditTrail``, ``idp.store.table_cutter.TableCutter``)."""

        def follow(self, place: TrailPlace | None, most: int) -> tuple[list[AuditRecord], TrailPlace]:
            """Return the rows after a place, ``most`` at most, and the place after them; without one the last."""


@dataclass(frozen=True)
class KeyedTrail:
    """A trail and the key that it was written with."""

    trail: Trail
    key: bytes = field(repr=False)


def open_trail(args: argparse.Namespace, context: CliContext, *, writes: bool = False) -> KeyedTrail:
    """Open the profile's trail, or that of a database by the profile's key."""
    from cosmic_login.audit import AuditTrail
    from cosmic_login.core.clock import SystemClock

    profile = context.profile if writes else context.profile_to_read
    key = profile.vault.derive("audit")
    if args.database:
        try:
            from cosmic_login.idp.store.table_cutter import TableCutter
        except ImportError as error:
            raise LoginFailure("database.missing", str(error)) from error
        return KeyedTrail(TableCutter(args.database, key), key)
    return KeyedTrail(AuditTrail.open(profile.audit_file, key, SystemClock()), key)


def records_of(opened: KeyedTrail, args: argparse.Namespace) -> Iterator[AuditRecord]:
    """Yield the rows of the archives that are said, and of the trail."""
    from cosmic_login.audit.series import all_records

    return all_records(opened.trail, args.archives, opened.key)


def take_folders(parser: argparse.ArgumentParser, about: str) -> None:
    """Add ``--archives``."""
    parser.add_argument(
        "--archives",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help=f"archives: {about}; may be repeated",
    )


def moment(text: str) -> datetime:
    """Read a date or a time; Swedish time when no offset is written."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("wants a date or a time such as 2026-11-23T08:00") from None
    return found if found.tzinfo else found.replace(tzinfo=zone())


def count(text: str) -> int:
    """Read a number."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("wants a number")
    return int(text)
