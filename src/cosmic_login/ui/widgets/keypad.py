"""The keypad on the screen: digits for mouse, touch and keyboard, in a new order each time if so wished."""

from __future__ import annotations

from random import Random, SystemRandom

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen, QShowEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from cosmic_login.ui import design_tokens, texts
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import ActionButton

_COLUMNS = 3
_USUAL = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)


class _Key(ActionButton):
    """A key. The keyboard reaches it through the keypad; a click leaves the focus where it is."""

    guarded = False  # the same digit twice is no mistake

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Offer a target for a finger."""
        theme = active_theme()
        return QSize(theme.px(72), theme.px(design_tokens.TARGET))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Stay a target; the text of one digit is never cut."""
        return QSize(design_tokens.TARGET, active_theme().px(design_tokens.TARGET))

    def heightForWidth(self, _width: int) -> int:  # noqa: N802
        """Stay the same."""
        return active_theme().px(design_tokens.TARGET)


class _Erase(_Key):
    """Draws its sign, so that no font has to have it."""

    def _draw_text(self, painter: QPainter, text: QColor, _sub: QColor) -> None:
        side = active_theme().px(22)
        centre, half, tall = QPointF(self.rect().center()), side / 2, side / 3
        shape = QPainterPath(centre + QPointF(-half, 0))
        for x, y in ((-half / 3, -tall), (half, -tall), (half, tall), (-half / 3, tall)):
            shape.lineTo(centre + QPointF(x, y))
        shape.closeSubpath()
        middle, arm = centre + QPointF(half / 3, 0), tall / 2.2
        for dx in (arm, -arm):
            shape.moveTo(middle + QPointF(-dx, -arm))
            shape.lineTo(middle + QPointF(dx, arm))
        pen = QPen(text, max(1.5, side / 14))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)


class Keypad(QWidget):
    """Ten digits and "erase". One tab stop; arrows walk. Nothing is said, or shown, of which key was pressed."""

    digit = Signal(int)
    erased = Signal()

    def __init__(self, random: Random | None = None) -> None:
        super().__init__()
        self._random = random or SystemRandom()
        #: Whether the digits come in a new order each time the keypad is shown.
        self.shuffled = False
        self.keys = [_Key("") for _ in _USUAL]
        self.erase = _Erase("")
        self._values = list(_USUAL)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2 * design_tokens.GRID)
        for place, key in enumerate(self.keys):
            last = place == len(self.keys) - 1
            grid.addWidget(key, place // _COLUMNS, 1 if last else place % _COLUMNS)
            key.clicked.connect(lambda _checked=False, place=place: self.digit.emit(self._values[place]))
        grid.addWidget(self.erase, len(self.keys) // _COLUMNS, 2)
        self.erase.clicked.connect(self.erased)
        self._cells = {(i // _COLUMNS, i % _COLUMNS): key for i, key in enumerate(self.keys[:-1])}
        self._cells |= {(3, 1): self.keys[-1], (3, 2): self.erase}
        self.keys[0].setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()
        self.arrange()

    @property
    def values(self) -> tuple[int, ...]:
        """The digits in the order of the keys."""
        return tuple(self._values)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setAccessibleName(texts.say(texts.KEYPAD))
        self.erase.setAccessibleName(texts.say(texts.ERASE))
        self.erase.setToolTip(texts.say(texts.ERASE))

    def arrange(self) -> None:
        """Put the digits on the keys, in a new order if so wished."""
        self._values = list(_USUAL)
        if self.shuffled:
            self._random.shuffle(self._values)
        for key, value in zip(self.keys, self._values, strict=True):
            key.set_label(str(value))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take a new order for a new showing; not when a minimised window comes back."""
        if not event.spontaneous():
            self.arrange()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows walk; digits and backspace work as in the field itself."""
        steps = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._walk(*step)
        elif event.text() and event.text() in "0123456789" and not event.isAutoRepeat():
            self.digit.emit(int(event.text()))
        elif event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self.erased.emit()
        else:
            event.ignore()

    def _walk(self, down: int, right: int) -> None:
        here = next((cell for cell, key in self._cells.items() if key.hasFocus()), None)
        if here is None:
            return
        key = self._cells.get((here[0] + down, here[1] + right))
        if key is not None:
            for other in self._cells.values():
                other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            key.setFocus(Qt.FocusReason.TabFocusReason)
