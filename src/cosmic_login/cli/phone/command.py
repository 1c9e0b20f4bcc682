"""``cosmic-login phone``: the phone's window, and the phone without one."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import importlib
import importlib.util
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import swedish
from cosmic_login.run.codes import code_of_environment
from cosmic_login.run.output import rfc3339

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.phone.models import Asked, EId, EnrolledEId, Faults
    from cosmic_login.phone.phone import Phone
    from cosmic_login.run.context import CliContext

DEFAULT_CODE_ENV = "COSMIC_LOGIN_CODE"
_APPS = ("siths", "bankid")
#: What can go wrong on purpose, as ``Faults`` takes it.
FAULTS: dict[str, dict[str, Any]] = {
    "no-network": {"no_network": True},
    "slow": {"slow_s": 10.0},
    "clock": {"clock_off_s": 86_400.0},
    "camera": {"camera_refused": True},
    "battery-after-scan": {"battery": "after-scan"},
    "battery-before-answer": {"battery": "before-answer"},
}
#: ``run(args, context) -> int`` there opens the window.
_WINDOW = "cosmic_login.desktop.phone_window"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand and its own."""
    _which(parser)
    # What the login window says when it starts the phone beside itself: the place for it, and that it holds our input.
    parser.add_argument("--place", default="", help=argparse.SUPPRESS)
    parser.add_argument("--leashed", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(func=run_window)
    verbs = parser.add_subparsers(metavar="VERB")

    activate = _verb(verbs, "activate", "activate an app by a one-time QR code, or for a person", run_activate)
    activate.add_argument("image", nargs="?", default="", help="picture with the one-time QR code")
    activate.add_argument("--person", default="", help="fetch the code for this person, as the trainer (no picture)")
    activate.add_argument("--app", choices=_APPS, default="siths", help="which app (default: %(default)s)")
    activate.add_argument("--device-name", default="", help="what the person calls the phone")
    _code(activate)

    _verb(verbs, "list", "the phones, their apps and e-IDs", run_list)

    devices = _verb(verbs, "devices", "all e-IDs of the people on this phone, also on other phones", run_devices)
    devices.add_argument("--app", choices=_APPS, default="siths", help="which app (default: %(default)s)")

    remove = _verb(verbs, "remove", "remove an e-ID: its certificate is revoked", run_remove)
    remove.add_argument("device", nargs="?", default="", help="the e-ID's device (default: the only one in the app)")
    remove.add_argument("--app", choices=_APPS, default="siths", help="which app (default: %(default)s)")

    scan = _verb(verbs, "scan", "read a QR code from a picture and open the request", run_scan)
    scan.add_argument("image", help="picture of the screen (PNG, JPEG, …)")
    scan.add_argument("--app", choices=_APPS, help="which app is open (default: the code's own)")
    scan.add_argument("--device", default="", help="the e-ID to answer with, where there are several")

    waiting = _verb(verbs, "waiting", "open the oldest request that waits without a QR code", run_waiting)
    waiting.add_argument("--app", choices=_APPS, default="siths", help="which app (default: %(default)s)")

    confirm = _verb(verbs, "confirm", "answer the open request with the code", run_confirm)
    _code(confirm)

    _verb(verbs, "decline", "say no to the open request", run_decline)


def _verb(verbs: Any, name: str, about: str, run: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's own
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about)
    _which(parser, argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON")
    if name != "list":
        parser.add_argument(
            "--fault", action="append", choices=tuple(FAULTS), default=[], help="what goes wrong (may be repeated)"
        )
    parser.set_defaults(func=run)
    return parser


def _which(parser: argparse.ArgumentParser, default: str = "") -> None:
    parser.add_argument("--phone", metavar="NAME", default=default, help="which phone (default: the only one there is)")


def _code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--code-env",
        metavar="VAR",
        default=DEFAULT_CODE_ENV,
        help="environment variable that holds the code (default: %(default)s; asked for on a terminal)",
    )


# -- the verbs -------------------------------------------------------------------------------------------------


def run_window(args: argparse.Namespace, context: CliContext) -> int:
    """Open the phone's window."""
    if importlib.util.find_spec(_WINDOW) is None:
        raise LoginFailure("usage.invalid", "cosmic-login phone: this installation has no window; name a verb")
    return int(importlib.import_module(_WINDOW).run(args, context))


def run_activate(args: argparse.Namespace, context: CliContext) -> int:
    """Activate an app; it is installed when it is not there."""
    if bool(args.image) == bool(args.person):
        raise LoginFailure("usage.invalid", "name a picture of the one-time QR code, or a person with --person")
    with context.world() as world, code_of_environment(context, args.code_env) as code:
        person = world.directory.person(args.person) if args.person else None
        phone = _phone(world, args, person.key if person else "")
        phone.install(args.app)

        async def work() -> EId:
            qr: str | Path = Path(args.image)
            if person is not None:
                qr = await world.activation(person.key, args.app)
            return await phone.activate(args.app, qr, code, args.device_name or phone.name)

        eid = asyncio.run(work())
    row = {"phone": phone.name, **_row(eid)}
    if args.json:
        context.print_json(row)
    else:
        print(f"{phone.name}: {eid.app}, {eid.holder}, {swedish(eid.valid_until):%Y-%m-%d}")
    return 0


def run_list(args: argparse.Namespace, context: CliContext) -> int:
    """List the phones."""
    from cosmic_login.phone.sealed_state import phone_names

    with context.world() as world:
        names = [args.phone] if args.phone else phone_names(world.profile)
        rows = [_listed(world.phone(name)) for name in names]
    if args.json:
        context.print_json(rows)
        return 0
    heading = context.text(
        "TELEFON APP INNEHAVARE TILLSTÅND FÖRSÖK GÄLLER-TILL ENHET", "PHONE APP HOLDER STATE TRIES VALID-UNTIL DEVICE"
    )
    print("{:<16} {:<8} {:<24} {:<10} {:>6}  {:<12} {}".format(*heading.split()))
    for row in rows:
        for app in row["apps"]:
            if all(eid["app"] != app for eid in row["ids"]):
                print(f"{row['phone']:<16} {app:<8} -")
        for eid in row["ids"]:
            print(
                f"{row['phone']:<16} {eid['app']:<8} {eid['holder']:<24} {eid['state']:<10} {eid['tries_left']:>6}  "
                f"{eid['valid_until'][:10]:<12} {eid['device']}"
            )
    return 0


def run_devices(args: argparse.Namespace, context: CliContext) -> int:
    """List what the service knows."""
    with context.world() as world:
        found = asyncio.run(_phone(world, args).everywhere(args.app))
    if args.json:
        context.print_json([_row(enrolled) for enrolled in found])
        return 0
    for enrolled in found:
        here = context.text("här", "here") if enrolled.here else ""
        print(f"{enrolled.device}  {swedish(enrolled.since):%Y-%m-%d}  {enrolled.device_name:<20} {here}".rstrip())
    return 0


def run_remove(args: argparse.Namespace, context: CliContext) -> int:
    """Remove an e-ID."""
    with context.world() as world:
        phone = _phone(world, args)
        device = args.device or _only([eid.device for eid in phone.ids(args.app)], "phone.no_id", "e-IDs")
        asyncio.run(phone.remove(args.app, device))
    if args.json:
        context.print_json({"phone": phone.name, "app": args.app, "removed": device})
    else:
        print(context.text("Id-handlingen är borttagen.", "The e-ID has been removed."))
    return 0


def run_scan(args: argparse.Namespace, context: CliContext) -> int:
    """Read a picture and open the request."""
    with context.world() as world:
        phone = _phone(world, args)
        asked = asyncio.run(phone.scan(Path(args.image), app=args.app, device=args.device))
    _print_asked(asked, phone.name, args, context)
    return 0


def run_waiting(args: argparse.Namespace, context: CliContext) -> int:
    """Open what waits without a QR code."""
    with context.world() as world:
        phone = _phone(world, args)

        async def work() -> Asked:
            waiting = await phone.waiting(args.app)
            if not waiting:
                raise LoginFailure("phone.nothing_asked")
            return await phone.open(waiting[0])

        asked = asyncio.run(work())
    _print_asked(asked, phone.name, args, context)
    return 0


def run_confirm(args: argparse.Namespace, context: CliContext) -> int:
    """Answer with the code."""
    with context.world() as world, code_of_environment(context, args.code_env) as code:
        phone = _phone(world, args)
        asked = phone.asked
        asyncio.run(phone.confirm(code))
    _print_done("confirmed", asked, phone.name, args, context)
    return 0


def run_decline(args: argparse.Namespace, context: CliContext) -> int:
    """Say no."""
    with context.world() as world:
        phone = _phone(world, args)
        asked = phone.asked
        asyncio.run(phone.decline())
    _print_done("declined", asked, phone.name, args, context)
    return 0


# -- within ----------------------------------------------------------------------------------------------------


def _phone(world: World, args: argparse.Namespace, otherwise: str = "") -> Phone:
    from cosmic_login.phone.sealed_state import phone_names

    name = args.phone or otherwise or _only(phone_names(world.profile), "phone.no_id", "phones, name one with --phone")
    phone = world.phone(name)
    phone.faults = _faults(args.fault)
    return phone


def _only(names: Sequence[str], none: str, several: str) -> str:
    if len(names) > 1:
        raise LoginFailure("usage.invalid", f"there are several {several}: {', '.join(names)}")
    if not names:
        raise LoginFailure(none)
    return names[0]


def _faults(names: Sequence[str]) -> Faults:
    from cosmic_login.phone.models import Battery, Faults

    chosen: dict[str, Any] = {}
    for name in names:
        chosen |= FAULTS[name]
    if "battery" in chosen:
        chosen["battery"] = Battery(chosen["battery"])
    return Faults(**chosen)


def _listed(phone: Phone) -> dict[str, Any]:
    apps = phone.installed
    asked = phone.asked
    return {
        "phone": phone.name,
        "apps": list(apps),
        "asked": None if asked is None else _asked(asked),
        "ids": [_row(eid) for app in apps for eid in phone.ids(app)],
    }


def _row(eid: EId | EnrolledEId) -> dict[str, Any]:
    found = dataclasses.asdict(eid)
    return {key: rfc3339(value) if isinstance(value, datetime) else value for key, value in found.items()}


def _asked(asked: Asked) -> dict[str, Any]:
    return {**dataclasses.asdict(asked), "transaction": dict(asked.transaction)}


def _print_asked(asked: Asked, phone: str, args: argparse.Namespace, context: CliContext) -> None:
    if args.json:
        context.print_json({"phone": phone, **_asked(asked)})
        return
    from cosmic_login.run.context import one_line

    print(f"{one_line(asked.relying_party)} ({one_line(asked.organisation)}), {asked.kind}: {asked.holder}")
    if asked.text:
        print("\n".join(one_line(line) for line in asked.text.splitlines()))


def _print_done(what: str, asked: Asked | None, phone: str, args: argparse.Namespace, context: CliContext) -> None:
    party = asked.relying_party if asked else ""
    if args.json:
        context.print_json({"phone": phone, "status": what, "relying_party": party})
    elif what == "confirmed":
        print(context.text("Legitimeringen är klar.", "The identification is done."))
    else:
        print(context.text("Begäran är avböjd.", "The request has been declined."))
