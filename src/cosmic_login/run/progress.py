"""One line on a terminal that says what is being done, and is gone when it is done; nothing at all elsewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator

_ERASE = "\r\x1b[K"


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give a function that shows one line of text on standard error, each in the place of the one before.

    Called with "" it takes the line away, for what is to be printed next. Where standard error is no terminal, or one
    that takes no orders (``TERM=dumb``), nothing is written.
    """
    shown = sys.stderr.isatty() and os.environ.get("TERM") not in {None, "", "dumb"}

    def show(text: str) -> None:
        if shown:
            width = shutil.get_terminal_size().columns - 1
            with contextlib.suppress(OSError):  # nobody looks on any more
                print(f"{_ERASE}{text[:width]}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        show("")
