"""``cosmic-login control``: put ways to log in, services or the whole IdP out of service, and bring them back."""

from __future__ import annotations

import argparse
import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from cosmic_login.core.login_methods import METHODS

if TYPE_CHECKING:
    from cosmic_login.net.control import Control, Outage
    from cosmic_login.run.context import CliContext

T = TypeVar("T")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``control state``, ``control outage``, ``control restore`` and ``control reset``."""
    parser = subparsers.add_parser(
        "control",
        help="put services out and bring them back",
        description="Steers the IdP that runs on the profile, or that of --idp (token: COSMIC_LOGIN_CONTROL_TOKEN).",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    state = actions.add_parser("state", help="print which ways are open, what is out, and what can be put out")
    state.set_defaults(func=run_state)

    outage = actions.add_parser("outage", help="put something out of service, until told if nothing else is said")
    outage.add_argument(
        "target", metavar="TARGET", help=f"siths, revocation, hsa, idp, or a way to log in: {', '.join(METHODS)}"
    )
    outage.add_argument("--failure", metavar="CODE", default="", help="failure code to end with (default: the usual)")
    outage.add_argument("--orders", type=_count, metavar="N", help="only for the next N orders")
    outage.add_argument("--once", action="store_const", const=1, dest="orders", help="the same as --orders 1")
    outage.add_argument("--seconds", type=_seconds, metavar="S", help="only for so long")
    outage.set_defaults(func=run_outage)

    restore = actions.add_parser("restore", help="bring something back")
    restore.add_argument("target", metavar="TARGET", help="what was put out of service")
    restore.set_defaults(func=run_restore)

    reset = actions.add_parser("reset", help="bring everything back")
    reset.set_defaults(func=run_reset)
    for action in (state, outage, restore, reset):
        action.add_argument("--json", action="store_true", help="print a JSON object")


def run_state(args: argparse.Namespace, context: CliContext) -> int:
    """Print the state."""
    state = _with(context, lambda control: control.state())
    if args.json:
        context.print_json(asdict(state))
        return 0
    for method, is_open in state.methods.items():
        print(f"{method:<20} {context.text('öppet', 'open') if is_open else context.text('stängt', 'closed')}")
    for outage in state.outages:
        print(_line(outage, context))
    print(f"{context.text('kan stängas', 'can be put out')}: {', '.join(state.targets)}")
    return 0


def run_outage(args: argparse.Namespace, context: CliContext) -> int:
    """Put something out of service. Raises ``control.invalid``."""
    made = _with(
        context,
        lambda control: control.outage(args.target, args.failure, orders=args.orders, seconds=args.seconds),
    )
    if args.json:
        context.print_json(asdict(made))
    else:
        print(_line(made, context))
    return 0


def run_restore(args: argparse.Namespace, context: CliContext) -> int:
    """Bring something back; it is no failure when it was there."""
    ended = _with(context, lambda control: control.restore(args.target))
    if args.json:
        context.print_json({"target": args.target, "ended": ended})
    elif ended:
        print(context.text(f"{args.target} är i drift igen.", f"{args.target} is back in service."))
    else:
        print(context.text(f"{args.target} var i drift.", f"{args.target} was in service."))
    return 0


def run_reset(args: argparse.Namespace, context: CliContext) -> int:
    """Bring everything back."""
    ended = _with(context, lambda control: control.reset())
    if args.json:
        context.print_json({"ended": ended})
    else:
        what = ", ".join(ended) or context.text("inget", "nothing")
        print(context.text(f"I drift igen: {what}.", f"Back in service: {what}."))
    return 0


def _with(context: CliContext, call: Callable[[Control], Awaitable[T]]) -> T:
    """Make one call."""

    async def made() -> T:
        control = world.control()
        try:
            return await call(control)
        finally:
            await control.aclose()

    with context.world() as world:
        return asyncio.run(made())


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text[:9]) > 0:
        raise argparse.ArgumentTypeError("wants a number of orders")
    return int(text[:9])


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError("wants a number of seconds")
    return found


def _line(outage: Outage, context: CliContext) -> str:
    ends = []
    if outage.orders is not None:
        ends.append(context.text(f"inloggningar kvar: {outage.orders}", f"logins left: {outage.orders}"))
    if outage.seconds is not None:
        ends.append(context.text(f"sekunder kvar: {outage.seconds:.0f}", f"seconds left: {outage.seconds:.0f}"))
    until = context.text(" eller ", " or ").join(ends) or context.text("tills vidare", "until told")
    return f"{outage.target:<20} {context.text('ur drift', 'out of service')}, {until} ({outage.failure})"
