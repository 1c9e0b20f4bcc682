"""The home screen: the apps as tiles, and the page that installs one."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import APPS
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.controller import PhoneController
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.ui import design_tokens
from cosmic_login.ui.language import active_language
from cosmic_login.ui.pictograms import render
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import PRIMARY, press_by_enter
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph, lay_out

SIGNS = {"siths": "card", "bankid": "key"}
_TILE = 72
_GAP = 2 * design_tokens.GRID
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Tile(QPushButton):
    """An app: a picture on a coloured ground, its name below; a dot when something waits in it."""

    def __init__(self, name: str, sign: str, *, dim: str = "", dot: str = "", plain: bool = False) -> None:
        """``dim``: why it looks pale; ``dot``: what waits; both are read out. ``plain``: no app of ours."""
        super().__init__(name)
        self._sign, self._dim, self._dot, self._plain = sign, dim, dot, plain
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setAccessibleDescription(". ".join(part for part in (dim, dot) if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _fonts(self) -> tuple[QFont, QFont]:
        theme = active_theme()
        name, sub = QFont(self.font()), QFont(self.font())
        name.setPixelSize(theme.px(design_tokens.SMALL))
        name.setWeight(QFont.Weight.Medium)
        sub.setPixelSize(theme.px(design_tokens.CAPTION))
        return name, sub

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that the name below wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of picture and words."""
        name, sub = self._fonts()
        inner = width - 2 * _GAP
        words = lay_out(self.text(), name, inner)[1] + (lay_out(self._dim, sub, inner)[1] if self._dim else 0)
        return round(_TILE + words + 3 * _GAP)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a third of the phone."""
        return QSize(100, self.heightForWidth(100))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow if need be."""
        return QSize(_TILE + 2 * _GAP, design_tokens.TARGET)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses; arrows belong to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            press_by_enter(self, event)
        elif Qt.Key(event.key()) in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw ground, picture, dot, words and the ring of focus."""
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), design_tokens.RADIUS, design_tokens.RADIUS
            )
        ground = QRectF((self.width() - _TILE) / 2, _GAP, _TILE, _TILE)
        hover = self.underMouse() or self.isDown()
        quiet = bool(self._dim) or self._plain
        painter.setPen(QPen(theme.colour("outline"), 1.5) if quiet else Qt.PenStyle.NoPen)
        painter.setBrush(
            theme.colour(("raised" if hover else "surface") if quiet else "accent_hover" if hover else "accent")
        )
        painter.drawRoundedRect(ground, 18, 18)
        side = 40
        colour = theme.colour("muted" if self._dim else "text" if self._plain else "on_accent")
        picture = render(self._sign, colour, side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(ground.center().x() - side / 2, ground.center().y() - side / 2), picture)
        if self._dot:
            painter.setPen(QPen(theme.colour("surface"), 3))
            painter.setBrush(theme.colour("error"))
            painter.drawEllipse(QPointF(ground.right() - 4, ground.top() + 4), 9, 9)
        self._draw_words(painter)

    def _draw_words(self, painter: QPainter) -> None:
        theme = active_theme()
        inner = self.width() - 2 * _GAP
        top = _TILE + 2.0 * _GAP
        for text, font, token in zip((self.text(), self._dim), self._fonts(), ("text", "muted"), strict=True):
            if text:
                words, height = lay_out(text, font, inner, centred=True)
                painter.setPen(theme.colour(token))
                words.draw(painter, QPointF(_GAP, top))
                top += height


class HomePage(PhonePage):
    """Tiles side by side; fewer in a row where the text is large."""

    def __init__(self, controller: PhoneController) -> None:
        super().__init__(controller, texts.say(texts.HOME_HEADING), "")
        self.heading.hide()  # the name of the page, for screen readers; what is seen is the clock
        self.clock = Paragraph("", "clock", centred=True)
        self.day = Paragraph("", "muted", centred=True)
        self.trouble = Note()
        self.column.addSpacing(4 * design_tokens.GRID)
        self.add(self.clock, self.day)
        self.column.addSpacing(3 * design_tokens.GRID)
        self.add(self.trouble)
        try:
            installed, asked = controller.phone.installed, controller.phone.asked
        except LoginFailure as failure:
            installed, asked = (), None
            self.trouble.say(" ".join(texts.failure_texts(failure)), "error")
        self.tell_time(controller.now())
        self.tiles: list[Tile] = []
        for app in APPS:
            tile = Tile(
                texts.say(texts.APPS[app]),
                SIGNS[app],
                dim="" if app in installed else texts.say(texts.NOT_INSTALLED),
                dot=texts.say(texts.REQUEST_OPEN) if asked is not None and asked.app == app else "",
            )
            tile.clicked.connect(lambda _checked=False, name=app: controller.open(name))
            self.tiles.append(tile)
            tile.setObjectName(app)
        self.tiles.append(Tile(texts.say(texts.SETTINGS), "gear", plain=True))
        self.tiles[-1].setObjectName("settings")
        self.tiles[-1].clicked.connect(lambda: controller.post("settings"))
        holder = QWidget()
        self.grid = QGridLayout(holder)
        self.grid.setContentsMargins(0, 2 * design_tokens.GRID, 0, 0)
        self.grid.setSpacing(design_tokens.GRID)
        self.column.addWidget(holder)
        self.column.addStretch(1)
        self.add(Paragraph(texts.say(texts.HOME_HINT), "caption", centred=True))
        self._columns = 0
        self._arrange()

    def tell_time(self, now: datetime) -> None:
        """Show the phone's time, which may be wrong."""
        self.clock.say(f"{now:%H:%M}")
        self.day.say(
            QLocale(active_language().name).toString(QDate(now.year, now.month, now.day), texts.say(texts.DAY))
        )

    def first_focus(self) -> QWidget:
        """Return the first app."""
        return self.tiles[0]

    def _arrange(self) -> None:
        least = max(active_theme().px(88), _TILE + 2 * _GAP)
        columns = max(1, min(len(self.tiles), (self.width() - 8 * design_tokens.GRID) // least))
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self.tiles):
            self.grid.addWidget(tile, place // columns, place % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Arrange for the width."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk from tile to tile."""
        here = next((i for i, tile in enumerate(self.tiles) if tile.hasFocus()), None)
        step = _ARROWS.get(Qt.Key(event.key()))
        if here is None or step is None:
            event.ignore()
        else:
            self.tiles[(here + step) % len(self.tiles)].setFocus(Qt.FocusReason.TabFocusReason)


class StorePage(PhonePage):
    """Says what an app is for, and installs it."""

    def __init__(self, controller: PhoneController) -> None:
        app = controller.place.app
        name = texts.say(texts.APPS[app])
        heading = texts.say(texts.INSTALL_HEADING).format(app=name)
        super().__init__(controller, heading, texts.say(texts.INSTALL_ABOUT[app]), sign=SIGNS[app])
        self.column.addSpacing(2 * design_tokens.GRID)
        self.add(Note(texts.say(texts.INSTALL_NEXT)))
        self.column.addStretch(1)
        self.install = self.button(texts.INSTALL, PRIMARY, controller.install)
        self.add(self.install)
