"""``cosmic-login siths-eid LINK``: what the link of a login in a browser opens."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any, cast

from cosmic_login.authenticators.card.absence import without_card
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.core.prompts import ChooseCard, CodeEntered, EnterCode, InsertCard, Prompt, Seen
from cosmic_login.core.situations import CardSituation
from cosmic_login.run.codes import code_of_environment
from cosmic_login.run.order_link import OrderLink, ask_the_one_that_is_meant, read_link
from cosmic_login.run.output import write_json

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.authenticators.methods.begun_elsewhere import CardAnswer
    from cosmic_login.core.prompts import Ask
    from cosmic_login.run.context import CliContext


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand's arguments."""
    parser.add_argument("link", metavar="LINK", help="cosmic-login:siths-eid?autostarttoken=…&idp=…")
    parser.add_argument("--card", default="", help="put this virtual card in")
    parser.add_argument("--reader", default="", help="with --json: use the card that sits in this reader")
    parser.add_argument(
        "--code-env",
        metavar="VAR",
        default="COSMIC_LOGIN_CODE",
        help="with --json: environment variable that holds the code (default: %(default)s; asked for on a terminal)",
    )
    parser.add_argument("--json", action="store_true", help="no window: answer with a card, and print one JSON object")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Open the window, or answer without one."""
    if not args.json:
        from cosmic_login.desktop.siths_eid import run_siths_eid

        return run_siths_eid(context, args.link, args.card)
    link = read_link(args.link)
    with context.world() as world:
        ask_the_one_that_is_meant(world, link)
        answer = asyncio.run(_answer(world, link, _reader(world, args), args, context))
    write_json(
        {
            "order": "complete",
            "holder": answer.holder,
            "relying_party": answer.relying_party,
            "card": {"card": args.card, "number": answer.card_number, "reader": answer.reader},
        }
    )
    return 0


def _reader(world: World, args: argparse.Namespace) -> str:
    """Return the reader to use, with the virtual card that was named in it; empty: whichever has a card."""
    from cosmic_login.app import DEFAULT_READER

    if args.card and args.reader:
        raise LoginFailure("usage.invalid", "name either a card, or a reader with --reader")
    if not args.card:
        return str(args.reader)
    world.virtual_readers.insert(DEFAULT_READER, world.cards.open(args.card))
    return DEFAULT_READER


async def _answer(
    world: World, link: OrderLink, reader: str, args: argparse.Namespace, context: CliContext
) -> CardAnswer:
    from cosmic_login.authenticators.methods.begun_elsewhere import answer_by_app

    async def ask(prompt: Prompt[Any]) -> Any:  # noqa: ANN401 - the answer of the prompt's own kind
        match prompt:
            case EnterCode(wrong_before=True):
                raise LoginFailure("code.wrong", tries_left=prompt.tries_left)
            case EnterCode():
                return CodeEntered(code_of_environment(context, args.code_env))
            case ChooseCard():
                raise LoginFailure("card.several", ", ".join(each.reader for each in prompt.choices))
            case InsertCard() if prompt.situation is not CardSituation.READING:
                raise without_card(prompt)
        return Seen()

    try:
        return await answer_by_app(
            world.order(DEFAULT.name, world.client(), reader=reader), cast("Ask", ask), link.token
        )
    finally:
        await world.close_clients()
