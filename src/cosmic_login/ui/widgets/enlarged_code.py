"""A QR code over the whole window, as large as it goes; Escape leads back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens, texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import SECONDARY, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.qr_code import QrCode

_ROOM_FOR_WORDS = 480  # window height at the usual text size


class EnlargedCode(QWidget):
    """Covers ``window``; the focus stays inside, and Escape takes it away and cancels nothing."""

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAccessibleName(texts.say(texts.ENLARGED))
        self.state = Paragraph("", "subheading", centred=True)
        self.code = QrCode()
        self.code.clicked.connect(self.close_code)
        self.back = ActionButton(texts.say(texts.REDUCE), SECONDARY, sub="Esc")
        self.back.clicked.connect(self.close_code)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * (3 * design_tokens.GRID,)))
        column.setSpacing(3 * design_tokens.GRID)
        column.addWidget(self.state)
        column.addWidget(self.code, 1)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        self.hide()
        window.installEventFilter(self)

    def say(self, frame: str, name: str, state: str) -> None:
        """Show the frame of this second."""
        self.code.say(frame)
        self.code.setAccessibleName(name)
        self.state.setText(state)

    def open(self) -> None:
        """Cover the window and take the focus."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.accessibleName())

    def close_code(self) -> None:
        """Uncover the window; nothing happens when it is not covered."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the words away where the code needs their room."""
        super().resizeEvent(event)
        self.state.setVisible(self.height() >= active_theme().px(_ROOM_FOR_WORDS))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for oneself: as the window's shortcut it would cancel the login."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_code()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802
        """Stay: what the code covers is not to be reached."""
        self.back.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Cover what is below."""
        QPainter(self).fillRect(self.rect(), active_theme().colour("surface"))
