"""How it ended, said in the window that asked: blocked, card taken out, or done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

#: Where a failure ends what the window asked for.
FAILED = frozenset({"authentication_failed", "unlock_failed", "manage_failed"})
#: Where a person may go on to the PUK: not while a session is locked, which has to stay locked.
_UNBLOCKABLE = frozenset({"authentication_failed", "manage_failed"})
_HEADINGS = {
    "code.blocked": code_texts.BLOCKED,
    "puk.blocked": code_texts.PUK_BLOCKED,
    "card.removed": code_texts.REMOVED,
}


@dataclass(frozen=True)
class SithsOutcomePage:
    """What is said, and where the two buttons lead.

    ``go_on`` is ``unblock``, ``again`` (the same task), ``retry`` (where the chart's leads) or empty (no button).
    """

    heading: str
    sentences: tuple[str, ...]
    picture: str
    tone: str
    button: str = ""
    go_on: str = ""


def may_unblock(view: View) -> bool:
    """Whether the failure that is shown leads on to the PUK."""
    return view.failure is not None and view.failure.code == "code.blocked" and view.state in _UNBLOCKABLE


def outcome_of(view: View) -> SithsOutcomePage | None:
    """Return what the window says about a state in which it has nothing to ask; None when it has nothing to say."""
    if view.state == "managed":
        heading, sentence, _ = (texts.say(words) for words in code_texts.outcome_of(view.task))
        return SithsOutcomePage(heading, (sentence,), "check", "accent", texts.say(code_texts.DONE), "retry")
    failure = view.failure
    if view.state not in FAILED or failure is None or failure.code not in _HEADINGS:
        return None
    heading, sentences = texts.say(_HEADINGS[failure.code]), texts.shown_failure(view)
    if may_unblock(view):
        return SithsOutcomePage(heading, sentences, "warning", "error", texts.say(code_texts.UNBLOCK), "unblock")
    if failure.code == "card.removed" and (view.state != "manage_failed" or code_texts.repeats(view.task)):
        again = "again" if view.state == "manage_failed" else "retry"
        return SithsOutcomePage(heading, sentences, "insert", "warning", texts.say(texts.RETRY), again)
    return SithsOutcomePage(heading, sentences, "warning", "error")


class OutcomePage(QWidget):
    """Heading, picture, cause and mend."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome: SithsOutcomePage | None = None
        self._picture = Pictogram("check", "accent", 56)
        self.heading = Paragraph("", "heading", centred=True)
        self.cause = Paragraph("", "body", centred=True)
        self.mend = Paragraph("", "small", centred=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4 * design_tokens.GRID, 0, 0)
        column.setSpacing(3 * design_tokens.GRID)
        column.addStretch(1)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.heading, self.cause, self.mend):
            column.addWidget(part)
        column.addStretch(1)

    def tell(self, outcome: SithsOutcomePage) -> None:
        """Show an outcome."""
        self.outcome = outcome
        self._picture.set(outcome.picture, outcome.tone)
        self.heading.say(outcome.heading)
        cause, mend = (*outcome.sentences, "")[:2]
        self.cause.say(cause)
        self.mend.say(mend)

    def forget(self) -> None:
        """Say nothing of it any more."""
        self.outcome = None
        for part in (self.heading, self.cause, self.mend):
            part.say("")

    def spoken(self) -> str:
        """Return what is read out with the button."""
        return " ".join(part.text() for part in (self.heading, self.cause, self.mend) if part.text())
