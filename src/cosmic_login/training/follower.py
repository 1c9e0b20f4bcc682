"""Follows a person through a scenario: has happen what happens in each step, and judges what the person does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Final, Literal

from cosmic_login.core.clock import Clock
from cosmic_login.training.hands import Hands
from cosmic_login.training.judge import Begun, Verdict
from cosmic_login.training.model import LessonStep, Result, Scenario
from cosmic_login.training.player import Player, StepFailed

#: How often the trail is looked at: what a person does takes longer.
_LOOK_S: Final = 0.25


class Follower(Player):
    """A ``Player`` that leaves the steps to a person: its hands prepare the start, and make the mishaps."""

    def __init__(
        self,
        scenario: Scenario,
        hands: Hands,
        clock: Clock,
        *,
        before: Sequence[LessonStep] = (),
        told: Callable[[Verdict], None] = lambda _verdict: None,
    ) -> None:
        super().__init__(scenario, hands, clock, before=before, told=self._listen(told))
        self._begun: list[int] = []

    def _listen(self, told: Callable[[Verdict], None]) -> Callable[[Verdict], None]:
        def heard(verdict: Verdict) -> None:
            if isinstance(verdict, Begun):
                self._begun.append(verdict.step)
            told(verdict)

        return heard

    async def follow(self, way: Literal["practise", "test"]) -> Result:
        """Follow until the scenario is finished; cancel it to give it up. What cannot be set up is the failure told."""
        failure = ""
        try:
            await self._from_the_start(0)
            while not self._main.finished:
                await self._have_happen()
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await self._changed.wait()
                await self._hands.look()
        except StepFailed as failed:
            failure = f"{self._scenario.source}:1: {failed}"
        return self.result(way, failure)

    def result(self, way: Literal["practise", "test"], failure: str = "") -> Result:
        """Return what came of it so far. Closing the window is leaving the lesson, and no mistake in it."""
        judge = self._main
        return Result(
            scenario=self._scenario.id,
            way=way,
            finished=judge.finished and not failure,
            steps=len(self._scenario.steps),
            done=judge.at,
            seconds=round(judge.took, 3),
            mistakes=tuple(each.words for each in judge.mistakes if each.state != "closed"),
            hints=judge.hints,
            failure=failure,
        )

    def hint(self) -> LessonStep | None:
        """Return the step that somebody asks for help with; it is counted."""
        return self._main.hint()

    async def _have_happen(self) -> None:
        """Have happen what happens at the beginning of the steps that have begun, or begun again."""
        while self._begun:
            mishap = self._scenario.steps[self._begun.pop(0)].mishap
            if mishap is not None:
                await self._hands.happen(mishap)
