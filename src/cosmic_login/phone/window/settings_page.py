"""The phone's settings: what goes wrong on purpose, and how the window looks. Everything applies at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from cosmic_login.phone.models import Battery, Faults
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.controller import CLOCK_OFF_S, SLOW_S, PhoneController
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui import design_tokens
from cosmic_login.ui.language import active_language
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import ActionButton, press_by_enter
from cosmic_login.ui.widgets.paragraph import Paragraph, lay_out

SIZES = (100, 125, 150, 200)
_TRACK_WIDTH, _TRACK_HEIGHT = 44, 26


class Switch(QPushButton):
    """On or off, with what it means below its name. Assistive technology hears a box that can be ticked."""

    def __init__(self, label: str, sub: str, *, on: bool) -> None:
        super().__init__(label)
        self._sub = sub
        self.setCheckable(True)
        self.setChecked(on)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self._describe)
        self._describe()

    def _describe(self) -> None:
        self.setAccessibleDescription(f"{texts.say(texts.ON if self.isChecked() else texts.OFF)}. {self._sub}")

    @property
    def _track(self) -> int:
        return _TRACK_WIDTH + 5 * design_tokens.GRID

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Both texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of both texts."""
        label, sub = self._heights(width)
        return max(round(label + sub) + 4 * design_tokens.GRID, active_theme().px(design_tokens.TARGET))

    def _heights(self, width: int) -> tuple[float, float]:
        inner = width - self._track - 2 * design_tokens.GRID
        small = self.font()
        small.setPixelSize(active_theme().px(design_tokens.CAPTION))
        return lay_out(self.text(), self.font(), inner)[1], lay_out(self._sub, small, inner)[1]

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(220, self.heightForWidth(220))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow if need be."""
        return QSize(self._track + active_theme().px(design_tokens.TARGET), design_tokens.TARGET)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter switches too; arrows belong to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            press_by_enter(self, event)
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw both texts, the switch, and the ring of focus."""
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), design_tokens.RADIUS, design_tokens.RADIUS
            )
        inner = self.width() - self._track - 2 * design_tokens.GRID
        small = self.font()
        small.setPixelSize(theme.px(design_tokens.CAPTION))
        top = (self.height() - sum(self._heights(self.width()))) / 2
        for text, font, token in ((self.text(), self.font(), "text"), (self._sub, small, "muted")):
            layout, height = lay_out(text, font, inner)
            painter.setPen(theme.colour(token))
            layout.draw(painter, QRectF(2 * design_tokens.GRID, top, 0, 0).topLeft())
            top += height
        track = QRectF(self.width() - _TRACK_WIDTH - 2 * design_tokens.GRID, 0, _TRACK_WIDTH, _TRACK_HEIGHT)
        track.moveTop((self.height() - _TRACK_HEIGHT) / 2)
        on = self.isChecked()
        painter.setPen(QPen(theme.colour("accent" if on else "outline"), 1.5))
        painter.setBrush(theme.colour("accent" if on else "surface"))
        painter.drawRoundedRect(track, _TRACK_HEIGHT / 2, _TRACK_HEIGHT / 2)
        knob = QRectF(0, 0, _TRACK_HEIGHT - 8, _TRACK_HEIGHT - 8)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - knob.width() - 4 if on else track.left() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_accent" if on else "outline"))
        painter.drawEllipse(knob)


def _battery(wanted: Battery) -> Callable[[bool], dict[str, object]]:
    return lambda on: {"battery": wanted if on else Battery.LASTS}


#: Switch -> whether it is on, and what switching it changes.
_SWITCHES: Mapping[str, tuple[Callable[[Faults], bool], Callable[[bool], Mapping[str, object]]]] = {
    "no_network": (lambda now: now.no_network, lambda on: {"no_network": on}),
    "slow": (lambda now: now.slow_s > 0, lambda on: {"slow_s": SLOW_S if on else 0.0}),
    "clock": (lambda now: bool(now.clock_off_s), lambda on: {"clock_off_s": CLOCK_OFF_S if on else 0.0}),
    "camera": (lambda now: now.camera_refused, lambda on: {"camera_refused": on}),
    "after_scan": (lambda now: now.battery is Battery.AFTER_SCAN, _battery(Battery.AFTER_SCAN)),
    "before_answer": (lambda now: now.battery is Battery.BEFORE_ANSWER, _battery(Battery.BEFORE_ANSWER)),
}


class SettingsPage(PhonePage):
    """Switches for the faults, three choices for the looks."""

    def __init__(self, controller: PhoneController) -> None:
        super().__init__(controller, texts.say(texts.SETTINGS), "", sign="gear")
        self.column.addSpacing(2 * design_tokens.GRID)
        self.add(Paragraph(texts.say(texts.FAULTS_HEADING), "subheading"))
        self.add(Paragraph(texts.say(texts.FAULTS_ABOUT), "muted"))
        self.switches: dict[str, Switch] = {}
        numbers = {"seconds": f"{SLOW_S:g}", "hours": f"{CLOCK_OFF_S / 3600:g}"}
        for name, (is_on, _) in _SWITCHES.items():
            sub = texts.say(texts.FAULTS_SUB[name]).format(**numbers)
            switch = Switch(texts.say(texts.FAULTS[name]), sub, on=is_on(controller.faults))
            switch.clicked.connect(lambda on, which=name: self._change(which, on=on))
            self.switches[name] = switch
            self.add(switch)
        self.column.addSpacing(3 * design_tokens.GRID)
        self.add(Paragraph(texts.say(texts.LOOK_HEADING), "subheading"))
        self._add_choices()
        self.column.addStretch(1)

    def _change(self, name: str, *, on: bool) -> None:
        self.controller.change_faults(**_SWITCHES[name][1](on))  # type: ignore[arg-type]
        for other, (is_on, _) in _SWITCHES.items():  # the battery dies once only
            self.switches[other].setChecked(is_on(self.controller.faults))

    def _add_choices(self) -> None:
        theme, language = active_theme(), active_language()
        looks = {name: texts.say(label) for name, label in texts.THEMES.items()}
        sizes = {str(size): texts.say(texts.PERCENT).format(percent=size) for size in SIZES}
        size = str(round(theme.text_scale * 100))
        self.choices = {
            "theme": PhoneChoiceButton(texts.say(texts.THEME), looks, theme.choice, theme.set),
            "size": PhoneChoiceButton(
                texts.say(texts.TEXT_SIZE),
                {size: texts.say(texts.PERCENT).format(percent=size)} | sizes,
                size,
                lambda percent: theme.set(text_scale=int(percent) / 100),
            ),
            "language": PhoneChoiceButton(texts.say(texts.LANGUAGE), LANGUAGES, language.name, language.set),
        }
        self.add(*self.choices.values())


class PhoneChoiceButton(ActionButton):
    """One of a few: a button that opens a menu of them."""

    def __init__(self, label: str, options: Mapping[str, str], now: str, choose: Callable[[str], None]) -> None:
        super().__init__(label, sub=options[now], listed=True)
        self._options, self._now, self._choose = options, now, choose
        self.clicked.connect(self._open)

    def menu(self) -> QMenu:
        """Return the menu, with the present choice marked."""
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for name, label in self._options.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(name == self._now)
            action.triggered.connect(lambda _checked=False, which=name: self.choose(which))
        return menu

    def choose(self, name: str) -> None:
        """Take one."""
        self._now = name
        self.set_sub(self._options[name])
        self._choose(name)

    def _open(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
