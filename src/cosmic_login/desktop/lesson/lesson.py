"""A lesson that is under way in a window: what its pane shows, and what is done with what is wanted there.

The pane calls in the GUI's thread; player and follower run on the I/O loop. ``again_from`` says, when the window has
closed, that another is wanted, in which the lesson begins at that step.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.swedish_time import date_and_time
from cosmic_login.desktop.lesson.hands import WindowHands
from cosmic_login.desktop.lesson.sheet import write_sheet
from cosmic_login.gui.ports.lesson import LessonPort, LessonSeen, LessonWay, MistakeSeen, ResultSeen
from cosmic_login.gui.shell.parts import failure_of
from cosmic_login.lessons.clock import LessonClock
from cosmic_login.profile.logs import log_event
from cosmic_login.training.follower import Follower
from cosmic_login.training.judge import BackOnTrack, Begun, Done, Finished, Mistake, Verdict
from cosmic_login.training.model import LessonStep, Result, Scenario
from cosmic_login.training.player import Move, Player
from cosmic_login.training.prelude import prelude

if TYPE_CHECKING:
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.training.cast import Cast

_log = logging.getLogger(__name__)
_PATIENCE_S = 90.0  # half a minute is looked for a certificate, say; with a window, nobody hurries time
_VERDICTS = {
    Begun: "begun",
    Done: "done",
    Mistake: "mistake",
    BackOnTrack: "back-on-track",
    Finished: "finished",
}
#: How long a button that is about to be pressed has the focus, in a lesson that is shown.
SHOWN_DWELL_S = 0.6


class WindowLesson(LessonPort):
    """``LessonPort`` of one window. ``attach`` it to the window's program before that runs."""

    def __init__(
        self,
        scenario: Scenario,
        cast: Cast,
        way: LessonWay,
        *,
        first: int = 0,
        at_once: bool = False,
        pace: float | None = None,
        dwell_s: float = SHOWN_DWELL_S,
        clock: Clock | None = None,
    ) -> None:
        """``first``: the step that it begins at; ``at_once``: it is played without holding before it."""
        self.scenario, self.way, self.first = scenario, way, first
        self.again_from: int | None = None
        self.again_at_once = False
        self.result: Result | None = None
        self._cast, self._pace, self._dwell_s = cast, pace, dwell_s
        self._clock = clock or SystemClock()
        self._done, self._at_once = first, at_once
        self._ready, self._holding, self._hint = False, False, False
        self._mistake: MistakeSeen | None = None
        self._mistakes: list[MistakeSeen] = []
        self._helped = 0
        self._told: Callable[[], None] = lambda: None
        self.hands: WindowHands
        self._app: LoginApplication | None = None
        #: The lesson's own time; ``attach`` gives it that of its stage.
        self.time = LessonClock()
        self._task: asyncio.Task[None] | None = None  # touched on the loop, as what follows
        self._follower: Follower | None = None
        self._moves: asyncio.Queue[Move] = asyncio.Queue()

    def attach(self, app: LoginApplication, stage: Stage) -> WindowHands:
        """Begin when the window has its conductor; return the hands, which want to hear of the readers."""
        self._app, self.time = app, stage.clock
        dwell = self._dwell_s if self.way == "show" else 0.0
        hands = self.hands = WindowHands(stage, app, self._cast, dwell, self._count_help)
        app.ready.connect(lambda: app.to_io(lambda: self._begin(hands, stage)))
        return hands

    @property
    def pace(self) -> float | None:
        """Seconds between the steps of a lesson that is shown."""
        return self._pace

    def left_as(self) -> Result:
        """Return what came of it when it was left before its end."""
        if self._follower is not None and self.way != "show":
            return self._follower.result(self.way)
        steps = len(self.scenario.steps)
        return Result(self.scenario.id, self.way, finished=False, steps=steps, done=self._done, seconds=0.0)

    # -- what the pane wants ---------------------------------------------------------------------------------------

    def seen(self, language: str) -> LessonSeen:
        """Say how it stands."""
        steps, scenario = self.scenario.steps, self.scenario
        step = steps[self._done] if self._done < len(steps) else None
        done = tuple(each.say.of(language) for each in steps[: self._done])
        return LessonSeen(
            title=scenario.title.of(language),
            goal=scenario.goal.of(language),
            way=self.way,
            steps=len(steps),
            done=done,
            said=step.say.of(language) if step is not None else "",
            hint=step.hint.of(language) if step is not None and self._hint else "",
            has_hint=step is not None and bool(step.hint.of(language)),
            mistake=self._mistake,
            ready=self._ready,
            holding=self._holding,
            pace=self._pace,
            result=self._result_seen(),
        )

    def listen(self, told: Callable[[], None]) -> None:
        """Have ``told`` called when it stands otherwise than before."""
        self._told = told

    def go_on(self) -> None:
        """Play the step that is held before."""
        self._move(Move.GO)

    def hold(self) -> None:
        """Hold before the next step."""
        self.set_pace(None)

    def back(self) -> None:
        """Begin anew, and hold before the step before this one."""
        self._restart(max(0, self._done - 1))

    def again(self) -> None:
        """Begin anew, and play the step that was just done once more."""
        self.again_at_once = True
        self._restart(max(0, self._done - 1))

    def begin_again(self) -> None:
        """Begin the lesson anew."""
        self._restart(0)

    def set_pace(self, seconds: float | None) -> None:
        """Wait so long before each step; None: hold."""
        held, self._pace = self._holding, seconds
        if held and seconds is not None:
            self._move(Move.GO)
        self._told()

    def ask_hint(self) -> None:
        """Have the hint of the step shown, and counted."""
        if not self._hint:
            self._hint = True
            self._to_io(self._count_hint)
            self._told()

    def save_sheet(self, path: Path) -> None:
        """Write the result as a PDF. Raises ``file.unwritable``."""
        from cosmic_login.ui.language import active_language

        write_sheet(path, self.seen(active_language().name), self.scenario.person, date_and_time(self._clock.now()))

    def leave(self) -> None:
        """End the lesson, and the window with it, whatever stands there."""
        if self._app is not None:
            self._app.interrupt()

    # -- on the loop -----------------------------------------------------------------------------------------------

    def _begin(self, hands: WindowHands, stage: Stage) -> None:
        self._task = asyncio.ensure_future(self._run(hands, stage))

    async def _run(self, hands: WindowHands, stage: Stage) -> None:
        try:
            result = await self._played(hands, stage)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left waiting for a lesson that has ended
            failure = failure_of("lesson", error)
            result = replace(self.left_as(), failure=f"{self.scenario.source}:1: {failure}")
        self._to_gui(lambda: self._ended(result))
        await self.after()

    async def _played(self, hands: WindowHands, stage: Stage) -> Result:
        before = prelude(self.scenario, self._cast)
        if self.way != "show":
            follower = self._follower = Follower(self.scenario, hands, stage.clock, before=before, told=self._hear)
            return await follower.follow(self.way)
        player = Player(
            self.scenario,
            hands,
            stage.clock,
            before=before,
            gate=self.gate,
            told=self._hear,
            patience_s=_PATIENCE_S,
        )
        return await player.play(self.first)

    async def gate(self, _place: int, _step: LessonStep) -> Move:
        """Hold before a step of a lesson that is shown, and the lesson's time with it; on the loop."""
        if self._at_once:
            self._at_once = False
            return Move.GO
        pace = self._pace
        self._to_gui(lambda: self._hold(on=True))
        try:
            with self.time.held(), contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(self._moves.get(), pace)
            return Move.GO
        finally:
            self._to_gui(lambda: self._hold(on=False))

    def _count_help(self) -> None:
        self._helped += 1

    def _count_hint(self) -> None:
        if self._follower is not None:
            self._follower.hint()

    async def after(self) -> None:
        """Do what belongs to the lesson's end; on the loop."""

    def _hear(self, verdict: Verdict) -> None:
        told, step = _VERDICTS[type(verdict)], getattr(verdict, "step", None)
        log_event(_log, "lesson.step", scenario=self.scenario.id, verdict=told, step=step)
        self._to_gui(lambda: self._take(verdict))

    # -- in the GUI's thread -----------------------------------------------------------------------------------------

    def _take(self, verdict: Verdict) -> None:
        match verdict:
            case Begun(step):
                self._ready, self._done, self._hint = True, step, False
            case Done(step):
                self._done, self._mistake = step + 1, None
            case Mistake(step, state, failure):
                self._mistake = MistakeSeen(step, state, failure)
                self._mistakes.append(self._mistake)
            case BackOnTrack() if self._mistake is not None:
                self._mistake = self._mistake._replace(back=True)
        self._told()

    def _hold(self, *, on: bool) -> None:
        self._holding = on
        self._told()

    def _ended(self, result: Result) -> None:
        self.result = result
        self._done = result.done
        self._told()

    def _result_seen(self) -> ResultSeen | None:
        result = self.result
        if result is None:
            return None
        return ResultSeen(
            result.finished, result.seconds, tuple(self._mistakes), result.hints, self._helped, result.failure
        )

    def _restart(self, step: int) -> None:
        self.again_from = step
        self.leave()

    def _move(self, move: Move) -> None:
        self._to_io(lambda: self._moves.put_nowait(move))

    def _to_gui(self, call: Callable[[], None]) -> None:
        if self._app is not None:
            self._app.sink.tell(call)

    def _to_io(self, call: Callable[[], None]) -> None:
        if self._app is not None:
            self._app.to_io(call)
