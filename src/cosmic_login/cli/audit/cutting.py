"""``cosmic-login audit archive`` and ``audit retain``: the oldest rows are put elsewhere, or deleted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.cli.audit.opening import count, moment, open_trail, take_folders

if TYPE_CHECKING:
    from cosmic_login.audit import AuditRecord
    from cosmic_login.audit.archiving import Gone
    from cosmic_login.run.context import CliContext

#: Days that are as good as all: a time that many days ago can be written.
_MOST_DAYS = 365 * 1000


def register(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """Add the two, and return them."""
    archive = actions.add_parser(
        "archive",
        help="move the oldest rows into an archive that joins the trail",
        description="Others may write meanwhile. The trail tells of it in a row.",
    )
    archive.add_argument("folder", type=Path, metavar="FOLDER", help="where the archives of this trail are")
    which = archive.add_mutually_exclusive_group(required=True)
    which.add_argument("--before", type=moment, metavar="TIME", help="the rows before this date or time")
    which.add_argument("--older-than", type=count, metavar="DAYS", help="the rows that are older")
    which.add_argument("--keep", type=count, metavar="N", help="all but the last N rows")
    archive.set_defaults(func=run_archive)

    retain = actions.add_parser(
        "retain",
        help="delete the rows, and the whole archives, that are older than so many days",
        description="Cannot be undone. The trail tells of it in a row, and audit verify accepts that gap alone.",
    )
    retain.add_argument("--days", type=count, required=True, metavar="N", help="older than so many days")
    take_folders(retain, "an archive goes when all of it is old")
    retain.set_defaults(func=run_retain)
    for each in (archive, retain):
        each.add_argument("--json", action="store_true", help="print a JSON object")
    return archive, retain


def run_archive(args: argparse.Namespace, context: CliContext) -> int:
    """Move the oldest rows into an archive."""
    from cosmic_login.audit.archiving import archive

    opened = open_trail(args, context, writes=True)
    if args.keep is not None:
        last = opened.trail.follow(None, 1)[1].rows - args.keep
        goes = _up_to(last)
    else:
        goes = _older_than(args.before or _days_ago(args.older_than))
    return _print_gone(archive(opened.trail, args.folder, opened.key, goes), args, context, "archived")


def run_retain(args: argparse.Namespace, context: CliContext) -> int:
    """Delete what is older than it may be."""
    from cosmic_login.audit.archiving import retain

    opened = open_trail(args, context, writes=True)
    gone = retain(opened.trail, opened.key, _days_ago(args.days), args.archives)
    return _print_gone(gone, args, context, "deleted")


def _print_gone(gone: Gone | None, args: argparse.Namespace, context: CliContext, what: str) -> int:
    if args.json:
        context.print_json(None if gone is None else {what: gone.rows, **asdict(gone)})
    elif gone is None:
        print(context.text("Inga rader är så gamla.", "No rows are as old as that."))
    else:
        rows = f"{gone.first}-{gone.last} ({gone.rows})"
        done = context.text(
            f"Rader {'arkiverade' if what == 'archived' else 'raderade'}: {rows}. Rad {gone.told} berättar om det.",
            f"Rows {what}: {rows}. Row {gone.told} tells of it.",
        )
        print("\n".join((done, *gone.files)))
    return 0


def _up_to(last: int) -> Callable[[AuditRecord], bool]:
    return lambda record: record.seq <= last


def _older_than(at: datetime) -> Callable[[AuditRecord], bool]:
    return lambda record: record.time < at


def _days_ago(days: int) -> datetime:
    from cosmic_login.core.clock import SystemClock

    return SystemClock().now() - timedelta(days=min(days, _MOST_DAYS))
