"""An answer that is late on purpose."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.requests import Request


async def late(request: Request, seconds: float) -> None:
    """Wait for so long before a request is answered; no longer than whoever asks waits."""
    if not seconds:
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
