"""``cosmic-login idp``: the identity provider on its own."""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from cosmic_login.cli.idp import browsers
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.logs import log_event
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.idp.server.embedded import EmbeddedIdp
    from cosmic_login.idp.server.listeners import Listener
    from cosmic_login.idp.server.sockets import Sockets
    from cosmic_login.profile import Profile
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)
_LAST_PORT = 65535
_MOST_WORKERS = 64


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand's arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on (default: a free one)")
    parser.add_argument(
        "--mtls-port", type=_port, default=0, help="port for client certificates of cards (default: a free one)"
    )
    parser.add_argument("--bankid-port", type=_port, default=0, help="port for relying parties (default: a free one)")
    parser.add_argument(
        "--name",
        type=_name,
        action="append",
        default=[],
        help="a name by which programs with a built-in address are led here (hosts file); it is in the certificates of"
        " the doors with TLS; may be given more than once",
    )
    parser.add_argument(
        "--bankid-trust",
        action="append",
        default=[],
        metavar="FILE",
        help="let in relying parties of the CAs in this file too (PEM); may be given more than once",
    )
    browsers.add_options(parser, _port)
    parser.add_argument(
        "--database",
        default="",
        metavar="ADDRESS",
        help="keep everything in a PostgreSQL database (postgresql://user@host/name) that processes and machines share;"
        " the password belongs into PGPASSWORD or a password file",
    )
    parser.add_argument(
        "--workers", type=_workers, default=1, metavar="N", help="processes that serve (default: %(default)s)"
    )
    parser.add_argument(
        "--lab",
        action="store_true",
        help="let browsers put virtual cards in and type their codes on a page: for tests without a desktop",
    )
    parser.add_argument("--lab-port", type=_port, default=0, help="port of that page (default: a free one)")
    parser.add_argument(
        "--lab-for-all",
        action="store_true",
        help="with --lab, on an address that is not this machine's alone: whoever reaches it may use every card",
    )
    group = parser.add_argument_group("for trainers and CI (docs/control.md)")
    group.add_argument("--control-api", action="store_true", help="open the control API, /v1, on a door of its own")
    group.add_argument("--control-port", type=_port, default=0, help="port of that door (default: a free one)")
    group.add_argument(
        "--control-host",
        default="",
        metavar="HOST",
        help="address it listens on (default: this machine's loopback); on any other it speaks TLS, and whoever has a"
        " token steers",
    )
    parser.add_argument("--inherited", default="", help=argparse.SUPPRESS)
    parser.set_defaults(func=run)


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"wants a port, a number from 0 to {_LAST_PORT}")
    return int(text)


def _workers(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"wants a number from 1 to {_MOST_WORKERS}")
    return int(text)


def _name(text: str) -> str:
    if not browsers.is_host_name(text.lower()):
        raise argparse.ArgumentTypeError("wants the name of a machine, as in a hosts file")
    return text.lower()


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Serve until SIGINT or SIGTERM; one JSON line on standard output says that it is ready, and where."""
    if args.lab and not args.lab_for_all and not browsers.is_loopback(args.host):
        raise LoginFailure(
            "usage.invalid", f"--lab on {args.host}: others reach it too; --lab-for-all says that they may"
        )
    if args.control_api and args.workers > 1:
        raise LoginFailure("usage.invalid", "--control-api: cards in readers are one process's, so --workers 1")
    browsers.check(args)
    from cosmic_login.idp.server import hangups

    with hangups.held(), _uncollected():
        return _serve(args, context)


def _serve(args: argparse.Namespace, context: CliContext) -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if args.inherited:
        return _work(args, context, stop)
    browsers.tell(args, context)
    _share(args, context)
    with context.world() as world:
        if args.workers > 1:
            return _manage(args, context, world, stop)
        with _started(args, context, world) as idp:
            _reads_again(idp)
            _settle()
            _tell(world, idp.base_url, idp.doors)
            stop.wait()
        log_event(_log, "idp.stopped", address=idp.base_url)
    return 0


def _share(args: argparse.Namespace, context: CliContext) -> None:
    """Have the profile in common with the database what it has to be, before anything of the profile is made."""
    if not args.database:
        return
    try:
        from cosmic_login.idp.store.shared_files import join
    except ImportError as error:
        raise LoginFailure("database.missing", str(error)) from error
    from cosmic_login.app import clock_of_environment
    from cosmic_login.idp.endpoints.control.auth import control_token
    from cosmic_login.pki.authority import TrainingPki

    def make(profile: Profile) -> None:
        TrainingPki.open(profile, clock_of_environment())
        control_token(profile)

    join(args.database, context.profile_root, make)


def _started(
    args: argparse.Namespace, context: CliContext, world: World, sockets: Sockets | None = None
) -> EmbeddedIdp:
    from cosmic_login.idp.metrics import figures
    from cosmic_login.idp.server.embedded import EmbeddedIdp
    from cosmic_login.idp.settings import IdpSettings
    from cosmic_login.net.form_sender import FormSender

    doors = _doors(args, world)  # first: what they need of the world holds for the rest
    usual, alone = IdpSettings(), 1 if args.database else args.workers
    settings = IdpSettings(
        bankid_trust=tuple(args.bankid_trust),
        faults_by_header=args.faults_by_header,
        # On a profile each worker counts what it takes in; together they let in as much as one. A database counts all.
        login_burst=-(-usual.login_burst // alone),
        logins_per_second=usual.logins_per_second / alone,
    )
    return EmbeddedIdp.start(
        context.profile,
        host=args.host,
        port=args.port,
        clock=world.clock,
        pki=world.pki,
        directory=world.directory,
        settings=settings,
        ports=_ports(args),
        names=tuple(args.name),
        doors=doors,
        database=args.database,
        figures=figures(),
        sockets=sockets,
        notifier=FormSender(world.ca_file()),
        systems=browsers.systems(args, context.profile),
        web_address=args.issuer,
        trusted_proxies=tuple(args.trust_proxy),
    )


def _started_beside(args: argparse.Namespace, inside: World) -> EmbeddedIdp:
    """Start the IdP of an environment: as the options say, but on ports of its own, which it keeps."""
    from cosmic_login.idp.server.embedded import EmbeddedIdp
    from cosmic_login.idp.server.listeners import LISTENERS
    from cosmic_login.idp.settings import IdpSettings
    from cosmic_login.net.form_sender import FormSender

    doors = (*LISTENERS, browsers.listener(args), *((inside.lab(),) if args.lab else ()))
    return EmbeddedIdp.start(
        inside.profile,
        host=args.host,
        clock=inside.clock,
        pki=inside.pki,
        directory=inside.directory,
        settings=IdpSettings(bankid_trust=tuple(args.bankid_trust)),
        names=tuple(args.name),
        doors=doors,
        in_its_place=True,
        database=args.database,
        notifier=FormSender(inside.ca_file()),
        systems=browsers.systems(args, inside.profile),
    )


def _doors(args: argparse.Namespace, world: World) -> tuple[Listener, ...]:
    from cosmic_login.idp.server.listeners import LISTENERS

    doors = [*LISTENERS, browsers.listener(args)]
    if args.lab:
        doors.append(world.lab())
    if args.control_api:
        from cosmic_login.app.environments import control_door

        beside = partial(_started_beside, args)
        doors.append(control_door(world, beside, args.control_host, database=args.database))
    return tuple(doors)


def _ports(args: argparse.Namespace) -> dict[str, int]:
    return {
        "bankid": args.bankid_port,
        "mtls": args.mtls_port,
        "web": args.web_port,
        "lab": args.lab_port,
        "control-v1": args.control_port,
    }


def _tell(world: World, base_url: str, doors: Mapping[str, str]) -> None:
    """Write the line that says where everything is."""
    from cosmic_login.idp.server.listeners import addresses_of

    ready = {**addresses_of(base_url, doors), "ca_file": str(world.ca_file())}
    log_event(_log, "idp.started", address=base_url, embedded=False)
    write_json(ready, one_line=True)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Have the collector of garbage rest until ``_settle``: what is made at the start stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _settle() -> None:
    """Have the collector of garbage leave alone what the server is made of, and look less often for the rest.

    Answers leave no rings behind: nearly all that they are made of is freed without it.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def _reads_again(idp: EmbeddedIdp) -> None:
    """Have SIGHUP read the files of the door's certificate again; bad ones leave it as it is."""
    from cosmic_login.idp.server import hangups

    def again() -> None:
        try:
            idp.read_again()
        except LoginFailure as failure:
            log_event(_log, "idp.certificate_kept", level=logging.WARNING, failure=failure.code, reason=failure.detail)

    hangups.heard_by(again)


def _manage(args: argparse.Namespace, context: CliContext, world: World, stop: threading.Event) -> int:
    """Start the workers, and see to them until told to stop."""
    import tempfile

    from cosmic_login.idp.metrics import SHARED_DIRECTORY
    from cosmic_login.idp.server import hangups
    from cosmic_login.idp.server.announcing import announce, announced
    from cosmic_login.idp.server.embedded import host_of
    from cosmic_login.idp.server.sockets import Sockets
    from cosmic_login.idp.server.workers import Workers

    if os.name != "posix":
        raise LoginFailure("usage.invalid", "--workers needs a system that can hand sockets on")
    _ = world.pki  # made once, here: the workers find it
    with contextlib.ExitStack() as stack:
        stack.enter_context(announced(context.profile))
        counted = stack.enter_context(tempfile.TemporaryDirectory(prefix="cosmic-login-"))
        sockets = Sockets.open(
            _doors(args, world), host=args.host, port=args.port, ports=_ports(args), called=host_of(args.issuer)
        )
        stack.callback(sockets.close)
        words = ["--profile", str(context.profile.root), *context.words_without_profile]
        workers = Workers(words, sockets, args.workers, {**os.environ, SHARED_DIRECTORY: counted})
        workers.start()
        announce(context.profile, sockets)
        hangups.heard_by(lambda: workers.send(signal.SIGHUP))
        _settle()
        base_url = f"http://{sockets.authority}"
        _tell(world, base_url, {**sockets.addresses, **({"web": args.issuer} if args.issuer else {})})
        workers.watch(stop)
        log_event(_log, "idp.stopped", address=base_url)
    return 0


def _work(args: argparse.Namespace, context: CliContext, stop: threading.Event) -> int:
    """Be one of several: serve sockets of the process that started this one, and end with it."""
    from cosmic_login.idp.server.embedded import host_of
    from cosmic_login.idp.server.sockets import Sockets
    from cosmic_login.idp.server.workers import READY

    def end_with_it() -> None:
        # Nobody writes: it ends when that process does. Not by sys.stdin: whoever waits there holds its lock, and
        # Python aborts when it cannot have that at its own end.
        os.read(sys.stdin.fileno(), 1)
        stop.set()

    try:
        with context.world() as world, contextlib.ExitStack() as stack:
            sockets = Sockets.inherited(_doors(args, world), json.loads(args.inherited), host_of(args.issuer))
            _reads_again(stack.enter_context(_started(args, context, world, sockets)))
            _settle()
            print(READY, flush=True)
            threading.Thread(target=end_with_it, name="parent", daemon=True).start()
            stop.wait()
    except LoginFailure as failure:
        print(failure.code, flush=True)
        raise
    return 0
