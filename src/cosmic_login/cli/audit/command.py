"""``cosmic-login audit``: show, verify and export the audit trail; archive and delete its oldest rows."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.cli.audit import cutting
from cosmic_login.cli.audit.opening import count, moment, open_trail, records_of, take_folders
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import date_and_time

if TYPE_CHECKING:
    from cosmic_login.audit import AuditRecord
    from cosmic_login.audit.verify import Verification
    from cosmic_login.run.context import CliContext

#: Characters of a progress bar.
_BAR = 40


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``audit show``, ``verify``, ``export``, ``archive`` and ``retain``."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    show = actions.add_parser("show", help="print rows; personal numbers are masked")
    show.add_argument("--person", default="", help="only this person: personal number or HSA-id")
    show.add_argument("--since", type=moment, metavar="TIME", help="only from this date or time on (2026-11-23T08:00)")
    show.add_argument("--last", type=count, metavar="N", help="only the last N rows of those")
    show.add_argument("--show-numbers", action="store_true", help="do not mask personal numbers")
    show.add_argument("--json", action="store_true", help="print a JSON array")
    show.set_defaults(func=run_show)

    verify = actions.add_parser("verify", help="check every row; exit 1 and the row's number when one was changed")
    verify.add_argument(
        "archives",
        nargs="*",
        type=Path,
        metavar="ARCHIVE",
        help="archives in their order, or folders of them: that all are whole and join each other and the trail",
    )
    verify.add_argument("--json", action="store_true", help="print a JSON object")
    verify.set_defaults(func=run_verify)

    export = actions.add_parser("export", help="write the whole trail to a file")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="default: %(default)s")
    export.add_argument("--output", required=True, metavar="FILE", help="file to write; - for standard output")
    export.add_argument("--show-numbers", action="store_true", help="do not mask personal numbers")
    export.set_defaults(func=run_export)
    for each in (show, export):
        take_folders(each, "its rows, before those of the trail")

    cutters = cutting.register(actions)
    for each in (show, verify, export, *cutters):
        each.add_argument(
            "--database",
            default="",
            metavar="ADDRESS",
            help="the trail of this database (idp --database), not the profile's",
        )


def run_show(args: argparse.Namespace, context: CliContext) -> int:
    """Print the chosen rows. A damaged trail is shown up to the damage, and is a failure then."""
    chosen: deque[AuditRecord] = deque(maxlen=args.last)
    broken: LoginFailure | None = None
    rows = _chosen(records_of(open_trail(args, context), args), args)
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
    from cosmic_login.audit.series import verify_series

    opened = open_trail(args, context)
    with _bar() as told:
        if args.archives:
            verdict = verify_series(opened.trail, args.archives, opened.key, told)
        else:
            verdict = opened.trail.verify(told)
    if args.json:
        found: dict[str, object] = {
            "ok": verdict.ok,
            "records": verdict.records,
            "row": verdict.row,
            "problem": verdict.problem,
        }
        if verdict.part:
            found["archive"] = verdict.part
        if verdict.ignored:
            found["ignored"] = list(verdict.ignored)
        if verdict.cut.told:
            begin, deleted = verdict.cut.begin, verdict.cut.deleted
            found |= {"begins_after": begin.rows, "joined_to": begin.last, "told": verdict.cut.told}
            found |= {"deleted": deleted.rows}
        context.print_json(found)
    if not verdict.ok:
        raise LoginFailure("audit.tampered", verdict.fault)
    if not args.json:
        _print_verdict(verdict, context, joined=bool(args.archives))
    return 0


def _print_verdict(verdict: Verification, context: CliContext, *, joined: bool) -> None:
    whole = f"Åtkomstloggen är hel: {verdict.records} rader."
    print(context.text(whole, f"The audit trail is whole: {verdict.records} rows."))
    cut = verdict.cut
    gone = cut.deleted if joined else cut.begin
    if gone.rows:
        print(
            context.text(
                f"Den börjar efter rad {gone.rows} och är fogad till den med koden {gone.last}.",
                f"It begins after row {gone.rows} and is joined to it by the code {gone.last}.",
            )
        )
    if cut.deleted.rows and not joined and cut.deleted != cut.begin:
        print(
            context.text(
                f"Till och med rad {cut.deleted.rows} är raderna borta; de andra finns i arkiv.",
                f"Up to row {cut.deleted.rows} the rows are deleted; the others are in archives.",
            )
        )
    for name in verdict.ignored:
        print(
            context.text(
                f"{name} räknas inte: dess rader finns kvar i loggen eller är raderade.",
                f"{name} does not count: its rows are still in the trail, or are deleted.",
            )
        )


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
    from cosmic_login.audit.series import verify_series

    opened = open_trail(args, context)
    if args.output == "-":  # what was written cannot be taken back there
        verdict = verify_series(opened.trail, args.archives, opened.key) if args.archives else opened.trail.verify()
        if not verdict.ok:
            raise LoginFailure("audit.tampered", verdict.fault)
    data = export(records_of(opened, args), args.format, show_numbers=args.show_numbers)
    if args.output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(data)
    else:
        write_export(Path(args.output), data)
    return 0


def _chosen(records: Iterator[AuditRecord], args: argparse.Namespace) -> Iterator[AuditRecord]:
    person = args.person.replace("-", "") if args.person[:8].isdigit() else args.person
    for record in records:
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
    elsewhere = any("desk" in record.extra for record in records)  # rarely, and then a column of its own
    table = [[*heading.split(), context.text("DATOR", "DESK")] if elsewhere else heading.split()] + [
        [
            str(record.seq),
            date_and_time(record.time, seconds=True),
            *(one_line(text) for text in (record.event, record.person, record.name, record.method)),
            "" if record.loa is None else str(record.loa),
            *(one_line(text) for text in (record.service_id, record.reason)),
            *([one_line(record.extra.get("desk", ""))] if elsewhere else []),
        ]
        for record in records
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
