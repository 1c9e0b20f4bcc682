"""A trainer may hold the steps that pass by themselves; nobody else is slowed, and nothing that moves by itself is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cosmic_login.authenticators.engine.conversation import Conversation
from cosmic_login.core.prompts import Prompt, Working
from cosmic_login.core.situations import Step

STEPS = (Working(Step.SIGNING), Working(Step.AWAITING_CERTIFICATE), Working(Step.VERIFYING))


def said(hold_s: float) -> list[object]:
    """Tell three steps; return what was shown, and the pauses between."""
    heard: list[object] = []

    async def pause(seconds: float) -> None:
        heard.append(seconds)

    async def tell() -> None:
        conversation = Conversation(pause)
        conversation.hold_s = hold_s

        def show(_number: int, prompt: Prompt[Any]) -> None:
            heard.append(prompt)

        with conversation.asking(show) as ask:
            for step in STEPS:
                await ask(step)

    asyncio.run(tell())
    return heard


@pytest.mark.parametrize(("hold_s", "pauses"), [(0.0, ((), (), ())), (3.0, ((3.0,), (), (3.0,)))])
def test_a_step_is_held_where_it_is_seen(hold_s: float, pauses: tuple[tuple[float, ...], ...]) -> None:
    wanted: list[object] = []
    for step, pause in zip(STEPS, pauses, strict=True):
        wanted += [step, *pause]
    assert said(hold_s) == wanted
