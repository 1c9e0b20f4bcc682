"""A lesson that is under way in a window: what its pane shows, and what is wanted there.

The pane calls in the GUI's thread; a ``Course`` plays or follows on the I/O loop, and tells what has come about.
``again_from`` says, when the window has closed, that another is wanted, in which the lesson begins at that step.
Light: it is made before the window's first paint, and what is to be played is read after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.gui.ports.lesson import LessonPort, LessonSeen, LessonWay, MistakeSeen, ResultSeen
from cosmic_login.lessons.clock import LessonClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cosmic_login.desktop.lesson.plan import Course, FindPlan, LessonPlan
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.training.model import Result

#: How long a button that is about to be pressed has the focus, in a lesson that is shown.
SHOWN_DWELL_S = 0.6


class WindowLesson(LessonPort):
    """``LessonPort`` of one window (``app``); all of it in the GUI's thread but ``read``."""

    def __init__(
        self,
        find: FindPlan,
        way: LessonWay,
        *,
        first: int = 0,
        at_once: bool = False,
        pace: float | None = None,
        dwell_s: float = SHOWN_DWELL_S,
        clock: Clock | None = None,
        shows_phone: bool = False,
    ) -> None:
        """``first``: the step that it begins at; ``at_once``: it is played without holding before it.

        ``shows_phone``: what is done with the trainee's phone is done in its window, where one can look on.
        ``clock`` is the machine's; the lesson's own time is ``time``.
        """
        self.way, self.first, self.at_once = way, first, at_once
        self.dwell_s = dwell_s if way == "show" else 0.0
        self.shows_phone = shows_phone
        self.plan: LessonPlan | None = None
        self.app: LoginApplication | None = None
        self.again_from: int | None = None
        self.again_at_once = False
        self.result: Result | None = None
        self._find, self._pace, self._clock = find, pace, clock or SystemClock()
        self.time = LessonClock(self._clock)
        self._done = first
        self._ready, self._holding, self._hint = False, False, False
        self._mistake: MistakeSeen | None = None
        self._mistakes: list[MistakeSeen] = []
        self._helped = 0
        self._told: Callable[[], None] = lambda: None
        self._course: Course | None = None

    # -- its beginning ---------------------------------------------------------------------------------------------

    def read(self) -> LessonPlan:
        """Return what is to be played, which is read once. Raises ``LoginFailure``."""
        if self.plan is None:
            self.plan = self._find()
        return self.plan

    def begin(self, course: Course) -> None:
        """Be played so, from now on."""
        self._course = course
        self._told()

    def anew(self) -> WindowLesson:
        """Return the lesson that is wanted in another window when this one has closed."""
        return WindowLesson(
            self.read,
            self.way,
            first=self.again_from or 0,
            at_once=self.again_at_once,
            pace=self._pace,
            dwell_s=self.dwell_s,
            clock=self._clock,
            shows_phone=self.shows_phone,
        )

    @property
    def pace(self) -> float | None:
        """Seconds between the steps of a lesson that is shown."""
        return self._pace

    @property
    def done(self) -> int:
        """How many steps are done."""
        return self._done

    def left_as(self) -> Result:
        """Return what came of it when it was left before its end."""
        from cosmic_login.training.model import Result

        followed = None if self._course is None else self._course.left_as()
        if followed is not None:
            return followed
        scenario = self.read().scenario
        steps = len(scenario.steps)
        return Result(scenario.id, self.way, finished=False, steps=steps, done=self._done, seconds=0.0)

    # -- what the pane wants ---------------------------------------------------------------------------------------

    def seen(self, language: str) -> LessonSeen:
        """Say how it stands."""
        if self.plan is None:
            return LessonSeen(title="", goal="", way=self.way, steps=0)
        scenario = self.plan.scenario
        steps = scenario.steps
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
        if self._course is not None:
            self._course.go()

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
            self.go_on()
        self._told()

    def ask_hint(self) -> None:
        """Have the hint of the step shown, and counted."""
        if not self._hint:
            self._hint = True
            if self._course is not None:
                self._course.count_hint()
            self._told()

    def save_sheet(self, path: Path) -> None:
        """Write the result as a PDF. Raises ``file.unwritable``."""
        from cosmic_login.core.swedish_time import date_and_time
        from cosmic_login.desktop.lesson.sheet import write_sheet
        from cosmic_login.ui.language import active_language

        plan = self.read()
        person = plan.cast.members[plan.scenario.person].name
        write_sheet(path, self.seen(active_language().name), person, date_and_time(self._clock.now()))

    def leave(self) -> None:
        """End the lesson, and the window with it, whatever stands there."""
        if self.app is not None:
            self.app.interrupt()

    # -- what the course tells, in the GUI's thread ------------------------------------------------------------------

    def step_begun(self, step: int) -> None:
        """Hear that a step begins; everything is set up."""
        self._ready, self._done, self._hint = True, step, False
        self._told()

    def step_done(self, step: int) -> None:
        """Hear that a step is done."""
        self._done, self._mistake = step + 1, None
        self._told()

    def mistaken(self, mistake: MistakeSeen) -> None:
        """Hear that something else came than the step expects."""
        self._mistake = mistake
        self._mistakes.append(mistake)
        self._told()

    def back_on_track(self) -> None:
        """Hear that the trainee is where the step begins."""
        if self._mistake is not None:
            self._mistake = self._mistake._replace(back=True)
        self._told()

    def held(self, *, on: bool) -> None:
        """Hear that it holds before a step, or goes on."""
        self._holding = on
        self._told()

    def count_help(self) -> None:
        """Hear that the trainee has looked something up."""
        self._helped += 1

    def ended(self, result: Result) -> None:
        """Hear that it has come to its end, whichever."""
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
