"""``cosmic-login card``: virtual and real cards."""

from __future__ import annotations

import argparse
import dataclasses
import signal
import threading
from typing import TYPE_CHECKING, Any

from cosmic_login.cli.card import administration, portal, real_cards
from cosmic_login.core.failures import LoginFailure
from cosmic_login.run.codes import code_of_environment
from cosmic_login.run.context import one_line
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cryptography import x509

    from cosmic_login.app import World
    from cosmic_login.cards.idprime import IdPrimeCard, PinRef
    from cosmic_login.run.context import CliContext

_SEEN_S = 5.0


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand and its own."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    listing = verbs.add_parser("list", help="the virtual cards, and the cards in real readers")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(func=run_list)

    show = verbs.add_parser("show", help="one card as the terminal reads it")
    _which(show)
    show.add_argument("--json", action="store_true")
    show.set_defaults(func=run_show)

    issue = verbs.add_parser("issue", help="issue a card anew: new keys and certificates, codes as ordered")
    issue.add_argument("card", help="the card's name in the directory")
    issue.add_argument("--json", action="store_true")
    issue.set_defaults(func=run_issue)

    change = verbs.add_parser("change-code", help="change a code")
    _which(change)
    _codes(change, "CODE", "NEW_CODE")
    change.set_defaults(func=run_change)

    unblock = verbs.add_parser("unblock", help="give a blocked code a new value with the PUK")
    _which(unblock)
    _codes(unblock, "PUK", "NEW_CODE")
    unblock.set_defaults(func=run_unblock)

    attach = verbs.add_parser("attach", help="put a virtual card into a reader of a real pcscd")
    attach.add_argument("card", help="the card's name in the directory")
    attach.add_argument("--vpcd", metavar="HOST:PORT", required=True, help="where vpcd listens")
    attach.set_defaults(func=run_attach)

    administration.register(verbs)
    portal.register(verbs)


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", nargs="?", default="", help="a virtual card's name in the directory")
    parser.add_argument("--reader", default="", help="the card that sits in this reader instead")


def _codes(parser: argparse.ArgumentParser, *names: str) -> None:
    parser.add_argument("--signature", action="store_true", help="the signature code, not the authentication code")
    for name in names:
        option = name.lower().replace("_", "-")
        parser.add_argument(
            f"--{option}-env",
            metavar="VAR",
            default=f"COSMIC_LOGIN_{name}",
            help="environment variable that holds it (default: %(default)s; asked for on a terminal)",
        )


def run_list(args: argparse.Namespace, context: CliContext) -> int:
    """List the cards."""
    with context.world() as world:
        rows = [dataclasses.asdict(world.cards.summary(card)) for card in world.cards.ids()]
        rows += real_cards.rows(world.readers)
    if args.json:
        write_json(rows)
        return 0
    heading = context.text(
        "KORT PERSON NAMN TILLSTÅND FÖRSÖK LOA NYCKEL", "CARD PERSON NAME STATE TRIES LOA KEY"
    ).split()
    print("{:<16} {:<12} {:<28} {:<14} {:>6}  {}  {}".format(*heading))
    for row in rows:
        print(
            f"{row['card'] or '-':<16} {row['person']:<12} {row['name']:<28} {row['state']:<14} "
            f"{'-' if row['tries_left'] is None else row['tries_left']:>6}  {row['loa'] or '-':<3}  "
            f"{row['key_type'] or '-':<7}  {one_line(row.get('reader', ''))}".rstrip()
        )
    return 0


def run_issue(args: argparse.Namespace, context: CliContext) -> int:
    """Issue a card anew."""
    with context.world() as world:
        world.cards.issue(world.directory.card(args.card))
        row = dataclasses.asdict(world.cards.summary(args.card))
    if args.json:
        write_json(row)
    else:
        print(f"{row['card']}: {row['name']}, {row['state']}, {row['card_number']}")
    return 0


def run_show(args: argparse.Namespace, context: CliContext) -> int:
    """Show a card as the terminal's driver reads it."""

    def read(card: IdPrimeCard) -> dict[str, Any]:
        from cosmic_login.cards.idprime import PinRef

        return {
            "card_number": card.card_number,
            "tries_left": card.tries_left(PinRef.AUTHENTICATE),
            "certificates": [_described(certificate) for certificate in card.certificates()],
        }

    with context.world() as world:
        found = _with_card(world, args, read)
    if args.json:
        write_json(found)
        return 0
    print(f"{context.text('kortnummer  ', 'card number ')} {found['card_number']}")
    print(f"{context.text('försök kvar ', 'tries left  ')} {found['tries_left']}")
    for certificate in found["certificates"]:
        print("  ".join(f"{value}" for value in certificate.values()))
    return 0


def _described(certificate: Any) -> dict[str, str]:  # noqa: ANN401 - a CardCertificate
    from cryptography import x509

    parsed = x509.load_der_x509_certificate(certificate.der)
    return {
        "usage": certificate.usage,
        "key": certificate.key_type,
        "subject": parsed.subject.rfc4514_string(_names()),
        "issuer": parsed.issuer.rfc4514_string(_names()),
        "not_after": parsed.not_valid_after_utc.date().isoformat(),
    }


def _names() -> dict[x509.ObjectIdentifier, str]:
    """Return the names of attributes that RFC 4514 writes as numbers."""
    from cryptography.x509.oid import NameOID

    return {
        NameOID.SERIAL_NUMBER: "serialNumber",
        NameOID.GIVEN_NAME: "givenName",
        NameOID.SURNAME: "SN",
        NameOID.TITLE: "title",
        NameOID.EMAIL_ADDRESS: "emailAddress",
        NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
        NameOID.GENERATION_QUALIFIER: "generationQualifier",
        NameOID.PSEUDONYM: "pseudonym",
    }


def run_change(args: argparse.Namespace, context: CliContext) -> int:
    """Change a code."""
    with (
        code_of_environment(context, args.code_env, "CODE") as old,
        code_of_environment(context, args.new_code_env, "NEW_CODE") as new,
        context.world() as world,
    ):
        _with_card(world, args, lambda card: card.change(old, new, _pin(args)))
    print(context.text("Koden är bytt.", "The code has been changed."))
    return 0


def run_unblock(args: argparse.Namespace, context: CliContext) -> int:
    """Unblock a code with the PUK."""
    with (
        code_of_environment(context, args.puk_env, "PUK", "puk") as puk,
        code_of_environment(context, args.new_code_env, "NEW_CODE") as new,
        context.world() as world,
    ):
        _with_card(world, args, lambda card: card.unblock(puk, new, _pin(args)))
    print(context.text("Kortet är upplåst.", "The card has been unblocked."))
    return 0


def run_attach(args: argparse.Namespace, context: CliContext) -> int:
    """Keep the card in vpcd's reader until SIGINT or SIGTERM."""
    from cosmic_login.cards.virtual.vpcd import VpcdCard

    host, port = _address(args.vpcd)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with context.world() as world:
        card = VpcdCard(world.cards.open(args.card), host, port)
        card.start()
        try:
            card.wait_seen(_SEEN_S)  # pcscd looks at its slots every 400 ms
            write_json({"attached": args.card, "vpcd": args.vpcd}, one_line=True)
            while not stop.wait(0.2):
                if not card.attached:
                    raise LoginFailure("vpcd.unreachable", f"{args.vpcd} hung up")
        finally:
            card.stop()
    return 0


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise LoginFailure("usage.invalid", f"--vpcd wants HOST:PORT, not {text}")
    return host, int(port)


def _pin(args: argparse.Namespace) -> PinRef:
    from cosmic_login.cards.idprime import PinRef

    return PinRef.SIGN if args.signature else PinRef.AUTHENTICATE


def _with_card(world: World, args: argparse.Namespace, use: Any) -> Any:  # noqa: ANN401 - whatever ``use`` returns
    """Open the card that the arguments name, use it, let it go."""
    from cosmic_login.cards.idprime import IdPrimeCard
    from cosmic_login.cards.readers import ReaderHub

    connection = ReaderHub(world.readers).connect(portal.reader_of(world, args))
    try:
        card = IdPrimeCard(connection)
        card.open()
        return use(card)
    finally:
        connection.close()
