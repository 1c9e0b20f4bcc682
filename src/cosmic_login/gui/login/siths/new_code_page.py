"""Asks for what opens (the present code, or the PUK) and for a new code, twice."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Qt

from cosmic_login.core.prompts import Answer, ChangeCode, CodesEntered, UnblockCode
from cosmic_login.core.secret import CodeKind
from cosmic_login.gui.login.siths.page import SithsPage
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.paragraph import Paragraph


class SithsNewCodePage(SithsPage):
    """Three fields. Rules and tries left are said before anybody types; advice comes when the new code is there."""

    cancel_text = code_texts.CANCEL_TASK

    def __init__(self, label: str, name: str, kind: CodeKind) -> None:
        super().__init__()
        self.opening = self.add_field(label, name, kind)
        self.line = Paragraph("", "muted")
        self.column.addWidget(self.line)
        self.column.addWidget(self.practice)
        self.column.addSpacing(2 * design_tokens.GRID)
        self.rules = Paragraph("", "small")
        self.column.addWidget(self.rules)
        self.new = self.add_field(code_texts.NEW_LABEL, code_texts.NEW_NAME)
        self.again = self.add_field(code_texts.AGAIN_LABEL, code_texts.AGAIN_NAME)
        #: What is to be said about the new code: a mistake, or advice.
        self.verdict = Paragraph("", "warning")
        self.column.addWidget(self.verdict)
        self._were_different = False
        self.changed.connect(self._judge)

    @abstractmethod
    def _tell(self) -> tuple[str, str, str]:
        """Return heading, holder, and the line about tries; set the note and the line's role."""

    def word(self) -> str:
        """Say whose card it is, the rules, and the tries."""
        heading, holder, line = self._tell()
        self.heading.say(heading)
        self.holder.say(holder)
        self.line.say(line)
        self.rules.say(texts.say(code_texts.RULES))
        secret = texts.say(texts.CODE_ABOUT)
        note = self.note.words.text()
        self.opening.setAccessibleDescription(" ".join(part for part in (note, line, secret) if part))
        self.new.setAccessibleDescription(f"{self.rules.text()} {secret}")
        self.again.setAccessibleDescription(secret)
        self._judge()
        if self.line.property("role") == "error":
            return f"{line} {note}".strip()
        return " ".join(part for part in (f"{heading}.", holder, note, line, self.rules.text()) if part)

    def wipe(self) -> None:
        """Empty the fields; nothing is to be said about a new code."""
        self._were_different = False
        super().wipe()

    def take(self) -> Answer | None:
        """Return both codes; a new code that was not typed the same way twice is asked for again."""
        if self.missing():
            return None
        if not self.new.same_as(self.again):
            self.new.wipe()
            self.again.wipe()
            self._were_different = True
            self._judge()
            announce(self, self.verdict.text())
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        opening, new = self.opening.take(), self.new.take()
        self.wipe()
        return CodesEntered(opening, new) if opening is not None and new is not None else None

    def set_working(self, *, working: bool) -> None:
        """Hide what was said too."""
        super().set_working(working=working)
        if working:
            self.line.say("")
            self.verdict.say("")

    def _judge(self) -> None:
        """Say what is to be said about the new code now. Whether it is taken is the card's decision."""
        if self.new.count:
            self._were_different = False
        source, role = "", "warning"
        if self._were_different:
            source, role = code_texts.WERE_DIFFERENT, "error"
        elif self.new.complete and self.again.complete and not self.new.same_as(self.again):
            source, role = code_texts.DIFFERENT, "error"
        elif self.opening.same_as(self.new):
            source = code_texts.AS_BEFORE
        elif self.new.easy:
            source = code_texts.EASY
        before = self.verdict.text()
        self.verdict.set_role(role)
        self.verdict.say(texts.say(source) if source else "")
        if self.verdict.text() not in {"", before} and not self._were_different:
            announce(self, self.verdict.text())


class ChangePage(SithsNewCodePage):
    """Changes the code with the present one."""

    send_text = code_texts.DO_CHANGE

    def __init__(self) -> None:
        super().__init__(code_texts.PRESENT_LABEL, code_texts.PRESENT_NAME, "pin")

    def _tell(self) -> tuple[str, str, str]:
        prompt = self.prompt
        if not isinstance(prompt, ChangeCode):
            return "", "", ""
        self.note.say(texts.say(texts.LAST_TRY) if prompt.tries_left == 1 else "", "warning")
        self.line.set_role("error" if prompt.wrong_before else "muted")
        source = code_texts.WRONG_PRESENT if prompt.wrong_before else texts.TRIES_LEFT
        return texts.say(code_texts.CHANGE_HEADING), prompt.holder, texts.count(source, prompt.tries_left)


class UnblockPage(SithsNewCodePage):
    """Gives a blocked code a new value with the PUK. The card tells the tries left after a wrong one only."""

    send_text = code_texts.DO_UNBLOCK
    practice_text = texts.PRACTICE_PUK

    def __init__(self) -> None:
        super().__init__(code_texts.PUK_LABEL, code_texts.PUK_NAME, "puk")

    def _tell(self) -> tuple[str, str, str]:
        prompt = self.prompt
        if not isinstance(prompt, UnblockCode):
            return "", "", ""
        left = prompt.puk_tries_left
        self.note.say(texts.say(code_texts.PUK_LAST_TRY) if left == 1 else "", "warning")
        self.line.set_role("error" if prompt.wrong_before else "muted")
        line = texts.say(code_texts.PUK_WHERE) if left is None else texts.count(code_texts.WRONG_PUK, left)
        return texts.say(code_texts.UNBLOCK_HEADING), prompt.holder, line
