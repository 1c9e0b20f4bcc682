"""The hand that answers what a login asks: with the codes that were ordered, in turn, and a phone if one is held.

What is asked for a card waits: a card is put in by a call of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.plain_answers import plain_answer
from cosmic_login.core.prompts import Answer, Prompt, ShowQr
from cosmic_login.core.secret import PIN_DIGITS, Code, wipe
from cosmic_login.phone.models import READ_THE_NEXT
from cosmic_login.qr.picture import as_pgm, modules_of

if TYPE_CHECKING:
    from cosmic_login.phone.phone import Phone


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
        if isinstance(prompt, ShowQr):
            self._hold_up(prompt.frame)
        return plain_answer(prompt, self._next_code, reader=self.reader, service_id=self.service_id)

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
            if failure.code in READ_THE_NEXT:
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
