"""Which other programs use card readers here: pcsc-lite itself does not tell who has a card."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from cosmic_login.core.failures import LoginFailure

_LIBRARY = "libpcsclite"
_PROCESSES = Path("/proc")


def in_use() -> LoginFailure:
    """Return ``card.in_use`` with the programs that may be the reason."""
    return LoginFailure("card.in_use", f"programs that use card readers: {', '.join(other_programs()) or 'not known'}")


def other_programs() -> tuple[str, ...]:
    """Return the names of this user's other programs that have pcsc-lite loaded; none where that is not to be seen.

    One of them has the card that is in use, unless another user's program has it.
    """
    found: set[str] = set()
    with contextlib.suppress(OSError):
        for process in _PROCESSES.iterdir():
            if process.name.isdecimal() and int(process.name) != os.getpid():
                with contextlib.suppress(OSError):  # it has ended, or is another user's
                    if _LIBRARY in (process / "maps").read_text(errors="replace"):
                        found.add((process / "comm").read_text(errors="replace").strip())
    return tuple(sorted(found))
