"""Draws attention: tells screen readers what changed, brings windows to the front. Codes never come here."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QWidget

try:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
except ImportError:  # pragma: no cover - Qt before 6.8
    QAccessibleAnnouncementEvent = None  # type: ignore[assignment,misc]


def announce(widget: QWidget, message: str) -> None:
    """Have ``message`` read out once, politely; does nothing where no assistive technology listens."""
    if message and QAccessibleAnnouncementEvent is not None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, message))


def bring_to_front(window: QWidget) -> None:
    """Show ``window`` above the others and give it the keyboard."""
    window.show()
    if QGuiApplication.platformName() != "offscreen":  # it has no stack of windows, and says so on every call
        window.raise_()
    window.activateWindow()
