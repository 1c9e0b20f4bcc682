"""Draws attention: tells screen readers what changed, brings windows to the front. Codes never come here."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, message: str) -> None:
    """Have ``message`` read out once, politely; does nothing where no assistive technology listens."""
    if not message:
        return
    from PySide6.QtGui import QAccessible  # noqa: PLC0415 - the start screen is painted before its many enumerations

    try:
        from PySide6.QtGui import QAccessibleAnnouncementEvent  # noqa: PLC0415
    except ImportError:  # pragma: no cover - Qt before 6.8
        return
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, message))


def bring_to_front(window: QWidget) -> None:
    """Show ``window`` above the others and give it the keyboard."""
    window.show()
    if QGuiApplication.platformName() != "offscreen":  # it has no stack of windows, and says so on every call
        window.raise_()
    window.activateWindow()
