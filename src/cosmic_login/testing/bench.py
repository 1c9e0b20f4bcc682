"""A whole login world for one test: profile, clock, readers, cards, IdP, and a verb for each thing one does."""

from __future__ import annotations

import asyncio
import contextlib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cosmic_login.app import DEFAULT_READER, World
from cosmic_login.authenticators.engine.headless import Answerer, Outcome, run_login
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.profile import Profile
from cosmic_login.testing.arguments import run_here, seconds
from cosmic_login.testing.robot import Robot
from cosmic_login.testing.watched import OutageWatch, StoodAt, UnmetOutage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.cards.virtual.card import VirtualCard
    from cosmic_login.cards.virtual.faults import FaultProfile
    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.cards.virtual.store import MakeCard
    from cosmic_login.net.control import Control, Outage

T = TypeVar("T")

#: How long a login may take when a test says nothing, in seconds: far more than any does that goes on.
LOGIN_TIMEOUT_S = 60.0


class LoginBench:
    """What a test holds in its hands.

    ``world`` is the composition the program itself uses; the bench adds verbs and keeps cards by name. Each verb that
    talks to the IdP has a form for tests with an event loop, which is awaited.
    """

    def __init__(
        self, root: Path, clock: Clock | None = None, *, idp_url: str = "", make_card: MakeCard | None = None
    ) -> None:
        """``make_card`` as ``World`` has it."""
        self.world = World(Profile.open(root), clock, idp_url=idp_url, make_card=make_card)
        self._cards: dict[str, VirtualCard] = {}
        self._watch = OutageWatch()

    @property
    def readers(self) -> VirtualReaders:
        """The virtual readers: add, remove, insert, pull."""
        return self.world.virtual_readers

    @property
    def idp_url(self) -> str:
        """The IdP's base URL; starts it when it is not running."""
        return self.world.idp_base_url()

    def card(self, card: str) -> VirtualCard:
        """Return the virtual card of this name; the same object each time."""
        if card not in self._cards:
            self._cards[card] = self.world.cards.open(card)
        return self._cards[card]

    def insert(self, card: str, reader: str = DEFAULT_READER, faults: FaultProfile | None = None) -> VirtualCard:
        """Put a card into a reader, with faults if any."""
        inserted = self.card(card)
        if faults is not None:
            inserted.faults = faults
        self.readers.insert(reader, inserted)
        return inserted

    def pull(self, reader: str = DEFAULT_READER) -> None:
        """Pull the card out of a reader."""
        self.readers.pull(reader)

    def login(
        self,
        robot: Answerer | None = None,
        *,
        method: str = DEFAULT.name,
        reader: str = "",
        service_id: str = "",
        options: Mapping[str, str] | None = None,
        timeout: float | None = LOGIN_TIMEOUT_S,
    ) -> Outcome:
        """Log in; the robot, or whatever else answers prompts, answers. Returns when the login has come to its end.

        Raises ``AssertionError`` after ``timeout`` seconds (None: never), which names the prompt that stood, and
        ``LoginFailure`` ``reader.unknown`` for a reader that is not there; ``TypeError``, ``ValueError`` for a robot
        or a time that is none. A test with an event loop of its own awaits ``login_async``, as it does with the other
        verbs that have such a form; this one raises ``RuntimeError`` there.
        """
        return run_here(
            self.login_async(
                robot, method=method, reader=reader, service_id=service_id, options=options, timeout=timeout
            ),
            "cosmic.login",
        )

    async def login_async(
        self,
        robot: Answerer | None = None,
        *,
        method: str = DEFAULT.name,
        reader: str = "",
        service_id: str = "",
        options: Mapping[str, str] | None = None,
        timeout: float | None = LOGIN_TIMEOUT_S,  # noqa: ASYNC109 - its end says more than a TimeoutError
    ) -> Outcome:
        """Log in on the running event loop; cancelling the task abandons the login. Otherwise as ``login``."""
        if robot is not None and not callable(robot):
            raise TypeError(f"robot wants what answers prompts, such as Robot(); not a {type(robot).__name__}")
        if timeout is not None:
            timeout = seconds(timeout)
        self._check_reader(reader)
        client, stood = self.world.client(), StoodAt()
        try:
            async with asyncio.timeout(timeout) as limit:
                outcome = await run_login(
                    method,
                    robot or Robot(),
                    authenticators=lambda: self.world.authenticators,
                    make_order=lambda chosen: self.world.order(
                        chosen, client, reader=reader, service_id=service_id, options=options
                    ),
                    clock=self.world.clock,
                    on_view=stood.look,
                    close_clients=lambda: self.world.close_clients(client),
                )
        except TimeoutError:
            if not limit.expired():
                raise  # somebody else's
            raise AssertionError(f"the login was not over after {timeout:g} s: {stood}") from None
        if outcome.failure is not None:
            self._watch.met(outcome.failure.code)
        return outcome

    def _check_reader(self, reader: str) -> None:
        """Refuse a reader that nobody has: a login by it would wait for it to be plugged in."""
        if not reader:
            return
        there: list[str] = []
        for service in self.world.readers:
            with contextlib.suppress(LoginFailure):  # a machine without pcscd has no readers there
                there += [state.name for state in service.readers()]
        if reader not in there:
            raise LoginFailure("reader.unknown", f"{reader}; there are {', '.join(there) or 'none'}")

    def outage(
        self,
        target: str,
        failure: str = "",
        *,
        orders: int | None = None,
        seconds: float | None = None,
        person: str = "",
    ) -> Outage:
        """Put something out of service (``siths``, ``revocation``, ``hsa``, ``idp``, or a way to log in by its name).

        ``failure`` is what logins end with (empty: the usual), for so many ``orders``, for so many ``seconds``, or
        until ``restore``; with ``person`` (a key, a number, an HSA-id, a name) for their logins alone. Raises
        ``LoginFailure`` ``control.invalid``, ``person.unknown``.
        """
        outage = self.outage_async(target, failure, orders=orders, seconds=seconds, person=person)
        return run_here(outage, "cosmic.outage")

    async def outage_async(
        self,
        target: str,
        failure: str = "",
        *,
        orders: int | None = None,
        seconds: float | None = None,
        person: str = "",
    ) -> Outage:
        """Do what ``outage`` does, on the running event loop."""
        begun = await self._control(
            lambda control: control.outage(target, failure, orders=orders, seconds=seconds, person=person)
        )
        self._watch.begun(begun, len(self.audit()))
        return begun

    def restore(self, target: str = "", *, person: str = "") -> None:
        """Bring something back, for one person or for everybody; or everything."""
        run_here(self.restore_async(target, person=person), "cosmic.restore")

    async def restore_async(self, target: str = "", *, person: str = "") -> None:
        """Do what ``restore`` does, on the running event loop."""
        await self._control(lambda control: control.restore(target, person) if target else control.reset())

    def ways(self) -> Mapping[str, bool]:
        """Return which ways to log in are open now."""
        return run_here(self.ways_async(), "cosmic.ways")

    async def ways_async(self) -> Mapping[str, bool]:
        """Do what ``ways`` does, on the running event loop."""
        state = await self._control(lambda control: control.state())
        for each in state.outages:
            self._watch.met(each.failure)  # the test has looked
        return state.methods

    async def _control(self, call: Callable[[Control], Awaitable[T]]) -> T:
        async with self.world.control() as control:
            return await call(control)

    def tell_unmet(self) -> None:
        """Warn (``UnmetOutage``) of each outage that was ordered and that no login met: the test did not test it."""
        for each in self._watch.unmet(self.audit()):
            failure = f" with {each.failure}" if each.failure else ""
            warnings.warn(UnmetOutage(f"the outage of {each.target}{failure} was met by no login"), stacklevel=2)

    def audit(self) -> list[AuditRecord]:
        """Return the audit trail's rows."""
        return list(self.world.audit.records())

    def close(self) -> None:
        """Stop everything."""
        self.world.close()
        self._cards.clear()
