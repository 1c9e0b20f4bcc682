"""What the panel's parts have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens


class PanelPart(QWidget):
    """A part of the panel: a column, and what Tab reaches in it."""

    #: What is in it is called after it too (``ui/names.py``): several parts have a switch for BankID.
    names_controls = True

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2 * design_tokens.GRID)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return []
