"""The options of the door for browsers: how it is called, what it shows, and whom it knows."""

from __future__ import annotations

import argparse
import ipaddress
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    import ssl

    from cosmic_login.idp.registry.systems import Systems
    from cosmic_login.idp.server.listeners import Listener
    from cosmic_login.profile import Profile
    from cosmic_login.run.context import CliContext

#: RFC 1123, section 2.1.
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_LONGEST_NAME = 253


def add_options(parser: argparse.ArgumentParser, port: Callable[[str], int]) -> None:
    """Add the options."""
    group = parser.add_argument_group("for browsers and other systems (docs/systems.md)")
    group.add_argument("--web-port", type=port, default=0, help="port for browsers (default: a free one)")
    group.add_argument(
        "--issuer",
        type=_address,
        default=None,  # not a text: that would have to be an address too
        metavar="URL",
        help="how browsers and systems call that door, where that is not its own address: behind a proxy, by a name",
    )
    group.add_argument("--tls-cert", default="", metavar="FILE", help="certificate chain (PEM) that it shows")
    group.add_argument("--tls-key", default="", metavar="FILE", help="and its key (PEM); both are read again on SIGHUP")
    group.add_argument(
        "--web-http",
        action="store_true",
        help="plain HTTP there, on loopback (cookies then lack their __Host- name) or behind a proxy with TLS",
    )
    group.add_argument(
        "--trust-proxy",
        type=_ip,
        action="append",
        default=[],
        metavar="ADDRESS",
        help="heed X-Forwarded-For, -Proto and -Host from this address; may be given more than once",
    )
    group.add_argument(
        "--learn",
        action="store_true",
        help="let in any system with addresses on this machine, and write down what to register",
    )
    group.add_argument(
        "--faults-by-header",
        action="store_true",
        help="let a request bring the fault along that its system is to meet (docs/faults.md); on loopback only",
    )


def check(args: argparse.Namespace) -> None:
    """Complete the options. Raises ``usage.invalid`` for those that do not go together."""
    args.issuer = args.issuer or ""
    if _is_wildcard(args.host) and not args.issuer:
        raise LoginFailure("usage.invalid", f"--host {args.host}: --issuer has to say what address browsers use")
    if bool(args.tls_cert) != bool(args.tls_key):
        raise LoginFailure("usage.invalid", "--tls-cert and --tls-key: one without the other")
    if args.web_http and args.tls_cert:
        raise LoginFailure("usage.invalid", "--web-http: no certificate is shown there")
    if args.web_http and not is_loopback(args.host) and not args.issuer.startswith("https:"):
        raise LoginFailure(
            "usage.invalid", f"--web-http on {args.host}: only behind a proxy with TLS (--issuer https://…)"
        )
    if args.learn and not is_loopback(args.host):
        raise LoginFailure("usage.invalid", f"--learn on {args.host}: only on loopback")
    if args.faults_by_header and not is_loopback(args.host):
        raise LoginFailure("usage.invalid", f"--faults-by-header on {args.host}: only on loopback")


def _is_wildcard(host: str) -> bool:
    """Tell whether a host stands for every address of the machine, however it is written (``0``, ``::0``)."""
    import socket

    try:
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError):
        return not host
    return any(ipaddress.ip_address(each[4][0]).is_unspecified for each in found)


def listener(args: argparse.Namespace) -> Listener:
    """Return the door."""
    from cosmic_login.idp.server.listeners import WEB

    if args.web_http:
        return replace(WEB, tls=None)
    if not args.tls_cert:
        return WEB
    chain, key = Path(args.tls_cert).expanduser(), Path(args.tls_key).expanduser()
    _context(chain, key)  # told now, and not when the first browser comes
    return replace(WEB, tls=lambda _pki, _settings, _own: _context(chain, key), late=lambda _settings: False)


def systems(args: argparse.Namespace, profile: Profile) -> Systems:
    """Return the systems that are known there."""
    from cosmic_login.cli.client.known import registered

    known = registered(profile)
    if not args.learn:
        return known
    from cosmic_login.idp.registry.learning import LearningSystems
    from cosmic_login.profile import write_atomic

    return LearningSystems(known, write_atomic)


def _context(chain: Path, key: Path) -> ssl.SSLContext:
    import ssl

    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(chain, key, password="")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) else "do not fit"
        raise LoginFailure("address.certificate", f"{chain}, {key}: {reason}") from None
    return made


def tell(args: argparse.Namespace, context: CliContext) -> None:
    """Say on standard error what differs from how a door for browsers should be."""
    if args.web_http and not args.issuer.startswith("https:"):
        told = context.text(
            "--web-http: utan TLS saknar kakorna namnet __Host- och Secure, och sidor i andras ramar får inga;"
            " använd det bara på denna dator.",
            "--web-http: without TLS cookies lack the name __Host- and Secure, and pages in others' frames get none;"
            " use it on this computer only.",
        )
        print(told, file=sys.stderr, flush=True)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_host_name(text: str) -> bool:
    """Tell whether a text is the name of a machine, in small letters."""
    return len(text) <= _LONGEST_NAME and _HOST_NAME.fullmatch(text) is not None


def _address(text: str) -> str:
    """Take the address of a machine, to the letter: systems compare it so."""
    wrong = argparse.ArgumentTypeError("wants an https address (http on loopback) of a machine, without a path")
    try:
        found = urlsplit(text)
        host, port = found.hostname or "", found.port
    except ValueError:
        raise wrong from None
    named = is_host_name(host) or (_is_ip(host) and "%" not in host)
    if port is not None and not port:
        raise wrong
    whole = f"{found.scheme}://{found.netloc}"
    if not named or _is_wildcard(host) or "@" in whole or text.rstrip("/") != whole or not text.isascii():
        raise wrong
    if found.scheme != "https" and not (found.scheme == "http" and is_loopback(host)):
        raise wrong
    return whole


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError("wants an IP address") from None
