"""``control faults``, ``control fault`` and ``control withdraw``: what systems are to meet on purpose."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from cosmic_login.cli.control.hand import a_count, made_by, some_seconds
from cosmic_login.core.answer_faults import ANSWER_FAULTS, PROTOCOLS, USUAL_DELAY_S, AnswerFault
from cosmic_login.core.failures import LoginFailure
from cosmic_login.run.command_help import Filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cosmic_login.net.control import StandingFault
    from cosmic_login.run.context import CliContext


def add_to(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> Sequence[argparse.ArgumentParser]:
    """Add the actions."""
    told = actions.add_parser("faults", help="print the faults that systems can meet, and those that are ordered")
    told.set_defaults(func=run_faults)

    order = actions.add_parser(
        "fault",
        help="have a system meet a fault, until told if nothing else is said",
        description="Which faults there are, for which systems: control faults (docs/faults.md).",
    )
    order.add_argument("system", metavar="SYSTEM", help="client_id or entityID of a registered system")
    order.add_argument("fault", metavar="FAULT", choices=tuple(ANSWER_FAULTS), help="one of %(choices)s")
    order.add_argument(
        "--protocol", choices=tuple(PROTOCOLS), default="", help="where both have a system of that name: which"
    )
    order.add_argument("--state", default="", help="only in the login that brings this state (RelayState)")
    order.add_argument("--times", type=a_count, metavar="N", help="only so often")
    order.add_argument("--once", action="store_const", const=1, dest="times", help="the same as --times 1")
    order.add_argument("--seconds", type=some_seconds, metavar="S", help="only for so long")
    order.add_argument(
        "--delay",
        type=some_seconds,
        metavar="S",
        help=Filled("how late, of a fault that is (default: {seconds})", seconds=f"{USUAL_DELAY_S:g}"),
    )
    order.set_defaults(func=run_order)

    back = actions.add_parser("withdraw", help="take an order back, or all of them")
    back.add_argument("order", metavar="ORDER", nargs="?", default="", help="its name, as faults prints it")
    back.add_argument("--all", action="store_true", dest="everything", help="take all of them back")
    back.set_defaults(func=run_withdraw)
    return told, order, back


def run_faults(args: argparse.Namespace, context: CliContext) -> int:
    """Print the table, the systems and the orders."""
    known = made_by(context, lambda control: control.faults())
    if args.json:
        faults = [{"fault": row.name, "protocols": list(row.moments)} for row in ANSWER_FAULTS.values()]
        context.print_json(asdict(known) | {"faults": faults})
        return 0
    for row in ANSWER_FAULTS.values():
        print(f"{row.name:<16} {', '.join(row.moments):<12} {_label(row, context)}")
    print()
    for system in known.systems:
        print(f"{system.protocol:<16} {system.system} ({system.name})")
    if not known.systems:
        print(context.text("Inga system är registrerade.", "No systems are registered."))
    for order in known.orders:
        print(line(order, context))
    return 0


def run_order(args: argparse.Namespace, context: CliContext) -> int:
    """Have a system meet a fault. Raises ``control.invalid``."""
    made = made_by(
        context,
        lambda control: control.order_fault(
            args.system,
            args.fault,
            protocol=args.protocol,
            state=args.state,
            times=args.times,
            seconds=args.seconds,
            delay=args.delay,
        ),
    )
    if args.json:
        context.print_json(asdict(made))
        return 0
    print(line(made, context))
    print(context.translated("Faults", ANSWER_FAULTS[args.fault].must))
    return 0


def run_withdraw(args: argparse.Namespace, context: CliContext) -> int:
    """Take back; it is no failure when there was nothing. Raises ``usage.invalid``."""
    if bool(args.order) == args.everything:
        raise LoginFailure("usage.invalid", "withdraw: ORDER or --all, one of the two")
    if args.everything:
        ended = made_by(context, lambda control: control.withdraw_faults())
    else:
        was = made_by(context, lambda control: control.withdraw_fault(args.order))
        ended = (args.order,) if was else ()
    if args.json:
        context.print_json({"ended": list(ended)})
    else:
        what = ", ".join(ended) or context.text("inget", "nothing")
        print(context.text(f"Tillbakataget: {what}.", f"Taken back: {what}."))
    return 0


def line(order: StandingFault, context: CliContext) -> str:
    """Return an order in one line."""
    ends = []
    if order.times is not None:
        ends.append(context.text(f"gånger kvar: {order.times}", f"times left: {order.times}"))
    if order.seconds is not None:
        ends.append(context.text(f"sekunder kvar: {order.seconds:.0f}", f"seconds left: {order.seconds:.0f}"))
    until = context.text(" eller ", " or ").join(ends) or context.text("tills vidare", "until told")
    row = ANSWER_FAULTS.get(order.fault)  # another program's IdP may know more
    what = f"{order.fault}: {_label(row, context)}" if row is not None else order.fault
    late = f" {order.delay:g} s" if order.delay else ""
    of = context.text(f", för state {order.state!r}", f", for state {order.state!r}") if order.state else ""
    return f"{order.order:<16} {order.system} ({order.protocol}): {what}{late}{of}, {until}"


def _label(row: AnswerFault, context: CliContext) -> str:
    return context.translated("Faults", row.label)
