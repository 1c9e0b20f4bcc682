"""The door of the control API: a listener of its own, on this machine's loopback unless told otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from cosmic_login.idp.server.listeners import Listener, plain
from cosmic_login.lab.control.openapi import document
from cosmic_login.lab.control.operations import VERSION, Operation
from cosmic_login.lab.control.router import BearerTokens, build_router
from cosmic_login.lab.control.table import OPERATIONS

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.lab.control.environments import EnvironmentHolder

#: The door's name among ``IdpServices.doors``.
NAME: Final = "control-v1"
LOOPBACK: Final = "127.0.0.1"


def control_listener(make: Callable[[Provider], EnvironmentHolder], version: str, host: str = "") -> Listener:
    """Return the listener. ``make`` gives the environments, the IdP's own among them; ``version`` is the program's.

    ``host`` is the address that it listens on; TLS is spoken on any but loopback.
    """
    there: list[EnvironmentHolder] = []

    def build(provider: Provider) -> ASGIApp:
        environments = make(provider)
        there.append(environments)
        environments.open_all()
        own = provider.services.doors[NAME].removesuffix(f"/{VERSION}")
        served = document(OPERATIONS, version, own)

        def serve(_row: Operation) -> Any:  # noqa: ANN401 - the document
            return served

        tokens = BearerTokens(environments.find, environments)
        return build_router(OPERATIONS, tokens, _hosts(own, provider.services.names), serve)

    async def ending() -> None:
        await asyncio.gather(*(each.close() for each in there))

    at_home = not host or host in {LOOPBACK, "localhost", "::1"}
    return Listener(NAME, f"/{VERSION}", build, None if at_home else plain, host=host or LOOPBACK, ending=ending)


def _hosts(own: str, names: Collection[str]) -> set[str]:
    """Return the ``Host`` headers that are answered: a web page's own name is none of them (DNS rebinding)."""
    found = urlsplit(own)
    return {found.netloc, *(f"{name}:{found.port}" for name in ("localhost", LOOPBACK, *names))}
