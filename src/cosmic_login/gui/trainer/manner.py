"""The panel's part about the manner, and how long what one waits for takes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.choice import TrainerChoiceButton
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui.widgets.switch import SwitchButton


class MannerPart(PanelPart):
    """True to life or not, and the waits."""

    chosen = Signal(str)
    pace_chosen = Signal(float)

    def __init__(self, manner: str, pace: float) -> None:
        super().__init__()
        self.lively = SwitchButton(texts.say(texts.MANNER))
        self.lively.wanted.connect(lambda on: self.chosen.emit("true-to-life" if on else "safe"))
        self.pace = TrainerChoiceButton(
            texts.say(texts.PACE), {scale: texts.say(words) for scale, words in texts.PACES.items()}, pace
        )
        self.pace.chosen.connect(lambda scale: self.pace_chosen.emit(float(scale)))
        for part in self.stops():
            self.column.addWidget(part)
        self.show_manner(manner)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.lively, self.pace]

    def show_manner(self, manner: str) -> None:
        """Show which manner is in force."""
        self.lively.show_state(on=manner == "true-to-life", words=texts.say(texts.MANNERS[manner]))
