"""What is made when all is imported: the features beside the window, each with the ports it needs.

Imported beside the GUI's thread after the first paint, with everything that it names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from cosmic_login.core.contact import CONTACTS
from cosmic_login.gui.diagnosis.controller import DiagnosisController
from cosmic_login.gui.help.controller import HelpController, HelpOffer
from cosmic_login.gui.login.method_availability import MethodAvailability
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.session.controller import SessionController
from cosmic_login.gui.shell.freeze import FreezeSimulation
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
    from cosmic_login.ui.io_thread import IoThread


def furnish_features(features: Features, context: ShellContext, ports: WindowPorts, io: IoThread) -> None:
    """Make what stands beside the window, as far as this run offers it."""
    runner, actions, window = BackgroundRunner(io), context.actions, context.owner
    features.siths = _siths_window(features, context)
    features.freeze = FreezeSimulation(_application(), actions, window)
    if ports.diagnostics is not None:
        features.diagnosis = DiagnosisController(ports.diagnostics, runner, window, actions.show_log)
    closers = [features.settings.close]
    if features.diagnosis is not None:
        closers.append(features.diagnosis.close)
    features.session = SessionController(context, runner, ports.own_logins, closers, ports.clock)
    if ports.open_methods is not None:
        features.availability = MethodAvailability(context, io, ports.open_methods)
    if ports.trainer is not None:
        look_again = features.availability.look if features.availability is not None else None
        features.trainer = TrainerController(
            context,
            io,
            ports.trainer,
            choices=window.header.card_menu,
            pace=features.settings,
            look_again=look_again,
        )


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
