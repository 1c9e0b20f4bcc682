"""A lesson in a window, from its beginning to what is kept of it; a window for each time that it is begun anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.desktop.display import display
from cosmic_login.desktop.lesson.lesson import WindowLesson
from cosmic_login.desktop.lesson.world import LessonPreferences, LessonWorld, lesson_context, taken_over
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.lessons.playing import write_down
from cosmic_login.lessons.stage import Stage
from cosmic_login.profile.settings import save

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.core.window_geometry import WindowGeometry
    from cosmic_login.gui.ports.lesson import LessonWay
    from cosmic_login.profile import Profile
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.model import Result, Scenario


class LessonWindow:
    """One window of a lesson: ``app`` to be run, ``lesson`` under way in it. ``close`` it when it has ended."""

    def __init__(
        self,
        context: CliContext,
        profile: Profile,
        lesson: WindowLesson,
        geometry: WindowGeometry | None = None,
        *,
        pane: bool = True,
        theme: str | None = None,
    ) -> None:
        """Make the lesson's stage beside the profile's files, and the window on it, with or without the lesson's pane.

        Raises ``display.missing``.
        """
        stage = Stage.make(profile, lesson.scenario)
        self.lesson, self._own = lesson, lesson_context(context, stage)
        tested = lesson.way == "test"
        settings = taken_over(context)
        # The phone is a program of its own: it finds there how it is to look, and that it has no code to show.
        save(stage.world.profile, settings.changed("practice_code", settings.practice_code and not tested))
        self._preferences = LessonPreferences(context, self._own, geometry)
        ports = LessonWorld(self._own, stage, self._preferences)
        ports.practice.hidden = tested
        ports.lesson, ports.offers_trainer = lesson if pane else None, False
        with display(context):
            self.app = LoginApplication(ports, theme=theme)
        ports.heard = lesson.attach(self.app, stage).on_cards
        ports.attach(self.app)

    @property
    def geometry(self) -> WindowGeometry | None:
        """Where the window stood when it was closed."""
        return self._preferences.geometry

    def close(self) -> None:
        """Close what the lesson wrote to; its profile has been removed with the window's end."""
        self._own.close()


def run_lesson(
    context: CliContext, world: World, cast: Cast, scenario: Scenario, *, way: LessonWay, pace: float | None = None
) -> Result:
    """Open the window and run until the lesson is left; return what came of it, which is on the profile's trail then.

    Raises ``display.missing``, and what a profile can raise when the lesson's own is made.
    """
    lesson = WindowLesson(scenario, cast, way, pace=pace, clock=world.clock)
    geometry = None
    while True:
        window = LessonWindow(context, world.profile, lesson, geometry)
        window.app.run()
        window.close()
        if lesson.again_from is None:
            break
        geometry, pace = window.geometry, lesson.pace
        first, at_once = lesson.again_from, lesson.again_at_once
        lesson = WindowLesson(scenario, cast, way, first=first, at_once=at_once, pace=pace, clock=world.clock)
    result = lesson.result or lesson.left_as()
    write_down(world, result)
    return result
