"""One scenario in the real window, on a profile of its own, and the trainee's phone beside it, photographed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.desktop.display import display
from cosmic_login.desktop.guide.hands import GuideHands
from cosmic_login.desktop.lesson.world import LessonPreferences, LessonWorld
from cosmic_login.desktop.photographer import photograph, settle
from cosmic_login.gui.login.screens.start import StartScreen
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.lessons.clock import LessonClock
from cosmic_login.lessons.stage import Stage
from cosmic_login.phone.window.app import PhoneApp, PhonePorts
from cosmic_login.phone.window.controller import PhonePlace
from cosmic_login.training.guide.model import GuidePicture, TakenPicture
from cosmic_login.training.player import Move, Player
from cosmic_login.training.prelude import prelude

if TYPE_CHECKING:
    from cosmic_login.phone.models import AppName
    from cosmic_login.profile import Profile
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.model import Act, LessonStep, Result, Scenario

#: How large the windows are, in their own pixels; the main window is as wide as its card, and grows with what is in it.
WINDOW_SIZE: Final = (520, 560)
PHONE_SIZE: Final = (380, 660)
#: What the start screen's further ways are called, which are no state of the chart.
OTHER_WAYS: Final = "other_ways"
#: The phone's page on which an act happens.
_PAGES: Final = {
    "install": "store", "activate": "new_code", "scan": "app", "confirm": "asked", "decline": "asked",
}  # fmt: skip
_BESIDE: Final = 80  # of the login card, both sides together
_GROWTHS: Final = 4  # a scroll bar that goes leaves room for other line breaks


class GuideScene:
    """One scenario. ``run`` it once."""

    def __init__(
        self, context: CliContext, profile: Profile, cast: Cast, scenario: Scenario, pictures: Sequence[GuidePicture]
    ) -> None:
        """Make the window; its stage beside the profile's files comes when it runs. Raises ``display.missing``."""
        self._scenario, self._pictures, self._cast, self._language = scenario, pictures, cast, context.lang
        self._ports = ports = LessonWorld(
            context,
            LessonPreferences(context),
            clock := LessonClock(),
            prepare=lambda: Stage.make(profile, scenario, clock),
            begin=self._begin,
            practice=False,  # in a real login there is no such note
        )
        with display(context):
            self.app = ports.attach(LoginApplication(ports, theme="light", text_scale=1.0, language=context.lang))
        self._stage: Stage
        self._hands: GuideHands
        self._phone: PhoneApp | None = None
        self._shots: dict[str, TakenPicture] = {}
        self._seen: Counter[str] = Counter()
        self._at: tuple[str, str] = ("", "")
        self._failure: LoginFailure | None = None
        self._work: asyncio.Task[None] | None = None
        self._interrupted = False

    def run(self) -> dict[str, TakenPicture]:
        """Play until all pictures are there, and return them.

        Raises ``guide.no_picture``, and ``KeyboardInterrupt`` after ``interrupt``.
        """
        loop = QEventLoop()
        self.app.shut.connect(loop.quit)
        try:
            self.app.show()
            self.app.window.resize(*WINDOW_SIZE)
            loop.exec()
        finally:
            if self._phone is not None:
                self._phone.finish()
            self.app.finish()
        if self._interrupted:
            raise KeyboardInterrupt
        if self._ports.failure is not None:
            raise self._ports.failure
        if self._work is not None and self._work.done() and not self._work.cancelled():
            self._work.result()  # a defect is not to look like a picture that is missing
        if self._failure is not None:
            raise self._failure
        missing = [picture.id for picture in self._pictures if picture.id not in self._shots]
        if missing:
            raise LoginFailure("guide.no_picture", f"{', '.join(missing)}: not in {self._scenario.source}")
        return self._shots

    def interrupt(self) -> None:
        """End at once: somebody has had enough of it. In the GUI's thread, while ``run`` runs."""
        self._interrupted = True
        self.app.interrupt()

    def _begin(self, app: LoginApplication, world: LessonWorld, stage: Stage) -> None:
        """Begin when the stage is there; in the GUI's thread."""
        self._stage, self._hands = stage, GuideHands(stage, app, self._cast, self._take)

        def begin() -> None:
            world.hear_cards(self._hands.on_cards)
            self._work = asyncio.ensure_future(self._play())

        app.to_io(begin)

    # -- on the I/O loop -------------------------------------------------------------------------------------------

    async def _play(self) -> None:
        before = prelude(self._scenario, self._cast)
        player = Player(self._scenario, self._hands, self._stage.clock, before=before, gate=self._gate)
        try:
            result = await player.play()
            self._hands.at_the_end()
            if result.finished:
                await self._hands.take()
            self._failure = self._failure or _failure_of(result)
        finally:
            self.app.sink.tell(self.app.interrupt)

    async def _gate(self, _place: int, _step: LessonStep) -> Move:
        done = self._failure is not None or len(self._shots) == len(self._pictures)
        return Move.STOP if done else Move.GO

    # -- in the GUI's thread ---------------------------------------------------------------------------------------

    def _take(self, act: Act | None) -> None:
        """Take the pictures that are due. What cannot be taken ends the scene."""
        try:
            state = self._state()
            verb = "" if act is None else act.verb
            if (state, verb) != self._at:
                self._at = (state, verb)
                self._seen[f"{state} {verb}"] += 1
            for picture in self._pictures:
                if picture.id not in self._shots and self._due(picture, state, verb):
                    self._shots[picture.id] = self._photograph(picture, act)
        except LoginFailure as failure:
            self._failure = failure
        except (AttributeError, LookupError) as error:  # a part that the page does not have
            self._failure = LoginFailure("guide.no_picture", f"{self._scenario.id}: {error}")

    def _state(self) -> str:
        screen = self.app.window.screen_shown
        return OTHER_WAYS if isinstance(screen, StartScreen) and screen.lists_further_ways else self.app.window.state

    def _due(self, picture: GuidePicture, state: str, verb: str) -> bool:
        at = _PAGES.get(verb, "") if picture.pane == "phone" else state
        wanted = picture.before in {"", verb} and at == picture.state
        return wanted and self._seen[f"{state} {verb}"] >= picture.nth

    def _photograph(self, picture: GuidePicture, act: Act | None) -> TakenPicture:
        window: QWidget
        page: object
        if picture.pane == "phone" and act is not None:
            window, page = self._phone_at(act)
        elif picture.pane == "siths" and self.app.features.siths is not None:
            window = page = self.app.features.siths
        else:
            window, page = self.app.window, self.app.window.screen_shown
            self._fit()
        return photograph(window, [part_of(page, path) for path in picture.parts])

    def _fit(self) -> None:
        """Make the window as high as what is in it; and have no address in it that is another the next time."""
        window = self.app.window
        window.resize(window.screen_shown.card_width + _BESIDE, WINDOW_SIZE[1])
        for _ in range(_GROWTHS):
            settle()
            missing = window.viewport_area.verticalScrollBar().maximum()
            if not missing:
                break
            window.resize(window.width(), window.height() + missing)
        window.status.show_idp("127.0.0.1")

    def _phone_at(self, act: Act) -> tuple[QWidget, object]:
        """Return the phone's window, and in it the page on which the act happens."""
        phone = self._stage.phone(act.text("phone"))
        if self._phone is None:
            ports = PhonePorts(
                phone,
                self._stage.clock.now,
                device_name=phone.name,
                theme="light",
                text_scale=1.0,
                language=self._language,
            )
            self._phone = PhoneApp(ports)
            self._phone.show()
        window = self._phone.window
        window.resize(*PHONE_SIZE)
        app: AppName = "bankid" if "bankid" in act.args.values() else "siths"
        asked = phone.asked
        if asked is not None and _PAGES[act.verb] == "asked":
            app = asked.app
        window.show_anew(PhonePlace(_PAGES[act.verb], app, asked=asked))
        return window, window.page


def part_of(page: object, path: str) -> QWidget:
    """Return the widget at the end of a path of attributes, keys and places.

    Raises ``guide.no_picture`` for what is no widget or is not seen, and whatever looking for it raises.
    """
    found = page
    for name in path.split("."):
        if isinstance(found, Mapping):
            found = found[name]
        elif isinstance(found, Sequence):
            found = found[int(name)]
        else:
            found = getattr(found, name)
    if not isinstance(found, QWidget) or not found.isVisible():
        raise LoginFailure("guide.no_picture", f"{path} is not seen")
    return found


def _failure_of(result: Result) -> LoginFailure | None:
    return LoginFailure("guide.no_picture", result.failure) if result.failure else None
