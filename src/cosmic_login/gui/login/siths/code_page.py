"""Asks for the code: to register the card on its first use, or to authenticate (R7, R9)."""

from __future__ import annotations

from typing import Any

from cosmic_login.core.prompts import Answer, CodeEntered, EnterCode, Prompt
from cosmic_login.core.situations import CodePurpose
from cosmic_login.gui.login.siths.page import SithsPage
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts
from cosmic_login.ui.widgets.paragraph import Paragraph


class CodePage(SithsPage):
    """One field. The tries left are said before anybody types."""

    def __init__(self) -> None:
        super().__init__()
        self._registered = False  # the card was registered just now
        #: The login is made again after a take-over.
        self.again = False
        self.step = Paragraph("", "caption")
        self.column.insertWidget(0, self.step)
        self.field = self.add_field(texts.CODE_LABEL, texts.CODE_NAME)
        self.line = Paragraph("", "muted")
        self.column.addWidget(self.line)
        self.column.addWidget(self.practice)

    def ask(self, prompt: Prompt[Any]) -> str:
        """Show a prompt; the one that follows a registration says so."""
        before = self.prompt
        self._registered = (
            isinstance(before, EnterCode)
            and before.purpose is CodePurpose.REGISTER
            and isinstance(prompt, EnterCode)
            and prompt.purpose is CodePurpose.AUTHENTICATE
        )
        return super().ask(prompt)

    def word(self) -> str:
        """Say who asks whom for what, how many tries are left, and what is special this time."""
        prompt = self.prompt
        if not isinstance(prompt, EnterCode):
            return ""
        first = prompt.purpose is CodePurpose.REGISTER
        self.heading.say(texts.say(texts.REGISTER_HEADING if first else texts.CODE_HEADING))
        parts = {"holder": prompt.holder, "organisation": prompt.organisation}
        self.holder.say(texts.say(texts.HOLDER).format(**parts) if prompt.organisation else prompt.holder)
        self.asks.say(texts.say(texts.ASKS).format(party=prompt.relying_party))
        if prompt.tries_left == 1:
            self.note.say(texts.say(texts.LAST_TRY), "warning")
        elif self.again and not first:
            self.note.say(texts.say(take_over_texts.CODE_AGAIN))
        elif self._registered:
            self.note.say(texts.say(texts.REGISTERED))
        else:
            self.note.say(texts.say(texts.REGISTER_WHY) if first else "")
        self.line.set_role("error" if prompt.wrong_before else "muted")
        self.line.say(texts.count(texts.WRONG_CODE if prompt.wrong_before else texts.TRIES_LEFT, prompt.tries_left))
        warning = self.note.words.text() if prompt.tries_left == 1 else ""
        about = (warning, self.line.text(), texts.say(texts.CODE_ABOUT))
        self.field.setAccessibleDescription(" ".join(part for part in about if part))
        spoken = [self.heading, self.holder, self.asks, self.note.words, self.line]
        if prompt.wrong_before:
            spoken = [self.line, self.note.words]
        return " ".join(part.text() for part in spoken if part.text())

    def set_working(self, *, working: bool) -> None:
        """Hide the tries too: they may be about to change."""
        super().set_working(working=working)
        if working:
            self.line.say("")

    def take(self) -> Answer | None:
        """Return the code."""
        code = self.field.take()
        if code is None:
            self.refuse(self.field)
            return None
        return CodeEntered(code)
