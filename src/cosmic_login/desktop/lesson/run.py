"""A lesson in a window, from its beginning to what is kept of it; a window for each time that it is begun anew.

Nothing heavy is imported here: the window is painted first, as one without a lesson is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.desktop.display import display
from cosmic_login.desktop.lesson.lesson import WindowLesson
from cosmic_login.desktop.lesson.world import LessonPreferences, LessonWorld
from cosmic_login.gui.shell.application import LoginApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmic_login.core.window_geometry import WindowGeometry
    from cosmic_login.desktop.lesson.course import LessonCourse
    from cosmic_login.desktop.lesson.plan import FindPlan
    from cosmic_login.gui.ports.lesson import LessonWay
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.model import Result

    MakeCourse = Callable[[WindowLesson, LoginApplication, LessonWorld, Stage], LessonCourse]


class LessonWindow:
    """One window of a lesson: ``app`` to be run, ``lesson`` under way in it."""

    def __init__(
        self,
        context: CliContext,
        lesson: WindowLesson,
        geometry: WindowGeometry | None = None,
        *,
        pane: bool = True,
        theme: str | None = None,
        course: MakeCourse | None = None,
    ) -> None:
        """Make the window, with or without the lesson's pane; its stage comes when it runs.

        ``course`` makes what plays it, if that is not the usual. Raises ``display.missing``.
        """
        self.lesson, self._preferences = lesson, LessonPreferences(context, geometry)
        self._course = course
        ports = self._ports = LessonWorld(
            context,
            self._preferences,
            lesson.time,
            prepare=self._prepare,
            begin=self._begin,
            practice=lesson.way != "test",
        )
        ports.lesson = lesson if pane else None
        with display(context):
            self.app = lesson.app = ports.attach(LoginApplication(ports, theme=theme))

    def run(self) -> None:
        """Run until the lesson is left. Raises what kept it from beginning."""
        self.app.run()
        if self._ports.failure is not None:
            raise self._ports.failure

    def _prepare(self) -> Stage:
        """Read what is to be played and make its stage; on the I/O thread."""
        from cosmic_login.desktop.lesson import course  # noqa: F401 - here nobody waits for it
        from cosmic_login.lessons.stage import Stage

        plan = self.lesson.read()
        return Stage.make(plan.profile, plan.scenario, self.lesson.time)

    def _begin(self, app: LoginApplication, world: LessonWorld, stage: Stage) -> None:
        """Begin when the window has its conductor, and the stage is there."""
        from cosmic_login.desktop.lesson.course import LessonCourse

        course = (self._course or LessonCourse)(self.lesson, app, world, stage)
        self.lesson.begin(course)
        app.to_io(course.begin)

    @property
    def geometry(self) -> WindowGeometry | None:
        """Where the window stood when it was closed."""
        return self._preferences.geometry


def run_lesson(context: CliContext, find: FindPlan, *, way: LessonWay, pace: float | None = None) -> Result:
    """Open the window and run until the lesson is left; return what came of it.

    Raises ``display.missing``, what ``find`` raises, and what a profile can raise when the lesson's own is made.
    """
    lesson, geometry = WindowLesson(find, way, pace=pace, shows_phone=way == "show"), None
    while True:
        window = LessonWindow(context, lesson, geometry)
        window.run()
        if lesson.again_from is None:
            return lesson.result or lesson.left_as()
        geometry, lesson = window.geometry, lesson.anew()
