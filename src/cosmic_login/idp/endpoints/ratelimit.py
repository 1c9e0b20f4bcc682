"""A bucket of tokens per address: so many logins at once, so many more per second."""

from __future__ import annotations

import math

from cosmic_login.core.clock import Clock
from cosmic_login.idp.services import IdpServices, Limit

#: Addresses remembered; the full buckets among them are forgotten when there are more.
_MAX_ADDRESSES = 4096


def limit_of(services: IdpServices, name: str, *, burst: int, per_second: float) -> Limit:
    """Return a limit: one for all processes where they share a store, else one of this process."""
    if services.shared_limit is not None:
        return services.shared_limit(name, burst=burst, per_second=per_second)
    return RateLimit(services.clock, burst=burst, per_second=per_second)


class RateLimit:
    """Counts per address, in this process."""

    def __init__(self, clock: Clock, *, burst: int, per_second: float) -> None:
        self._clock = clock
        self._burst = float(burst)
        self._rate = per_second
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, address: str) -> int:
        """Take one; return 0, or the whole seconds after which it is worth trying again."""
        now = self._clock.monotonic()
        level = self._level(address, now)
        if level < 1:
            return max(1, math.ceil((1 - level) / self._rate))
        if len(self._buckets) >= _MAX_ADDRESSES and address not in self._buckets:
            self._forget(now)
        self._buckets[address] = (level - 1, now)
        return 0

    def _level(self, address: str, now: float) -> float:
        level, since = self._buckets.get(address, (self._burst, now))
        return min(self._burst, level + (now - since) * self._rate)

    def _forget(self, now: float) -> None:
        self._buckets = {each: kept for each, kept in self._buckets.items() if self._level(each, now) < self._burst}
        while len(self._buckets) >= _MAX_ADDRESSES:
            self._buckets.pop(next(iter(self._buckets)))
