"""Plays a scenario through somebody's hands, step by step, and holds before any of them (*show*)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Final

from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.training.hands import Hands, NotPossible
from cosmic_login.training.judge import Begun, LessonJudge, Mistake, Verdict, passes
from cosmic_login.training.model import LessonStep, Result, Scenario
from cosmic_login.training.scenes import Happened

#: How long a step may take that does not come to its end, in seconds.
PATIENCE_S: Final = 20.0
#: How often the trail is looked at while a step waits for a row of it.
_LOOK_S: Final = 0.03


class Move(Enum):
    """What whoever holds before a step says."""

    GO = auto()
    #: Back to before the step before this one: everything is begun anew and played up to there.
    BACK = auto()
    #: The step that was just done once more, likewise.
    AGAIN = auto()
    STOP = auto()


#: Waits before a step until somebody says how to go on; gets the step's place and the step.
Gate = Callable[[int, LessonStep], Awaitable[Move]]


async def open_gate(_place: int, _step: LessonStep) -> Move:
    """Hold nowhere."""
    return Move.GO


class StepFailed(Exception):  # noqa: N818 - it says what happened
    """A step did not come to what the scenario says."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(f"step {place + 1}: {reason}")
        self.place, self.reason = place, reason


class Player:
    """Plays one scenario. ``told`` hears every verdict, after the judge."""

    def __init__(
        self,
        scenario: Scenario,
        hands: Hands,
        clock: Clock,
        *,
        before: Sequence[LessonStep] = (),
        gate: Gate = open_gate,
        told: Callable[[Verdict], None] = lambda _verdict: None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """``before`` are steps that are played before the first, without holding and without being told of."""
        self._scenario, self._hands, self._clock = scenario, hands, clock
        self._before, self._gate, self._told, self._patience_s = tuple(before), gate, told, patience_s
        self._judge = self._main = LessonJudge(scenario, clock.monotonic)
        self._changed = asyncio.Event()
        self._mistake: Mistake | None = None
        self._quiet = True

    async def play(self, first: int = 0) -> Result:
        """Play to the end, or until somebody stops it; up to before the step ``first`` without holding.

        What a step comes to is told, not raised; closes nothing.
        """
        failure, place = "", 0
        try:
            place = await self._from_the_start(first)
            while place < len(self._scenario.steps):
                # What passes by itself does not wait for whoever holds: pressing "Nästa" too early, say.
                held = not passes(self._judge.scene)
                move = await self._gate(place, self._scenario.steps[place]) if held else Move.GO
                if move is Move.STOP:
                    break
                if move in {Move.BACK, Move.AGAIN}:
                    place = await self._from_the_start(max(0, place - 1))
                if move is not Move.BACK:
                    await self._play(place)
                    place += 1
        except StepFailed as failed:
            place = max(0, failed.place)
            line = self._scenario.steps[place].line if failed.place >= 0 else 1
            failure = f"{self._scenario.source}:{line}: {failed}"
        return Result(
            scenario=self._scenario.id,
            way="show",
            finished=self._main.finished and not failure,
            steps=len(self._scenario.steps),
            done=place,
            seconds=round(self._main.took, 3),
            failure=failure,
        )

    async def _from_the_start(self, place: int) -> int:
        """Begin anew and play, without holding and without telling, up to before ``place``; return that."""
        self._quiet = True
        try:
            scene = await self._hands.set_up(self._scenario, self._heard)
        except LoginFailure as failure:
            raise StepFailed(-1, f"the start cannot be set up: {failure}") from failure
        if self._before:
            self._judge = LessonJudge(replace(self._scenario, steps=self._before), self._clock.monotonic)
            self._judge.begin(scene)
            try:
                for each in range(len(self._before)):
                    await self._play(each)
            except StepFailed as failed:
                raise StepFailed(-1, f"the start cannot be set up: {failed}") from failed
            scene = self._judge.scene
        self._judge = self._main
        begun = self._main.begin(scene)
        for each in range(place):
            await self._play(each)
        self._quiet = False
        for verdict in begun if place == 0 else [Begun(place)]:
            self._told(verdict)
        return place

    async def _play(self, place: int) -> None:
        step = self._judge.scenario.steps[place]
        self._mistake = None
        if step.act is None and step.mishap is None:
            raise StepFailed(place, "nothing is done, and nothing happens")
        await self._hands.look()  # what was written before is not this step's
        try:
            if step.mishap is not None:
                await self._hands.happen(step.mishap)
            if step.act is not None:
                await self._hands.do(step.act)
        except NotPossible as impossible:
            raise StepFailed(place, str(impossible)) from None
        except LoginFailure as failure:
            raise StepFailed(place, f"cannot be done: {failure}") from failure
        try:
            async with asyncio.timeout(self._patience_s):
                await self._until_done(place, step)
        except TimeoutError:
            raise StepFailed(place, f"still {self._stands(step)}, not {_wanted(step)}") from None

    async def _until_done(self, place: int, step: LessonStep) -> None:
        while self._judge.at <= place:
            if self._mistake is not None:
                raise StepFailed(place, f"came to {self._mistake.words}, not to {_wanted(step)}")
            self._changed.clear()
            if not step.expect.trail:
                await self._changed.wait()
                continue
            await self._hands.look()  # rows of the trail come without being told
            if self._judge.at <= place:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await self._changed.wait()

    def _stands(self, step: LessonStep) -> str:
        scene = self._judge.scene
        facts = [f"{name}={scene.fact(name)}" for name in step.expect.facts if hasattr(scene, name)]
        return " ".join([scene.state, *facts])

    def _heard(self, happened: Happened) -> None:
        for verdict in self._judge.take(happened):
            if isinstance(verdict, Mistake) and self._mistake is None:
                self._mistake = verdict
            if not self._quiet:
                self._told(verdict)
        self._changed.set()


def _wanted(step: LessonStep) -> str:
    facts = [f"{name}={value}" for name, value in step.expect.facts.items()]
    rows = [" ".join(filter(None, row)) for row in step.expect.trail]
    return " ".join([step.expect.state or "the same state", *facts, *([f"[{', '.join(rows)}]"] if rows else [])])
