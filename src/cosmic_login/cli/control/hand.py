"""What the commands of ``control`` share: one call to the IdP, and numbers."""

from __future__ import annotations

import argparse
import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from cosmic_login.net.control import Control
    from cosmic_login.run.context import CliContext

T = TypeVar("T")


def made_by(context: CliContext, call: Callable[[Control], Awaitable[T]]) -> T:
    """Make one call."""

    async def made() -> T:
        async with world.control() as control:
            return await call(control)

    with context.world() as world:
        return asyncio.run(made())


def a_count(text: str) -> int:
    """Read how often."""
    if not text.isdecimal() or not int(text[:9]) > 0:
        raise argparse.ArgumentTypeError("wants a number above 0")
    return int(text[:9])


def some_seconds(text: str) -> float:
    """Read how long."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError("wants a number of seconds")
    return found
