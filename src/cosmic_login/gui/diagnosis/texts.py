"""How the texts of the diagnosis and the log are translated (context ``Diagnosis``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def say(source: str) -> str:
    """Translate a text of the diagnosis or the log."""
    return translate("Diagnosis", source)
