"""Qt's application, drawn in Fusion from its beginning. Imported before the first paint."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

_PROPERTY = "cosmicFusion"


def application(title: str) -> QApplication:
    """Return the application of this process; made now, in Fusion, unless somebody has made it before."""
    app = QApplication.instance()
    if app is None:
        # Choosing the style of one that is there would hand out a QStyle: with that, Python makes the classes of all
        # its enumerations, which takes as long as a tenth of the start screen.
        app = QApplication([title, "-style", "fusion"])
        app.setProperty(_PROPERTY, True)
    assert isinstance(app, QApplication)  # noqa: S101 - somebody made a console application before us
    return app


def have_fusion(app: QApplication) -> None:
    """Have an application that others may have made drawn in Fusion."""
    if not app.property(_PROPERTY):
        app.setStyle("Fusion")
