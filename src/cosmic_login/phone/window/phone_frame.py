"""The phone's body: a case with rounded corners, a status bar at the top, two buttons at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.phone.window import texts
from cosmic_login.phone.window.status import StatusBar
from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph

_NARROW = 360  # logical pixels at the usual text size; below, the case is thin
_RADIUS = 34.0


class PhoneFrame(QWidget):
    """Holds one page at a time, which scrolls when it is longer than the phone's screen."""

    back = Signal()
    home = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("phone-canvas")
        self.status = StatusBar()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("phone-page")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._holder = QVBoxLayout(inside)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None
        self.area.setWidget(inside)
        self.mark = Paragraph("", "caption", centred=True)
        self.back_button, self.home_button = ActionButton("", QUIET), ActionButton("", QUIET)
        self.back_button.clicked.connect(self.back)
        self.home_button.clicked.connect(self.home)
        keys = QHBoxLayout()
        keys.setSpacing(2 * design_tokens.GRID)
        for button in (self.back_button, self.home_button):
            keys.addWidget(button, 1)
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(design_tokens.GRID)
        self.column.addWidget(self.status)
        self.column.addWidget(self.area, 1)
        self.column.addLayout(keys)
        self.column.addWidget(self.mark)
        self.retranslate()
        active_theme().changed.connect(self.fit)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.back_button.set_label(texts.say(texts.BACK))
        self.home_button.set_label(texts.say(texts.HOME))
        self.mark.say(texts.say(texts.MARK))
        self.status.retranslate()

    def put(self, page: QWidget) -> None:
        """Show another page; the one before is gone."""
        self._holder.addWidget(page)
        if self._page is not None:
            self._holder.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()  # it may be one of its own buttons that brought us here
        self._page = page
        page.show()  # now: the layout would do it later, and what is not visible yet takes no focus
        self.area.verticalScrollBar().setValue(0)

    def offer(self, *, back: bool, home: bool) -> None:
        """Let the two buttons be pressed, or take them away; their room stays."""
        self.back_button.setVisible(back)
        self.home_button.setVisible(home)

    # -- looks -------------------------------------------------------------------------------------------------

    @property
    def _thin(self) -> bool:
        return self.width() < active_theme().px(_NARROW) or self.height() < active_theme().px(_NARROW)

    @property
    def _edge(self) -> int:
        """The distance from the window's edge to the case."""
        return 0 if self._thin else 3 * design_tokens.GRID

    @property
    def _bezel(self) -> int:
        return design_tokens.GRID if self._thin else 3 * design_tokens.GRID

    def fit(self) -> None:
        """Fit the case to the window's size."""
        edge = self._edge + self._bezel
        self.column.setContentsMargins(edge, edge + design_tokens.GRID, edge, edge + design_tokens.GRID)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit anew."""
        super().resizeEvent(event)
        self.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the case and, in it, the screen's surface."""
        theme = active_theme()
        strong = theme.colours.name == "high-contrast"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        radius = 12.0 if self._thin else _RADIUS
        case = QRectF(self.rect()).adjusted(self._edge, self._edge, -self._edge, -self._edge)
        if not self._thin:  # a key at the side
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("outline"))
            painter.drawRoundedRect(QRectF(case.right() - 2, case.top() + 140, 5, 56), 2.5, 2.5)
        painter.setPen(QPen(theme.colour("outline"), 2 if strong else 1))
        painter.setBrush(theme.colour("text" if theme.colours.name == "light" else "raised"))
        if strong:
            painter.setBrush(theme.colour("canvas"))
        painter.drawRoundedRect(case.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        inner = case.adjusted(self._bezel - 1, self._bezel - 1, 1 - self._bezel, 1 - self._bezel)
        painter.setPen(QPen(theme.colour("divider"), 1) if strong else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(inner, radius - self._bezel + 2, radius - self._bezel + 2)
