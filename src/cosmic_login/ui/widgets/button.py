"""The one kind of button: it wraps its text, may carry a second line, and shows its focus."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from cosmic_login.ui import design_tokens
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.theme import Theme, active_theme
from cosmic_login.ui.widgets.paragraph import lay_out, split_mnemonic, text_height, text_width

PRIMARY, SECONDARY, QUIET = "primary", "secondary", "quiet"
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})


def press_by_enter(button: QAbstractButton, event: QKeyEvent, *, guarded: bool = True) -> None:
    """Press a button by an Enter that is meant; the event is used up in any case."""
    guard = enter_guard()
    if guard.meant(event) or not (guarded or event.isAutoRepeat()):
        button.click()
        guard.done()
    event.accept()


class ActionButton(QPushButton):
    """A button with a label (``&`` before its Alt letter), an optional second line and badge.

    ``text()`` is the label as people read it. ``listed`` buttons are choices under each other, with their text at the
    left. A second line that is ``aside`` stands at the right end of the first one where both have room there, so that a
    state that comes and goes moves nothing.
    """

    #: Whether a second Enter soon after the first may be a mistake (``ui/enter_guard.py``).
    guarded = True

    def __init__(
        self,
        label: str,
        kind: str = SECONDARY,
        *,
        sub: str = "",
        badge: str = "",
        enter: bool = True,  # heeded no more; screens of other distributions may give it
        listed: bool = False,
    ) -> None:
        super().__init__()
        self._listed = listed
        self.kind, self._sub, self._badge = kind, sub, badge
        self._underline = -1
        self._aside = False
        self._fonts_made: tuple[QFont, QFont] | None = None
        self._heights: dict[int, int] = {}  # by widths: layouts ask for the same many times
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_label(label)
        self._describe()

    def set_label(self, label: str) -> None:
        """Set text and Alt letter."""
        text, self._underline = split_mnemonic(label)
        self.setText(text)
        self.setShortcut(QKeySequence.mnemonic(label))
        self.setAccessibleName(text)
        self._forget()
        self.updateGeometry()

    def set_kind(self, kind: str) -> None:
        """Make it ``PRIMARY``, ``SECONDARY`` or ``QUIET``."""
        self.kind = kind
        self._forget()
        self.updateGeometry()
        self.update()

    def set_sub(self, sub: str, *, aside: bool = False) -> None:
        """Set the second line."""
        self._sub, self._aside = sub, aside
        self._describe()
        self._forget()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(". ".join(part for part in (self._badge, self._sub.replace("\n", ", ")) if part))

    # -- keys --------------------------------------------------------------------------------------------------

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """Click for an Alt letter, which Qt does a tenth of a second after the key; if it can still be pressed by then.

        Whoever went on meanwhile would be thrown back, or lose the focus to what nobody can see.
        """
        if self.isVisible() and self.isEnabled():
            super().timerEvent(event)
            return
        blocked = self.blockSignals(True)  # it has to come up again, though it tells nobody
        try:
            super().timerEvent(event)
        finally:
            self.blockSignals(blocked)

    # -- sizes -------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew with another font or style sheet."""
        self._forget()
        super().changeEvent(event)

    def _forget(self) -> None:
        self._fonts_made = None
        self._heights.clear()

    def _fonts(self) -> tuple[QFont, QFont]:
        if self._fonts_made is None:
            self._fonts_made = self._make_fonts()
        return self._fonts_made

    def _make_fonts(self) -> tuple[QFont, QFont]:
        theme = active_theme()
        label, sub = QFont(self.font()), QFont(self.font())
        label.setPixelSize(theme.px(design_tokens.SMALL if self.kind == QUIET else design_tokens.BODY))
        label.setWeight(QFont.Weight.Medium if self.kind == QUIET else QFont.Weight.DemiBold)
        if self.kind == SECONDARY:
            label.setWeight(QFont.Weight.Medium)
        sub.setPixelSize(theme.px(design_tokens.SMALL))
        return label, sub

    @property
    def _side(self) -> int:
        return (2 if self.kind == QUIET else 4) * design_tokens.GRID

    @property
    def _trailing(self) -> int:
        """What a button with something beside its text keeps free there."""
        return 0

    def _badge_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(active_theme().px(design_tokens.CAPTION))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of the wrapped lines, never under the target size."""
        if width not in self._heights:
            self._heights[width] = self._measure(width)
        return self._heights[width]

    def _measure(self, width: int) -> int:
        label, sub = self._fonts()
        inner = width - 2 * self._side - self._trailing
        height = text_height(self.text(), label, inner)
        if self._sub and not self._beside(inner):
            height += text_height(self._sub.replace("\n", "\u2028"), sub, inner)
        if self._badge:
            height += QFontMetricsF(self._badge_font()).lineSpacing() + 2 * design_tokens.GRID
        pad = 3 * design_tokens.GRID if self.kind != QUIET else 2 * design_tokens.GRID
        return max(math.ceil(height) + 2 * pad, design_tokens.TARGET)  # fingers do not grow with the text

    def _beside(self, inner: int) -> bool:
        """Whether the second line stands beside the first one."""
        label, sub = self._fonts()
        return (
            self._aside
            and text_width(self.text(), label) + 3 * design_tokens.GRID + text_width(self._sub, sub) <= inner
        )

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Height depends on width."""
        return True

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for room for the longest line."""
        label, sub = self._fonts()
        lines = [text_width(self.text(), label), *(text_width(line, sub) for line in self._sub.split("\n"))]
        width = max(lines) + 2 * self._side + self._trailing
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow if need be."""
        return QSize(design_tokens.TARGET, design_tokens.TARGET)

    # -- keys --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses (once, not by a key held down); arrows belong to the screen."""
        if event.key() in _ENTERS:
            press_by_enter(self, event, guarded=self.guarded)
            return
        enter_guard().forget()
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Heed Tab too, whose press nobody is told of: who came here by it means the next Enter for this button."""
        if event.key() not in _ENTERS:
            enter_guard().forget()
        super().keyReleaseEvent(event)

    # -- drawing -----------------------------------------------------------------------------------------------

    def _colours(self, theme: Theme) -> tuple[QColor, QColor, QColor, QColor]:
        """Return body, edge, text and second line."""
        colour = theme.colour
        if not self.isEnabled():
            if self.kind == QUIET:
                clear = QColor(0, 0, 0, 0)
                return clear, clear, colour("on_disabled"), colour("on_disabled")
            strong = theme.colours.name == "high-contrast"  # there, body and card have the same colour
            edge = colour("on_disabled" if strong else "disabled")
            return colour("disabled"), edge, colour("on_disabled"), colour("on_disabled")
        hover = self.underMouse() or self.isDown()
        if self.kind == PRIMARY:
            body = colour("accent_hover" if hover else "accent")
            return body, body, colour("on_accent"), colour("on_accent")
        body = colour("raised" if hover else "surface")
        if self.kind == QUIET:
            clear = QColor(0, 0, 0, 0)
            return body if hover else clear, clear, colour("accent"), colour("muted")
        return body, colour("outline"), colour("text"), colour("muted")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw body, ring of focus, text."""
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body, edge, text, sub = self._colours(theme)
        area = QRectF(self.rect())
        radius = float(design_tokens.RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), radius, radius)
            area.adjust(4, 4, -4, -4)
            radius -= 4
        pen = QPen(edge, 1)
        if not self.isEnabled():
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(body)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self._draw_text(painter, text, sub)

    def _draw_text(self, painter: QPainter, text: QColor, sub: QColor) -> None:
        label_font, sub_font = self._fonts()
        inner = self.width() - 2 * self._side - self._trailing
        centred = not self._listed
        label, height = lay_out(self.text(), label_font, inner, underline=self._underline, centred=centred)
        second, second_height = None, 0.0
        if self._sub:
            second, second_height = lay_out(self._sub.replace("\n", "\u2028"), sub_font, inner, centred=centred)
        badge_font = self._badge_font() if self._badge else sub_font
        badge_height = QFontMetricsF(badge_font).lineSpacing() + 2 * design_tokens.GRID if self._badge else 0.0
        beside = bool(self._sub) and self._beside(inner)
        whole = height + badge_height + (0 if beside else second_height)
        top = (self.height() - whole) / 2
        painter.setPen(text)
        label.draw(painter, QPointF(self._side, top))
        if beside:
            painter.setPen(sub)
            painter.setFont(sub_font)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(self._side, top, inner, height), right, self._sub)
        top += height
        if second is not None and not beside:
            painter.setPen(sub)
            second.draw(painter, QPointF(self._side, top))
            top += second_height
        if self._badge:
            painter.setFont(badge_font)
            painter.setPen(active_theme().colour("accent"))
            painter.drawText(
                QRectF(self._side, top + design_tokens.GRID, inner, badge_height - design_tokens.GRID),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                self._badge,
            )
