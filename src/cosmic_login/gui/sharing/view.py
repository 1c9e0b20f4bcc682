"""The window in which the reader on this desk is shared: the address, the pairing code, who is here, yes and no."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.gui.ports.sharing import SharingSeen
from cosmic_login.gui.sharing import texts
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce, bring_to_front
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.gui.ports.sharing import SharingPort
    from cosmic_login.ui.background import BackgroundRunner

#: How often it looks: sessions come and go, and ask, by themselves.
EVERY_MS = 500


class SharingView(ToolDialog):
    """Shares for as long as it is open; comes to the front when somebody asks something."""

    def __init__(self, port: SharingPort, runner: BackgroundRunner, owner: QWidget) -> None:
        super().__init__(owner, texts.say(texts.TITLE))
        self._port, self._runner = port, runner
        self._seen, self._looking, self._said = SharingSeen(), False, ""
        #: Whether what is shared goes on when this view closes: another takes its place.
        self.goes_on = False
        places: dict[Hashable, str] = {anywhere: texts.say(words) for anywhere, words in texts.PLACES.items()}
        self.place = ChoiceButton(texts.say(texts.REACHED), places, value=False)
        self.state = Paragraph("", "small")
        self.here = Paragraph("", "small")
        self.code = Paragraph("", "heading")
        self.code_about = Paragraph("", "caption")
        self.question = Note()
        self.note = Note()
        self._make_buttons()
        self.column.addWidget(Paragraph(texts.say(texts.ABOUT), "muted"))
        for widget in (self.place, self.state, self.here, self.code, self.code_about, self.question):
            self.column.addWidget(widget)
        answers = QHBoxLayout()
        answers.setSpacing(2 * design_tokens.GRID)
        for button in (self.no, self.yes):
            answers.addWidget(button, 1)
        self.column.addLayout(answers)
        self.column.addWidget(self.note)
        self.column.addStretch(1)
        self.add_buttons(self.share, self.pair, self.deny, self.shut)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._show(self._seen)
        self.share.setFocus()
        self.look()

    def _make_buttons(self) -> None:
        self.share = ActionButton(texts.say(texts.SHARE), PRIMARY)
        self.share.clicked.connect(self._share)
        self.pair = ActionButton(texts.say(texts.PAIR))
        self.pair.clicked.connect(lambda: self._do(self._port.pair))
        self.deny = ActionButton(texts.say(texts.DENY))
        self.deny.clicked.connect(self._deny)
        self.shut = ActionButton(texts.say(texts.CLOSE))
        self.shut.clicked.connect(self.close)
        self.yes = ActionButton(texts.say(texts.YES))
        self.yes.clicked.connect(lambda: self._answer(yes=True))
        self.no = ActionButton(texts.say(texts.NO))
        self.no.clicked.connect(lambda: self._answer(yes=False))

    def look(self) -> None:
        """Ask how it stands; one question at a time."""
        if not self._looking and self.there:
            self._looking = True
            self._runner.run(self._port.look, self._looked, self._failed)

    # -- what is wanted ----------------------------------------------------------------------------------------

    def _share(self) -> None:
        anywhere = bool(self.place.value)
        self._do(self._port.stop if self._seen.address else lambda: self._port.share(anywhere=anywhere))

    def _answer(self, *, yes: bool) -> None:
        asked = self._seen
        self._do(lambda: self._port.answer(asked, yes=yes))

    def _deny(self) -> None:
        everybody = not self._seen.denied
        self._do(lambda: self._port.deny(everybody=everybody))

    def _do(self, call: Callable[[], None]) -> None:
        def done(_result: None) -> None:
            if self.there:
                self.note.say("")
                self.look()

        self._runner.run(call, done, self._failed)

    # -- what is heard -----------------------------------------------------------------------------------------

    def _looked(self, seen: SharingSeen) -> None:
        self._looking = False
        if self.there:
            self._show(seen)

    def _failed(self, failure: LoginFailure) -> None:
        self._looking = False
        if self.there:
            self.note.say(window_texts.failure_line(failure), "error")
            announce(self, self.note.words.text())

    def _show(self, seen: SharingSeen) -> None:
        before, self._seen = self._seen, seen
        shared = bool(seen.address)
        self.place.setEnabled(not shared)
        self.share.set_label(texts.say(texts.STOP if shared else texts.SHARE))
        self.pair.setEnabled(shared)
        self.deny.setEnabled(shared)
        self.deny.set_label(texts.say(texts.ALLOW if seen.denied else texts.DENY))
        self.state.say(texts.say(texts.SHARED).format(address=seen.address) if shared else texts.say(texts.NOT_SHARED))
        self.here.say(self._who(seen) if shared else "")
        self.code.say(texts.say(texts.CODE).format(code=_whole(seen.code)) if seen.code else "")
        self.code_about.say(texts.say(texts.CODE_ABOUT) if seen.code else "")
        self.question.say(texts.say(texts.ASKS[seen.use]).format(name=seen.asks) if seen.asks else "", "warning")
        for button in (self.yes, self.no):
            if not seen.asks and button.hasFocus():
                self.share.setFocus()
            button.setVisible(bool(seen.asks))
        if seen.asks and (seen.asks, seen.use) != (before.asks, before.use):
            bring_to_front(self)
            self.no.setFocus()
        self._tell()

    def _who(self, seen: SharingSeen) -> str:
        if seen.denied:
            return texts.say(texts.DENIED)
        lines = [texts.say(texts.HERE).format(names=", ".join(seen.here)) if seen.here else texts.say(texts.NOBODY)]
        if seen.refused:
            known = LoginFailure(seen.refused_code if seen.refused_code in FAILURES else "internal.error")
            why = window_texts.failure_texts(known)[0]
            lines.append(texts.say(texts.REFUSED).format(name=seen.refused, why=why))
        return " ".join(lines)

    def _tell(self) -> None:
        """Have screen readers say what has become other."""
        parts = (self.state, self.here, self.code, self.question.words)
        said = " ".join(text for part in parts if (text := part.text()))
        if said != self._said:
            self._said = said
            announce(self, said)

    def _end(self) -> None:
        """Share no more: nothing is shared that nobody sees."""
        self._timer.stop()
        if not self.closed and not self.goes_on:
            self._runner.run(self._port.stop, lambda _done: None, lambda _failure: None)
        super()._end()


def _whole(code: str) -> str:
    """Return a code whose groups stay on one line, however large the text is."""
    return code.replace(" ", "\N{NO-BREAK SPACE}")
