"""What a test's arguments have to be, said at once and by name: a test that is wrong must not wait, or fail elsewhere.

No message has a value in it that could be a code.
"""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


def seconds(value: object, what: str = "timeout") -> float:
    """Return a number of seconds. Raises ``TypeError``, ``ValueError`` that say what is wanted."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{what} wants a number of seconds, such as {what}=30; not {value!r}, a {type(value).__name__}")
    if not value >= 0:  # nor NaN, which is none
        raise ValueError(f"{what} wants a number of seconds from 0 on, not {value!r}")
    return float(value)


def known(name: object, names: Iterable[str], what: str) -> None:
    """Raise ``ValueError`` for a name that is none of ``names``: with those that are like it, and all there are."""
    there = sorted(names)
    if name in there:
        return
    like = difflib.get_close_matches(name, there, 3, 0.6) if isinstance(name, str) else []
    near = f" (did you mean {' or '.join(like)}?)" if like else ""
    raise ValueError(f"there is no {what} {name!r}{near}; there are {', '.join(there)}")


def run_here(work: Coroutine[Any, Any, T], verb: str) -> T:
    """Run a verb to its end. Raises ``RuntimeError`` with the form that a test with an event loop of its own awaits."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    work.close()
    raise RuntimeError(f"an event loop runs here, which {verb}() would hold up: write  await {verb}_async(…)")
