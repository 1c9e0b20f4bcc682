"""After the login: who is in, for whom, how, how surely, and since when (R4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cosmic_login.core.identity import Identity
from cosmic_login.core.swedish_time import date_and_time
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class WorkspaceScreen(Screen):
    """The identity as the IdP verified it, and what one can do with the session."""

    card_width = design_tokens.WIDE_CARD_WIDTH

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions)
        self.heading.set_role("display")
        self.column.removeWidget(self.heading)
        self.column.removeWidget(self.sentence)
        top = QHBoxLayout()
        top.setSpacing(3 * design_tokens.GRID)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        self._check = Pictogram("check", "accent", 40)
        top.addWidget(self._check, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self.column.insertLayout(0, top)
        self.values: dict[str, Paragraph] = {}
        self._labels = {name: Paragraph(texts.say(label), "muted") for name, label in texts.FIELDS.items()}
        for name in self._labels:
            self.values[name] = Paragraph("", "label")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4 * design_tokens.GRID)
        self._stacked: bool | None = None
        self.reminder = Note(texts.say(texts.TAKE_CARD), "warning")
        self.log_out = ActionButton(texts.say(texts.LOG_OUT))
        self.log_out.clicked.connect(lambda: self.does.signal("log_out"))
        self.lock = ActionButton(texts.say(session_texts.LOCK), PRIMARY)
        self.lock.clicked.connect(lambda: self.does.signal("lock"))
        self.own_logins = ActionButton(texts.say(session_texts.OWN_LOGINS))
        self.own_logins.clicked.connect(self.does.show_own_logins)
        self.idle = Paragraph("", "caption")
        self._idle_minutes = 0.0
        self.fit(narrow=False)
        self.column.addLayout(self._grid)
        self.column.addSpacing(3 * design_tokens.GRID)
        self.column.addWidget(self.reminder)
        self.column.addWidget(self.idle)
        self.add_actions(self.lock, self.log_out, self.own_logins)
        QWidget.setTabOrder(self.lock, self.log_out)
        QWidget.setTabOrder(self.log_out, self.own_logins)

    def fit(self, *, narrow: bool) -> None:
        """Put each value beside its label, or under it."""
        self._check.setVisible(not narrow)
        if narrow == self._stacked:
            return
        self._stacked = narrow
        self._grid.setVerticalSpacing((1 if narrow else 3) * design_tokens.GRID)
        self._grid.setColumnStretch(0, 1 if narrow else 2)
        self._grid.setColumnStretch(1, 0 if narrow else 3)
        for row, (name, label) in enumerate(self._labels.items()):
            value = self.values[name]
            self._grid.removeWidget(label)
            self._grid.removeWidget(value)
            self._grid.addWidget(label, 2 * row, 0)
            self._grid.addWidget(value, 2 * row + narrow, 0 if narrow else 1)

    def offer(self, idle_minutes: float, *, own_logins: bool) -> None:
        """Say after how many minutes without activity it locks (0: never), and whether one's logins can be seen."""
        self._idle_minutes = idle_minutes
        minutes = round(idle_minutes)
        self.idle.say(texts.count(session_texts.IDLE, minutes) if minutes else "")
        self.own_logins.setVisible(own_logins)

    def take_over(self, old: Screen) -> None:
        """Keep what is offered."""
        if isinstance(old, WorkspaceScreen):
            self.offer(old._idle_minutes, own_logins=not old.own_logins.isHidden())
        super().take_over(old)

    def show_view(self, view: View) -> None:
        """Fill in the identity."""
        super().show_view(view)
        identity = view.identity
        if identity is None:
            return
        self.heading.say(identity.name)
        self.sentence.say(texts.say(texts.WELCOME))
        self.setAccessibleName(f"{texts.say(texts.WELCOME)}: {identity.name}")
        for name, value in _values(identity).items():
            self.values[name].say(value)


def _values(identity: Identity) -> dict[str, str]:
    return {
        "organisation": identity.organisation,
        "hsa_id": identity.hsa_id,
        "method": texts.method_label(identity.method),
        "loa": texts.say(texts.LEVEL).format(loa=identity.loa),
        "since": date_and_time(identity.since),
    }
