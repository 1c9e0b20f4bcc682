"""What a card's holder is told while another program has the card, and how what was begun goes on by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cosmic_login.cards.calls import off_the_loop
from cosmic_login.cards.guarded import guarded
from cosmic_login.cards.reader import ReaderService
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, InsertCard
from cosmic_login.core.situations import CardSituation

T = TypeVar("T")

#: A card that another program holds gives no event when it is let go.
LOOK_AGAIN_S = 0.5


async def when_free(call: Callable[[], Awaitable[T]], service: ReaderService, reader: str, ask: Ask) -> T:
    """Make the call again and again while it raises ``card.in_use``; the person is asked to close the other program.

    Any other failure is raised, and so is what the one who is asked raises. Answering means "look again".
    """
    asking: asyncio.Task[object] | None = None
    try:
        while True:
            try:
                return await call()
            except LoginFailure as failure:
                if failure.code != "card.in_use":
                    raise
            if asking is None or asking.done():
                programs = await off_the_loop(lambda: guarded(service).programs(reader))
                asking = asyncio.ensure_future(ask(InsertCard(CardSituation.IN_USE, (reader,), programs)))
            await asyncio.wait({asking}, timeout=LOOK_AGAIN_S)
            if asking.done():
                asking.result()
    finally:
        if asking is not None and not asking.done():
            asking.cancel()
            await asyncio.wait({asking})
