"""Who computes when: Python lets one thread at a time, and a window has to have its turn soon."""

from __future__ import annotations

import sys

#: How long the window's thread waits at most while another one computes. Python's own five milliseconds come several
#: times in a frame: each call to the I/O thread wakes it, and it takes the turn.
TURN_S = 0.0005


def take_short_turns() -> None:
    """Let no thread of this process compute for long while another waits; that costs the others next to nothing."""
    sys.setswitchinterval(min(sys.getswitchinterval(), TURN_S))
