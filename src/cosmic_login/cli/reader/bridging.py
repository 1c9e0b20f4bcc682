"""``cosmic-login reader bridge``: the desk's card in a reader of a pcscd in the session, for other programs there."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import signal
import threading
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.run.output import LiveLines, write_json

if TYPE_CHECKING:
    from cosmic_login.cards.virtual.vpcd import VpcdCard
    from cosmic_login.remote.bridge import BridgedCard
    from cosmic_login.run.context import CliContext

_SEEN_S = 5.0


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``bridge``."""
    bridge = verbs.add_parser("bridge", help="put the desk's card into a reader of a pcscd here, until it is stopped")
    bridge.add_argument(
        "--vpcd", metavar="HOST:PORT", required=True, help="where vpcd listens: loopback, it has no key"
    )
    bridge.set_defaults(func=run_bridge)


def run_bridge(args: argparse.Namespace, context: CliContext) -> int:
    """Bridge until SIGINT or SIGTERM; says in a line each when the card is in and out."""
    from cosmic_login.cards.virtual.vpcd import VpcdCard
    from cosmic_login.remote.bridge import CardBridge
    from cosmic_login.remote.readers import READER_NAME

    host, port = _loopback(args.vpcd)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with context.world() as world, context.profile.kept_in_use(), contextlib.ExitStack() as until_the_end:
        remote = world.desks_readers
        if remote is None:
            raise LoginFailure("usage.invalid", "reader bridge wants --reader-from, or the setting login.reader_from")
        remote.readers()  # says what is wrong with the line, if anything is
        in_reader: list[VpcdCard] = []
        lines = LiveLines(stop.set)

        def say(**members: str) -> None:
            lines.say(lambda: write_json(members, one_line=True))

        def put_in(card: BridgedCard) -> None:
            made = VpcdCard(card, host, port, reconnect=True)
            made.start()
            in_reader.append(made)
            made.wait_seen(_SEEN_S)
            say(attached=READER_NAME, vpcd=args.vpcd)

        def pull() -> None:
            while in_reader:
                in_reader.pop().stop()
                say(detached=READER_NAME)

        bridge = CardBridge(remote, READER_NAME, put_in, pull)
        until_the_end.callback(bridge.stop)
        say(bridging=READER_NAME, vpcd=args.vpcd)
        bridge.start()
        stop.wait()
    lines.check()
    return 0


def _loopback(text: str) -> tuple[str, int]:
    """Read where vpcd listens. Whoever reaches that port is the card's reader, so it must be this machine's own."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise LoginFailure("usage.invalid", f"--vpcd wants HOST:PORT, not {text}")
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host.strip("[]")).is_loopback:
            return host.strip("[]"), int(port)
    raise LoginFailure("usage.invalid", f"--vpcd: {host} is not the loopback address, and vpcd has no key")
