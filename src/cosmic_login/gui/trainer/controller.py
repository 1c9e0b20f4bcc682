"""Opens the trainer's panel, keeps it up to date, and has done what is wanted there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.ports import locked_session
from cosmic_login.gui.ports.cards import CardChoices
from cosmic_login.gui.ports.trainer import MOST_ROWS, Pace, Surroundings, TrailRowSeen, TrainerPort
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.hands import PanelHands
from cosmic_login.ui.announce import announce, bring_to_front
from cosmic_login.ui.language import active_language
from cosmic_login.ui.side_pane import SidePane

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.ports.context import Background, WindowContext
    from cosmic_login.gui.trainer.panel import TrainerPanel

#: How often an open panel looks: outages end by themselves, and others have hands too.
EVERY_MS = 2_000


class TrainerController(QObject):
    """The panel beside the login. Over a locked session it is there only when a trainer started the program."""

    def __init__(
        self,
        context: WindowContext,
        io: Background,
        port: TrainerPort,
        *,
        choices: CardChoices,
        pace: Pace,
        look_again: Callable[[], None] | None = None,
        show_phone: Callable[[], None] = lambda: None,
    ) -> None:
        """``look_again`` is called when something was put out of service, or brought back."""
        super().__init__(context.owner)
        self._context, self._io, self._port = context, io, port
        self._choices, self._pace, self._look_again = choices, pace, look_again
        self._window, self._show_phone = context.owner, show_phone
        self.pane: SidePane | None = None
        self.panel: TrainerPanel | None = None
        self._locked = False
        self._looking = False
        self._anew = True  # the trail is shown from its end, in a panel that is new
        self._hands = PanelHands(context, io, port, self._after)
        self._seen = Surroundings()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        context.view_changed.connect(self._on_view)
        context.settings_changed.connect(self._on_settings)
        active_language().changed.connect(self.retranslate)
        context.offer(window_texts.TRAINER, self.show, "F6", lambda: not self.allowed)
        QShortcut(QKeySequence("F6"), self._window, self._cross)
        if port.opened:
            self.show(focus=False)

    @property
    def allowed(self) -> bool:
        """Whether the panel may be shown now."""
        return not self._locked or locked_session.may("show_trainer", trainer=self._port.opened)

    @property
    def shown(self) -> bool:
        """Whether it is."""
        return self.pane is not None and self.pane.shown

    def show(self, *, focus: bool = True) -> None:
        """Show the panel and go there, unless a session is locked and it was no trainer who started the program."""
        if not self.allowed:
            announce(self._window, window_texts.say(window_texts.UNLOCK_FIRST))
            return
        if self.pane is None:
            self.pane = SidePane(self._window, "trainer")
            self.pane.visible_changed.connect(self._visible)
            QShortcut(QKeySequence("F6"), self.pane.own, self._cross)
            self._fill()
        self.pane.show()
        self.look()
        if focus:
            self.go()

    def go(self) -> None:
        """Give the panel the focus; open it when it is not there."""
        if not self.shown:
            self.show()
        elif self.panel is not None:
            bring_to_front(self.panel.window())
            self.panel.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.panel, texts.say(texts.PANEL))

    def _cross(self) -> None:
        """Go to the panel, or back from it."""
        panel, there = self.panel, QApplication.focusWidget()
        if self.shown and panel is not None and there is not None and panel.isAncestorOf(there):
            self._back()
        else:
            self.go()

    def close(self) -> None:
        """End the lesson that was begun here: the program ends."""
        self._hands.close()

    def hide(self) -> None:
        """Hide the panel, and go back to Cosmic."""
        if self.pane is not None:
            self.pane.hide()
        self._back()

    def retranslate(self) -> None:
        """Say everything anew."""
        if self.pane is not None:
            self._fill()

    def look(self) -> None:
        """Ask how things stand; one question at a time."""
        if self.shown and not self._looking:
            self._looking = True
            trail = self.panel is not None and self.panel.sections["trail"].opened
            self._io.start(self._question(trail=trail, anew=self._anew))
            self._anew = self._anew and not trail

    # -- the pane ----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        from cosmic_login.gui.trainer.panel import TrainerPanel  # noqa: PLC0415 - when it is needed

        pane = self.pane
        if pane is None:
            return
        choices = self._choices
        opened = self.panel.opened if self.panel is not None else None
        self.panel = panel = TrainerPanel(lambda: choices.cards, self._pace.pace, self._pace.hold, opened)
        self._hands.connect(panel)
        self._anew = True
        panel.sections["trail"].toggled.connect(lambda _shown: self.look())
        panel.phone.opened.connect(self._show_phone)
        panel.manner.chosen.connect(lambda manner: self._context.change_setting("manner", manner))
        panel.manner.practice_wanted.connect(lambda on: self._context.change_setting("practice_code", on))
        panel.manner.pace_chosen.connect(self._pace.set_pace)
        panel.manner.held.connect(self._pace.set_hold)
        panel.left.connect(self._back)
        panel.hidden.connect(self.hide)
        panel.manner.show_settings(self._context.settings)
        panel.show_surroundings(self._seen)
        self._hands.heard(self._seen)
        pane.fill(panel, texts.say(texts.PANEL))

    def _visible(self, visible: bool) -> None:
        if visible:
            self._timer.start()
        else:
            self._timer.stop()

    def _back(self) -> None:
        self._window.activateWindow()
        self._context.screen.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_view(self, view: View) -> None:
        self._locked = view.locked_since is not None
        if not self.allowed and self.shown:
            self.hide()

    def _on_settings(self, _settings: object) -> None:
        if self.panel is not None:
            self.panel.manner.show_settings(self._context.settings)

    # -- looking -----------------------------------------------------------------------------------------------

    def _after(self) -> None:
        """Look again when something was done."""
        self.look()
        if self._look_again is not None:
            self._look_again()

    async def _question(self, *, trail: bool, anew: bool) -> None:
        """Run on the I/O loop."""
        rows: Sequence[TrailRowSeen] = ()
        trouble = ""
        try:
            now = await self._port.look()
        except LoginFailure as failure:
            now = Surroundings(out_of_reach=failure)
        if trail:
            try:
                rows = await self._port.trail(MOST_ROWS, anew=anew)
            except LoginFailure as failure:
                trouble = texts.say(texts.TROUBLE).format(
                    words=" ".join(window_texts.failure_texts(failure)), code=failure.code
                )
        self._io.to_chart(lambda: self._heard(now, rows, trouble))

    def _heard(self, now: Surroundings, rows: Sequence[TrailRowSeen], trouble: str) -> None:
        self._looking, self._seen = False, now
        if self.panel is not None:
            self.panel.show_surroundings(now)
            self.panel.trail.add(rows)
            self._hands.heard(now)
            self.panel.trail.show_trouble(trouble)
        if now.readers:
            self._choices.show_inside(now.readers[0].card)
        if self._anew and self.panel is not None and self.panel.sections["trail"].opened:
            self.look()  # it was opened while this was asked
