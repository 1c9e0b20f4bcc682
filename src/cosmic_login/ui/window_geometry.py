"""Puts the window where it was, as far as the screens allow, and says where it is."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cosmic_login.core.window_geometry import Area, WindowGeometry, corrected


def restore_geometry(window: QWidget, place: WindowGeometry) -> None:
    """Give the window its place and show it."""
    first = QGuiApplication.primaryScreen()
    screens = [first, *(screen for screen in QGuiApplication.screens() if screen is not first)]
    area = corrected(place, [_area(screen.availableGeometry()) for screen in screens]).area
    window.setGeometry(*area)
    if place.maximised:
        window.showMaximized()
    else:
        window.show()


def geometry_of(window: QWidget) -> WindowGeometry:
    """Return where the window is."""
    maximised = window.isMaximized()
    geometry = window.normalGeometry() if maximised else window.geometry()
    return WindowGeometry(_area(geometry), maximised)


def _area(rectangle: QRect) -> Area:
    return Area(rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height())
