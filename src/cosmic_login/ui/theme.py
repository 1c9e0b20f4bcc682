"""The theme in force: which colours, which text size, whether things move. Follows the system unless it is set."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from cosmic_login.ui import design_tokens
from cosmic_login.ui.application import have_fusion
from cosmic_login.ui.design_tokens import THEMES, Colours
from cosmic_login.ui.style import style_sheet

SYSTEM = "system"
LARGEST = 3.0


class Theme(QObject):
    """Holds the choice, turns it into palette, font and style sheet, and says when it changed."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = SYSTEM, text_scale: float | None = None) -> None:
        super().__init__(app)
        self._app = app
        self.choice = choice
        self.text_scale = text_scale or _system_text_scale(app)
        self._motion = SYSTEM
        self.colours: Colours = design_tokens.LIGHT
        global _active  # noqa: PLW0603 - one application, one theme; asked for with everything that is drawn
        if _active is None:  # the same again would polish every widget anew, as the same sheet would
            have_fusion(app)
        _active = self
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self._apply()

    @property
    def moves(self) -> bool:
        """Whether things may move; unless it is set, not when the system asks for reduced motion."""
        if self._motion != SYSTEM:
            return self._motion == "off"
        if os.environ.get("COSMIC_LOGIN_REDUCED_MOTION"):
            return False
        style_hints = self._app.styleHints()  # in PySide 6.12 what accessibility() gives dies with it
        hints = style_hints.accessibility()
        if "Reduced" in str(getattr(hints, "motionPreference", str)()):  # Qt 6.12 and later
            return False
        from PySide6.QtWidgets import QStyle  # noqa: PLC0415 - after the first paint

        return self._app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0

    def set_motion(self, reduced: str) -> None:
        """Choose whether motion is reduced: ``system``, ``on`` or ``off``. What moves already goes on till it ends."""
        self._motion = reduced

    @property
    def system_text_scale(self) -> float:
        """The size of text that the system asks for."""
        return _system_text_scale(self._app)

    def px(self, size: float) -> int:
        """Return ``size`` logical pixels at the present text size."""
        return round(size * self.text_scale)

    def colour(self, name: str) -> QColor:
        """Return a token's colour."""
        return QColor(getattr(self.colours, name))

    def set(self, choice: str | None = None, text_scale: float | None = None) -> None:
        """Choose ``system``, ``light``, ``dark`` or ``high-contrast``, and the size of text (1.0 to 3.0)."""
        if choice is not None:
            if choice != SYSTEM and choice not in THEMES:
                raise ValueError(f"no theme is called {choice!r}")
            self.choice = choice
        if text_scale is not None:
            self.text_scale = min(max(text_scale, 1.0), LARGEST)
        self._apply()

    def _system_changed(self) -> None:
        if self.choice == SYSTEM:
            self._apply()

    def _apply(self) -> None:
        name = _system_theme(self._app) if self.choice == SYSTEM else self.choice
        self.colours = THEMES[name]
        font = self._app.font()
        families = [family for family in design_tokens.FAMILIES if QFontDatabase.hasFamily(family)]
        if families:
            font.setFamilies(families)
        font.setPixelSize(self.px(design_tokens.SMALL))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._app.setFont(font)
        self._app.setPalette(self._palette())
        sheet = style_sheet(self.colours, self.text_scale)
        if sheet != self._app.styleSheet():  # the same again would polish every widget anew
            self._app.setStyleSheet(sheet)
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for where, token in (
            (role.Window, "canvas"), (role.Base, "surface"), (role.Button, "surface"), (role.WindowText, "text"),
            (role.Text, "text"), (role.ButtonText, "text"), (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"), (role.PlaceholderText, "muted"), (role.Link, "accent"),
            (role.ToolTipBase, "surface"), (role.ToolTipText, "text"),
        ):  # fmt: skip
            palette.setColor(where, self.colour(token))
        return palette


_active: Theme | None = None


def active_theme() -> Theme:
    """Return the theme of the running application."""
    if _active is None:
        raise RuntimeError("the application has no theme yet")
    return _active


def _system_theme(app: QApplication) -> str:
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return design_tokens.HIGH_CONTRAST.name
    return design_tokens.DARK.name if hints.colorScheme() == Qt.ColorScheme.Dark else design_tokens.LIGHT.name


def _system_text_scale(app: QApplication) -> float:
    """X11 and Wayland desktops put their text size into the logical resolution; 96 dpi is the usual size."""
    wish = os.environ.get("COSMIC_LOGIN_TEXT_SCALE", "")
    try:
        scale = float(wish) if wish else app.primaryScreen().logicalDotsPerInch() / 96
    except ValueError:
        scale = 1.0
    return min(max(scale, 1.0), LARGEST)
