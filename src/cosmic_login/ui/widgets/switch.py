"""A switch: a button with a knob that stands on one side or the other, and the words for it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import Theme, active_theme
from cosmic_login.ui.widgets.button import ActionButton

_WIDE, _HIGH = 40, 24


class SwitchButton(ActionButton):
    """Shows how something is, and tells what a person wants it to be.

    It never moves by itself: whoever knows how things are calls ``show_state``. So it cannot say what is not so, when
    what was wanted could not be done. Assistive technology meets a check box with its state.
    """

    wanted = Signal(bool)

    def __init__(self, label: str) -> None:
        super().__init__(label, listed=True)
        self.setCheckable(True)
        self._alarming = self._told = False
        self.toggled.connect(self._toggled)
        self.clicked.connect(lambda: self.wanted.emit(not self.isChecked()))

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """Stay: see the class."""

    def _toggled(self, on: bool) -> None:
        """Take back what assistive technology has toggled: it moves the state itself, without a click."""
        if not self._told:
            self._set(on=not on)
            self.wanted.emit(on)

    def _set(self, *, on: bool) -> None:
        self._told = True
        self.setChecked(on)
        self._told = False

    def show_state(self, *, on: bool, words: str, alarming: bool = False) -> None:
        """Show whether it is on, in ``words`` too; ``alarming`` ones stand out."""
        self._set(on=on)
        if words != self._sub:
            self.set_sub(words)
        if alarming != self._alarming:
            self._alarming = alarming
            self.update()

    @property
    def _trailing(self) -> int:
        return active_theme().px(_WIDE) + 3 * design_tokens.GRID

    def _colours(self, theme: Theme) -> tuple[QColor, QColor, QColor, QColor]:
        body, edge, text, sub = super()._colours(theme)
        if self._alarming:  # also while it cannot be moved: it is out all the same
            sub = theme.colour("error")
            body = theme.colour("surface") if not self.isEnabled() else body
        return body, edge, text, sub

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the button, and the knob in its track."""
        super().paintEvent(event)
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = theme.px(_WIDE), theme.px(_HIGH)
        track = QRectF(self.width() - self._side - wide, (self.height() - high) / 2, wide, high)
        on = self.isChecked()
        colour, knob = theme.colour("accent" if on else "outline"), theme.colour("on_accent" if on else "outline")
        if self._alarming:
            colour = knob = theme.colour("error")
        if not self.isEnabled():
            colour = knob = theme.colour("error" if self._alarming else "on_disabled")
        painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine if self.isEnabled() else Qt.PenStyle.DotLine))
        filled = on and self.isEnabled()
        painter.setBrush(colour if filled else theme.colour("surface"))
        painter.drawRoundedRect(track.adjusted(1, 1, -1, -1), high / 2 - 1, high / 2 - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(knob)
        centre = QPointF(track.right() - high / 2 if on else track.left() + high / 2, track.center().y())
        painter.drawEllipse(centre, high / 2 - 5, high / 2 - 5)
