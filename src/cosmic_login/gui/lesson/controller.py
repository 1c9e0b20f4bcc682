"""Opens the lesson's pane beside the login, keeps it up to date, and passes on what is wanted there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.lesson import texts
from cosmic_login.gui.lesson.pane import NEXT_KEY, LessonPane
from cosmic_login.gui.ports.states import STAYS_AWAKE
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.ui.announce import announce, bring_to_front
from cosmic_login.ui.language import active_language
from cosmic_login.ui.side_pane import SidePane

if TYPE_CHECKING:
    from cosmic_login.gui.ports.context import WindowContext
    from cosmic_login.gui.ports.lesson import LessonPort

#: Between Cosmic's own title and the lesson's.
_OF_LESSON = ": "
#: How wide the pane is, and how wide the main window has to be to hold it too; at the usual text size.
_WIDE, _ROOM = 320, 760


class LessonController(QObject):
    """The pane beside the login; it stays through locking, unlocking, and the end of a login."""

    def __init__(self, context: WindowContext, port: LessonPort) -> None:
        super().__init__(context.owner)
        self._context, self._port, self._window = context, port, context.owner
        self._spoken = ""
        self._came_from: QWidget | None = None
        self._speak = QTimer(self)  # what comes at once is said once
        self._speak.setSingleShot(True)
        self._speak.timeout.connect(self._announce)
        self.pane = pane = LessonPane()
        self.place = SidePane(self._window, "lesson", wide=_WIDE, room=_ROOM)
        self.place.own.setProperty(STAYS_AWAKE, True)
        pane.left.connect(self._back)
        pane.go_on.connect(self._go_on)
        pane.hold.connect(port.hold)
        pane.back.connect(port.back)
        pane.again.connect(port.again)
        pane.paced.connect(port.set_pace)
        pane.hint_wanted.connect(port.ask_hint)
        pane.begin_again.connect(port.begin_again)
        pane.sheet_wanted.connect(self._choose_file)
        pane.leave.connect(port.leave)
        for keys, call in (("F7", self.cross), (NEXT_KEY, self._go_on)):
            shortcut = QShortcut(QKeySequence(keys), self._window, call)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)  # PySide heeds no context beside a callable
        active_language().changed.connect(self.retranslate)
        context.settings_changed.connect(lambda _settings: self._stand())
        self.place.fill(pane, texts.say(texts.PANE))
        self._stand()
        self.place.show()
        self.retranslate()
        port.listen(self._show)

    def retranslate(self) -> None:
        """Say everything anew."""
        for holder in (self.place.dock, self.place.own):
            holder.setWindowTitle(texts.say(texts.PANE))
        self.pane.retranslate()
        self._show()

    def cross(self) -> None:
        """Go to the pane, or back from it to the window that one came from."""
        there = QApplication.focusWidget()
        if there is not None and self.pane.isAncestorOf(there):
            self._back()
        else:
            self._came_from = QApplication.activeWindow()
            self.place.show()
            bring_to_front(self.pane.window())
            self.pane.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.pane, self.pane.spoken())

    def _go_on(self) -> None:
        """Play the step that is held before; while one is under way, nothing."""
        if self._port.seen(active_language().name).holding:
            self._port.go_on()

    def save_to(self, path: str) -> None:
        """Write the result there, and say what came of it."""
        try:
            self._port.save_sheet(Path(path))
        except LoginFailure as failure:
            words, tone = " ".join((*window_texts.failure_texts(failure), f"({failure})")), "error"
        else:
            words, tone = texts.say(texts.SAVED).format(path=path), "info"
        self.pane.note.say(words, tone)
        announce(self.pane, words)

    def _show(self) -> None:
        seen = self._port.seen(active_language().name)
        self.pane.show_lesson(seen)
        # Beside the trainer's own Cosmic one has to tell which is the lesson; one that locked up keeps what it says.
        if seen.title and self._window.updatesEnabled():
            cosmic = self._window.windowTitle().partition(_OF_LESSON)[0]
            self._window.setWindowTitle(f"{cosmic}{_OF_LESSON}{seen.title}")
        self._speak.start()

    def _announce(self) -> None:
        if (spoken := self.pane.spoken()) != self._spoken:
            self._spoken = spoken
            announce(self.pane, spoken)

    def _choose_file(self) -> None:
        dialog = QFileDialog(
            self._window, texts.say(texts.SHEET_TITLE), str(Path.home() / texts.say(texts.SHEET_NAME)), "PDF (*.pdf)"
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def _back(self) -> None:
        came_from, self._came_from = self._came_from, None
        if came_from not in {None, self._window} and isValid(came_from) and came_from.isVisible():
            bring_to_front(came_from)  # it has the focus where it had it
            return
        self._window.activateWindow()
        self._context.screen.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _stand(self) -> None:
        """Stand apart from a Cosmic that may lock up: it must not take the lesson with it."""
        self.place.keep_apart = self._context.settings.manner == "true-to-life"
        self.place.arrange()
