"""The signals by which a system or a person asks a program to end."""

from __future__ import annotations

import signal


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return SIGINT and SIGTERM, and SIGHUP (the terminal was closed) unless it is ignored, as ``nohup`` has it."""
    hangup = getattr(signal, "SIGHUP", None)  # not on every system
    heard = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return signal.SIGINT, signal.SIGTERM, *((hangup,) if heard and hangup is not None else ())
