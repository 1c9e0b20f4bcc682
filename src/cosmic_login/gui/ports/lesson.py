"""What a lesson and its pane give each other. Light: it is imported with the window's parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

#: Plays by itself, or is done by the trainee: with hints, or as a test without them.
LessonWay = Literal["show", "practise", "test"]
#: Seconds between the steps of a lesson that plays by itself; None: it holds before each of them.
PACES: tuple[float | None, ...] = (None, 2.0, 5.0, 10.0)


class MistakeSeen(NamedTuple):
    """Where something else led that was done instead of a step: a state of the chart, and the failure shown there.

    ``step`` is the step's place, from 0; ``back``: by now the trainee is where that step begins.
    """

    step: int
    state: str
    failure: str = ""
    back: bool = False


class ResultSeen(NamedTuple):
    """How a lesson ended. ``seconds`` is the time it took, ``failure`` why it could not go on, for the trainer.

    ``hints`` and ``helped``: how often a hint and the help were asked for.
    """

    finished: bool
    seconds: float
    mistakes: Sequence[MistakeSeen] = ()
    hints: int = 0
    helped: int = 0
    failure: str = ""


class LessonSeen(NamedTuple):
    """How a lesson stands, in the language that was asked for.

    ``done`` are the steps that are done, in their words; ``steps`` how many there are. ``said`` is what is said of the
    step that is next or under way, ``hint`` its hint once it was asked for. ``ready``: everything is set up.
    ``holding``: it waits before that step until somebody says how to go on.
    """

    title: str
    goal: str
    way: LessonWay
    steps: int
    done: Sequence[str] = ()
    said: str = ""
    hint: str = ""
    has_hint: bool = False
    mistake: MistakeSeen | None = None
    ready: bool = False
    holding: bool = False
    pace: float | None = None
    result: ResultSeen | None = None


class LessonPort(Protocol):
    """A lesson that is under way. Everything is called in the GUI's thread."""

    def seen(self, language: str) -> LessonSeen:
        """Say how it stands."""

    def listen(self, told: Callable[[], None]) -> None:
        """Have ``told`` called, in the GUI's thread, when it stands otherwise than before."""

    def go_on(self) -> None:
        """Play the step that is held before."""

    def hold(self) -> None:
        """Hold before the next step."""

    def back(self) -> None:
        """Begin anew, and hold before the step before this one."""

    def again(self) -> None:
        """Begin anew, and play the step that was just done once more."""

    def set_pace(self, seconds: float | None) -> None:
        """Wait so long before each step; None: hold."""

    def ask_hint(self) -> None:
        """Have the hint of the step shown, and counted."""

    def begin_again(self) -> None:
        """Begin the lesson anew."""

    def save_sheet(self, path: Path) -> None:
        """Write the result as a PDF. Raises ``LoginFailure``."""

    def leave(self) -> None:
        """End the lesson, and the program that was started for it."""
