"""The world behind a lesson's window: the lesson's stage, and nothing of the real profile but how the window looks."""

from __future__ import annotations

import contextlib
from functools import reduce
from typing import TYPE_CHECKING

from cosmic_login.core.settings import Found, Settings
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.desktop.preferences import RunPreferences
from cosmic_login.run.context import CliContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmic_login.app import World
    from cosmic_login.authenticators.card.status import CardStatus
    from cosmic_login.core.window_geometry import WindowGeometry
    from cosmic_login.lessons.stage import Stage

#: What a trainee has set for the sake of their eyes and hands; the rest is as in any new profile.
_KEPT = ("theme", "text_scale", "language", "reduced_motion", "show_keypad", "contacts", "practice_code")


def taken_over(real: CliContext) -> Settings:
    """Return a lesson's settings: the usual ones, with what is taken over from the real profile's."""
    found = real.in_force(real.found_settings.settings)
    return reduce(lambda made, name: made.changed(name, getattr(found, name)), _KEPT, Settings())


class LessonPreferences(RunPreferences):
    """The look of the real profile's window; nothing of a lesson is kept. ``geometry`` is where the window stands."""

    def __init__(self, real: CliContext, lesson: CliContext, geometry: WindowGeometry | None = None) -> None:
        super().__init__(lesson)
        self._real, self.geometry = real, geometry

    def load_settings(self) -> Found:
        """Return what is taken over from the real profile's settings."""
        return Found(taken_over(self._real))

    def load_geometry(self) -> WindowGeometry | None:
        """Return where the window of the lesson was before it was begun anew."""
        return self.geometry

    def save_geometry(self, geometry: WindowGeometry) -> None:
        """Keep it for the next beginning."""
        self.geometry = geometry


class LessonWorld(WindowWorld):
    """``WindowPorts`` on a stage."""

    def __init__(self, lesson: CliContext, stage: Stage, preferences: LessonPreferences) -> None:
        super().__init__(lesson)
        self.preferences = preferences
        self.stage, self.clock = stage, stage.clock
        self.heard: Callable[[CardStatus], None] = lambda _status: None

    def open_world(self, settings: Settings) -> contextlib.AbstractContextManager[World]:
        """Return the stage's own composition, which the stage closes."""
        return contextlib.nullcontext(self.stage.world)

    def note_cards(self, status: CardStatus) -> None:
        """Tell the hands too."""
        super().note_cards(status)
        self.heard(status)

    async def stop(self) -> None:
        """Close the window's part, then the stage, which removes the scratch profile."""
        try:
            await super().stop()
        finally:
            await self.stage.close()


def lesson_context(real: CliContext, stage: Stage) -> CliContext:
    """Return the options of a run on a lesson's scratch profile."""
    return CliContext(
        profile_dir=stage.world.profile.root,
        log_level=real.log_level,
        lang_option=real.lang_option,
        manner_option=stage.scenario.start.manner,
        card_wait=real.card_wait,
    )
