"""``cosmic-login idp``: the identity provider on its own."""

from __future__ import annotations

import argparse
import logging
import re
import signal
import threading
from typing import TYPE_CHECKING

from cosmic_login.profile.logs import log_event
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)
_LAST_PORT = 65535
#: RFC 1123, section 2.1.
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_LONGEST_NAME = 253


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("idp", help="run the identity provider on its own")
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
    parser.set_defaults(func=run)


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"wants a port, a number from 0 to {_LAST_PORT}")
    return int(text)


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME or not _HOST_NAME.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError("wants the name of a machine, as in a hosts file")
    return text.lower()


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Serve until SIGINT or SIGTERM; one JSON line on standard output says that it is ready, and where."""
    from cosmic_login.idp.server.embedded import EmbeddedIdp
    from cosmic_login.idp.settings import IdpSettings

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with context.world() as world:
        idp = EmbeddedIdp.start(
            context.profile,
            host=args.host,
            port=args.port,
            clock=world.clock,
            pki=world.pki,
            directory=world.directory,
            settings=IdpSettings(bankid_trust=tuple(args.bankid_trust)),
            ports={"bankid": args.bankid_port, "mtls": args.mtls_port},
            names=tuple(args.name),
        )
        try:
            ready = {
                "issuer": idp.base_url,
                "siths": f"{idp.base_url}/siths",
                "mtls": idp.doors["mtls"],
                "bankid": idp.doors["bankid"],
                "siths_rp": idp.doors["siths-rp"],
                "control": f"{idp.base_url}/control",
                "ca_file": str(world.ca_file()),
            }
            log_event(_log, "idp.started", address=idp.base_url, embedded=False)
            write_json(ready, one_line=True)
            stop.wait()
        finally:
            idp.stop()
            log_event(_log, "idp.stopped", address=idp.base_url)
    return 0
