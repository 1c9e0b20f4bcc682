"""Hands in the real window: keys and buttons as a person uses them; readers, phones and mishaps as without a window."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cosmic_login.core.prompts import ShowActivation, UnblockCode
from cosmic_login.core.secret import Code, wipe
from cosmic_login.desktop.lesson.phone_watch import PhoneWatch
from cosmic_login.gui.login.screens.choose import ChooseScreen
from cosmic_login.gui.login.screens.choose_card import ChooseCardScreen
from cosmic_login.gui.login.screens.md_code import MdCodeScreen
from cosmic_login.gui.login.screens.task_buttons import TASKS
from cosmic_login.gui.texts import code_texts, md_texts, session_texts, take_over_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.lessons.headless import HeadlessHands
from cosmic_login.training.hands import NotPossible, Told
from cosmic_login.training.scenes import Looked, PhoneTold, Scene, scene_of
from cosmic_login.training.vocabulary import VERBS
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.code_field import CodeField

if TYPE_CHECKING:
    from cosmic_login.authenticators.card.status import CardStatus
    from cosmic_login.authenticators.engine.conductor import LoginConductor
    from cosmic_login.desktop.lesson.shown_phone import ShownPhone
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.model import Act, Scenario

T = TypeVar("T")

#: What is on the button that does it, where a screen has one; the first that is there.
_BUTTONS: Final = {
    "next": (md_texts.NEXT,),
    "next-early": (md_texts.NEXT,),
    "done": (code_texts.DONE,),
    "cancel": (texts.CANCEL, texts.BACK),
    "retry": (code_texts.TO_START, texts.RETRY, texts.BACK),
    "yes": (take_over_texts.YES,),
    "no": (take_over_texts.NO,),
    "lock": (session_texts.LOCK,),
    "log-out": (texts.LOG_OUT,),
}
_CODES: Final = frozenset({"code", "codes"})
_TASKS: Final = {task: label for task, label, _sub in TASKS}
#: What can be seen in the phone's window.
_ON_PHONE: Final = frozenset({"install", "activate", "scan", "confirm", "decline"})
#: What is done by these is told by the window itself; the others go on as without one.
_IN_WINDOW: Final = frozenset(
    {*_BUTTONS, *_CODES, "choose", "choose-card", "manage", "service-id", "restart", "close", "help"}
)


class WindowHands(HeadlessHands):
    """``Hands`` in a window whose world is ``stage``; they are set up once: another beginning is another window.

    Runs on the I/O loop; what it does in the window it does in the GUI's thread. ``dwell_s`` is how long a button has
    the focus before it is pressed, so that one sees which; ``helped`` is called when something was looked up.
    """

    def __init__(
        self,
        stage: Stage,
        app: LoginApplication,
        cast: Cast,
        dwell_s: float = 0.0,
        helped: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(stage.world.profile, cast)
        #: The window of the trainee's phone, where one is to see what is done there.
        self.phone_window: ShownPhone | None = None
        self._stage, self._app, self.dwell_s = stage, app, dwell_s
        self._phone = PhoneWatch(stage.world.profile.log_dir)
        self._looked, self._helped = "", helped
        #: What happens while there is something to see: a button is about to be pressed, a code has been typed.
        self.show: Callable[[], Awaitable[None]] = self._dwell
        app.view_changed.connect(lambda view: app.to_io(lambda: self._on_view(view)))

    # -- the protocol ----------------------------------------------------------------------------------------------

    async def set_up(self, scenario: Scenario, told: Told) -> Scene:
        """Set the stage, and put the cards in that are in readers from the start."""
        await self._there.set_the_stage()
        await self._lay_cards(scenario)
        self._told = told
        return scene_of(self._conductor.view, self._cast.who_is)

    async def do(self, act: Act) -> None:
        """Do it in the window, or where else a person does it."""
        if act.verb in _ON_PHONE and self.phone_window is not None and await self._by_phones_window(act):
            return
        if act.verb not in _IN_WINDOW:
            await super().do(act)
        elif act.verb in _CODES:
            await self._type_codes(act)
        elif act.verb == "help":
            await self.gui(lambda: self._app.actions.show_help(topic=act.text(act.verb)))
            await self.show()
            await self.look()
            await self.gui(self._close_help)
        elif act.verb == "close":
            await self.gui(self._app.window.close)
        else:
            await self._press(act)

    async def look(self) -> None:
        """Tell what has come to the trail, what is looked up in the window, and what was done with the phone's."""
        await super().look()
        looked = await self.gui(self._looked_up)
        if looked != self._looked:
            self._looked = looked
            if looked:
                self._helped()
                self._told(Looked(looked))
        for word in await asyncio.to_thread(self._phone.news):
            self._told(PhoneTold(word))

    async def _by_phones_window(self, act: Act) -> bool:
        """Do it in the phone's window, if it can be done there."""
        shown = self.phone_window
        if act.verb == "scan":
            await self._code_shown(act)
        elif act.verb == "activate" and not isinstance(self._conductor.view.prompt, ShowActivation):
            return False
        done = shown is not None and await shown.do(act)
        await self.look()
        return done

    def _looked_up(self) -> str:
        """Return the topic of the help that is open, or ``trail`` while the list of one's own logins is."""
        features = self._app.features
        if features.help_shown is not None:
            return features.help_shown.topic
        history = None if features.session is None else features.session.own_logins
        return "trail" if history is not None and history.there else ""

    def _close_help(self) -> None:
        shown = self._app.features.help_shown
        if shown is not None:
            shown.close()

    async def close(self) -> None:
        """Leave the stage to the window, which closes it with itself."""
        self._told = lambda _happened: None

    def on_cards(self, status: CardStatus) -> None:
        """Hear what the readers look like; on the I/O thread."""
        self._on_cards(status)

    async def _dwell(self) -> None:
        await asyncio.sleep(self.dwell_s)

    # -- pressing --------------------------------------------------------------------------------------------------

    async def _press(self, act: Act) -> None:
        """Press the button for it, and those that lead there; without one, do what it would do."""
        for _ in range(3):  # a list, and a list behind it
            button, last = await self.gui(lambda: self._button_for(act))
            if button is None:
                await self.gui(lambda: self._without_button(act))
                return
            await self._click(button)
            if last:
                return

    async def _click(self, button: ActionButton) -> None:
        await self.gui(lambda: button.setFocus(Qt.FocusReason.TabFocusReason))
        await self.show()

        def click() -> None:
            enter_guard().forget()  # whoever looks on has seen what is pressed
            button.click()

        await self.gui(click)

    def _button_for(self, act: Act) -> tuple[ActionButton | None, bool]:
        """Return the next button to press, and whether it is the last; None when nothing on the screen leads there."""
        view, screen = self._conductor.view, self._app.window.screen_shown
        if act.verb == "restart":
            strip = None if self._app.features.freeze is None else self._app.features.freeze.strip
            return (None if strip is None else strip.screen_shown.restart), True
        if act.verb == "service-id":
            buttons = screen.buttons if isinstance(screen, ChooseScreen) else []
            return next((each for each in buttons if each.choice.hsa_id == act.text(act.verb)), None), True
        if act.verb == "choose-card":
            cards, reader = screen.buttons if isinstance(screen, ChooseCardScreen) else [], act.number(act.verb, 1)
            return next((each for each in cards if each.choice.reader == self._there.cards.reader(reader)), None), True
        if act.verb == "choose":
            method = act.text(act.verb)
            wanted = [texts.method_button(method), self._app.actions.methods.get(method, "")]
            if view.identity is not None and view.identity.method == method and view.state == "locked":
                wanted.append(texts.say(session_texts.UNLOCK))
            on_the_way = [texts.say(texts.OTHER_WAY), texts.say(take_over_texts.OTHER_PERSON)]
        elif act.verb == "manage":
            wanted = [texts.say(_TASKS[act.text(act.verb)])]
            on_the_way = [texts.say(code_texts.CODES)]
        else:
            wanted, on_the_way = [texts.say(each) for each in _BUTTONS[act.verb]], []
            siths = self._app.features.siths
            if act.verb == "cancel" and siths is not None and siths.isVisible():
                return siths.cancel, True
        if (button := _named(screen, wanted)) is not None:
            return button, True
        return _named(screen, on_the_way), False

    def _without_button(self, act: Act) -> None:
        actions, verb, view = self._app.actions, act.verb, self._conductor.view
        kind = VERBS[verb].kind
        if not self._conductor.allows(kind) or kind == "answered":
            raise NotPossible(f"{verb} cannot be done in {view.state}")
        if verb == "choose":
            actions.choose(act.text(verb))
        elif verb == "manage":
            actions.manage(act.text(verb))
        else:
            actions.signal(kind)

    # -- typing ----------------------------------------------------------------------------------------------------

    async def _type_codes(self, act: Act) -> None:
        view, cards, right = self._conductor.view, self._there.cards, act.text(act.verb) == "right"
        reader = str(getattr(view.prompt, "reader", ""))
        if act.verb == "code":
            codes = [cards.code(reader, right=right)]
        else:
            opening = cards.opening(reader, right=right, puk=isinstance(view.prompt, UnblockCode))
            codes = [opening, cards.new_code(reader, chosen=right), cards.new_code(reader, chosen=right)]
        try:
            fields = await self.gui(self._fields)
            if len(fields) != len(codes):
                raise NotPossible(f"{act.verb}: nothing is asked in {view.state}")
            for field, code in zip(fields, codes, strict=True):
                await self._type(field, code)
        finally:
            for code in codes:
                code.wipe()
        await self.show()
        await self.gui(lambda: self._enter(fields[-1]))

    def _fields(self) -> tuple[CodeField, ...]:
        screen, siths = self._app.window.screen_shown, self._app.features.siths
        if isinstance(screen, MdCodeScreen):
            return (screen.field,)
        page = None if siths is None else siths.page_shown
        return () if page is None else page.fields

    async def _type(self, field: CodeField, code: Code) -> None:
        block = code.padded(8 if code.kind == "puk" else 6)
        try:
            await self.gui(lambda: field.setFocus(Qt.FocusReason.TabFocusReason))
            for digit in block:
                await self.gui(lambda digit=digit: QTest.keyClick(field, Qt.Key(digit)))  # type: ignore[misc]
                await asyncio.sleep(self.dwell_s / 4)
        finally:
            wipe(block)

    def _enter(self, field: CodeField) -> None:
        enter_guard().forget()
        QTest.keyClick(field, Qt.Key.Key_Return)

    # -- between the threads -----------------------------------------------------------------------------------------

    async def gui(self, call: Callable[[], T]) -> T:
        """Call something in the GUI's thread and return what it returns, or raise what it raises."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def done(result: T | None, error: BaseException | None) -> None:
            if not future.done():
                if error is None:
                    future.set_result(result)  # type: ignore[arg-type]
                else:
                    future.set_exception(error)

        def run() -> None:
            result, failed = None, None
            try:
                result = call()
            except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
                failed = error
            self._app.to_io(lambda: done(result, failed))

        self._app.sink.tell(run)
        return await future

    @property
    def _conductor(self) -> LoginConductor:
        if self._app.conductor is None:
            raise RuntimeError("the window has no conductor yet")
        return self._app.conductor


def _named(screen: QWidget, labels: list[str]) -> ActionButton | None:
    """Return the button on a screen that has one of these labels and can be pressed."""
    buttons = [each for each in screen.findChildren(ActionButton) if each.isVisible() and each.isEnabled()]
    plain = [label.replace("&", "") for label in labels if label]
    return next((each for label in plain for each in buttons if each.text() == label), None)
