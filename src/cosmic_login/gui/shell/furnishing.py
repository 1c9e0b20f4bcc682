"""What is made when all is imported: the features beside the window, each with the ports it needs.

Imported beside the GUI's thread after the first paint, with everything that it names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from cosmic_login.core.contact import CONTACTS
from cosmic_login.gui.diagnosis.controller import DiagnosisController
from cosmic_login.gui.help.controller import HelpController, HelpOffer
from cosmic_login.gui.login.method_availability import MethodAvailability
from cosmic_login.gui.login.practice import PracticeNotes
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.my_card.controller import MyCardController
from cosmic_login.gui.ports.menu import MenuGroup
from cosmic_login.gui.session.controller import SessionController
from cosmic_login.gui.sharing.controller import SharingController
from cosmic_login.gui.shell.freeze import FreezeSimulation
from cosmic_login.gui.shell.phone_process import KEYS as PHONE_KEYS
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.trainer.controller import TrainerController
from cosmic_login.ui.announce import bring_to_front
from cosmic_login.ui.background import BackgroundRunner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.ports.window import WindowPorts
    from cosmic_login.gui.shell.actions import PersonActions
    from cosmic_login.gui.shell.context import ShellContext
    from cosmic_login.gui.shell.features import Features
    from cosmic_login.gui.shell.parts import Parts
    from cosmic_login.ui.io_thread import IoThread

MY_CARD_KEYS = "Ctrl+K"
#: How long after the start the SITHS eID window is made, unless a code is asked for before. The start screen is drawn
#: and answers by then.
_SITHS_MS = 400


def furnish_features(features: Features, context: ShellContext, ports: WindowPorts, io: IoThread, parts: Parts) -> None:
    """Make what stands beside the window, as far as this run offers it; what cannot be made is not there."""
    rest = _Beside(features, context, ports, io, parts)
    for part in (
        rest.siths, rest.freeze, rest.diagnosis, rest.my_card, rest.sharing, rest.practice, rest.session,
        rest.availability, rest.trainer, rest.lesson,
    ):  # fmt: skip
        parts.begin(part.__name__, part)


class _Beside:
    """What stands beside the window, each part by itself."""

    def __init__(
        self, features: Features, context: ShellContext, ports: WindowPorts, io: IoThread, parts: Parts
    ) -> None:
        self._features, self._context, self._ports, self._io, self._parts = features, context, ports, io, parts
        self._runner = BackgroundRunner(io)

    def siths(self) -> None:
        features, context = self._features, self._context

        def make() -> None:
            features.siths = _siths_window(features, context)

        features.offer_siths(lambda: self._parts.begin("siths", make))
        QTimer.singleShot(_SITHS_MS, context.owner, features.need_siths)

    def freeze(self) -> None:
        self._features.freeze = FreezeSimulation(_application(), self._context.actions, self._context.owner)

    def diagnosis(self) -> None:
        if self._ports.diagnostics is not None:
            self._features.diagnosis = DiagnosisController(
                self._ports.diagnostics, self._runner, self._context.owner, self._context.actions.show_log
            )

    def my_card(self) -> None:
        features, actions = self._features, self._context.actions
        if self._ports.card_content is None:
            return
        features.my_card = MyCardController(self._ports.card_content, self._runner, self._context.owner)

        def shut() -> bool:
            return not actions.may("show_my_card")

        header = features.window.header
        header.tools.offer(texts.MY_CARD, actions.show_my_card, MY_CARD_KEYS, shut)
        header.card_menu.offer_view(texts.MY_CARD, actions.show_my_card, MY_CARD_KEYS, shut)
        QShortcut(QKeySequence(MY_CARD_KEYS), features.window, actions.show_my_card)

    def sharing(self) -> None:
        features, actions = self._features, self._context.actions
        if self._ports.sharing is not None:
            features.sharing = SharingController(self._ports.sharing, self._runner, self._context.owner)
            features.window.header.tools.offer(
                texts.SHARING, actions.show_sharing, locked=lambda: not actions.may("show_sharing")
            )

    def practice(self) -> None:
        features, context = self._features, self._context
        if self._ports.practice is None:
            return
        features.practice = PracticeNotes(context, self._io, self._runner, self._ports.practice)

        def switch() -> None:
            context.change_setting("practice_code", not context.settings.practice_code)

        features.window.header.tools.offer(
            texts.PRACTICE,
            switch,
            locked=lambda: not context.actions.may("setting.practice_code"),
            group=MenuGroup.PROGRAM,
            checked=lambda: context.settings.practice_code,
        )

    def session(self) -> None:
        features = self._features
        closers = [features.settings.close]
        if features.diagnosis is not None:
            closers.append(features.diagnosis.close)
        closers += [each.close for each in (features.my_card, features.sharing) if each is not None]
        features.session = SessionController(
            self._context, self._runner, self._ports.own_logins, closers, self._ports.clock
        )

    def availability(self) -> None:
        if self._ports.open_methods is not None:
            self._features.availability = MethodAvailability(self._context, self._io, self._ports.open_methods)

    def trainer(self) -> None:
        features = self._features
        if self._ports.trainer is not None and self._ports.offers_trainer:
            look_again = features.availability.look if features.availability is not None else None
            features.trainer = TrainerController(
                self._context,
                self._io,
                self._ports.trainer,
                choices=features.window.header.card_menu,
                pace=features.settings,
                look_again=look_again,
                show_phone=lambda: features.window.header.tools.open(PHONE_KEYS),
            )

    def lesson(self) -> None:
        if self._ports.lesson is not None:
            from cosmic_login.gui.lesson.controller import LessonController  # noqa: PLC0415 - most runs have none

            self._features.lesson = LessonController(self._context, self._ports.lesson)


def make_help(
    features: Features, actions: PersonActions, ports: WindowPorts, view: Callable[[], View | None]
) -> HelpController:
    """Return what opens the help; ``view`` is asked for what is shown now."""

    def owner() -> QWidget:
        siths = features.siths
        return siths if siths is not None and siths.isActiveWindow() else features.window

    def offers() -> list[HelpOffer]:
        if ports.diagnostics is None or not actions.may("show_diagnosis"):
            return []
        return [HelpOffer(texts.say(texts.DIAGNOSIS), actions.show_diagnosis, "Ctrl+D")]

    return HelpController(
        owner, view, lambda: ports.contacts or features.settings.settings.contacts or CONTACTS, offers
    )


def _siths_window(features: Features, context: ShellContext) -> SithsWindow:
    """Make the SITHS eID window, which gives the main window the focus back when it goes."""
    siths = SithsWindow(context.actions, context.owner)
    siths.went.connect(lambda: None if features.closed else bring_to_front(context.owner))
    siths.keypad_wanted.connect(lambda shown: context.change_setting("show_keypad", shown))
    context.settings_changed.connect(siths.pad.use)
    siths.pad.use(context.settings)
    return siths


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - there is a window
    return app
