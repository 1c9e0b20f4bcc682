"""What a walk holds in its own hand: the time limits, and authenticators that do anything they may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, NoReturn

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity, ServiceId
from cosmic_login.core.prompts import (
    Answer,
    Ask,
    AuthenticatorApp,
    CardSituation,
    CardToChoose,
    ChangeCode,
    ChooseCard,
    ChooseServiceId,
    CodeEntered,
    CodePurpose,
    CodesEntered,
    ConfirmCertificate,
    EnterCode,
    InsertCard,
    Prompt,
    ReadingCertificate,
    ShowActivation,
    ShowQr,
    Step,
    UnblockCode,
    Working,
)
from cosmic_login.testing.gallery.login_screens import FACTS

READERS = ("Virtuell läsare 1", "Virtuell läsare 2")
OWN = ServiceId("TSTNMT2321000057-1001", "Region Jönköpings län", "SE2321000057", "Sjuksköterska", own_region=True)
OTHER = ServiceId("TSTNMT2321000057-2002", "Testkommunen", "SE2120000001", "Sjuksköterska")

_FAILURES = ("card.removed", "code.blocked", "access.no_service_id", "login.timeout", "idp.unreachable")


def person(sub: str) -> Identity:
    """Return somebody who is logged in; ``sub`` tells persons apart, and is their card's number."""
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    return Identity(
        f"{sub} Testsson",
        OWN.hsa_id,
        OWN.organisation,
        "m",
        3,
        now,
        {"sub": sub},
        evidence={"number": sub, "reader": READERS[0]},
    )


PERSONS = (person("anna"), person("bo"))


@dataclass
class HandTimer:
    """A call that is made when the walk says so."""

    call: Callable[[], None]
    done: bool = False

    def cancel(self) -> None:
        """Drop the call."""
        self.done = True


@dataclass
class HandScheduler:
    """A scheduler without a clock: any time limit that is armed may pass at any moment."""

    timers: list[HandTimer] = field(default_factory=list)

    def call_later(self, seconds: float, call: Callable[[], None]) -> HandTimer:
        """Keep the call."""
        assert seconds > 0
        timer = HandTimer(call)
        self.timers.append(timer)
        return timer

    def pending(self) -> list[HandTimer]:
        """Return the timers that are armed, the oldest first."""
        self.timers = [timer for timer in self.timers if not timer.done]
        return self.timers

    def fire(self, random: Random) -> bool:
        """Let one of the armed time limits pass; False when there is none."""
        armed = self.pending()
        if not armed:
            return False
        timer = random.choice(armed)
        timer.done = True
        timer.call()
        return True


class Whim:
    """An authenticator, and the card tasks, that ask and end at random, and keep the seam's rules.

    Codes that reach it are wiped by it, as the seam demands. It may be slow to end when it is cancelled, end with a
    failure instead of the cancellation, or break.
    """

    method = "m"

    def __init__(self, random: Random) -> None:
        self._random = random
        self.running = 0
        self.begun = 0

    async def authenticate(self, _order: LoginOrder, ask: Ask) -> Identity:
        """Ask some prompts of a login, then end in any way."""
        await self._talk(ask, self._login_prompt)
        return self._random.choice(PERSONS)

    async def run_task(self, _order: LoginOrder, ask: Ask) -> None:
        """Ask some prompts of a card task, then end in any way."""
        await self._talk(ask, self._task_prompt)

    async def _talk(self, ask: Ask, prompt: Callable[[], Prompt[Any]]) -> None:
        self.begun += 1
        self.running += 1
        try:
            while self._random.random() < 0.75:
                answer: Answer = await ask(prompt())
                try:
                    await self._dawdle()
                finally:
                    _wipe(answer)
            self._end()
        except asyncio.CancelledError:
            await self._dawdle()
            if self._random.random() < 0.1:
                raise LoginFailure("idp.unreachable") from None
            raise
        finally:
            try:
                await self._dawdle()  # a cancellation may come here, too
            finally:
                self.running -= 1

    async def _dawdle(self) -> None:
        for _ in range(self._random.randrange(3)):
            await asyncio.sleep(0)

    def _end(self) -> None:
        draw = self._random.random()
        if draw < 0.3:
            raise LoginFailure(self._random.choice(_FAILURES))
        if draw < 0.35:
            _break()

    def _login_prompt(self) -> Prompt[Any]:
        if self._random.random() < 0.1:
            return self._qr()
        reader = self._random.choice(READERS)
        return self._random.choice(
            (
                Working(self._random.choice(tuple(Step)), reader),
                InsertCard(self._random.choice(tuple(CardSituation)), READERS),
                ChooseCard(tuple(CardToChoose(each, "Anna Testsson", "97521") for each in READERS)),
                EnterCode(CodePurpose.REGISTER, "Anna Testsson", "Region", 3, reader=reader),
                EnterCode(CodePurpose.AUTHENTICATE, "Anna Testsson", "Region", 2, wrong_before=True, reader=reader),
                EnterCode(CodePurpose.TLS, "Anna Testsson", "Region", 3, reader=reader),
                ReadingCertificate(reader),
                ConfirmCertificate(FACTS, reader),
                ChooseServiceId((OTHER, OWN) if self._random.random() < 0.5 else (OTHER,)),
            )
        )

    def _qr(self) -> ShowQr:
        left = self._random.randrange(31)
        frame = f"siths.token.{30 - left}.digest" if left else ""
        return ShowQr(self._random.choice(tuple(AuthenticatorApp)), frame, "userSign", left + 1, 180, left, 5, "Cosmic")

    def _task_prompt(self) -> Prompt[Any]:
        reader = self._random.choice(READERS)
        return self._random.choice(
            (
                Working(Step.CHANGING, reader),
                InsertCard(CardSituation.NO_CARD, READERS),
                ChooseCard(tuple(CardToChoose(each, "Anna Testsson", "97521") for each in READERS)),
                ChangeCode("Anna Testsson", 3, reader=reader),
                UnblockCode("Anna Testsson", reader=reader),
                EnterCode(CodePurpose.REGISTER, "Anna Testsson", "Region", 3, reader=reader),
                EnterCode(CodePurpose.AUTHENTICATE, "Anna Testsson", "Region", 2, reader=reader),
                ShowActivation("siths-activate.code"),
            )
        )


def _break() -> NoReturn:
    raise ZeroDivisionError("a defect of the authenticator")


def _wipe(answer: Answer) -> None:
    match answer:
        case CodeEntered(code):
            code.wipe()
        case CodesEntered(opening, new):
            opening.wipe()
            new.wipe()
