"""What a lesson's window is to play, and who plays it then. Light: it is imported before the first paint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from cosmic_login.profile import Profile
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.model import Result, Scenario


class LessonPlan(NamedTuple):
    """A scenario, who there is to play it with, and the real profile that it is played beside."""

    scenario: Scenario
    cast: Cast
    profile: Profile


#: Reads what is to be played, on the I/O thread, when the window has been painted. May raise ``LoginFailure``.
FindPlan = Callable[[], LessonPlan]


class Course(Protocol):
    """Plays the lesson, or follows the trainee; all is called in the GUI's thread."""

    def go(self) -> None:
        """Play the step that is held before."""

    def count_hint(self) -> None:
        """Count that somebody asked for the hint of the step."""

    def left_as(self) -> Result | None:
        """Return what came of it so far; None for a lesson that is shown."""
