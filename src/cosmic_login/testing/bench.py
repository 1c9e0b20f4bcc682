"""A whole login world for one test: profile, clock, readers, cards, IdP, and a verb for each thing one does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cosmic_login.app import DEFAULT_READER, World
from cosmic_login.authenticators.engine.headless import Answerer, Outcome, run_login
from cosmic_login.core.clock import Clock
from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.profile import Profile
from cosmic_login.testing.robot import Robot

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.cards.virtual.card import VirtualCard
    from cosmic_login.cards.virtual.faults import FaultProfile
    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.net.control import Control, Outage

T = TypeVar("T")


class LoginBench:
    """What a test holds in its hands.

    ``world`` is the composition the program itself uses; the bench adds verbs and keeps cards by name.
    """

    def __init__(self, root: Path, clock: Clock | None = None, *, idp_url: str = "") -> None:
        self.world = World(Profile.open(root), clock, idp_url=idp_url)
        self._cards: dict[str, VirtualCard] = {}

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
    ) -> Outcome:
        """Log in; the robot, or whatever else answers prompts, answers. Returns when the login has come to its end."""
        return asyncio.run(
            self.login_async(robot, method=method, reader=reader, service_id=service_id, options=options)
        )

    async def login_async(
        self,
        robot: Answerer | None = None,
        *,
        method: str = DEFAULT.name,
        reader: str = "",
        service_id: str = "",
        options: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Log in on the running event loop; cancelling the task abandons the login."""
        client = self.world.client()
        return await run_login(
            method,
            robot or Robot(),
            authenticators=lambda: self.world.authenticators,
            make_order=lambda chosen: self.world.order(
                chosen, client, reader=reader, service_id=service_id, options=options
            ),
            clock=self.world.clock,
            close_clients=lambda: self.world.close_clients(client),
        )

    def outage(
        self, target: str, failure: str = "", *, orders: int | None = None, seconds: float | None = None
    ) -> Outage:
        """Put something out of service (``siths``, ``revocation``, ``hsa``, ``idp``, or a way to log in by its name).

        ``failure`` is what logins end with (empty: the usual), for so many ``orders``, for so many ``seconds``, or
        until ``restore``. Raises ``LoginFailure`` ``control.invalid``.
        """
        return self._control(lambda control: control.outage(target, failure, orders=orders, seconds=seconds))

    def restore(self, target: str = "") -> None:
        """Bring something back, or everything."""
        if target:
            self._control(lambda control: control.restore(target))
        else:
            self._control(lambda control: control.reset())

    def ways(self) -> Mapping[str, bool]:
        """Return which ways to log in are open now."""
        return self._control(lambda control: control.state()).methods

    def _control(self, call: Callable[[Control], Awaitable[T]]) -> T:
        async def made() -> T:
            control = self.world.control()
            try:
                return await call(control)
            finally:
                await control.aclose()

        return asyncio.run(made())

    def audit(self) -> list[AuditRecord]:
        """Return the audit trail's rows."""
        return list(self.world.audit.records())

    def close(self) -> None:
        """Stop everything."""
        self.world.close()
        self._cards.clear()
