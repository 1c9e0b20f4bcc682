"""The window and what stands beside it: who is there by now, said anew and closed together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cosmic_login.gui.diagnosis.controller import DiagnosisController
    from cosmic_login.gui.help.controller import HelpController
    from cosmic_login.gui.help.view import HelpView
    from cosmic_login.gui.lesson.controller import LessonController
    from cosmic_login.gui.login.method_availability import MethodAvailability
    from cosmic_login.gui.login.practice import PracticeNotes
    from cosmic_login.gui.login.siths_window import SithsWindow
    from cosmic_login.gui.my_card.controller import MyCardController
    from cosmic_login.gui.session.controller import SessionController
    from cosmic_login.gui.settings.controller import SettingsController
    from cosmic_login.gui.sharing.controller import SharingController
    from cosmic_login.gui.shell.freeze import FreezeSimulation
    from cosmic_login.gui.shell.main_window import MainWindow
    from cosmic_login.gui.trainer.controller import TrainerController


class Worded(Protocol):
    """A part of the program with texts."""

    def retranslate(self) -> None:
        """Say everything anew, in the language that is in force now."""


class Closing(Protocol):
    """A part of the program that has something open."""

    def close(self) -> None:
        """Close it: the program ends."""


class Features:
    """None stands for what is not there yet, or not at all in this run.

    ``make_help`` is called when the help is first asked for: it is not needed before somebody is lost.
    """

    window: MainWindow

    def __init__(self, settings: SettingsController, make_help: Callable[[], HelpController]) -> None:
        self.settings = settings
        self._make_help = make_help
        self._help: HelpController | None = None
        self.siths: SithsWindow | None = None
        self._make_siths: Callable[[], None] | None = None
        self.diagnosis: DiagnosisController | None = None
        self.my_card: MyCardController | None = None
        self.sharing: SharingController | None = None
        self.practice: PracticeNotes | None = None
        self.session: SessionController | None = None
        self.availability: MethodAvailability | None = None
        self.trainer: TrainerController | None = None
        self.lesson: LessonController | None = None
        self.freeze: FreezeSimulation | None = None
        self.closed = False

    @property
    def help(self) -> HelpController:
        """What opens the help."""
        if self._help is None:
            self._help = self._make_help()
        return self._help

    @property
    def help_shown(self) -> HelpView | None:
        """The help that is open."""
        return None if self._help is None else self._help.shown

    def offer_siths(self, make: Callable[[], None]) -> None:
        """Take what makes the SITHS eID window and puts it here; it is called once at most."""
        self._make_siths = make

    def need_siths(self) -> SithsWindow | None:
        """Return the SITHS eID window, made now if it was not there; None where it cannot be made, or no longer."""
        make, self._make_siths = self._make_siths, None
        if make is not None and not self.closed:
            make()
        return self.siths

    def retranslate(self) -> None:
        """Say everything anew; the trainer's panel and the lesson's pane follow the language by themselves."""
        worded: tuple[Worded | None, ...] = (
            self.window, self._help, self.siths, self.diagnosis, self.settings, self.session, self.my_card,
            self.sharing, self.freeze,
        )  # fmt: skip
        for each in worded:
            if each is not None:
                each.retranslate()

    def restart(self) -> None:
        """Close what stands beside the window: Cosmic locked up, and is started again."""
        closing: tuple[Closing | None, ...] = (self.diagnosis, self.settings, self.my_card, self.sharing)
        for each in closing:
            if each is not None:
                each.close()
        if self._help is not None:
            for window in (self._help.shown, self._help.about):
                if window is not None:
                    window.close()

    def close(self) -> None:
        """Close what stands beside the windows; they themselves are hidden when all is written down."""
        self.closed = True
        closing: tuple[Closing | None, ...] = (
            self.freeze, self.diagnosis, self.session, self.settings, self.my_card, self.sharing, self.trainer,
        )  # fmt: skip
        for each in closing:
            if each is not None:
                each.close()

    def hide_windows(self) -> None:
        """Hide all windows."""
        if self._help is not None:
            self._help.close()
        for widget in (self.siths, self.window):
            if widget is not None:
                widget.hide()
