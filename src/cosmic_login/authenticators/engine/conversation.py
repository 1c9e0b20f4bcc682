"""What an authenticator asks and is answered: each prompt has a number, and those that wait have a future.

Everything here happens on the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar, cast

from cosmic_login.authenticators.engine.wiping import wipe, wipe_unread
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Answer, Ask, Prompt, Seen, Working
from cosmic_login.core.situations import Step

A = TypeVar("A", bound=Answer)


class Conversation:
    """The prompts of one conductor's logins, one login after the other."""

    def __init__(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        #: How many seconds a step that passes by itself stays in view, for those who are shown it; 0 outside training.
        self.hold_s = 0.0
        self._pause = pause
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Answer]] = {}
        self._shown: set[int] = set()  # prompts that do not wait, while they are the last of their login
        self._refusals: dict[int, LoginFailure] = {}

    @contextlib.contextmanager
    def asking(self, show: Callable[[int, Prompt[Any]], None]) -> Iterator[Ask]:
        """Give one login its ``ask``; ``show`` puts a prompt before the person."""
        last = 0

        async def ask(prompt: Prompt[A]) -> A:
            nonlocal last
            if (refusal := self._forget(last)) is not None:
                raise refusal
            last = number = next(self._numbers)
            if prompt.waits:
                return cast("A", await self._wait(number, prompt, show))
            self._shown.add(number)
            show(number, prompt)
            if self.hold_s and isinstance(prompt, Working) and prompt.step is not Step.AWAITING_CERTIFICATE:
                await self._pause(self.hold_s)
            return cast("A", Seen())

        try:
            yield ask
        finally:
            self._forget(last)

    def resolve(self, number: int, outcome: Answer | LoginFailure) -> None:
        """Answer prompt ``number``, or refuse it; codes that nobody takes are wiped.

        Refusing a prompt that does not wait ends its login with the next one.
        """
        future = self._answers.get(number)
        if isinstance(outcome, LoginFailure) and number in self._shown:
            self._refusals[number] = outcome
        elif future is None or future.done():
            wipe(outcome)
        elif isinstance(outcome, LoginFailure):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    @property
    def idle(self) -> bool:
        """Whether nobody waits for an answer and nothing is kept."""
        return not (self._answers or self._shown or self._refusals)

    async def _wait(self, number: int, prompt: Prompt[A], show: Callable[[int, Prompt[Any]], None]) -> Answer:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[number] = future
        try:
            show(number, prompt)
            return await future
        except asyncio.CancelledError:
            wipe_unread(future)
            raise
        finally:
            del self._answers[number]

    def _forget(self, number: int) -> LoginFailure | None:
        self._shown.discard(number)
        return self._refusals.pop(number, None)
