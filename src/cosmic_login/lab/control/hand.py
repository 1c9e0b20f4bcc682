"""The hand that answers what a login asks: with the codes that were ordered, in turn, and a phone if one is held.

What is asked for a card waits: a card is put in by a call of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompt_kinds import answer_without_window
from cosmic_login.core.prompts import (
    Answer,
    CardChosen,
    ChooseCard,
    ChooseServiceId,
    CodeEntered,
    ConfirmCertificate,
    Confirmed,
    EnterCode,
    InsertCard,
    Prompt,
    Seen,
    ServiceIdChosen,
    ShowQr,
)
from cosmic_login.core.secret import PIN_DIGITS, Code, wipe
from cosmic_login.qr.picture import as_pgm, modules_of

if TYPE_CHECKING:
    from cosmic_login.phone.phone import Phone

#: After these the next code on the screen is read: this one was too old, or somebody else's.
_NEXT_CODE: Final = frozenset({"qr.stale", "qr.unknown", "qr.used"})


def copied(code: Code) -> Code:
    """Return another object with the same digits, for whoever wipes theirs."""
    digits = code.padded(PIN_DIGITS)
    try:
        return Code(digits)
    finally:
        wipe(digits)


@dataclass
class Hand:
    """What a login is answered with. ``codes`` are given in their order, the last again and again."""

    codes: Sequence[Code] = field(repr=False)
    reader: str = ""
    service_id: str = ""
    phone: Phone | None = None
    phone_code: Code | None = field(default=None, repr=False)
    told: Callable[[LoginFailure], None] = lambda _failure: None
    _given: int = 0
    _order: str = ""
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def __call__(self, prompt: Prompt[Any]) -> Answer | None:
        """Answer one prompt; None leaves it standing."""
        match prompt:
            case EnterCode():
                return CodeEntered(self._next_code())
            case ChooseCard():
                return CardChosen(self.reader or prompt.choices[0].reader)
            case ChooseServiceId():
                return ServiceIdChosen(self.service_id or prompt.choices[0].hsa_id)
            case InsertCard():
                return None  # until a card is put in
            case ShowQr():
                self._hold_up(prompt.frame)
        if isinstance(prompt, ConfirmCertificate):
            return Confirmed()
        return answer_without_window(prompt) or Seen()

    def _next_code(self) -> Code:
        code = self.codes[min(self._given, len(self.codes) - 1)]
        self._given += 1
        return copied(code)

    def _hold_up(self, frame: str) -> None:
        """Have the phone read the first code of each order."""
        order = frame.rpartition(".")[0].rpartition(".")[0]
        if self.phone is None or not order or order == self._order:
            return
        self._order = order
        task = asyncio.get_running_loop().create_task(self._read(self.phone, frame))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _read(self, phone: Phone, frame: str) -> None:
        try:
            await phone.scan(as_pgm(modules_of(frame)))
            await phone.confirm(copied(self.phone_code or self.codes[0]))
        except LoginFailure as failure:
            if failure.code in _NEXT_CODE:
                self._order = ""
            else:
                self.told(failure)

    async def put_down(self) -> None:
        """End what is still being done, and wipe the codes."""
        for task in tuple(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        for code in (*self.codes, *([self.phone_code] if self.phone_code is not None else ())):
            code.wipe()
