"""A widget that paints a picture by itself, and is told to assistive technology as one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel


class PaintedImage(QLabel):
    """An image with an accessible name. Whoever derives from it paints; a bare widget would be told as a "filler"."""

    def __init__(self) -> None:
        super().__init__()
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        self.setPixmap(nothing)  # Qt calls a label an image when it has a picture; this one is never seen
