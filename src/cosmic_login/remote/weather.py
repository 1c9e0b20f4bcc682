"""How bad a line is made for practice. Either side can do it; light, since the window's parts name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

#: On a lossy line one frame in so many is stuck for so long: TCP sends again what was lost, later and later.
_STUCK_ONE_IN, _STUCK_S = 5, 1.0


class Weather(NamedTuple):
    """How bad the line is made: each frame of this side so much later (seconds), some stuck for long, or no line."""

    slow: float = 0.0
    lossy: bool = False
    cut: bool = False


#: The words for it, in the trainer's panel and in lessons: a line that is slow is so by a long way and a busy network.
WEATHERS: Final[Mapping[str, Weather]] = {
    "good": Weather(),
    "slow": Weather(slow=0.5),
    "lossy": Weather(lossy=True),
    "cut": Weather(cut=True),
}


class WeatherHere:
    """The weather at one side; it may change at any time, from any thread."""

    def __init__(self) -> None:
        self.now = Weather()
        self._frames = 0

    def held_back(self) -> float:
        """Return for how many seconds the next frame is kept."""
        self._frames += 1
        stuck = self.now.lossy and self._frames % _STUCK_ONE_IN == 0
        return self.now.slow + (_STUCK_S if stuck else 0.0)

    def word(self) -> str:
        """Return the word for it: one of ``WEATHERS``, or empty for weather that has none."""
        return next((word for word, weather in WEATHERS.items() if weather == self.now), "")
