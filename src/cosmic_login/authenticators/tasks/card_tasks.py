"""What a person can do with the card without logging in to Cosmic: its codes here, the rest on Mina sidor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card.certificates import holder_of, preferred
from cosmic_login.authenticators.card.finder import wait_for_card
from cosmic_login.authenticators.card.late_certificates import certificates_of
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.methods.begun_elsewhere import answer_by_app
from cosmic_login.authenticators.tasks.mina_sidor import activate_card, activate_phone, fetch_signing
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, ChangeCode, UnblockCode, Working
from cosmic_login.core.situations import Step

CardTask = Callable[[LoginOrder, Ask], Awaitable[None]]


async def change_code(order: LoginOrder, ask: Ask) -> None:
    """Change the authentication code. Raises ``code.blocked`` and the failures of cards."""
    async with AsyncExitStack() as clean_up:
        card, holder = await _card(order, ask, clean_up)
        wrong_before = False
        while True:
            tries_left = await card.tries_left()
            if tries_left == 0:
                raise LoginFailure("code.blocked", tries_left=0)
            answer = await ask(
                ChangeCode(holder=holder, tries_left=tries_left, wrong_before=wrong_before, reader=card.reader)
            )
            with answer.opening, answer.new:
                await ask(Working(Step.CHANGING, card.reader))
                try:
                    await card.change(answer.opening, answer.new)
                except LoginFailure as failure:
                    if failure.code != "code.wrong":
                        raise
                    wrong_before = True
                else:
                    return


async def unblock(order: LoginOrder, ask: Ask) -> None:
    """Give the authentication code a new value with the PUK. Raises ``puk.blocked`` and the failures of cards."""
    async with AsyncExitStack() as clean_up:
        card, holder = await _card(order, ask, clean_up)
        puk_tries_left: int | None = None
        while True:
            answer = await ask(
                UnblockCode(
                    holder=holder,
                    puk_tries_left=puk_tries_left,
                    wrong_before=puk_tries_left is not None,
                    reader=card.reader,
                )
            )
            with answer.opening, answer.new:
                await ask(Working(Step.CHANGING, card.reader))
                try:
                    await card.unblock(answer.opening, answer.new)
                except LoginFailure as failure:
                    if failure.code != "puk.wrong":
                        raise
                    puk_tries_left = failure.tries_left
                else:
                    return


async def _card(order: LoginOrder, ask: Ask, clean_up: AsyncExitStack) -> tuple[CardSession, str]:
    await clean_up.enter_async_context(order.undisturbed())
    card = await wait_for_card(order.readers, ask, order.reader)
    clean_up.push_async_callback(card.close)
    await ask(Working(Step.READING_CARD, card.reader))
    return card, holder_of(preferred(await certificates_of(card, order, ask))).name


async def answer_order(order: LoginOrder, ask: Ask) -> None:
    """Answer an order that a browser's login began; its auto-start token is the option ``AUTO_START_TOKEN``."""
    await answer_by_app(order, ask, order.options[AUTO_START_TOKEN])


#: The option of an order that ``answer-order`` is done for.
AUTO_START_TOKEN = "auto_start_token"  # noqa: S105 - its name
#: The task that ends with its order: it cannot be done again.
ANSWER_ORDER = "answer-order"
#: Every task by the name that the chart's ``manage_chosen`` carries.
TASKS: dict[str, CardTask] = {
    "change-code": change_code,
    "unblock": unblock,
    "activate-card": activate_card,
    "fetch-signing": fetch_signing,
    "activate-phone": activate_phone,
    ANSWER_ORDER: answer_order,
}
