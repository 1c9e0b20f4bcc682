"""``cosmic-login control``: put ways to log in, services or the whole IdP out of service, and bring them back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from cosmic_login.cli.control import faults
from cosmic_login.cli.control.hand import a_count, made_by, some_seconds
from cosmic_login.core.login_methods import METHODS
from cosmic_login.run.command_help import Filled

if TYPE_CHECKING:
    from cosmic_login.net.control import Outage
    from cosmic_login.run.context import CliContext


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``control`` with its actions."""
    parser.description = (
        "Steers the IdP that runs on the profile, or that of --idp (token: COSMIC_LOGIN_CONTROL_TOKEN)."
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    state = actions.add_parser("state", help="print which ways are open, what is out, and what can be put out")
    state.set_defaults(func=run_state)

    outage = actions.add_parser("outage", help="put something out of service, until told if nothing else is said")
    outage.add_argument(
        "target",
        metavar="TARGET",
        help=Filled("siths, revocation, hsa, idp, or a way to log in: {ways}", ways=", ".join(METHODS)),
    )
    outage.add_argument("--failure", metavar="CODE", default="", help="failure code to end with (default: the usual)")
    outage.add_argument("--orders", type=a_count, metavar="N", help="only for the next N orders")
    outage.add_argument("--once", action="store_const", const=1, dest="orders", help="the same as --orders 1")
    outage.add_argument("--seconds", type=some_seconds, metavar="S", help="only for so long")
    outage.add_argument("--person", metavar="WHO", default="", help="only this person's logins: a key, number or name")
    outage.set_defaults(func=run_outage)

    restore = actions.add_parser("restore", help="bring something back")
    restore.add_argument("target", metavar="TARGET", help="what was put out of service")
    restore.add_argument("--person", metavar="WHO", default="", help="only what this person had out alone")
    restore.set_defaults(func=run_restore)

    reset = actions.add_parser("reset", help="bring everything back, and take every fault back")
    reset.set_defaults(func=run_reset)
    for action in (state, outage, restore, reset, *faults.add_to(actions)):
        action.add_argument("--json", action="store_true", help="print a JSON object")


def run_state(args: argparse.Namespace, context: CliContext) -> int:
    """Print the state."""
    state = made_by(context, lambda control: control.state())
    if args.json:
        context.print_json(asdict(state))
        return 0
    for method, is_open in state.methods.items():
        print(f"{method:<20} {context.text('öppet', 'open') if is_open else context.text('stängt', 'closed')}")
    for outage in state.outages:
        print(_line(outage, context))
    for order in state.faults:
        print(faults.line(order, context))
    print(f"{context.text('kan stängas', 'can be put out')}: {', '.join(state.targets)}")
    return 0


def run_outage(args: argparse.Namespace, context: CliContext) -> int:
    """Put something out of service. Raises ``control.invalid``, ``person.unknown``."""
    made = made_by(
        context,
        lambda control: control.outage(
            args.target, args.failure, orders=args.orders, seconds=args.seconds, person=args.person
        ),
    )
    if args.json:
        context.print_json(asdict(made))
    else:
        print(_line(made, context))
    return 0


def run_restore(args: argparse.Namespace, context: CliContext) -> int:
    """Bring something back; it is no failure when it was there."""
    ended = made_by(context, lambda control: control.restore(args.target, args.person))
    if args.json:
        context.print_json({"target": args.target, "ended": ended})
    elif ended:
        print(context.text(f"{args.target} är i drift igen.", f"{args.target} is back in service."))
    else:
        print(context.text(f"{args.target} var i drift.", f"{args.target} was in service."))
    return 0


def run_reset(args: argparse.Namespace, context: CliContext) -> int:
    """Bring everything back."""
    back = made_by(context, lambda control: control.reset())
    if args.json:
        context.print_json({"ended": back.services, "faults": back.faults})
    else:
        what = ", ".join((*back.services, *back.faults)) or context.text("inget", "nothing")
        print(context.text(f"I drift igen: {what}.", f"Back in service: {what}."))
    return 0


def _line(outage: Outage, context: CliContext) -> str:
    ends = []
    if outage.orders is not None:
        ends.append(context.text(f"inloggningar kvar: {outage.orders}", f"logins left: {outage.orders}"))
    if outage.seconds is not None:
        ends.append(context.text(f"sekunder kvar: {outage.seconds:.0f}", f"seconds left: {outage.seconds:.0f}"))
    until = context.text(" eller ", " or ").join(ends) or context.text("tills vidare", "until told")
    whose = context.text(f" för {outage.person}", f" for {outage.person}") if outage.person else ""
    return f"{outage.target:<20} {context.text('ur drift', 'out of service')}{whose}, {until} ({outage.failure})"
