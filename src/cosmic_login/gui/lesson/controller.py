"""Opens the lesson's pane beside the login, keeps it up to date, and passes on what is wanted there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.lesson import texts
from cosmic_login.gui.lesson.pane import NEXT_KEY, LessonPane
from cosmic_login.gui.ports.states import STAYS_AWAKE
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.ui.announce import announce, bring_to_front
from cosmic_login.ui.language import active_language
from cosmic_login.ui.theme import active_theme

if TYPE_CHECKING:
    from cosmic_login.gui.ports.context import WindowContext
    from cosmic_login.gui.ports.lesson import LessonPort

#: How wide the pane is, and how wide the main window has to be to hold it too; at the usual text size.
_WIDE, _ROOM = 320, 700


class LessonController(QObject):
    """The pane at the left of the main window; it stays through locking, unlocking, and the end of a login."""

    def __init__(self, context: WindowContext, port: LessonPort) -> None:
        super().__init__(context.owner)
        self._context, self._port, self._window = context, port, context.owner
        self._spoken = ""
        self._speak = QTimer(self)  # what comes at once is said once
        self._speak.setSingleShot(True)
        self._speak.timeout.connect(self._announce)
        self.pane = LessonPane()
        self._no_title = QWidget()  # the pane has a heading of its own
        self.dock = QDockWidget(self._window)
        self.dock.setObjectName("lesson")
        self.dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.dock.setTitleBarWidget(self._no_title)
        self.dock.setWidget(self.pane)
        self.dock.setProperty(STAYS_AWAKE, True)
        pane = self.pane
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
            QShortcut(QKeySequence(keys), self._window, call, context=Qt.ShortcutContext.ApplicationShortcut)
        active_language().changed.connect(self.retranslate)
        active_theme().changed.connect(self._arrange)
        context.settings_changed.connect(lambda _settings: self._arrange())
        self._make_room()
        self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.dock)
        self._window.resizeDocks([self.dock], [active_theme().px(_WIDE)], Qt.Orientation.Horizontal)
        self._window.installEventFilter(self)
        self._arrange()
        self.retranslate()
        port.listen(self._show)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.dock.setWindowTitle(texts.say(texts.PANE))
        self.pane.retranslate()
        self._show()

    def cross(self) -> None:
        """Go to the pane, or back from it."""
        there = QApplication.focusWidget()
        if there is not None and self.pane.isAncestorOf(there):
            self._back()
        else:
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
        self._window.activateWindow()
        self._context.screen.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the dock ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the main window's size."""
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        """Widen the main window by the pane, as far as the screen goes."""
        window, room = self._window, self._window.screen().availableGeometry().size()
        if not window.isMaximized() and not window.isFullScreen():
            window.resize(QSize(window.width() + active_theme().px(_WIDE), window.height()).boundedTo(room))

    def _arrange(self) -> None:
        """Give the pane a window of its own where the main one has no room beside the card."""
        dock, window, theme = self.dock, self._window, active_theme()
        # A Cosmic that locks up must not take the lesson with it.
        narrow = window.width() < theme.px(_ROOM) or self._context.settings.manner == "true-to-life"
        self.pane.setMinimumWidth(0 if narrow else theme.px(_WIDE))
        if narrow != dock.isFloating():
            dock.setTitleBarWidget(cast("QWidget", None) if narrow else self._no_title)
            dock.setFloating(narrow)
        if narrow:
            room = window.screen().availableGeometry().size()
            dock.resize(QSize(theme.px(_WIDE) + 24, window.height()).boundedTo(room))
