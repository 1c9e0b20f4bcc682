"""What has to be answered while the order at the IdP stands: a code that comes after that is not asked for any more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from cosmic_login.authenticators.idp_port import IdpLogin
from cosmic_login.core.clock import Clock
from cosmic_login.core.deadline import Deadline
from cosmic_login.core.failures import LoginFailure


@contextlib.asynccontextmanager
async def while_it_stands(login: IdpLogin, clock: Clock) -> AsyncIterator[None]:
    """Surround what depends on the login's order; an IdP that does not say how long it has is waited for.

    Raises ``order.expired`` when its time is up, also when the machine slept meanwhile, and ``clock.changed`` when only
    the wall clock says so.
    """
    if not login.begun.expires_in:
        yield
        return
    async with until(Deadline.after(login.begun.expires_in, clock), clock):
        yield


@contextlib.asynccontextmanager
async def until(deadline: Deadline, clock: Clock) -> AsyncIterator[None]:
    """Surround what an order's deadline ends. Raises as ``while_it_stands``."""
    loop = asyncio.get_running_loop()
    looks: list[asyncio.TimerHandle] = []
    try:
        async with asyncio.timeout(None) as limit:

            def look() -> None:
                if deadline.over(clock):
                    limit.reschedule(loop.time())
                else:
                    looks[:] = [loop.call_later(deadline.pause(clock), look)]

            look()
            try:
                yield
            finally:
                for handle in looks:
                    handle.cancel()
    except TimeoutError:
        if not limit.expired():
            raise
        raise LoginFailure("clock.changed" if deadline.leapt(clock) else "order.expired") from None
