"""A lesson's course, on the I/O loop: it is played, or the trainee is followed; the lesson hears what comes of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cosmic_login.desktop.lesson.hands import WindowHands
from cosmic_login.desktop.lesson.shown_phone import ShownPhone
from cosmic_login.gui.ports.lesson import MistakeSeen
from cosmic_login.gui.shell.parts import failure_of
from cosmic_login.profile.logs import log_event
from cosmic_login.training.follower import Follower
from cosmic_login.training.judge import BackOnTrack, Begun, Done, Finished, Mistake, Verdict
from cosmic_login.training.player import Move, Player
from cosmic_login.training.prelude import prelude

if TYPE_CHECKING:
    from cosmic_login.desktop.lesson.lesson import WindowLesson
    from cosmic_login.desktop.lesson.world import LessonWorld
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.training.model import LessonStep, Result

_log = logging.getLogger(__name__)
_PATIENCE_S = 90.0  # half a minute is looked for a certificate, say; with a window, nobody hurries time
_VERDICTS: Final = {
    Begun: "begun",
    Done: "done",
    Mistake: "mistake",
    BackOnTrack: "back-on-track",
    Finished: "finished",
}


class LessonCourse:
    """Made in the GUI's thread, where ``go`` and ``count_hint`` are called too; ``begin`` it on the loop."""

    def __init__(self, lesson: WindowLesson, app: LoginApplication, world: LessonWorld, stage: Stage) -> None:
        self.lesson, (self._scenario, self._cast, _profile) = lesson, lesson.read()
        self._app, self._world, self._stage = app, world, stage
        self.hands = WindowHands(stage, app, self._cast, lesson.dwell_s, lesson.count_help)
        if lesson.shows_phone:
            self.hands.phone_window = ShownPhone(stage, app, world.phone, lesson.dwell_s)
        self._at_once = lesson.at_once
        self._task: asyncio.Task[None] | None = None  # touched on the loop, as what follows
        self._follower: Follower | None = None
        self._moves: asyncio.Queue[Move] = asyncio.Queue()

    def go(self) -> None:
        """Play the step that is held before."""
        self._app.to_io(lambda: self._moves.put_nowait(Move.GO))

    def count_hint(self) -> None:
        """Count that somebody asked for the hint of the step."""
        self._app.to_io(self._count_hint)

    def left_as(self) -> Result | None:
        """Return what came of it so far; None for a lesson that is shown."""
        follower, way = self._follower, self.lesson.way
        return follower.result(way) if follower is not None and way != "show" else None

    # -- on the loop -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin."""
        self._world.hear_cards(self.hands.on_cards)
        self._task = asyncio.ensure_future(self._run())

    def _count_hint(self) -> None:
        if self._follower is not None:
            self._follower.hint()

    async def _run(self) -> None:
        try:
            result = await self._played()
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left waiting for a lesson that has ended
            failure = failure_of("lesson", error)
            result = replace(self.lesson.left_as(), failure=f"{self._scenario.source}:1: {failure}")
        self._to_gui(lambda: self.lesson.ended(result))
        await self.after()

    async def _played(self) -> Result:
        before, way, time = prelude(self._scenario, self._cast), self.lesson.way, self._stage.clock
        if way != "show":
            follower = self._follower = Follower(self._scenario, self.hands, time, before=before, told=self._hear)
            return await follower.follow(way)
        player = Player(
            self._scenario,
            self.hands,
            time,
            before=before,
            gate=self.gate,
            told=self._hear,
            patience_s=_PATIENCE_S,
        )
        return await player.play(self.lesson.first)

    async def gate(self, _place: int, _step: LessonStep) -> Move:
        """Hold before a step of a lesson that is shown, and the lesson's time with it."""
        if self._at_once:
            self._at_once = False
            return Move.GO
        pace = self.lesson.pace
        self._to_gui(lambda: self.lesson.held(on=True))
        try:
            with self._stage.clock.held(), contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pace):
                    return await self._moves.get()
            return Move.GO
        finally:
            self._to_gui(lambda: self.lesson.held(on=False))

    async def after(self) -> None:
        """Do what belongs to the lesson's end."""

    def _hear(self, verdict: Verdict) -> None:
        told, step = _VERDICTS[type(verdict)], getattr(verdict, "step", None)
        log_event(_log, "lesson.step", scenario=self._scenario.id, verdict=told, step=step)
        self._to_gui(lambda: self._tell(verdict))

    def _tell(self, verdict: Verdict) -> None:
        match verdict:
            case Begun(step):
                self.lesson.step_begun(step)
            case Done(step):
                self.lesson.step_done(step)
            case Mistake(step, state, failure):
                self.lesson.mistaken(MistakeSeen(step, state, failure))
            case BackOnTrack():
                self.lesson.back_on_track()

    def _to_gui(self, call: Callable[[], None]) -> None:
        self._app.sink.tell(call)
