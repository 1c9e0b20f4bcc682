"""The panel's part about the manner, the practice code, and how long what one waits for takes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.switch import SwitchButton

if TYPE_CHECKING:
    from cosmic_login.core.settings import Settings

#: Seconds that a passing step stays in view, to choose from.
HOLDS = (0.0, 1.0, 3.0, 10.0)


class MannerPart(PanelPart):
    """True to life or not, whether practice codes are shown, and the waits."""

    chosen = Signal(str)
    practice_wanted = Signal(bool)
    pace_chosen = Signal(float)
    held = Signal(float)

    def __init__(self, pace: float, hold: float) -> None:
        super().__init__()
        self.lively = SwitchButton(texts.say(texts.MANNER))
        self.lively.wanted.connect(lambda on: self.chosen.emit("true-to-life" if on else "safe"))
        self.practice = SwitchButton(texts.say(texts.PRACTICE))
        self.practice.wanted.connect(self.practice_wanted)
        self.pace = ChoiceButton(
            texts.say(texts.PACE), {scale: texts.say(words) for scale, words in texts.PACES.items()}, pace
        )
        holds: dict[Hashable, str] = {seconds: _hold(seconds) for seconds in HOLDS}
        self.hold = ChoiceButton(texts.say(texts.HOLD), holds, hold)
        self.hold.chosen.connect(lambda seconds: self.held.emit(float(seconds)))
        self.pace.chosen.connect(lambda scale: self.pace_chosen.emit(float(scale)))
        for part in self.stops():
            self.column.addWidget(part)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.lively, self.practice, self.hold, self.pace]

    def show_settings(self, settings: Settings) -> None:
        """Show which manner is in force, and whether practice codes are shown."""
        self.lively.show_state(on=settings.manner == "true-to-life", words=texts.say(texts.MANNERS[settings.manner]))
        practice = settings.practice_code
        self.practice.show_state(on=practice, words=texts.say(texts.PRACTICES[practice]))


def _hold(seconds: float) -> str:
    if not seconds:
        return texts.say(texts.NO_HOLD)
    return texts.say(texts.HOLD_ONE) if seconds == 1 else texts.count(texts.HOLD_FOR, round(seconds))
