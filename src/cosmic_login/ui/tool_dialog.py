"""What tools beside the main window have in common: a window with a heading, something to scroll, and buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from cosmic_login.ui import design_tokens
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph

_SIDE = 672  # of a dialog as it comes up, at the usual text size
_TITLE_BAR = 40  # about what a window manager puts above it


class ToolDialog(QDialog):
    """Not modal: the login goes on beside it. Esc closes it, and then it is gone."""

    #: Under this height, at the usual text size, there is little room.
    low = 560

    def __init__(self, owner: QWidget, title: str) -> None:
        super().__init__(owner)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.closed = False
        self.setWindowTitle(title)
        self.heading = Paragraph(title, "heading")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()  # large text on a small screen: the dialog scrolls as a whole, and nothing is cut
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        page = QWidget()
        area.setWidget(page)
        page.setAutoFillBackground(False)  # afterwards: the area has it filled, in another colour than the dialog's
        whole.addWidget(area)
        self.column = QVBoxLayout(page)
        self.column.setSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self.heading)
        self.foot = QWidget()
        self._foot = QGridLayout(self.foot)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setSpacing(2 * design_tokens.GRID)
        self._buttons: list[ActionButton] = []
        self._columns = 0
        theme = active_theme()
        theme.changed.connect(self.fit)
        self.resize(theme.px(_SIDE), theme.px(_SIDE))
        room = screen_room(self).size() - QSize(0, _TITLE_BAR)
        self.resize(self.size().boundedTo(room))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have all controls called by their names."""
        name_controls(self)
        super().showEvent(event)

    @property
    def there(self) -> bool:
        """Whether the dialog still exists: an answer may come after it was closed."""
        return isValid(self) and not self.closed

    def add_buttons(self, *buttons: ActionButton) -> None:
        """Put the buttons at the bottom, beside each other where there is room."""
        self._buttons = list(buttons)
        self.column.addWidget(self.foot)
        self.fit()

    def bind(self, keys: str | QKeySequence.StandardKey, button: ActionButton) -> None:
        """Press a button by keys, and say so in its description."""
        sequence = QKeySequence(keys)
        QShortcut(sequence, self, button.click)
        button.setAccessibleDescription(sequence.toString(QKeySequence.SequenceFormat.NativeText))

    def fit(self) -> None:
        """Fit margins and the buttons' places to the width."""
        theme = active_theme()
        edge = (3 if self.width() < theme.px(420) else 6) * design_tokens.GRID
        self.column.setContentsMargins(edge, edge, edge, edge)
        widest = max((button.sizeHint().width() for button in self._buttons), default=1) + 2 * design_tokens.GRID
        columns = max(1, min(len(self._buttons) or 1, (self.width() - 2 * edge) // widest))
        if columns == self._columns:
            return
        for place in range(self._columns):
            self._foot.setColumnStretch(place, 0)
        for place in range(columns):
            self._foot.setColumnStretch(place, 1)
        self._columns = columns
        for place, button in enumerate(self._buttons):
            self._foot.addWidget(button, place // columns, place % columns)

    def _end(self) -> None:
        """Take along what asks something over this dialog (where to save, say): it would stay up without it."""
        self.closed = True
        for asking in self.findChildren(QDialog):
            asking.close()

    def done(self, result: int) -> None:
        """Close: Esc comes here too."""
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember that it is over, though Qt deletes it a moment later."""
        self._end()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit anew."""
        super().resizeEvent(event)
        self.fit()
