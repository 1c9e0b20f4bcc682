"""What an ID administrator does with cards: issue a reserve card (R14), revoke a card that is lost."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from cosmic_login.core.swedish_time import swedish
from cosmic_login.run import desk
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cosmic_login.cards.virtual.summary import CardSummary
    from cosmic_login.run.context import CliContext


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to ``cosmic-login card``."""
    reserve = verbs.add_parser("issue-reserve", help="issue a reserve card of level 2, to be activated on Mina sidor")
    reserve.add_argument("person", help="who forgot the card: key of the directory, HSA-id or number")
    reserve.add_argument(
        "--days", type=int, default=desk.RESERVE_DAYS, help="valid for so long (default: %(default)s, at most 30)"
    )
    reserve.add_argument("--json", action="store_true")
    reserve.set_defaults(func=run_issue_reserve)

    revoke = verbs.add_parser("revoke", help="revoke a card that is lost; the next login says so")
    revoke.add_argument("card", help="the card's name")
    revoke.add_argument("--reason", choices=tuple(desk.REASONS), default="lost", help="why (default: %(default)s)")
    revoke.add_argument("--json", action="store_true")
    revoke.set_defaults(func=run_revoke)


def run_issue_reserve(args: argparse.Namespace, context: CliContext) -> int:
    """Issue a reserve card."""
    with context.world() as world:
        summary = desk.issue_reserve(world, args.person, args.days)
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
    with context.world() as world:
        summary = desk.revoke(world, args.card, args.reason)
    _tell(summary, args, context.text("{card}: spärrat ({name}).", "{card}: revoked ({name})."))
    return 0


def _tell(summary: CardSummary, args: argparse.Namespace, words: str) -> None:
    if args.json:
        write_json(dataclasses.asdict(summary))
    else:
        until = f"{swedish(summary.not_after):%Y-%m-%d}"
        print(words.format(card=summary.card, name=summary.name, until=until))
