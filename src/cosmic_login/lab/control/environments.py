"""All environments of one IdP: the IdP's own, and worlds beside it, each with its people, cards, phones and outages.

An environment is a profile in the profile, with an IdP of its own in this process (docs/adr/0026-environments.md). So
nothing of one is in another, whatever is added to either; what they share is the CAs, the audit trail, and this door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.token_digests import same
from cosmic_login.lab.control.environment import HOME
from cosmic_login.lab.control.snapshots import SHIPPED
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.lab.control.environment import Environment

_log = logging.getLogger(__name__)
#: How many there may be beside the IdP's own: each has an IdP with its sockets and threads.
MOST: Final = 16


class Land(Protocol):
    """Where environments are made, as whoever composes them gives it. Methods may block."""

    def names(self) -> Sequence[str]:
        """Return the names of those that there are."""

    def make(self, name: str) -> None:
        """Make the files of a new one, by copy. Raises ``profile.*``."""

    def open(self, name: str) -> Environment:
        """Open one that there is, and start its IdP. Raises ``profile.*``, ``database.*``, ``address.*``."""

    def remove(self, name: str) -> None:
        """Remove one that is closed, with all that it has kept. Raises ``profile.*``, ``database.*``."""


class EnvironmentHolder:
    """Those that are open. Lives on one event loop."""

    def __init__(self, home: Environment, land: Land) -> None:
        self.home, self._land = home, land
        self._beside: dict[str, Environment] = {}
        self._changing = asyncio.Lock()

    def open_all(self) -> None:
        """Open those that there are; one that cannot be opened is left out, with a word in the log. May block."""
        for name in self._land.names():
            try:
                self._beside[name] = self._land.open(name)
            except LoginFailure as failure:
                log_event(_log, "environment.left_out", level=logging.WARNING, name=name, reason=failure.code)

    def find(self, token: str) -> tuple[Environment, bool] | None:
        """Return the environment of a token, and whether it is the IdP's own; None for nobody's."""
        found = [each for each in self.all() if same(token, each.premises.token)]
        return (found[0], found[0] is self.home) if found else None

    def all(self) -> list[Environment]:
        """Return all of them, the IdP's own first."""
        return [self.home, *self._beside.values()]

    def named(self, name: str) -> Environment | None:
        """Return one that is open."""
        return self.home if name == HOME else self._beside.get(name)

    async def create(self, name: str) -> Environment | None:
        """Make a new one, as shipped; None when there is one of this name. Raises ``idp.busy`` when there are many."""
        async with self._changing:
            if name == HOME or name in await asyncio.to_thread(self._land.names):
                return None
            if len(self._beside) >= MOST:
                raise LoginFailure("idp.busy", f"{MOST} environments are open")
            await asyncio.to_thread(self.home.snapshots.ship)
            await asyncio.to_thread(self._land.make, name)
            made = await asyncio.to_thread(self._opened, name)
            self._beside[name] = made
            self.home.happenings.tell("environment.made", environment=name)
            return made

    def _opened(self, name: str) -> Environment:
        made = self._land.open(name)
        try:
            made.snapshots.put_back(SHIPPED)
        except BaseException:
            made.world.close()
            raise
        return made

    async def remove(self, name: str) -> bool:
        """Close one and remove it with all that it has kept; False when there is none."""
        async with self._changing:
            found = self._beside.pop(name, None)
            if found is None and name not in await asyncio.to_thread(self._land.names):
                return False
            if found is not None:
                await found.close()
            await asyncio.to_thread(self._land.remove, name)
            self.home.happenings.tell("environment.removed", environment=name)
            return True

    async def close(self) -> None:
        """End all that is under way in any of them."""
        await asyncio.gather(*(each.close() for each in self.all()), return_exceptions=True)
