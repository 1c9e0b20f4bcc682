"""The world behind a lesson's window: the lesson's stage, and nothing of the real profile but how the window looks.

The stage is made after the first paint, on the I/O thread.
"""

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
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.window_geometry import WindowGeometry
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.lessons.clock import LessonClock
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.profile import Profile

#: What a trainee has set for the sake of their eyes and hands; the rest is as in any new profile.
_KEPT = ("theme", "text_scale", "language", "reduced_motion", "show_keypad", "contacts", "practice_code")


def taken_over(real: CliContext) -> Settings:
    """Return a lesson's settings: the usual ones, with what is taken over from the real profile's."""
    found = real.in_force(real.found_settings.settings)
    return reduce(lambda made, name: made.changed(name, getattr(found, name)), _KEPT, Settings())


class LessonContext(CliContext):
    """The options of a run on a lesson's scratch profile.

    Until that is there, the real one is what can be looked into; nothing of a lesson is written before.
    """

    def __init__(self, real: CliContext) -> None:
        super().__init__(log_level=real.log_level, lang_option=real.lang_option, card_wait=real.card_wait)
        self._real, self._scratch = real, False

    def use(self, stage: Stage) -> None:
        """Stand on the stage's profile from now on, and write its log."""
        self.manner_option, self.profile_dir = stage.scenario.start.manner, stage.world.profile.root
        self._scratch = True
        self.profile  # noqa: B018 - opens the log

    @property
    def profile(self) -> Profile:  # another from ``use`` on
        """The scratch profile; before ``use``, the real one."""
        if not self._scratch:
            return self._real.profile
        return super().profile


class LessonPreferences(RunPreferences):
    """The look of the real profile's window; nothing of a lesson is kept. ``geometry`` is where the window stands."""

    def __init__(self, real: CliContext, geometry: WindowGeometry | None = None) -> None:
        super().__init__(CliContext(lang_option=real.lang_option))
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

    #: A lesson's readers are nobody's elsewhere.
    sharing = None  # type: ignore[assignment]

    def __init__(
        self,
        real: CliContext,
        preferences: LessonPreferences,
        clock: LessonClock,
        *,
        prepare: Callable[[], Stage],
        begin: Callable[[LoginApplication, LessonWorld, Stage], None],
        practice: bool = True,
    ) -> None:
        """``prepare`` makes the stage, on the I/O thread; then ``begin`` is called in the GUI's.

        ``practice``: whether practice codes may be shown.
        """
        self._own = LessonContext(real)
        super().__init__(self._own)
        self.preferences, self.clock, self.offers_trainer = preferences, clock, False
        self._prepare, self._begin, self._hides_codes = prepare, begin, not practice
        #: Why the stage could not be made.
        self.failure: LoginFailure | None = None
        self._real = real
        self._app: LoginApplication | None = None
        self._stage: Stage | None = None
        self._status: CardStatus | None = None
        self._heard: Callable[[CardStatus], None] = lambda _status: None

    def attach(self, app: LoginApplication) -> LoginApplication:
        """Know the window's program too, which is told when the stage is there."""
        self._app = app
        return super().attach(app)

    def open_world(self, settings: Settings) -> contextlib.AbstractContextManager[World]:
        """Make the stage, and return its composition, which the stage closes.

        Raises ``LoginFailure``, which is kept; then the window goes.
        """
        from cosmic_login.gui.shell.parts import failure_of

        app = self._app
        assert app is not None  # noqa: S101 - nothing is opened before the window runs
        self.practice.hidden = self._hides_codes
        try:
            stage = self._made()
        except Exception as error:
            self.failure = failure_of("lesson", error)
            app.sink.tell(app.interrupt)
            raise self.failure from error
        app.sink.tell(lambda: self._there(app, stage))
        return contextlib.nullcontext(stage.world)

    def _made(self) -> Stage:
        from cosmic_login.profile.settings import save

        stage = self._stage = self._prepare()
        self._own.use(stage)
        settings = taken_over(self._real)
        # The phone is a program of its own: it finds there how it is to look, and that it has no code to show.
        shown = settings.practice_code and not self._hides_codes
        save(stage.world.profile, settings.changed("practice_code", shown))
        return stage

    def _there(self, app: LoginApplication, stage: Stage) -> None:
        app.features.settings.change("manner", stage.scenario.start.manner)
        super()._offer_phone(app)
        self._begin(app, self, stage)

    def _offer_phone(self, app: LoginApplication) -> None:
        """Wait with it: until there is a stage it would be a phone of the real profile."""

    def _phone_command(self) -> list[str]:
        """Return what starts the trainee's phone, be it one of several in the lesson."""
        command = super()._phone_command()
        return command if self._stage is None else [*command, "--phone", self._stage.scenario.person]

    def hear_cards(self, heard: Callable[[CardStatus], None]) -> None:
        """Have what the readers look like told to ``heard`` too, beginning with what is known; on the I/O thread."""
        self._heard = heard
        if self._status is not None:
            heard(self._status)

    def note_cards(self, status: CardStatus) -> None:
        """Tell the hands too."""
        super().note_cards(status)
        self._status = status
        self._heard(status)

    async def stop(self) -> None:
        """Close the window's part, then the stage, which removes the scratch profile."""
        try:
            await super().stop()
        finally:
            self._own.close()
            if self._stage is not None:
                await self._stage.close()
