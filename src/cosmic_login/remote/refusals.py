"""Which refusals the person at the desk has heard of: of a session that calls again and again they hear once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from cosmic_login.core.failures import LoginFailure

#: What callers are told that may try again by themselves. Everything else is a person's doing, and each time news.
_AGAIN: Final = frozenset({
    "reader.not_paired", "reader.other_protocol", "reader.remote_garbled",
    "profile.damaged", "profile.place", "profile.readonly",
})  # fmt: skip
#: So many callers are remembered; strangers may come with a new key each time.
_MOST: Final = 256


class RefusalsTold:
    """Callers by their key (where they have shown none, by their host), and the code they were last refused with."""

    def __init__(self, quiet: float) -> None:
        """Take who has stayed away for ``quiet`` seconds for somebody new."""
        self._quiet = quiet
        self._lock = threading.Lock()
        self._last: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def is_news(self, caller: str, failure: LoginFailure, now: float) -> bool:
        """Note a refusal at ``now`` (``time.monotonic``); say whether it is another one than this caller's last."""
        if failure.code not in _AGAIN:
            return True
        with self._lock:
            code, when = self._last.pop(caller, ("", now))
            self._last[caller] = failure.code, now
            if len(self._last) > _MOST:
                self._last.popitem(last=False)
        return code != failure.code or now - when >= self._quiet

    def forget(self, caller: str) -> None:
        """Take note that a caller was let in: whatever it is refused for from now on is news."""
        with self._lock:
            self._last.pop(caller, None)
