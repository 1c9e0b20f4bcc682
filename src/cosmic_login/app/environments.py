"""Where an IdP of this run has its environments made (``lab.control.environments``): worlds in its own profile."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from cosmic_login.app.world import World
from cosmic_login.core.clock import Clock, WrongClock
from cosmic_login.idp.server.listeners import addresses_of
from cosmic_login.lab.control.door import control_listener
from cosmic_login.lab.control.environment import HOME, Environment, Premises
from cosmic_login.lab.control.environments import EnvironmentHolder
from cosmic_login.profile.copies import environments_of, make_environment, remove_environment

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.idp.server.embedded import EmbeddedIdp
    from cosmic_login.idp.server.listeners import Listener
    from cosmic_login.lab.control.ports import ReadableTrail


def control_door(home: World, start: Callable[[World], EmbeddedIdp], host: str = "", *, database: str = "") -> Listener:
    """Return the door of the control API for an IdP of a world, at ``host`` (empty: this machine's loopback).

    From now on the world's ``clock`` is one that can be set, and everything goes by it that is made after this.
    ``start`` starts the IdP of an environment; ``database`` is where the IdP keeps everything, when that is not the
    profile.
    """
    right = home.clock
    clock = WrongClock(lambda: right)
    home.clock = clock
    land = _Land(home, right, database, start)

    def make(provider: Provider) -> EnvironmentHolder:
        inside = home.beside(provider.services.issuer, clock)
        return EnvironmentHolder(land.environment(HOME, inside, clock, provider), land)

    return control_listener(make, version("cosmic-login"), host)


class _Land:
    """A ``lab.control.environments.Land``: environments are profiles in the profile of the IdP they belong to."""

    def __init__(self, home: World, right: Clock, database: str, start: Callable[[World], EmbeddedIdp]) -> None:
        self._home, self._right, self._database, self._start = home, right, database, start

    def names(self) -> list[str]:
        """Return the names of those that there are."""
        return environments_of(self._home.profile)

    def make(self, name: str) -> None:
        """Make the files of a new one, by copy."""
        make_environment(self._home.profile, name)

    def open(self, name: str) -> Environment:
        """Open one that there is, and start its IdP."""
        right = self._right
        clock = WrongClock(lambda: right)
        inside = World(self._home.profile.open_environment(name), clock, only_virtual=True)
        idp = self._start(inside)
        inside.belongs_to(idp)
        return self.environment(name, inside, clock, idp.provider)

    def environment(self, name: str, inside: World, clock: WrongClock, provider: Provider) -> Environment:
        """Put an environment together."""
        services = provider.services
        addresses, roots = addresses_of(services.issuer, services.doors), inside.trusted_roots().decode("ascii")
        premises = Premises(addresses, roots, services.control_token, self._trail(inside))
        return Environment(name, inside, provider, clock, premises)

    def remove(self, name: str) -> None:
        """Remove one that is closed."""
        if self._database:
            from cosmic_login.idp.store.postgres import forget_environment

            forget_environment(self._database, name)
        remove_environment(self._home.profile, name)

    def _trail(self, inside: World) -> ReadableTrail:
        """Return what the IdP's rows are read from."""
        if not self._database:
            return inside.audit
        from cosmic_login.idp.store.table_reader import TableReader

        return TableReader(self._database, inside.profile.vault.derive("audit"))
