"""``cosmic-login audit``: show, verify and export the audit trail."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import date_and_time, zone

if TYPE_CHECKING:
    from cosmic_login.audit import AuditRecord
    from cosmic_login.audit.verify import Verification
    from cosmic_login.run.context import CliContext


class Trail(Protocol):
    """A trail, wherever it is kept (``audit.trail.AuditTrail``, ``idp.store.table_reader.TableReader``)."""

    def records(self) -> Iterator[AuditRecord]:
        """Yield the records from the first on, each checked; raises ``audit.tampered`` at the first bad row."""

    def verify(self, told: Callable[[int, int], None] | None = None) -> Verification:
        """Check every row; ``told`` hears how much of how much is checked."""


#: Characters of a progress bar.
_BAR = 40


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``audit show``, ``audit verify`` and ``audit export``."""
    parser = subparsers.add_parser("audit", help="show, verify and export the audit trail")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    show = actions.add_parser("show", help="print rows; personal numbers are masked")
    show.add_argument("--person", default="", help="only this person: personal number or HSA-id")
    show.add_argument("--since", type=_moment, metavar="TIME", help="only from this date or time on (2026-11-23T08:00)")
    show.add_argument("--last", type=_count, metavar="N", help="only the last N rows of those")
    show.add_argument("--show-numbers", action="store_true", help="do not mask personal numbers")
    show.add_argument("--json", action="store_true", help="print a JSON array")
    show.set_defaults(func=run_show)

    verify = actions.add_parser("verify", help="check every row; exit 1 and the row's number when one was changed")
    verify.add_argument("--json", action="store_true", help="print a JSON object")
    verify.set_defaults(func=run_verify)

    export = actions.add_parser("export", help="write the whole trail to a file")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="default: %(default)s")
    export.add_argument("--output", required=True, metavar="FILE", help="file to write; - for standard output")
    export.add_argument("--show-numbers", action="store_true", help="do not mask personal numbers")
    export.set_defaults(func=run_export)
    for each in (show, verify, export):
        each.add_argument(
            "--database",
            default="",
            metavar="ADDRESS",
            help="the trail of this database (idp --database), not the profile's",
        )


def open_trail(args: argparse.Namespace, context: CliContext) -> Trail:
    """Open the profile's trail, or that of a database by the profile's key."""
    from cosmic_login.audit import AuditTrail
    from cosmic_login.core.clock import SystemClock

    profile = context.profile_to_read
    if args.database:
        try:
            from cosmic_login.idp.store.table_reader import TableReader
        except ImportError as error:
            raise LoginFailure("database.missing", str(error)) from error
        return TableReader(args.database, profile.vault.derive("audit"))
    return AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), SystemClock())


def run_show(args: argparse.Namespace, context: CliContext) -> int:
    """Print the chosen rows. A damaged trail is shown up to the damage, and is a failure then."""
    chosen: deque[AuditRecord] = deque(maxlen=args.last)
    broken: LoginFailure | None = None
    rows = _chosen(open_trail(args, context), args)
    try:
        chosen.extend(rows)
    except LoginFailure as failure:
        if failure.code != "audit.tampered":
            raise
        broken = failure
    if not args.show_numbers:
        from cosmic_login.audit.redact import masked

        chosen = deque(masked(record) for record in chosen)
    if args.json:
        context.print_json([{**record.members(), "mac": record.mac} for record in chosen])
    else:
        _print_table(list(chosen), context)
    if broken is not None:
        raise broken
    return 0


def run_verify(args: argparse.Namespace, context: CliContext) -> int:
    """Check the trail."""
    with _bar() as told:
        verdict = open_trail(args, context).verify(told)
    if args.json:
        found = {"ok": verdict.ok, "records": verdict.records, "row": verdict.row, "problem": verdict.problem}
        context.print_json(found)
    if not verdict.ok:
        raise LoginFailure("audit.tampered", f"row {verdict.row}: {verdict.problem}")
    if not args.json:
        whole = f"Åtkomstloggen är hel: {verdict.records} rader."
        print(context.text(whole, f"The audit trail is whole: {verdict.records} rows."))
    return 0


@contextlib.contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows on a terminal how far the work is; nothing where standard error goes elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = -1

    def told(done: int, size: int) -> None:
        nonlocal shown
        percent = done * 100 // max(size, 1)
        if percent != shown:
            shown = percent
            filled = "#" * (percent * _BAR // 100)
            print(f"\r[{filled:{_BAR}}] {percent:3} %", end="", file=sys.stderr, flush=True)

    try:
        yield told
    finally:
        if shown >= 0:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def run_export(args: argparse.Namespace, context: CliContext) -> int:
    """Write the trail in another format; a damaged one is not exported."""
    from cosmic_login.audit.export import export, write_export

    trail = open_trail(args, context)
    if args.output == "-":
        verdict = trail.verify()  # what was written cannot be taken back there
        if not verdict.ok:
            raise LoginFailure("audit.tampered", f"row {verdict.row}: {verdict.problem}")
    data = export(trail.records(), args.format, show_numbers=args.show_numbers)
    if args.output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(data)
    else:
        write_export(Path(args.output), data)
    return 0


def _chosen(trail: Trail, args: argparse.Namespace) -> Iterator[AuditRecord]:
    person = args.person.replace("-", "") if args.person[:8].isdigit() else args.person
    for record in trail.records():
        if person and person not in {record.person, record.service_id}:
            continue
        if args.since is None or record.time >= args.since:
            yield record


def _print_table(records: list[AuditRecord], context: CliContext) -> None:
    from cosmic_login.run.context import one_line

    heading = context.text(
        "RAD TID HÄNDELSE PERSON NAMN SÄTT LOA TJÄNSTE-ID ORSAK",
        "ROW TIME EVENT PERSON NAME METHOD LOA SERVICE-ID REASON",
    )
    table = [heading.split()] + [
        [
            str(record.seq),
            date_and_time(record.time, seconds=True),
            *(one_line(text) for text in (record.event, record.person, record.name, record.method)),
            "" if record.loa is None else str(record.loa),
            *(one_line(text) for text in (record.service_id, record.reason)),
        ]
        for record in records
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _moment(text: str) -> datetime:
    """Read a date or a time; Swedish time when no offset is written."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("wants a date or a time such as 2026-11-23T08:00") from None
    return found if found.tzinfo else found.replace(tzinfo=zone())


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("wants a number of rows")
    return int(text)
