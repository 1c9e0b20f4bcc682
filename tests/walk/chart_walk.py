"""A walk on the chart: the real conductor, and a person, cards, clocks and authenticators that do anything."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.engine.conductor import CardRemoval, LoginConductor, LoopBridge, View
from cosmic_login.authenticators.idp_port import NoIdp
from cosmic_login.authenticators.tasks.card_tasks import TASKS
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import CHART
from cosmic_login.core.identity import Identity
from cosmic_login.core.machine import NotAllowed
from cosmic_login.core.prompts import (
    Answer,
    CardChosen,
    CardSituation,
    ChangeCode,
    ChooseCard,
    ChooseServiceId,
    CodeEntered,
    CodesEntered,
    EnterCode,
    Seen,
    ServiceIdChosen,
    UnblockCode,
)
from cosmic_login.core.secret import Code
from tests.walk.hands import PERSONS, READERS, HandScheduler, Whim

#: Where nothing is under way, and nothing has to happen.
RESTS = frozenset({"start", "locked", "closed", "frozen", "unlock_frozen"})
#: The states within which an authenticator or a card task runs.
TALKING = frozenset({"authenticating", "unlocking", "managing"})
FROZEN = frozenset({"frozen", "unlock_frozen"})
METHODS = ("m", "siths-md")
SIGNALS = (
    *("cancelled", "retry", "log_out", "lock", "idle", "close", "card_back", "session_ended"),
    *("accepted", "declined", "froze", "restart", "shut_down"),
)


class Life:
    """One program's life, from its start to the end of the chart."""

    def __init__(self, random: Random, codes: list[Code]) -> None:
        self.random, self.codes = random, codes
        loop = asyncio.get_running_loop()
        self.bridge = LoopBridge(loop)
        self.clock = HandScheduler()
        self.whim = Whim(random)
        TASKS.update(dict.fromkeys(TASKS, self.whim.run_task))  # the test puts the real ones back
        self.balance = 0
        self.seen: list[View] = []
        self.conductor = LoginConductor(
            self.bridge,
            self.clock,
            authenticators=lambda: dict.fromkeys(METHODS, self.whim),
            make_order=lambda _method: LoginOrder(NoIdp(), (), SystemClock()),
            end_session=self._end_session,
            on_view=self._look,
            card_removal=random.choice(tuple(CardRemoval)),
            record=lambda _event, _identity, _other=None, _reason="": None,
        )
        #: Half of all lives are safe from beginning to end.
        self.conductor.true_to_life = self.lively = random.random() < 0.5
        for name, change in (("start_login", 1), ("start_task", 1), ("end_login", -1)):
            self._count(name, change)

    def _count(self, name: str, change: int) -> None:
        effects: dict[str, Callable[[Any], None]] = self.conductor._machine._effects  # type: ignore[assignment]
        real = effects[name]

        def counted(event: Any) -> None:
            self.balance += change
            assert self.balance in {0, 1}, f"{name} out of turn"
            real(event)

        effects[name] = counted

    async def _end_session(self, _identity: Identity) -> None:
        for _ in range(self.random.randrange(3)):
            await asyncio.sleep(0)
        if self.random.random() < 0.2:
            raise LoginFailure("idp.unreachable")

    def _look(self, view: View) -> None:
        self.seen = [view]

    # -- what is always true ------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        return self.conductor.view.state

    def check(self) -> None:
        """Check what holds between any two events."""
        machine = self.conductor._machine
        talking = TALKING & set(machine.configuration)
        assert self.balance == len(talking), f"{self.balance} logins under way in {machine.configuration}"
        assert (self.conductor._task is not None) == bool(talking)
        limited = [name for name in machine.configuration if _limited(name)]
        assert len(self.clock.pending()) == len(limited), f"timers that nobody needs in {machine.configuration}"
        view = self.conductor.view
        assert view.state == machine.state
        assert view.prompt is None or talking
        assert self.lively or machine.state not in FROZEN, "Cosmic locked up in the manner that is safe"
        assert view.identity is None or machine.state not in {"start", "closed"}
        assert (view.other is not None) <= (machine.state in {"take_over", "taking_over"})

    # -- what can happen ----------------------------------------------------------------------------------------

    def step(self) -> str:
        """Let one thing happen; return its name."""
        draw = self.random.random()
        for share, name, act in (
            (0.26, "answer", self._answer),
            (0.10, "stale answer", self._answer_stale),
            (0.05, "refuse", self._refuse),
            (0.14, "world", self._world),
            (0.04, "yes", lambda: self._allowed(lambda: self.conductor.signal("accepted"))),
            (0.06, "time limit", lambda: self.clock.fire(self.random)),
            (0.18, "choose", lambda: self._allowed(lambda: self.conductor.choose(self.random.choice(METHODS)))),
            (0.01, "unknown method", lambda: self._allowed(lambda: self.conductor.choose("none"))),
            (0.04, "manage", lambda: self._allowed(lambda: self.conductor.manage(self.random.choice(list(TASKS))))),
        ):
            if draw < share:
                act()
                return name
            draw -= share
        kind = self.random.choice(SIGNALS)
        if kind not in {"close", "shut_down"} or self.random.random() < 0.25:
            self._allowed(lambda: self.conductor.signal(kind))
        return kind

    @staticmethod
    def _allowed(call: Callable[[], None]) -> None:
        with contextlib.suppress(NotAllowed):
            call()

    def _world(self) -> None:
        """Cards come and go whatever the chart's state is: nothing at all may be raised."""
        draw = self.random.randrange(9)
        if draw == 0:
            self.conductor.card_seen(self.random.choice((None, *CardSituation)))
        elif draw == 1:
            self.conductor.card_present(self.random.choice(PERSONS).claims["sub"])
        elif draw == 2:
            self.conductor.card_removal = self.random.choice(tuple(CardRemoval))
        elif draw == 3:
            self.conductor.true_to_life = self.lively and self.random.random() < 0.7
        else:
            self.conductor.card_pulled(self.random.choice(READERS))

    def _answer(self) -> None:
        view = self.conductor.view
        if view.prompt is not None:
            self.conductor.answer(view.number, self._fitting(view.prompt))

    def _answer_stale(self) -> None:
        number = self.conductor.view.number + self.random.choice((-2, -1, 1))
        self.conductor.answer(number, CodeEntered(self._code()))

    def _refuse(self) -> None:
        number = self.conductor.view.number
        self.conductor.refuse(number, LoginFailure("code.missing" if self.random.random() < 0.5 else "login.timeout"))

    def _fitting(self, prompt: object) -> Answer:
        if isinstance(prompt, EnterCode):
            return CodeEntered(self._code())
        if isinstance(prompt, ChangeCode | UnblockCode):
            return CodesEntered(self._code(), self._code())
        if isinstance(prompt, ChooseCard):
            return CardChosen(prompt.choices[-1].reader)
        if isinstance(prompt, ChooseServiceId):
            return ServiceIdChosen(prompt.choices[0].hsa_id)
        return Seen()

    def _code(self) -> Code:
        code = Code("123456")
        self.codes.append(code)
        return code

    # -- ends ---------------------------------------------------------------------------------------------------

    def drift(self) -> None:
        """Do nothing but let time limits pass, until the chart rests; every state must get there by itself."""
        for _ in range(6):
            if self.state in RESTS:
                break
            assert self.clock.fire(self.random), f"{self.state} has no time limit"
        assert self.state in RESTS, f"{self.state} does not come to rest"
        assert self.balance == 0

    async def end(self) -> None:
        """Stop and check that nothing is left."""
        if self.random.random() < 0.5:
            self.conductor.stop()
        else:
            self.drift()
            self.conductor.stop()
        await self.bridge.settle()
        await asyncio.sleep(0)
        await self.bridge.settle()
        assert self.clock.pending() == []
        assert self.whim.running == 0, "an authenticator has not ended"
        assert self.conductor._conversation.idle, "somebody still waits for an answer"


def _limited(name: str) -> bool:
    return any(region.states[name].time_limit for region in CHART.regions if name in region.states)


class Walk:
    """Lives, one after the other, with ``events`` things happening in all."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.visited: Counter[str] = Counter()
        self.rested_from: Counter[str] = Counter()
        self.lives = 0
        self._broken: list[dict[str, Any]] = []
        self._codes: list[Code] = []

    async def go(self, events: int) -> None:
        """Walk. Raises whatever was raised besides ``NotAllowed``, and what did not hold."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: self._broken.append(context))
        left = events
        while left > 0:
            left -= await self._live(left)
            assert asyncio.all_tasks() == {asyncio.current_task()}, "a task is left"
            assert all(code.wiped for code in self._codes), "a code has not been wiped"
            self._codes.clear()

    async def _live(self, at_most: int) -> int:
        life = Life(self.random, self._codes)
        self.lives += 1
        done = 0
        trace: list[str] = []
        stop_at = min(at_most, self.random.randrange(1, 400))
        while done < stop_at and not life.conductor.finished:
            done += 1
            trace = [*trace[-19:], f"{life.state}: {life.step()}"]
            for _ in range(self.random.randrange(4)):
                await asyncio.sleep(0)
            try:
                life.check()
                assert not self._broken, self._broken
            except AssertionError as error:
                error.add_note("\n".join(trace))
                raise
            self.visited[life.state] += 1
        self.rested_from[life.state] += 1
        await life.end()
        assert not self._broken, self._broken
        return done
