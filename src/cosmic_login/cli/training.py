"""``cosmic-login training``: what a trainer does with the whole exercise."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext

_YES = {"j", "ja", "y", "yes"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``training reset``."""
    parser = subparsers.add_parser("training", help="start the exercise over")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    reset = actions.add_parser(
        "reset",
        help="bring cards, codes, phones and services back to the shipped state; the audit trail goes on",
        description="Cannot be undone. Settings and the profile's own directory.toml stay.",
    )
    reset.add_argument("--yes", action="store_true", help="do not ask on the terminal")
    reset.add_argument("--json", action="store_true", help="print a JSON object")
    reset.set_defaults(func=run_reset)


def run_reset(args: argparse.Namespace, context: CliContext) -> int:
    """Start over. Raises ``usage.invalid`` where nobody can be asked, ``card.in_use``, ``control.refused``."""
    from cosmic_login.run.starting_over import start_over

    if not args.yes and not _agreed(context):
        print(context.text("Inget är ändrat.", "Nothing has been changed."))
        return 1
    with context.world() as world:
        done = start_over(world)
    if args.json:
        context.print_json(done._asdict())
        return 0
    what = ", ".join(done.services) or context.text("inget", "nothing")
    print(
        context.text(
            f"Övningen börjar om. Kort: {done.cards}. Telefoner: {done.phones}. I drift igen: {what}.",
            f"The exercise starts over. Cards: {done.cards}. Phones: {done.phones}. Back in service: {what}.",
        )
    )
    return 0


def _agreed(context: CliContext) -> bool:
    if not sys.stdin.isatty():
        raise LoginFailure("usage.invalid", "training reset cannot be undone: say --yes where nobody can be asked")
    question = context.text(
        "Kort, koder, telefoner och tjänster blir som från början. Det går inte att ångra. Fortsätta? [j/N] ",
        "Cards, codes, phones and services will be as from the start. It cannot be undone. Go on? [y/N] ",
    )
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in _YES
