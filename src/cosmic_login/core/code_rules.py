"""Which codes are easy to guess. Advice only: whether a code is taken is the card's own decision."""

from __future__ import annotations

import hmac
import itertools
from collections.abc import Sequence

_PERIODS = (2, 3)  # 121212, 123123


def easy_to_guess(digits: Sequence[int]) -> bool:
    """Whether a code is one digit over and over, counts up or down, or repeats a piece of two or three.

    ``digits`` are digit values or character codes; only their differences matter.
    """
    if len(digits) < 2:
        return False
    steps = {(after - before) % 10 for before, after in itertools.pairwise(digits)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return True
    return any(all(digits[i] == digits[i % period] for i in range(len(digits))) for period in _PERIODS)


def same(one: bytearray, other: bytearray) -> bool:
    """Compare two rows of digits in constant time."""
    return hmac.compare_digest(one, other)
