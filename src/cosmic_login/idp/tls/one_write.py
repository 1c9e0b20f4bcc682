"""A transport that sends an answer's head and body together: uvicorn writes them one after the other.

A write is a system call, a packet, and with TLS a record of its own; half of them are saved.
"""

from __future__ import annotations

import asyncio
from typing import Any


class OneWrite:
    """What a protocol writes to. It goes out with ``flush``, or with the loop's next round at the latest."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._kept: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Keep bytes to send."""
        if not self._kept:
            self._loop.call_soon(self.flush)
        self._kept.append(data)

    def flush(self) -> None:
        """Send what is kept."""
        if self._kept:
            data, self._kept = b"".join(self._kept), []
            self._transport.write(data)

    def close(self) -> None:
        """Send what is kept, then close."""
        self.flush()
        self._transport.close()

    def abort(self) -> None:
        """Close at once; what is kept is lost, as what the transport keeps is."""
        self._kept = []
        self._transport.abort()

    def is_closing(self) -> bool:
        """Tell whether it is closed, or about to be."""
        return self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transport has
        return getattr(self._transport, name)
