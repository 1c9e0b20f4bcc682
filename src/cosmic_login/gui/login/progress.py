"""Which step of a login is under way, of how many: a pure function of the view (as the person would count them)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cosmic_login.core.login_methods import app_of, row_of
from cosmic_login.core.prompts import (
    ChooseCard,
    ChooseServiceId,
    ConfirmCertificate,
    EnterCode,
    InsertCard,
    ReadingCertificate,
    ShowQr,
    Working,
)
from cosmic_login.core.situations import Step
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import progress_texts

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View

_CARD, _CODE, _PROOF, _CHOICE = 1, 2, 3, 4
#: What the program does by itself belongs to the step that it prepares or ends.
_OF_WORK = {
    Step.CONNECTING: 1,
    Step.READING_CARD: 1,
    Step.AWAITING_CERTIFICATE: 1,
    Step.CHECKING_CERTIFICATE: 1,
    Step.REGISTERING: 2,
    Step.SIGNING: 3,
    Step.VERIFYING: 3,
}
_FIRST_HINTS = frozenset({"outstandingTransaction", "noClient", "unreached", ""})


class Progress(NamedTuple):
    """A step of so many, and what is done in it (a source text)."""

    number: int
    of: int
    what: str

    def worded(self) -> str:
        """Return ``Steg 2 av 4: Skriv koden``."""
        what = texts.say(self.what)
        return texts.say(progress_texts.STEP).format(number=self.number, of=self.of, what=what)


def progress_of(view: View) -> Progress | None:
    """Return the step of a login or an unlocking; None where nothing is counted: card tasks, other distributions'."""
    inside = view.prompt is not None and not view.state.startswith("manage_")
    row = row_of(view.method)
    if not inside or row is None:
        return None
    if app_of(view.method) is not None:
        return _by_phone(view)
    return _by_md(view) if row.card_first else _by_card(view)


def _by_card(view: View) -> Progress | None:
    """Card, code, proof, and the service ID where there is a choice."""
    match view.prompt:
        case InsertCard() | ChooseCard():
            return Progress(_CARD, 4, progress_texts.CARD)
        case EnterCode():
            return Progress(_CODE, 4, progress_texts.CODE)
        case ChooseServiceId():
            return Progress(_CHOICE, 4, progress_texts.SERVICE_ID)
        case Working(step=step) if step in _OF_WORK:
            number = _OF_WORK[step]
            return Progress(number, 4, (progress_texts.CARD, progress_texts.CODE, progress_texts.PROOF)[number - 1])
    return None


def _by_md(view: View) -> Progress | None:
    """Card, certificate, code, proof."""
    match view.prompt:
        case EnterCode():
            return Progress(3, 4, progress_texts.CODE)
        case Working(step=Step.SIGNING | Step.VERIFYING):
            return Progress(4, 4, progress_texts.PROOF)
        case ReadingCertificate() | ConfirmCertificate() | Working(step=Step.CHECKING_CERTIFICATE):
            return Progress(2, 4, progress_texts.CERTIFICATE)
        case InsertCard() | ChooseCard():
            return Progress(1, 4, progress_texts.CARD)
        case Working(step=step) if step in _OF_WORK:
            return Progress(1, 4, progress_texts.CARD)
    return None


def _by_phone(view: View) -> Progress | None:
    """Code on the screen, code in the phone, proof, and the service ID where there is a choice."""
    match view.prompt:
        case ShowQr(hint=hint):
            scanned = hint not in _FIRST_HINTS
            return Progress(2 if scanned else 1, 4, progress_texts.PHONE if scanned else progress_texts.SCAN)
        case ChooseServiceId():
            return Progress(4, 4, progress_texts.SERVICE_ID)
        case Working(step=Step.VERIFYING):
            return Progress(3, 4, progress_texts.PROOF)
        case Working():
            return Progress(1, 4, progress_texts.SCAN)
    return None
