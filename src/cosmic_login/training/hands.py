"""Who carries a scenario out: one set of hands without a window, one in the window, both below this protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cosmic_login.training.model import Act, Mishap, Scenario
from cosmic_login.training.scenes import Happened, Scene

#: Hears what happens, in its order, on the event loop that the hands are used on.
Told = Callable[[Happened], None]


class Hands(Protocol):
    """Hands on one lesson's world, on one event loop. Everything may raise ``LoginFailure``."""

    async def set_up(self, scenario: Scenario, told: Told) -> Scene:
        """Make everything as the scenario's start says, from nothing, and return what stands in the window.

        May be called again: a lesson that is begun anew, or stepped back in. ``told`` hears what happens afterwards.
        """

    async def do(self, act: Act) -> None:
        """Do what a person would; what comes of it is told. Raises ``NotPossible`` where it cannot be done."""

    async def happen(self, mishap: Mishap) -> None:
        """Have something happen; returns when it has."""

    async def look(self) -> None:
        """Tell what has come to the audit trail meanwhile."""

    async def close(self) -> None:
        """Leave nothing behind. May be called more than once."""


class NotPossible(Exception):  # noqa: N818 - it says what cannot be had
    """What a step wants cannot be done as things stand: the scenario does not fit."""
