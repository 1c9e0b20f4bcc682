"""Has done what is wanted in the panel, and tells the panel what came of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.gui.ports.trainer import Lessons
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.lesson_process import LessonEnded, LessonProcess
from cosmic_login.ui.announce import announce
from cosmic_login.ui.language import active_language

if TYPE_CHECKING:
    from cosmic_login.gui.ports.context import Background, WindowContext
    from cosmic_login.gui.ports.trainer import StartedOverSeen, Surroundings, TrainerPort
    from cosmic_login.gui.trainer.panel import TrainerPanel

T = TypeVar("T")


class PanelHands:
    """Connects a panel with the port. ``after`` is called when something was done, or could not be."""

    def __init__(self, context: WindowContext, io: Background, port: TrainerPort, after: Callable[[], None]) -> None:
        self._context, self._io, self._port, self._after = context, io, port, after
        self._panel: TrainerPanel | None = None
        self._asked = False  # which lessons there are, for this panel
        self._lesson = LessonProcess(context.owner)
        self._lesson.ended.connect(self._lesson_ended)

    def connect(self, panel: TrainerPanel) -> None:
        """Do from now on what is wanted in this panel."""
        self._panel, do = panel, self._port
        panel.lessons.begun.connect(self._begin_lesson)
        self._asked = False
        if self._lesson.running:
            panel.lessons.show_running(running=True, words=texts.say(texts.LESSON_RUNS))
        panel.cards.inserted.connect(lambda reader, card: self._do(do.insert(reader, card)))
        panel.cards.unplugged.connect(lambda reader: self._do(do.remove_reader(reader)))
        panel.cards.plugged.connect(lambda: self._do(do.add_reader()))
        panel.cards.slowed.connect(lambda seconds: self._do(do.slow(seconds)))
        panel.cards.line_made.connect(lambda line: self._do(do.make_line(line)))
        panel.services.put_out.connect(lambda *wanted: self._do(do.outage(*wanted)))
        panel.services.restored.connect(lambda *wanted: self._do(do.restore(*wanted)))
        panel.services.all_restored.connect(lambda: self._do(do.reset()))
        panel.faults.ordered.connect(lambda *wanted: self._do(do.order_fault(*wanted)))
        panel.faults.withdrawn.connect(lambda order: self._do(do.withdraw_fault(order)))
        panel.faults.all_withdrawn.connect(lambda: self._do(do.withdraw_faults()))
        panel.clock.set.connect(lambda seconds: self._do(do.set_clock(seconds)))
        panel.clock.dated.connect(lambda card, days: self._do(do.date_card(card, days)))
        panel.desk.issued.connect(lambda person, days: self._do(do.issue_reserve(person, days), self._issued))
        panel.desk.activated.connect(lambda card: self._with_card(do.activate_card(card), card, texts.ACTIVATED))
        panel.desk.revoked.connect(lambda card: self._with_card(do.revoke_card(card), card, texts.REVOKED))
        panel.phone.code_wanted.connect(lambda person, app: self._do(do.activation(person, app), self._show_code))
        panel.start_over.agreed.connect(self._start_over)

    def close(self) -> None:
        """End the lesson that runs."""
        self._lesson.close()

    # -- lessons -----------------------------------------------------------------------------------------------

    def heard(self, now: Surroundings) -> None:
        """Ask for the lessons as soon as there is a world: the panel may be there before it."""
        if now.people and not self._asked:
            self._asked = True
            self._io.start(self._offer_lessons(active_language().name))

    async def _offer_lessons(self, language: str) -> None:
        """Run on the I/O loop."""
        try:
            lessons = await self._port.lessons(language)
        except LoginFailure as failure:
            lessons = Lessons(failure=failure)
        self._io.to_chart(lambda: self._tell_lessons(lessons))

    def _tell_lessons(self, lessons: Lessons) -> None:
        if self._panel is not None:
            self._panel.lessons.show_lessons(lessons.offered)
            if lessons.failure is not None and not self._lesson.running:
                words = f"{_worded(lessons.failure)} {lessons.failure.detail}".strip()
                self._panel.lessons.show_running(running=False, words=words, tone="warning")

    def _begin_lesson(self, lesson: str, way: str) -> None:
        self._lesson.start(self._port.lesson_command(lesson, way, active_language().name))
        self._say_lesson(texts.say(texts.LESSON_RUNS), running=self._lesson.running)

    def _lesson_ended(self, ended: LessonEnded) -> None:
        if ended.failure:
            self._say_lesson(_worded(LoginFailure(ended.failure)), tone="error")
        elif ended.finished:
            counted = {"minutes": max(1, round(ended.seconds / 60)), "mistakes": ended.mistakes, "hints": ended.hints}
            self._say_lesson(texts.say(texts.LESSON_DONE).format(**counted))
        else:
            self._say_lesson(texts.say(texts.LESSON_LEFT))

    def _say_lesson(self, words: str, *, running: bool = False, tone: str = "info") -> None:
        if self._panel is not None:
            self._panel.lessons.show_running(running=running, words=words, tone=tone)
            announce(self._panel, words)

    # -- what is done, and what is heard of it -----------------------------------------------------------------

    def _do(self, doing: Coroutine[Any, Any, T], heard: Callable[[T], None] | None = None) -> None:
        self._io.start(self._done(doing, heard))

    async def _done(self, doing: Coroutine[Any, Any, T], heard: Callable[[T], None] | None) -> None:
        """Run on the I/O loop."""
        try:
            result = await doing
        except LoginFailure as failure:
            found = failure
            self._io.to_chart(lambda: self._tell(found))
            return

        def tell() -> None:
            self._tell(None)
            if heard is not None:
                heard(result)

        self._io.to_chart(tell)

    def _tell(self, failure: LoginFailure | None) -> None:
        if self._panel is not None:
            told = _worded(failure) if failure is not None else ""
            self._panel.trouble.say(told, "error")
            announce(self._panel, told)
        self._after()

    def _say(self, words: str) -> None:
        if self._panel is not None:
            self._panel.desk.say(words)
            announce(self._panel, words)

    def _issued(self, card: str) -> None:
        if self._panel is not None:
            self._say(texts.say(texts.ISSUED).format(card=card, person=self._panel.desk.person.shown))
            self._panel.desk.show_card(card)

    def _with_card(self, doing: Coroutine[Any, Any, None], card: str, words: str) -> None:
        self._do(doing, lambda _done: self._say(texts.say(words).format(card=card)))

    def _show_code(self, text: str) -> None:
        if self._panel is not None:
            phone = self._panel.phone
            about = texts.say(texts.CODE_ABOUT).format(person=phone.person.shown)
            phone.show_code(text, about)
            announce(self._panel, about)

    def _start_over(self) -> None:
        """Begin at the start screen too; a locked session is its person's, and the chart leads nowhere from there."""
        for kind in ("cancelled", "log_out"):
            self._context.signal(kind)
        self._do(self._port.start_over(), self._started_over)

    def _started_over(self, done: StartedOverSeen) -> None:
        if self._panel is not None:
            words = texts.say(texts.STARTED_OVER).format(**done._asdict())
            self._panel.start_over.say(words)
            self._panel.desk.say("")
            self._panel.phone.show_code("", "")
            announce(self._panel, words)


def _worded(failure: LoginFailure) -> str:
    known = failure if failure.code in FAILURES else LoginFailure("internal.error")
    return texts.say(texts.TROUBLE).format(words=" ".join(window_texts.failure_texts(known)), code=failure.code)
