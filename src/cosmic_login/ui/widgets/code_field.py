"""The field for a code: one line edit that paints a box for each digit and never holds the code.

The digits go into a ``bytearray`` as they are typed; the line edit itself holds bullets only. So neither its
text, its undo history, its accessible value nor the clipboard can give a code away.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from cosmic_login.core.code_rules import easy_to_guess, same
from cosmic_login.core.secret import PIN_DIGITS, PUK_DIGITS, Code, CodeKind, wipe
from cosmic_login.ui import design_tokens
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.theme import active_theme

_BULLET = "\u2022"
#: What stands for a digit that is there already: ours, and what Qt tells assistive technology in its place.
_BULLETS = frozenset({_BULLET, "\u25cf"})
#: How much text is looked at; more is no code in whatever spelling.
_LONGEST = 64
_BOX, _WIDEST_BOX, _HIGH = 44, 60, 48
_GAP = 8
_NARROWEST = 20


class CodeField(QLineEdit):
    """Six boxes for a PIN, eight for a PUK, one tab stop. ``take`` hands out the code and leaves the field empty."""

    filled = Signal(int)  # how many digits there are now
    refused = Signal()  # something that is no digit, or too many of them
    submitted = Signal()  # Enter

    def __init__(self, kind: CodeKind = "pin") -> None:
        super().__init__()
        self.kind: CodeKind = kind
        #: How many digits the code has.
        self.length = PIN_DIGITS if kind == "pin" else PUK_DIGITS
        self._digits = bytearray()
        self._writing = False
        self._aimed = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.setDragEnabled(False)
        self.setMaxLength(_LONGEST)  # what comes as a whole may have spaces; Qt would cut it, and a half is no code
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._absorb)  # assistive technology writes the text as a whole

    # -- the code ----------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many digits there are."""
        return len(self._digits)

    @property
    def complete(self) -> bool:
        """Whether all digits are there."""
        return self.count == self.length

    @property
    def easy(self) -> bool:
        """Whether a complete code is easy to guess."""
        return self.complete and easy_to_guess(self._digits)

    def same_as(self, other: CodeField) -> bool:
        """Whether both fields are complete and hold the same digits."""
        return self.complete and other.complete and same(self._digits, other._digits)

    def take(self) -> Code | None:
        """Return the code and empty the field; None when it is not complete."""
        code = Code(self._digits, self.kind) if self.complete else None
        if code is not None:
            self.wipe()
        return code

    def wipe(self) -> None:
        """Overwrite the digits and empty the field."""
        wipe(self._digits)
        self._digits = bytearray()
        self._show()

    def aim(self, *, at: bool) -> None:
        """Show, without the focus, that the keypad's digits come here."""
        self._aimed = at
        self.update()

    def put(self, digit: int) -> None:
        """Add one digit, as the keypad does."""
        if self.isEnabled():
            self._add(str(digit))

    def erase(self) -> None:
        """Take the last digit back."""
        if self.isEnabled():
            self._remove(whole=False)

    def _add(self, text: str) -> None:
        """Take digits of any script; refuse the whole when it holds anything else or is too long."""
        if self._taken(text):
            self._show()
        else:
            self.refused.emit()

    def _taken(self, text: str) -> bool:
        values = [unicodedata.decimal(sign, -1) for sign in text if not sign.isspace() and sign != "-"]
        if not values or -1 in values or len(values) + self.count > self.length:
            return False
        self._digits.extend(0x30 + value for value in values)
        return True

    def _show(self) -> None:
        self._writing = True
        self.setText(_BULLET * self.count)  # setText also empties the undo history
        self._writing = False
        self.update()
        self.filled.emit(self.count)

    def _absorb(self, text: str) -> None:
        """Something else than a key put text here: as a paste, in place of the digits whose bullets are gone.

        What is refused changes nothing.
        """
        if self._writing:
            return
        put = "".join(sign for sign in text if sign not in _BULLETS)
        before = self._digits
        self._digits = before[: len(text) - len(put)]
        taken = not put or self._taken(put)
        if not taken:
            before, self._digits = self._digits, before
        wipe(before)
        self._show()
        if not taken:
            self.refused.emit()

    # -- input -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Digits, backspace, paste, Enter; every other key is left to the window."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            enter_guard().forget()
        if event.matches(QKeySequence.StandardKey.Paste):
            self._add(QGuiApplication.clipboard().text()[:_LONGEST])
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if enter_guard().meant(event):
                self.submitted.emit()
                enter_guard().done()
        elif event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self._remove(whole=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif (
            event.text().isprintable()
            and event.text()
            and not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        ):
            if not event.isAutoRepeat():  # a key that is held down must not burn a try
                self._add(event.text())
        else:
            event.ignore()
            return
        event.accept()

    def _remove(self, *, whole: bool) -> None:
        if whole:
            self.wipe()
        elif self._digits:
            self._digits[-1] = 0
            del self._digits[-1]
            self._show()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        """Take what an input method commits; its preview is never shown."""
        if event.commitString():
            self._add(event.commitString())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """No pasting by the middle button, no selection: the cursor is always behind the last digit."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Only the focus follows the pointer."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """See ``mousePressEvent``."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """See ``mousePressEvent``."""
        event.accept()

    # -- drawing -----------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802
        """Boxes side by side."""
        theme = active_theme()
        return QSize(self.length * theme.px(_BOX) + (self.length - 1) * _GAP, theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Boxes may get narrow, never low."""
        return QSize(self.length * _NARROWEST + (self.length - 1) * _GAP, active_theme().px(_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the boxes, a dot for each digit, and a ring around the box that is next."""
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = min((self.width() - (self.length - 1) * _GAP) / self.length, theme.px(_WIDEST_BOX))
        enabled = self.isEnabled()
        current = min(self.count, self.length - 1) if (self.hasFocus() or self._aimed) and enabled else -1
        for i in range(self.length):
            area = QRectF(i * (box + _GAP), 0, box, self.height())
            pen = QPen(theme.colour("focus"), 2.5) if i == current else QPen(theme.colour("outline"), 1)
            if not enabled:
                pen = QPen(theme.colour("on_disabled"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(theme.colour("surface"))
            inset = pen.widthF() / 2
            painter.drawRoundedRect(
                area.adjusted(inset, inset, -inset, -inset), design_tokens.RADIUS, design_tokens.RADIUS
            )
            if i < self.count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("text" if enabled else "on_disabled"))
                dot = min(theme.px(6), box / 4)
                painter.drawEllipse(QPointF(area.center()), dot, dot)
