"""Conducts a login: the chart says what may happen, an authenticator makes it happen, somebody answers.

The chart lives in one thread (the GUI's, or the event loop's own on the command line). Authenticators live on an
event loop. ``Bridge`` is how the two reach each other; nothing else crosses.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.engine.bridge import Bridge, LoopBridge, Running, internal_error
from cosmic_login.authenticators.engine.conversation import Conversation
from cosmic_login.authenticators.engine.take_over import Record, Sessions, own_choice, same_person
from cosmic_login.authenticators.engine.view import CardRemoval, View
from cosmic_login.authenticators.engine.wiping import wipe
from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.extensions import installed
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import (
    DEFAULT_LIMITS,
    TRUE_TO_LIFE,
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
from cosmic_login.core.login_methods import row_of
from cosmic_login.core.machine import Event, Machine, NotAllowed, Scheduler
from cosmic_login.core.prompts import Answer, Ask, Prompt, renews
from cosmic_login.core.situations import CardSituation, card_at_hand

#: Where nothing is under way, and nothing is left of what was.
_AT_REST = frozenset({"start", "locked"})


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
        record: Record = lambda _event, _identity, _other=None, _reason="": None,
        clock: Clock | None = None,
    ) -> None:
        self._bridge = bridge
        self._clock = clock or SystemClock()
        #: What a pulled card does to a session; may be changed at any time.
        self.card_removal = card_removal
        #: Whether Cosmic locks up when somebody is too quick (R17, R18); a login under way keeps what held at first.
        self.true_to_life = False
        self._sessions = Sessions(bridge, end_session, record)
        self._authenticators, self._make_order = authenticators, make_order
        self._on_view = on_view
        #: Time limits in seconds by name; may be changed at any time, for what is entered afterwards.
        self.limits = {**DEFAULT_LIMITS, **(limits or {})}
        self._conversation = Conversation()  # touched on the loop only
        self._run = 0
        self._stopped = False
        self._task: Running | None = None
        self._reader = ""  # where the card of this login or session is
        self._cards: dict[str, str] = {}  # the numbers of the cards that are known to be in readers
        self._left: dict[str, str] = {}  # those of them that a session has left there
        #: The cards that left the login's reader while it went on: by which failure, by number (empty: not known).
        self._taken: dict[str, str] = {}
        self._lives = False  # whether the login under way is true to life
        self._chosen = ""  # the service ID of who takes over: chosen once is enough
        self._locked_since: tuple[datetime, float] | None = None  # by both clocks
        self.view = View()
        self._chart = installed().chart
        self._machine = Machine(
            self._chart,
            {
                "start_login": self._start_login,
                "start_task": self._start_task,
                "record_lock": self._record_lock,
                "record_left": self._record_left,
                "keep_unlocked": self._keep_unlocked,
                "ask_other": self._ask_other,
                "refuse_other": self._refuse_other,
                "accept_other": self._accept_other,
                "end_login": self._end_login,
                "show_prompt": self._show_prompt,
                "pass_answer": self._pass_answer,
                "keep_identity": self._keep_identity,
                "keep_failure": self._keep_failure,
                "keep_time_out": lambda _event: self._set(failure=LoginFailure("login.timeout")),
                "keep_card_removed": lambda event: self._set(failure=LoginFailure(cast("CardPulled", event).failure)),
                "keep_card_status": self._keep_card_status,
                "end_session": self._start_ending,
                "close_window": self._close_window,
            },
            scheduler,
            self._limit,
            self._changed,
            holds=self._holds,
        )

    # -- what a person does ------------------------------------------------------------------------------------

    def choose(self, method: str) -> None:
        """Start logging in by ``method``; true to life, the card has to be there first (R17)."""
        row = row_of(method)
        early = row is not None and row.card_first and not card_at_hand(self.view.card)
        self._machine.post(Signal("froze") if early and self.allows("froze") else MethodChosen(method))

    def manage(self, task: str) -> None:
        """Start a card task (``change-code``, ``unblock``)."""
        self._machine.post(ManageChosen(task))

    def answer(self, number: int, answer: Answer) -> None:
        """Answer prompt ``number``; an answer to a prompt no longer shown is dropped (its screen has gone)."""
        if number == self.view.number and self.view.prompt is not None and self._machine.allows("answered"):
            self._machine.post(Answered(number, answer))
        else:
            wipe(answer)

    def refuse(self, number: int, failure: LoginFailure) -> None:
        """End the login from the answering side (the command line has no code to give, say)."""
        self._bridge.to_loop(lambda: self._conversation.resolve(number, failure))

    def signal(self, kind: str) -> None:
        """Post ``cancelled``, ``retry``, ``log_out``, …; raises ``NotAllowed`` where the chart has no edge."""
        self._machine.post(Signal(kind))

    def allows(self, kind: str) -> bool:
        """Whether the chart has an edge for this kind of event now."""
        return self._machine.allows(kind)

    @property
    def hold_s(self) -> float:
        """How many seconds a step that passes by itself stays in view at least; may be changed at any time."""
        return self._conversation.hold_s

    @hold_s.setter
    def hold_s(self, seconds: float) -> None:
        self._conversation.hold_s = seconds

    @property
    def finished(self) -> bool:
        """Whether the chart has come to its end."""
        return self._machine.finished

    def stop(self) -> None:
        """Drop timers and the login under way, in whatever state."""
        self._stopped = True
        self._machine.stop()
        self._end_login(Signal("close"))

    # -- what the world does -----------------------------------------------------------------------------------

    def card_seen(self, situation: CardSituation | None) -> None:
        """Readers and cards look like this now."""
        self._machine.post(CardSeen(situation))

    def card_pulled(self, reader: str, number: str = "", failure: str = "card.removed") -> None:
        """Say that a card left ``reader``; it matters when it is the login's or the session's own.

        ``number`` is the card's, where it is known: one that was exchanged may be told late, when the next has begun.
        ``failure`` is the code of why: nobody has pulled a card that a lost line took away.
        """
        self._cards.pop(reader, None)
        self._left.pop(reader, None)
        if reader != self._reader:
            return
        if self._machine.active("workspace"):
            self._card_gone()
        else:
            self._taken[number] = failure
            self._machine.post(CardPulled(reader, failure))

    def card_present(self, number: str, reader: str = "") -> None:
        """Say that the card with this number is in ``reader``; it matters while its session is about to end."""
        self._cards[reader] = number
        if self._left.get(reader, number) != number:
            del self._left[reader]  # exchanged for another one
        if self.view.locked_since is not None:
            self._left = self._own_cards()
        identity = self.view.identity
        if identity is not None and number and number == identity.evidence.get("number"):
            if self._machine.allows("card_back"):
                self._reader = reader or self._reader
            self._machine.post(Signal("card_back"))

    # -- effects -----------------------------------------------------------------------------------------------

    def _start_login(self, event: Event) -> None:
        method = event.method if isinstance(event, MethodChosen) else self.view.method  # after a take-over, the same
        again = not isinstance(event, MethodChosen)
        locked = self.view.identity
        kept, chosen = self._sessions.keeper(locked), locked.hsa_id if locked is not None else self._chosen
        self._chosen = ""
        row = row_of(method)
        if row is not None and not row.repeats_without_code:
            kept = None  # its second login is like its first
        self._begin(lambda ask: self._authenticate(method, own_choice(ask, chosen), kept), method=method, again=again)

    def _start_task(self, event: Event) -> None:
        task = cast("ManageChosen", event).task
        self._begin(lambda ask: self._run_task(task, ask), task=task)

    def _begin(
        self,
        work: Callable[[Ask], Coroutine[Any, Any, Event]],
        *,
        method: str = "",
        task: str = "",
        again: bool = False,
    ) -> None:
        self._run += 1
        self._taken, self._lives = {}, self.true_to_life
        if self.view.identity is None:
            self._reader, self._left = "", {}
        self.view = self.view.begun(self._run, method=method, task=task, again=again)
        self._task = self._bridge.start(self._converse(self._run, work))

    def _end_login(self, event: Event) -> None:
        """Leave the login by whatever way; the coroutine's ``finally`` is the one clean-up chain."""
        task, self._task = self._task, None
        if event.kind != "authenticated.other":  # then it may be repeated
            self._sessions.let_go()
        self._run += 1  # what the old run still says is not heard any more
        if task is not None:
            task.cancel(event.failure if isinstance(event, CardPulled) else "")
        self._set(prompt=None, number=0)

    def _show_prompt(self, event: Event) -> None:
        prompted = cast("Prompted", event)
        self._reader = getattr(prompted.prompt, "reader", "") or self._reader
        name, before = prompted.kind.removeprefix("prompted."), self.view.steps
        steps = before if renews(self.view.prompt, prompted.prompt) else (*before, name)
        holder = getattr(prompted.prompt, "holder", "") or self.view.holder
        self._set(prompt=prompted.prompt, number=prompted.number, steps=steps, holder=holder)

    def _pass_answer(self, event: Event) -> None:
        answered = cast("Answered", event)
        self._set(prompt=None, number=0)
        self._bridge.to_loop(lambda: self._conversation.resolve(answered.number, answered.answer))

    def _keep_identity(self, event: Event) -> None:
        self._begin_session(cast("Authenticated", event).identity)

    def _keep_unlocked(self, event: Event) -> None:
        self._begin_session(self._sessions.unlocked(self.view.identity, cast("Authenticated", event).identity))

    def _begin_session(self, identity: Identity) -> None:
        self._set(identity=identity, locked_since=None)
        self._locked_since = None  # the next lock has its whole time again
        self._left = {}
        self._reader = identity.evidence.get("reader", "")
        if self._missing(identity):
            self._card_gone()

    def _missing(self, identity: Identity) -> str:
        """Return by which failure the card was taken while the IdP still judged the login; empty when it was not."""
        number = identity.evidence.get("number", "")
        if number in self._cards.values():
            return ""
        return self._taken.get(number) or self._taken.get("", "")

    def _card_gone(self) -> None:
        if self.card_removal is not CardRemoval.IGNORE:
            self._machine.post(Signal(f"card_gone.{self.card_removal.value}"))

    def _record_lock(self, _event: Event) -> None:
        self._locked_since = self._clock.now(), self._clock.monotonic()
        self._set(locked_since=self._locked_since[0])
        self._left = self._own_cards()
        if self.view.identity is not None:
            self._sessions.tell("session.locked", self.view.identity)

    def _record_left(self, event: Event) -> None:
        """Say that a locked session ends without anybody who has proved anything."""
        if self.view.identity is not None:
            self._sessions.tell("session.left_locked", self.view.identity, None, event.kind)

    def _ask_other(self, event: Event) -> None:
        """Somebody else authenticated: they are asked whether the locked session ends (R19, R24)."""
        other = cast("Authenticated", event).identity
        self._set(other=other)
        self._sessions.asked(self.view.identity, other)
        gone = self._missing(other)
        if gone:
            self._machine.post(CardPulled(self._reader, gone))

    def _refuse_other(self, event: Event) -> None:
        """Leave the locked session as it was."""
        locked = self.view.identity
        self._sessions.refused(locked, event.kind, event.failure if isinstance(event, CardPulled) else "")
        self._set(other=None)
        self._reader = locked.evidence.get("reader", "") if locked is not None else ""

    def _close_window(self, _event: Event) -> None:
        """Leave nothing of a take-over behind that the program's end was faster than."""
        self._sessions.let_go()
        self._set(other=None)

    def _accept_other(self, _event: Event) -> None:
        self._chosen = self.view.other.hsa_id if self.view.other is not None else ""
        self._sessions.accepted(self.view.identity)

    def _keep_failure(self, event: Event) -> None:
        self._set(failure=cast("Failed", event).failure)

    def _keep_card_status(self, event: Event) -> None:
        situation = cast("CardSeen", event).situation
        if situation in {CardSituation.NO_CARD, CardSituation.NO_READER}:
            self._left = {}
        self._set(card=situation)

    def _start_ending(self, _event: Event) -> None:
        self._left = self._own_cards() if self.view.identity is not None else {}
        self._sessions.end(self.view.identity, self._session_ended)
        self._set(identity=None, locked_since=None)

    def _own_cards(self) -> dict[str, str]:
        """Return which cards in readers are the session's: its own, or for one without a card those that are there."""
        identity = self.view.identity
        number = identity.evidence.get("number") if identity is not None else ""
        return {reader: each for reader, each in self._cards.items() if not number or each == number}

    def _session_ended(self) -> None:
        # Not when the time limit was faster; nor after the end, which a take-over's second login must not outlive.
        if not self._stopped and self._machine.allows("session_ended"):
            self._machine.post(Signal("session_ended"))

    def _limit(self, name: str) -> float | None:
        """Return a time limit; nobody prolongs a locked session by trying to open it."""
        seconds = self.limits.get(name)
        if name != "locked" or seconds is None or self._locked_since is None:
            return seconds
        wall, ticks = self._locked_since
        gone = max((self._clock.now() - wall).total_seconds(), self._clock.monotonic() - ticks)
        return max(0.001, seconds - gone)

    def _holds(self, condition: str) -> bool:
        return condition == TRUE_TO_LIFE and (self.true_to_life if self._task is None else self._lives)

    def _set(self, **changes: Any) -> None:  # noqa: ANN401 - any field of View
        self.view = replace(self.view, **changes)

    def _changed(self, _event: Event) -> None:
        state = self._machine.state
        if state != self.view.state:
            seconds = self._limit(self._chart.regions[0].states[state].time_limit or "")
            deadline = None if seconds is None else self._clock.monotonic() + seconds
            if state in _AT_REST:
                self.view = self.view.at_rest()
            self._set(state=state, deadline=deadline, limit_s=seconds or 0.0)
        self._set(card_left=bool(self._left) and state in _AT_REST, early=self._machine.allows("froze"))
        self._on_view(self.view)

    # -- on the loop -------------------------------------------------------------------------------------------

    async def _converse(self, run: int, work: Callable[[Ask], Coroutine[Any, Any, Event]]) -> None:
        def show(number: int, prompt: Prompt[Any]) -> None:
            self._bridge.to_chart(lambda: self._heard(run, Prompted(number, prompt)))

        event: Event
        with self._conversation.asking(show) as ask:
            try:
                event = await work(ask)
            except LoginFailure as failure:
                event = Failed(failure)
            except Exception as error:  # noqa: BLE001 - a defect must reach the person as a failure with a code
                event = Failed(internal_error(error))
        self._bridge.to_chart(lambda: self._heard(run, event))

    async def _authenticate(self, method: str, ask: Ask, kept: CardHandover | None) -> Event:
        authenticator = self._authenticators().get(method)
        if authenticator is None:
            raise LoginFailure("method.unknown", method)
        locked = self.view.identity  # nobody changes it while a login runs
        identity = await authenticator.authenticate(replace(self._make_order(method), card_handover=kept), ask)
        if locked is None:
            return Authenticated(identity)
        return Authenticated(identity, f"authenticated.{'same' if same_person(identity, locked) else 'other'}")

    async def _run_task(self, task: str, ask: Ask) -> Event:
        from cosmic_login.authenticators.tasks.card_tasks import TASKS  # noqa: PLC0415 - after the first paint

        self._authenticators()  # whatever has to be started is, or fails with its own code
        await TASKS[task](self._make_order(task), ask)
        return TaskDone(task)

    def _heard(self, run: int, event: Event) -> None:
        """Take an event of the authenticator's, unless its login has been left meanwhile."""
        if run == self._run:
            self._machine.post(event)
        elif isinstance(event, Authenticated):
            self._sessions.end_unheard(event.identity)


__all__ = ["Bridge", "CardRemoval", "LoginConductor", "LoopBridge", "NotAllowed", "Running", "View", "internal_error"]
