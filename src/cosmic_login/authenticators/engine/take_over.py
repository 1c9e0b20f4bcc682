"""Who is in, who else has authenticated, and how sessions end: what a shared computer needs (R3, R19, R24).

A locked session is its own person's. Somebody else who authenticates is asked whether to log that person out; only
a yes ends the session, and then the login is made again. Until then the other person's login has opened nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.engine.bridge import Bridge
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Answer, Ask, ChooseServiceId, Prompt, ServiceIdChosen

A = TypeVar("A", bound=Answer)
_ENOUGH_S = 3.0  # a session's end is told to the IdP for this long, then the person goes on
#: What the audit trail says of a question that was not answered with yes, by the event that ended it; other events
#: bring a failure, or are the other person's no.
_WHY_NOT = {"time_up": "login.timeout"}


class Record(Protocol):
    """Writes to the audit trail what happened to a session; ``other`` is whose session it was, when not one's own."""

    def __call__(self, event: str, identity: Identity, other: Identity | None = None, reason: str = "") -> None:
        """Write one row; called on the event loop."""


class Sessions:
    """The person who wants to take a session over, and how sessions end. In the chart's thread."""

    def __init__(
        self, bridge: Bridge, end_session: Callable[[Identity], Coroutine[Any, Any, None]], record: Record
    ) -> None:
        self._bridge, self._end_session, self._record = bridge, end_session, record
        self._other: Identity | None = None  # who is asked, or has said yes and logs in again
        self._kept: CardHandover | None = None

    def tell(self, event: str, identity: Identity, other: Identity | None = None, reason: str = "") -> None:
        """Have a row written, in order."""
        self._bridge.to_loop(lambda: self._record(event, identity, other, reason))

    def unlocked(self, before: Identity | None, now: Identity) -> Identity:
        """Go on with the same session: the person is the same, and so is the time since when.

        The login before ends with this one, as one session that is ended once.
        """
        self.tell("session.unlocked", now)
        if before is None:
            return now
        sid = before.claims.get("sid")
        return replace(now, since=before.since, earlier=(*before.earlier, *([sid] if isinstance(sid, str) else [])))

    def end(self, identity: Identity | None, then: Callable[[], None]) -> bool:
        """End the session, then call; return whether there was one."""
        ending = [] if identity is None else [identity]
        self._bridge.start(self._end_quietly([*ending, *self._asked()], then))
        return bool(ending)

    def end_unheard(self, identity: Identity) -> None:
        """End a login that came through when it had already been left."""
        self._bridge.start(self._end_quietly([identity], lambda: None))

    # -- somebody else -----------------------------------------------------------------------------------------

    def keeper(self, locked: Identity | None) -> CardHandover | None:
        """Return what a login may leave its card in because it may be repeated, or finds its card in.

        None for a login that is neither: nothing is locked, and nothing was left.
        """
        if locked is not None:
            self.let_go()
            self._kept = CardHandover()
        return self._kept

    def asked(self, locked: Identity | None, other: Identity) -> None:
        """Somebody else has authenticated; whether the locked session ends is now asked."""
        self._other = other
        self.tell("session.takeover_asked", other, locked)

    def refused(self, locked: Identity | None, event: str, failure: str = "") -> None:
        """End the other person's login; the locked session stays as it was. ``event`` or a ``failure`` says why."""
        self.let_go()
        if self._other is not None:
            why = failure or _WHY_NOT.get(event, "session.other_person")
            self.tell("session.takeover_refused", self._other, locked, why)
            self._bridge.start(self._end_quietly(self._asked(), lambda: None))

    def accepted(self, locked: Identity | None) -> None:
        """Say who takes over from whom; ``end`` follows, and then the login once more."""
        if self._other is not None:
            self.tell("session.taken_over", self._other, locked)

    def let_go(self) -> None:
        """Let the card go that was left for a repetition, if there is one."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self._bridge.start(kept.shut())

    def _asked(self) -> list[Identity]:
        other, self._other = self._other, None
        return [] if other is None else [other]

    async def _end_quietly(self, ending: Sequence[Identity], then: Callable[[], None]) -> None:
        async def end(identity: Identity) -> None:
            # A failure is on the local record, by the composition root; the person goes on.
            with contextlib.suppress(LoginFailure, TimeoutError):
                async with asyncio.timeout(_ENOUGH_S):
                    await self._end_session(identity)

        try:
            await asyncio.gather(*(end(identity) for identity in ending))
        finally:
            self._bridge.to_chart(then)


def same_person(one: Identity, other: Identity) -> bool:
    """Whether two logins are one person's: the IdP's own name for a person (``sub``) decides, and nothing else."""
    return bool(one.claims.get("sub")) and one.claims.get("sub") == other.claims.get("sub")


def own_choice(ask: Ask, service_id: str) -> Ask:
    """Return an ``ask`` that answers by itself where the person has chosen this service ID before."""

    async def chosen(prompt: Prompt[A]) -> A:
        if isinstance(prompt, ChooseServiceId) and service_id in {choice.hsa_id for choice in prompt.choices}:
            return cast("A", ServiceIdChosen(service_id))
        return await ask(prompt)

    return chosen
