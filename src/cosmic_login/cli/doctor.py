"""``cosmic-login doctor``: what works here and what does not, with the mend for each."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosmic_login.cli.context import CliContext

_SIGNS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("doctor", help="what works here and what does not, with the mend for each")
    parser.add_argument("--json", action="store_true", help="print a JSON array")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Run every check and print it as it is done. Exit 1 when one failed; warnings are no failure."""
    from cosmic_login.cli.checks import run_checks
    from cosmic_login.cli.context import one_line

    results = []
    for check in run_checks(context):
        results.append(check)
        if not args.json:
            print(f"{_SIGNS[check.status]}  {check.name:<10} {one_line(check.found)}", flush=True)
            if check.mend:
                print(f"{'':18}→ {check.mend}", flush=True)
    if args.json:
        context.print_json([dataclasses.asdict(check) for check in results])
    return 1 if any(check.status == "fail" for check in results) else 0
