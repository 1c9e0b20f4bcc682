"""What an ID administrator does with cards: issue a reserve card (R14), revoke a card that is lost."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import swedish
from cosmic_login.run.desk import USUAL_DAYS, issue_reserve
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cosmic_login.audit.record import EventFacts
    from cosmic_login.cards.virtual.store import CardSummary
    from cosmic_login.run.context import CliContext


#: Why a card is revoked, and what the revocation lists call it (RFC 5280, section 5.3.1).
REASONS = {
    "lost": "key_compromise",
    "stolen": "key_compromise",
    "broken": "cessation_of_operation",
    "replaced": "superseded",
    "left": "affiliation_changed",
}


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to ``cosmic-login card``."""
    reserve = verbs.add_parser("issue-reserve", help="issue a reserve card of level 2, to be activated on Mina sidor")
    reserve.add_argument("person", help="who forgot the card: key of the directory, HSA-id or number")
    reserve.add_argument(
        "--days", type=int, default=USUAL_DAYS, help="valid for so long (default: %(default)s, at most 30)"
    )
    reserve.add_argument("--json", action="store_true")
    reserve.set_defaults(func=run_issue_reserve)

    revoke = verbs.add_parser("revoke", help="revoke a card that is lost; the next login says so")
    revoke.add_argument("card", help="the card's name")
    revoke.add_argument("--reason", choices=tuple(REASONS), default="lost", help="why (default: %(default)s)")
    revoke.add_argument("--json", action="store_true")
    revoke.set_defaults(func=run_revoke)


def run_issue_reserve(args: argparse.Namespace, context: CliContext) -> int:
    """Issue a reserve card."""
    with context.world() as world:
        person = world.directory.person(args.person)
        try:
            card = issue_reserve(world, person.key, args.days)
        except ValueError as error:
            raise LoginFailure("usage.invalid", f"--days: {error}") from None
        summary = world.cards.summary(card)
    _tell(
        summary,
        args,
        context.text(
            "{card}: reservkort för {name}, gäller till {until}. Aktivera det med: cosmic-login card activate {card}",
            "{card}: reserve card for {name}, valid until {until}. Activate it with: cosmic-login card activate {card}",
        ),
    )
    return 0


def run_revoke(args: argparse.Namespace, context: CliContext) -> int:
    """Revoke a card."""
    from cryptography.x509 import ReasonFlags

    with context.world() as world:
        world.cards.open(args.card)  # a card that nobody has used yet is issued now, and gets its number
        before = world.cards.summary(args.card)
        person = world.directory.persons.get(before.person)
        told: EventFacts = {
            "person": person.personal_number if person else "",
            "name": before.name,
            "loa": before.loa,
            "source": "desk",
            "extra": {"card": before.card_number, "reason": args.reason},
        }
        with world.audit.together([("card.revoked", told)]):  # no row, no revocation; no revocation, no row
            summary = world.cards.revoke(args.card, ReasonFlags[REASONS[args.reason]])
    _tell(summary, args, context.text("{card}: spärrat ({name}).", "{card}: revoked ({name})."))
    return 0


def _tell(summary: CardSummary, args: argparse.Namespace, words: str) -> None:
    if args.json:
        write_json(dataclasses.asdict(summary))
    else:
        until = f"{swedish(summary.not_after):%Y-%m-%d}"
        print(words.format(card=summary.card, name=summary.name, until=until))
