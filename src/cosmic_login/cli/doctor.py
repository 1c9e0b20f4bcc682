"""``cosmic-login doctor``: what works here and what does not, with the mend for each."""

from __future__ import annotations

import argparse
import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.core.diagnosis import Finding, Translate
    from cosmic_login.diagnosis.case import Case
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)
_SIGNS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand's arguments."""
    parser.add_argument("--json", action="store_true", help="print a JSON array")
    parser.add_argument(
        "--save",
        metavar="FILE.zip",
        default="",
        help="also write a file for the support: diagnosis and log, no secrets",
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Run every check and print it as it is done. Exit 1 when one failed; warnings are no failure."""
    from cosmic_login.diagnosis.checks import run_checks
    from cosmic_login.translations import translate

    say = partial(translate, context.lang)
    case = case_of(context)
    results = []
    for finding in run_checks(case):
        results.append(finding)
        if not args.json:
            _print(finding, say)
    failed = [finding.name for finding in results if finding.status == "fail"]
    log_event(_log, "diagnosis.made", failed=failed, warned=[f.name for f in results if f.status == "warn"])
    if args.json:
        context.print_json([finding.members(say) for finding in results])
    if args.save:
        _save(Path(args.save), case, say, results)
        if not args.json:
            saved = context.text("Underlaget till supporten är sparat", "The file for the support is saved")
            print(f"{saved}: {args.save}")
    return 1 if failed else 0


def case_of(context: CliContext) -> Case:
    """Return what the checks may look at when a command runs them."""
    from cosmic_login.app import World
    from cosmic_login.diagnosis.case import Case
    from cosmic_login.run.runs_out import runs_out

    settings = context.in_force(context.found_settings.settings)
    return Case(
        lambda: context.profile,
        idp_url=settings.idp_url,
        idp_ca=settings.idp_ca,
        runs_out=lambda: runs_out(World(context.profile)),
    )


def _print(finding: Finding, say: Translate) -> None:
    from cosmic_login.run.context import one_line

    subject = f"{finding.subject}: " if finding.subject else ""
    print(f"{_SIGNS[finding.status]}  {finding.name:<11} {one_line(subject + finding.found.words(say))}", flush=True)
    if finding.mend is not None:
        print(f"{'':19}→ {one_line(finding.mend.words(say))}", flush=True)


def _save(path: Path, case: Case, say: Translate, findings: list[Finding]) -> None:
    from cosmic_login.diagnosis.support import save_support_file

    save_support_file(path, case, say, findings)
    log_event(_log, "support.saved")
