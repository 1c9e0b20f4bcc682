"""What the program is: its version, what it runs on, its licence. It says nothing of anybody who uses it."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtWidgets import QWidget

from cosmic_login import __version__
from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.selectable import SelectableText

TITLE = QT_TRANSLATE_NOOP("Help", "Om Cosmic Login")
WHAT = QT_TRANSLATE_NOOP(
    "Help",
    "Ett övningsprogram för inloggning med tjänste-id. Personer, organisationer, kort och certifikat är påhittade, och "
    "ingenting här leder till ett riktigt system.",
)
LICENCE = QT_TRANSLATE_NOOP("Help", "Fri programvara under MIT-licensen.")
VERSIONS = QT_TRANSLATE_NOOP("Help", "Version, att ange till supporten")
CLOSE = QT_TRANSLATE_NOOP("Help", "St&äng")


def versions() -> str:
    """Return what the support asks for first."""
    lines = (
        f"Cosmic Login {__version__}",
        f"Python {platform.python_version()}",
        f"PySide6 {PySide6.__version__}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()}",
    )
    return "\n".join(lines)


class AboutView(ToolDialog):
    """A few lines, of which the versions can be selected and copied."""

    def __init__(self, owner: QWidget) -> None:
        def say(source: str) -> str:
            return QCoreApplication.translate("Help", source)

        super().__init__(owner, say(TITLE))
        self.versions = SelectableText("failure-code")
        self.versions.setAccessibleName(say(VERSIONS))
        self.versions.say(versions())
        close = ActionButton(say(CLOSE))
        close.clicked.connect(self.close)
        words = Paragraph(say(WHAT), "body"), Paragraph(say(VERSIONS), "label")
        for widget in (*words, self.versions, Paragraph(say(LICENCE), "muted")):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.add_buttons(close)
        close.setFocus()
        theme = active_theme()
        self.resize(theme.px(480), theme.px(400))
        self.resize(self.size().boundedTo(screen_room(self).size()))
