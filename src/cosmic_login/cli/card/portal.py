"""What a holder does on Mina sidor without a window: activate a reserve card (R14), fetch the signing pair (R5)."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any, cast

from cosmic_login.authenticators.card.absence import without_card
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.core.prompts import CodeEntered, EnterCode, InsertCard, Prompt, Seen
from cosmic_login.core.situations import CardSituation
from cosmic_login.run.codes import code_of_environment

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.authenticators.tasks.card_tasks import CardTask
    from cosmic_login.core.prompts import Ask
    from cosmic_login.run.context import CliContext


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to ``cosmic-login card``."""
    for name, about in (
        ("activate", "activate a reserve card on Mina sidor"),
        ("fetch-signing", "fetch a certificate for signatures from Mina sidor to the card"),
    ):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("card", nargs="?", default="", help="a virtual card's name")
        verb.add_argument("--reader", default="", help="the card that sits in this reader instead")
        verb.add_argument(
            "--code-env",
            metavar="VAR",
            default="COSMIC_LOGIN_CODE",
            help="environment variable that holds the code (default: %(default)s; asked for on a terminal)",
        )
        verb.set_defaults(func=run)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Log in to Mina sidor with the card and have it done."""
    task = "activate-card" if args.verb == "activate" else "fetch-signing"
    with context.world() as world:
        reader = reader_of(world, args)
        asyncio.run(_run(world, task, reader, lambda prompt: _answer(prompt, args, context)))
    if task == "activate-card":
        print(context.text("Kortet är aktiverat.", "The card has been activated."))
    else:
        print(context.text("Certifikatet finns på kortet.", "The certificate is on the card."))
    return 0


def reader_of(world: World, args: argparse.Namespace) -> str:
    """Return the reader of the card that the arguments name; a virtual card is put into one."""
    from cosmic_login.app import DEFAULT_READER

    if bool(args.card) == bool(args.reader):
        raise LoginFailure("usage.invalid", "name either a card, or a reader with --reader")
    if args.card:
        world.virtual_readers.insert(DEFAULT_READER, world.cards.open(args.card))
    return str(args.reader or DEFAULT_READER)


async def _run(world: World, task: str, reader: str, answer: Any) -> None:  # noqa: ANN401 - as its prompts are
    from cosmic_login.authenticators.tasks.card_tasks import TASKS

    async def ask(prompt: Prompt[Any]) -> Any:  # noqa: ANN401 - the answer of the prompt's own kind
        return answer(prompt)

    work: CardTask = TASKS[task]
    try:
        await work(world.order(DEFAULT.name, world.client(task=task), reader=reader), cast("Ask", ask))
    finally:
        await world.close_clients()


def _answer(prompt: Prompt[Any], args: argparse.Namespace, context: CliContext) -> Any:  # noqa: ANN401
    match prompt:
        case EnterCode(wrong_before=True):
            raise LoginFailure("code.wrong", tries_left=prompt.tries_left)
        case EnterCode():
            return CodeEntered(code_of_environment(context, args.code_env))
        case InsertCard() if prompt.situation is not CardSituation.READING:
            raise without_card(prompt)
    return Seen()
