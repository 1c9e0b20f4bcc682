"""How long a line is waited for, and what a machine may be called. Light: every start of the program imports it."""

from __future__ import annotations

from dataclasses import dataclass

from cosmic_login.core.identity import MACHINE_NAME_LENGTH


@dataclass(frozen=True)
class LinePatience:
    """How long what may last, in seconds. ``alive``: after so much silence one says that one is there."""

    handshake: float = 5.0
    frame: float = 10.0
    alive: float = 1.5
    silence: float = 6.0
    farewell: float = 1.0


def shown_name(name: str) -> str:
    """Return what of a machine's name can be shown; it may come from anybody."""
    shown = " ".join("".join(each if each.isprintable() else " " for each in name).split())[:MACHINE_NAME_LENGTH]
    return shown or "?"
