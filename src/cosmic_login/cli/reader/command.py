"""``cosmic-login reader``: share a reader, pair with a session, list and take back pairings."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import time
from typing import TYPE_CHECKING

from cosmic_login.cli.reader import bridging, sharing
from cosmic_login.cli.reader.sharing import machine_name, own_name
from cosmic_login.core.failures import LoginFailure
from cosmic_login.run.context import one_line
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cosmic_login.remote.keys import Pairings, Partner
    from cosmic_login.run.context import CliContext

_CODE_VARIABLE = "COSMIC_LOGIN_PAIRING_CODE"
_LOOK_S = 0.1


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``reader share|bridge|pair|list|forget``."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    sharing.register(verbs)
    bridging.register(verbs)

    pair = verbs.add_parser("pair", help="show a code at the desk, or type it in the session to trust that desk")
    pair.add_argument("url", nargs="?", default="", metavar="URL", help="in the session: the desk's reader://HOST:PORT")
    pair.add_argument(
        "--name", type=machine_name, help="in the session: what the desk calls it (default: its host name)"
    )
    pair.add_argument(
        "--code-env",
        metavar="VAR",
        default=_CODE_VARIABLE,
        help="environment variable that holds the code (default: %(default)s; asked for on a terminal)",
    )
    pair.add_argument("--json", action="store_true", help="print JSON objects, one a line")
    pair.set_defaults(func=run_pair)

    listed = verbs.add_parser("list", help="the desks and sessions that this machine is paired with")
    listed.add_argument("--json", action="store_true", help="print a JSON array")
    listed.set_defaults(func=run_list)

    forget = verbs.add_parser("forget", help="take a pairing back; it holds at once, also for a session that is there")
    forget.add_argument("partner", metavar="NAME", help="its name, address, or the beginning of its fingerprint")
    forget.set_defaults(func=run_forget)


def run_pair(args: argparse.Namespace, context: CliContext) -> int:
    """Open a pairing at the desk, or go to one with the code."""
    if args.url:
        return _go(args, context)
    if args.name:
        raise LoginFailure("usage.invalid", "--name is the session's, with a URL; a desk has the name of reader share")
    return _open(args, context)


def _open(args: argparse.Namespace, context: CliContext) -> int:
    """Show a code, and wait until somebody has used it, or its time or tries are up."""
    from cosmic_login.app import clock_of_environment
    from cosmic_login.remote.keys import Pairings
    from cosmic_login.remote.pairing import PAIRING_S, PairingDoor, shown_code

    pairings, door = Pairings(context.profile), PairingDoor(context.profile, clock_of_environment())
    before = set(pairings.partners("session"))
    code = shown_code(door.open().code)
    try:
        if args.json:
            write_json({"pairing": code, "seconds": int(PAIRING_S)}, one_line=True)
        else:
            print(
                context.text(f"Kod: {code}  (gäller i två minuter)", f"Code: {code}  (good for two minutes)"),
                flush=True,
            )
        while door.look() is not None:
            time.sleep(_LOOK_S)
    finally:
        door.close()
    new = [partner for partner in pairings.partners("session") if partner not in before]
    if not new:
        raise LoginFailure("reader.pairing_closed", "nobody has come with the right code")
    _say_paired(new[-1], args, context)
    return 0


def _go(args: argparse.Namespace, context: CliContext) -> int:
    """Type the code that the desk shows; a terminal is asked again after a wrong one."""
    from cosmic_login.app import clock_of_environment
    from cosmic_login.remote.address import desk_address
    from cosmic_login.remote.introduction import pair_with
    from cosmic_login.remote.keys import Pairings
    from cosmic_login.remote.pairing import typed_code

    desk, pairings, clock = desk_address(args.url), Pairings(context.profile), clock_of_environment()
    while True:
        code = typed_code(_code(args.code_env, context))
        try:
            partner = pair_with(pairings, desk, code, own_name(args.name), clock)
        except LoginFailure as failure:
            if failure.code != "reader.pairing_wrong" or not failure.tries_left or args.code_env in os.environ:
                raise
            context.print_failure(failure)
        else:
            _say_paired(partner, args, context)
            return 0


def _code(variable: str, context: CliContext) -> str:
    value = os.environ.get(variable)
    if value is None and sys.stdin.isatty():
        value = input(context.text("Parningskod: ", "Pairing code: "))
    if value is None:
        raise LoginFailure("reader.pairing_malformed", f"{variable} is not set")
    return value


def _say_paired(partner: Partner, args: argparse.Namespace, context: CliContext) -> None:
    if args.json:
        write_json({"paired": _row(partner)}, one_line=True)
    else:
        name = one_line(partner.name)
        print(context.text(f"Ihopparad med {name} ({partner.short}).", f"Paired with {name} ({partner.short})."))


def run_list(args: argparse.Namespace, context: CliContext) -> int:
    """List the partners."""
    rows = [_row(partner) for partner in _pairings(context).partners()]
    if args.json:
        write_json(rows)
        return 0
    for row in rows:
        role = context.text(*{"desk": ("dator", "desk"), "session": ("session", "session")}[row["role"]])
        print(
            f"{row['fingerprint'][:12]}  {role:<8} {row['since']}  {one_line(row['name'])}  {row['address']}".rstrip()
        )
    return 0


def run_forget(args: argparse.Namespace, context: CliContext) -> int:
    """Take pairings back."""
    for partner in _pairings(context).forget(args.partner):
        name = one_line(partner.name)
        print(context.text(f"Parningen med {name} gäller inte längre.", f"The pairing with {name} holds no more."))
    return 0


def _pairings(context: CliContext) -> Pairings:
    from cosmic_login.remote.keys import Pairings

    return Pairings(context.profile)


def _row(partner: Partner) -> dict[str, str]:
    return dataclasses.asdict(partner)
