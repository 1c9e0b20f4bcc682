"""The operator's hand on the IdP that a run asks, for whoever has no event loop to ask on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.net.control import Control

T = TypeVar("T")


def ask_as_operator(world: World, call: Callable[[Control], Awaitable[T]]) -> T:
    """Make one call, on an event loop of its own: the caller may be on one. Blocks; raises what the call raises."""

    async def asked() -> T:
        async with world.control() as control:
            return await call(control)

    with ThreadPoolExecutor(1, "operator") as own:
        return own.submit(asyncio.run, asked()).result()
