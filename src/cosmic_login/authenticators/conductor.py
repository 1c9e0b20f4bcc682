"""Conducts a login: the chart says what may happen, an authenticator makes it happen, somebody answers.

The chart lives in one thread (the GUI's, or the event loop's own on the command line). Authenticators live on an
event loop. ``Bridge`` is how the two reach each other; nothing else crosses.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.bridge import Bridge, LoopBridge, Running, internal_error
from cosmic_login.authenticators.view import CardRemoval, View
from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import (
    CHART,
    DEFAULT_LIMITS,
    LOGIN,
    Answered,
    Authenticated,
    CardPulled,
    CardSeen,
    Failed,
    ManageChosen,
    MethodChosen,
    Prompted,
    Signal,
    TaskDone,
)
from cosmic_login.core.identity import Identity
from cosmic_login.core.machine import Event, Machine, NotAllowed, Scheduler
from cosmic_login.core.prompts import (
    Answer,
    Ask,
    CardSituation,
    ChangeCode,
    ChooseServiceId,
    CodeEntered,
    CodesEntered,
    EnterCode,
    Prompt,
    Seen,
    ServiceIdChosen,
    UnblockCode,
    Working,
)

A = TypeVar("A", bound=Answer)
_ENOUGH_S = 3.0  # a session's end is told to the IdP for this long, then the person goes on


class LoginConductor:
    """The chart, the authenticator under way, and the current view.

    All public methods are called in the chart's thread. ``make_order`` is called on the event loop, so that heavy
    imports happen there.
    """

    def __init__(
        self,
        bridge: Bridge,
        scheduler: Scheduler,
        *,
        authenticators: Callable[[], Mapping[str, Authenticator]],
        make_order: Callable[[str], LoginOrder],
        end_session: Callable[[Identity], Coroutine[Any, Any, None]],
        on_view: Callable[[View], None] = lambda _view: None,
        limits: Mapping[str, float] | None = None,
        card_removal: CardRemoval = CardRemoval.LOCK,
        record: Callable[[str, Identity], None] = lambda _event, _identity: None,
        clock: Clock | None = None,
    ) -> None:
        self._bridge = bridge
        self._clock = clock or SystemClock()
        #: What a pulled card does to a session; may be changed at any time.
        self.card_removal = card_removal
        self._record = record
        self._authenticators, self._make_order, self._end_session = authenticators, make_order, end_session
        self._on_view = on_view
        #: Time limits in seconds by name; may be changed at any time, for what is entered afterwards.
        self.limits = {**DEFAULT_LIMITS, **(limits or {})}
        self._numbers = itertools.count(1)
        self._run = 0
        self._task: Running | None = None
        self._answers: dict[int, asyncio.Future[Answer]] = {}  # touched on the loop only
        self._reader = ""  # where the card of this login or session is
        self._cards: dict[str, str] = {}  # the numbers of the cards that are known to be in readers
        self._taken = False  # this login's card left its reader after it had done its part
        self._unlocked: list[Identity] = []  # this session's earlier logins: they end with it
        self.view = View()
        self._machine = Machine(
            CHART,
            {
                "start_login": self._start_login,
                "start_task": self._start_task,
                "record_lock": self._record_lock,
                "keep_unlocked": self._keep_unlocked,
                "refuse_other": self._refuse_other,
                "end_login": self._end_login,
                "show_prompt": self._show_prompt,
                "pass_answer": self._pass_answer,
                "keep_identity": self._keep_identity,
                "keep_failure": self._keep_failure,
                "keep_time_out": lambda _event: self._set(failure=LoginFailure("login.timeout")),
                "keep_card_removed": lambda _event: self._set(failure=LoginFailure("card.removed")),
                "keep_card_status": self._keep_card_status,
                "end_session": self._start_ending,
                "close_window": lambda _event: None,
            },
            scheduler,
            lambda name: self.limits.get(name),  # noqa: PLW0108 - the mapping may be replaced
            self._changed,
        )

    # -- what a person does ------------------------------------------------------------------------------------

    def choose(self, method: str) -> None:
        """Start logging in by ``method``."""
        self._machine.post(MethodChosen(method))

    def manage(self, task: str) -> None:
        """Start a card task (``change-code``, ``unblock``)."""
        self._machine.post(ManageChosen(task))

    def answer(self, number: int, answer: Answer) -> None:
        """Answer prompt ``number``; an answer to a prompt no longer shown is dropped (its screen has gone)."""
        if number == self.view.number and self.view.prompt is not None and self._machine.allows("answered"):
            self._machine.post(Answered(number, answer))
        else:
            _wipe(answer)

    def refuse(self, number: int, failure: LoginFailure) -> None:
        """End the login from the answering side (the command line has no code to give, say)."""
        self._bridge.to_loop(lambda: self._resolve(number, failure))

    def signal(self, kind: str) -> None:
        """Post ``cancelled``, ``retry``, ``log_out`` or ``close``; ``NotAllowed`` where the chart has no edge."""
        self._machine.post(Signal(kind))

    def allows(self, kind: str) -> bool:
        """Whether the chart has an edge for this kind of event now."""
        return self._machine.allows(kind)

    @property
    def finished(self) -> bool:
        """Whether the chart has come to its end."""
        return self._machine.finished

    def stop(self) -> None:
        """Drop timers and the login under way, in whatever state."""
        self._machine.stop()
        self._end_login(Signal("close"))

    # -- what the world does -----------------------------------------------------------------------------------

    def card_seen(self, situation: CardSituation | None) -> None:
        """Readers and cards look like this now."""
        self._machine.post(CardSeen(situation))

    def card_pulled(self, reader: str) -> None:
        """Say that a card left ``reader``; it matters when it is the login's or the session's own."""
        self._cards.pop(reader, None)
        if reader != self._reader:
            return
        if self._machine.active("workspace"):
            self._card_gone()
        else:
            self._taken = True
            self._machine.post(CardPulled(reader))

    def card_present(self, number: str, reader: str = "") -> None:
        """Say that the card with this number is in ``reader``; it matters while its session is about to end."""
        self._cards[reader] = number
        identity = self.view.identity
        if identity is not None and number and number == identity.evidence.get("number"):
            if self._machine.allows("card_back"):
                self._reader = reader or self._reader
            self._machine.post(Signal("card_back"))

    # -- effects -----------------------------------------------------------------------------------------------

    def _start_login(self, event: Event) -> None:
        method = cast("MethodChosen", event).method
        self._set(method=method, task="")
        self._begin(lambda ask: self._authenticate(method, ask))

    def _start_task(self, event: Event) -> None:
        task = cast("ManageChosen", event).task
        self._set(task=task)
        self._begin(lambda ask: self._run_task(task, ask))

    def _begin(self, work: Callable[[Ask], Coroutine[Any, Any, Event]]) -> None:
        self._run += 1
        self._taken = False
        if self.view.identity is None:
            self._reader = ""
        self._set(card_left=False, failure=None, prompt=None, number=0, steps=())
        self._task = self._bridge.start(self._converse(self._run, work))

    def _end_login(self, _event: Event) -> None:
        """Leave the login by whatever way; the coroutine's ``finally`` is the one clean-up chain."""
        task, self._task = self._task, None
        self._run += 1  # what the old run still says is not heard any more
        if task is not None:
            task.cancel()
        self._set(prompt=None, number=0)

    def _show_prompt(self, event: Event) -> None:
        prompted = cast("Prompted", event)
        if isinstance(prompted.prompt, Working | EnterCode | ChangeCode | UnblockCode):
            self._reader = prompted.prompt.reader or self._reader
        name = prompted.kind.removeprefix("prompted.")
        self._set(prompt=prompted.prompt, number=prompted.number, steps=(*self.view.steps, name))

    def _pass_answer(self, event: Event) -> None:
        answered = cast("Answered", event)
        self._set(prompt=None, number=0)
        self._bridge.to_loop(lambda: self._resolve(answered.number, answered.answer))

    def _keep_identity(self, event: Event) -> None:
        self._set(identity=cast("Authenticated", event).identity, locked_since=None)
        self._miss_card()

    def _keep_unlocked(self, event: Event) -> None:
        """Go on with the same session: the person is the same, and so is the time since when."""
        before, now = self.view.identity, cast("Authenticated", event).identity
        if before is not None:
            self._unlocked.append(before)
        self._set(identity=replace(now, since=before.since) if before else now, locked_since=None)
        self._tell("session.unlocked", now)
        self._miss_card()

    def _miss_card(self) -> None:
        """Treat a card that was taken while the IdP still judged the login as if it was taken now."""
        identity = self.view.identity
        if self._taken and identity is not None and identity.evidence.get("number") not in self._cards.values():
            self._card_gone()

    def _card_gone(self) -> None:
        if self.card_removal is not CardRemoval.IGNORE:
            self._machine.post(Signal(f"card_gone.{self.card_removal.value}"))

    def _refuse_other(self, event: Event) -> None:
        """Somebody else authenticated: their login is ended, the locked session stays as it was."""
        other = cast("Authenticated", event).identity
        self._set(failure=LoginFailure("session.other_person"))
        self._tell("session.unlock_refused", other)
        self._bridge.start(self._end_quietly([other], lambda: None))

    def _record_lock(self, _event: Event) -> None:
        self._set(locked_since=self._clock.now())
        if self.view.identity is not None:
            self._tell("session.locked", self.view.identity)

    def _tell(self, event: str, identity: Identity) -> None:
        self._bridge.to_loop(lambda: self._record(event, identity))

    def _keep_failure(self, event: Event) -> None:
        self._set(failure=cast("Failed", event).failure)

    def _keep_card_status(self, event: Event) -> None:
        situation = cast("CardSeen", event).situation
        left = self.view.card_left and situation not in {CardSituation.NO_CARD, CardSituation.NO_READER}
        self._set(card=situation, card_left=left)

    def _start_ending(self, _event: Event) -> None:
        identity, earlier = self.view.identity, self._unlocked
        self._unlocked = []
        ending = [] if identity is None else [identity, *earlier]
        self._set(identity=None, locked_since=None, card_left=bool(ending))
        self._bridge.start(self._end_quietly(ending, self._session_ended))

    async def _end_quietly(self, ending: Sequence[Identity], then: Callable[[], None]) -> None:
        async def end(identity: Identity) -> None:
            # A failure is on the local record, by the composition root; the person goes on.
            with contextlib.suppress(LoginFailure, TimeoutError):
                await asyncio.wait_for(self._end_session(identity), _ENOUGH_S)

        try:
            await asyncio.gather(*(end(identity) for identity in ending))
        finally:
            self._bridge.to_chart(then)

    def _session_ended(self) -> None:
        if self._machine.allows("session_ended"):  # not when the time limit was faster
            self._machine.post(Signal("session_ended"))

    def _set(self, **changes: Any) -> None:  # noqa: ANN401 - any field of View
        self.view = replace(self.view, **changes)

    def _changed(self, _event: Event) -> None:
        state = self._machine.state
        if state != self.view.state:
            seconds = self.limits.get(LOGIN.states[state].time_limit or "")
            deadline = None if seconds is None else self._clock.monotonic() + seconds
            self._set(state=state, deadline=deadline, limit_s=seconds or 0.0)
        self._on_view(self.view)

    # -- on the loop -------------------------------------------------------------------------------------------

    async def _converse(self, run: int, work: Callable[[Ask], Coroutine[Any, Any, Event]]) -> None:
        async def ask(prompt: Prompt[A]) -> A:
            number = next(self._numbers)
            future: asyncio.Future[Answer] | None = None
            if not isinstance(prompt, Working):
                future = self._answers[number] = asyncio.get_running_loop().create_future()
            try:
                self._bridge.to_chart(lambda: self._heard(run, Prompted(number, prompt)))
                return cast("A", Seen() if future is None else await future)
            except asyncio.CancelledError:
                _wipe_unread(future)
                raise
            finally:
                self._answers.pop(number, None)

        event: Event
        try:
            event = await work(ask)
        except LoginFailure as failure:
            event = Failed(failure)
        except Exception as error:  # noqa: BLE001 - a defect must reach the person as a failure with a code
            event = Failed(internal_error(error))
        self._bridge.to_chart(lambda: self._heard(run, event))

    async def _authenticate(self, method: str, ask: Ask) -> Event:
        authenticator = self._authenticators().get(method)
        if authenticator is None:
            raise LoginFailure("method.unknown", method)
        locked = self.view.identity  # nobody changes it while a login runs
        identity = await authenticator.authenticate(self._make_order(method), _own_choice(ask, locked))
        if locked is None:
            return Authenticated(identity)
        same = identity.claims.get("sub") == locked.claims.get("sub")
        return Authenticated(identity, "authenticated.same" if same else "authenticated.other")

    async def _run_task(self, task: str, ask: Ask) -> Event:
        from cosmic_login.authenticators.card_tasks import TASKS  # noqa: PLC0415 - after the first paint

        self._authenticators()  # whatever has to be started is, or fails with its own code
        await TASKS[task](self._make_order(task), ask)
        return TaskDone(task)

    def _heard(self, run: int, event: Event) -> None:
        """Take an event of the authenticator's, unless its login has been left meanwhile."""
        if run == self._run:
            self._machine.post(event)

    def _resolve(self, number: int, outcome: Answer | LoginFailure) -> None:
        future = self._answers.get(number)
        if future is None or future.done():
            _wipe(outcome)
            return
        if isinstance(outcome, LoginFailure):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


def _wipe(answer: object) -> None:
    """Wipe the codes of an answer that nobody takes."""
    match answer:
        case CodeEntered(code):
            code.wipe()
        case CodesEntered(opening, new):
            opening.wipe()
            new.wipe()


def _wipe_unread(future: asyncio.Future[Answer] | None) -> None:
    """Wipe the answer that had just come when its login was left: nobody takes it out of the future any more."""
    if future is not None and future.done() and not future.cancelled() and future.exception() is None:
        _wipe(future.result())


def _own_choice(ask: Ask, locked: Identity | None) -> Ask:
    """Return an ``ask`` that does not ask a person who unlocks which service ID the session has."""

    async def chosen(prompt: Prompt[A]) -> A:
        own = locked.hsa_id if locked is not None else ""
        if isinstance(prompt, ChooseServiceId) and own in {choice.hsa_id for choice in prompt.choices}:
            return cast("A", ServiceIdChosen(own))
        return await ask(prompt)

    return chosen


__all__ = ["Bridge", "CardRemoval", "LoginConductor", "LoopBridge", "NotAllowed", "Running", "View", "internal_error"]
