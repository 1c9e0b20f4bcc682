"""The phone's status bar: its clock, its network and its battery, and so every fault that is in force."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cosmic_login.phone.window import texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.paragraph import Paragraph


class Condition(NamedTuple):
    """What the status bar tells. ``time`` is the phone's own, which may be wrong."""

    time: datetime
    network: str = "on"  # on, slow, off
    clock_wrong: bool = False
    camera: bool = True
    battery_low: bool = False


_NETWORKS = {"on": ("network", "text"), "slow": ("network-slow", "warning"), "off": ("network-off", "error")}


class StatusBar(QWidget):
    """Time at the left, signs at the right; one sentence for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self._condition: Condition | None = None
        self.clock = Paragraph("", "label")
        self.words = Paragraph("", "warning")
        self.camera = Pictogram("camera-off", "warning", 18)
        self.network = Pictogram("network", "text", 18)
        self.battery = Pictogram("battery", "text", 20)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * design_tokens.GRID, design_tokens.GRID, 4 * design_tokens.GRID, 0)
        row.setSpacing(2 * design_tokens.GRID)
        row.addWidget(self.clock)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignRight)
        for sign in (self.camera, self.network, self.battery):
            row.addWidget(sign)

    def show_condition(self, condition: Condition) -> None:
        """Show another condition."""
        if condition != self._condition:
            self._condition = condition
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        if (now := self._condition) is None:
            return
        self.clock.set_role("warning" if now.clock_wrong else "label")
        self.clock.say(f"{now.time:%H:%M}")
        self.camera.setVisible(not now.camera)
        self.network.set(*_NETWORKS[now.network])
        self.battery.set(*(("battery-low", "warning") if now.battery_low else ("battery", "text")))
        said = [texts.say(texts.NETWORKS[now.network])] if now.network != "on" else []
        self.words.say(" ".join(said))
        wrong = {
            texts.CLOCK_WRONG: now.clock_wrong,
            texts.CAMERA_OFF: not now.camera,
            texts.BATTERY_LOW: now.battery_low,
        }
        sentence = [
            texts.say(texts.NETWORKS[now.network]),
            *(texts.say(text) for text, is_so in wrong.items() if is_so),
        ]
        self.setAccessibleName(texts.say(texts.STATUS).format(time=f"{now.time:%H:%M}", signs=", ".join(sentence)))
        self.setToolTip(self.accessibleName())
