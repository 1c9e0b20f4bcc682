"""What programs read: one writer for all JSON, in UTF-8 whatever the console's encoding is.

Times are RFC 3339 in UTC (``2031-11-27T15:08:42Z``). With ``--json`` there is one JSON text on standard output, always:
the answer, or an object with ``failure`` (docs/programs.md). The window imports this too, and writes none.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from cosmic_login.core.failures import LoginFailure

OPTION = "--json"
_written = False


def write_json(value: object, *, one_line: bool = False) -> None:
    """Write one JSON text and a line end to standard output."""
    import json

    global _written  # noqa: PLW0603 - standard output is one for the whole process, and so is what stands in it
    text = json.dumps(value, ensure_ascii=False, indent=None if one_line else 2, default=_plain) + "\n"
    # Lone surrogates, in texts of foreign systems, are no UTF-8: JSON's own escape says them.
    raw = text.encode("utf-8", "backslashreplace")
    _written = True
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(raw.decode())
        return
    sys.stdout.flush()
    buffer.write(raw)
    buffer.flush()


class LiveLines:
    """What a command that goes on says, from any thread, one line after the other.

    Whoever reads it may go away, or the disk be full: that must not end the thread that had something to say. ``lost``
    is called, once, so that the command ends; nothing more is said, and ``check`` raises in its place.
    """

    def __init__(self, lost: Callable[[], None]) -> None:
        self._lost, self._lock = lost, threading.Lock()
        self._error: OSError | None = None

    def say(self, write: Callable[[], None]) -> None:
        """Have ``write`` write a line to standard output."""
        with self._lock:
            if self._error is not None:
                return
            try:
                write()
            except OSError as error:
                self._error = error
                self._lost()

    def check(self) -> None:
        """Raise the ``OSError`` by which a line could not be written, if there was one."""
        if self._error is not None:
            raise self._error


def is_wanted(words: Sequence[str]) -> bool:
    """Tell whether the command line asks for JSON, also where it cannot be understood."""
    words = list(words)
    return OPTION in words[: words.index("--") if "--" in words else None]


def is_written() -> bool:
    """Tell whether this run has written its JSON already."""
    return _written


def begin() -> None:
    """Begin a run: nothing is written yet."""
    global _written  # noqa: PLW0603 - as above
    _written = False


def failure_members(failure: LoginFailure, message: str) -> dict[str, object]:
    """Return what programs are told of a failure; ``message`` is cause and mend for people."""
    found: dict[str, object] = {"code": failure.code, "message": message}
    if failure.tries_left is not None:
        found["tries_left"] = failure.tries_left
    if failure.detail:
        found["detail"] = failure.detail
    if failure.hint:
        found["hint"] = failure.hint
    choices = getattr(failure, "choices", None)
    if choices:
        found["choices"] = choices
    return found


def rfc3339(moment: datetime) -> str:
    """Return an aware moment in UTC."""
    from datetime import UTC

    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: object) -> str:
    from datetime import datetime

    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
