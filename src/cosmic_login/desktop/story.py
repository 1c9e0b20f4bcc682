"""A lesson as a story in pictures: played in the real window without holding, a picture wherever there is one to take.

The pictures are numbered; ``index.html`` shows them in their order. No picture stands twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.desktop.lesson.course import LessonCourse
from cosmic_login.desktop.lesson.lesson import WindowLesson
from cosmic_login.desktop.lesson.plan import LessonPlan
from cosmic_login.desktop.lesson.run import LessonWindow
from cosmic_login.desktop.photographer import picture_of, settle
from cosmic_login.lessons.playing import failure_of
from cosmic_login.profile.files import write_atomic
from cosmic_login.training.player import Move

if TYPE_CHECKING:
    from cosmic_login.desktop.lesson.world import LessonWorld
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.profile import Profile
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.model import LessonStep, Scenario

#: Pages and pictures beside each other look alike in light and dark; nothing is fetched from elsewhere.
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem; }
ol { list-style: none; padding: 0; }
li { margin: 0 0 2.5rem; }
img { border: 1px solid #8888; border-radius: 8px; display: block; height: auto; max-width: 100%; }
p { margin: .5rem 0; }
"""


@dataclass(frozen=True)
class Picture:
    """A picture that was written, and what is said of it."""

    path: Path
    caption: str
    size: tuple[int, int]


class Story(WindowLesson):
    """A lesson that is shown without holding. ``said`` hears of each picture when it has been written."""

    def __init__(self, plan: LessonPlan, folder: Path, language: str, said: Callable[[Picture], None]) -> None:
        super().__init__(lambda: plan, "show", dwell_s=0.0)
        self.scenario, self.folder, self.language, self.said = plan.scenario, folder, language, said
        self.pictures: list[Picture] = []
        self.failure: LoginFailure | None = None


class StoryCourse(LessonCourse):
    """Takes a picture wherever there is something to see, and leaves the window in the end."""

    def __init__(
        self, story: Story, lesson: WindowLesson, app: LoginApplication, world: LessonWorld, stage: Stage
    ) -> None:
        super().__init__(lesson, app, world, stage)
        self._story = story
        self._caption = ""  # of what is about to be done; what it led to speaks for itself
        self._taken: list[bytes] = []
        self.hands.show = self._shoot

    async def gate(self, _place: int, step: LessonStep) -> Move:
        """Take a picture of what the step before led to; then go on."""
        self._caption = ""
        await self._shoot()
        self._caption = step.say.of(self._story.language)
        return Move.GO

    async def after(self) -> None:
        """Take the last picture, and leave."""
        self._caption = ""
        await self._shoot()
        await self.hands.gui(self._story.leave)

    async def _shoot(self) -> None:
        if self._story.failure is not None:
            return
        try:
            await self.hands.gui(self._take_picture)
        except LoginFailure as failure:
            self._story.failure = failure
            await self.hands.gui(self._story.leave)

    def _take_picture(self) -> None:
        settle()
        taken = picture_of(self._shown())
        if taken.png in self._taken:
            return
        self._taken.append(taken.png)
        story, state = self._story, self._app.window.state.replace("_", "-")
        path = story.folder / f"{story.scenario.id}-{len(self._taken):02d}-{state}.png"
        _write(path, taken.png)
        story.pictures.append(Picture(path, self._caption or self._heading(), (taken.width, taken.height)))
        story.said(story.pictures[-1])

    def _heading(self) -> str:
        """Return what the window that is shown says of itself."""
        shown = self._shown()
        if shown is self._app.window:
            screen = self._app.window.screen_shown
            return " · ".join(each.text() for each in (screen.heading, screen.sentence) if each.text())
        return shown.accessibleName() or shown.windowTitle()

    def _shown(self) -> QWidget:
        """Return the window that a person would look at."""
        features, window = self._app.features, self._app.window
        siths = features.siths
        for other in (features.help_shown, None if features.freeze is None else features.freeze.strip, siths):
            if other is not None and other.isVisible():
                return other
        return window


def write_page(folder: Path, language: str, title: str, stories: list[Story]) -> Path:
    """Write the page that shows the stories' pictures, whole or not at all. Raises ``file.unwritable``."""
    parts = []
    for story in stories:
        scenario = story.scenario
        rows = "\n".join(
            f'<li><img src="{escape(each.path.name)}" width="{each.size[0]}" height="{each.size[1]}" '
            f'alt="{escape(each.caption)}"><p>{number}. {escape(each.caption)}</p></li>'
            for number, each in enumerate(story.pictures, 1)
        )
        heading = escape(scenario.title.of(language))
        parts.append(f"<section><h2>{heading}</h2><p>{escape(scenario.goal.of(language))}</p><ol>{rows}</ol></section>")
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )
    path = folder / "index.html"
    _write(path, html.encode())
    return path


def _write(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Raises ``file.unwritable``."""
    try:
        write_atomic(path, data, mode=0o644)
    except LoginFailure as failure:
        raise LoginFailure("file.unwritable", failure.detail) from failure


def play_stories(
    context: CliContext,
    profile: Profile,
    cast: Cast,
    scenarios: Sequence[Scenario],
    *,
    folder: Path,
    said: Callable[[Picture], None],
) -> tuple[Path, bool]:
    """Play lessons one after the other; return the page that shows them, and whether all came to their end.

    Raises ``file.unwritable``, ``display.missing``; what a lesson itself failed with is told by ``context``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LoginFailure("file.unwritable", f"{folder}: {error.strerror or error}") from None
    stories, finished = [], True
    for scenario in scenarios:
        story = Story(LessonPlan(scenario, cast, profile), folder, context.lang, said)
        LessonWindow(context, story, pane=False, theme="light", course=partial(StoryCourse, story)).run()
        if story.failure is not None:
            raise story.failure
        failure = failure_of(story.result) if story.result is not None else None
        if failure is not None:
            context.report(failure)
        finished = finished and story.result is not None and story.result.finished
        stories.append(story)
    title = context.text("Cosmic Login i bilder", "Cosmic Login in pictures")
    return write_page(folder, context.lang, title, stories), finished
