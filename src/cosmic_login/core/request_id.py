"""The id of the request that is being answered, as the log and the audit trail name it: one for both."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Final

_current: Final[ContextVar[str]] = ContextVar("request", default="")


def current_request() -> str:
    """Return the id of the request under way in this task or thread; empty beside all requests."""
    return _current.get()


@contextlib.contextmanager
def answering(request: str) -> Iterator[None]:
    """Have everything in the block belong to a request."""
    before = _current.set(request)
    try:
        yield
    finally:
        _current.reset(before)
