"""The composition root: the only place that chooses implementations."""

from __future__ import annotations

from cosmic_login.app.readers import DEFAULT_READER, DeskElsewhere
from cosmic_login.app.world import World, clock_of_environment, world

__all__ = ["DEFAULT_READER", "DeskElsewhere", "World", "clock_of_environment", "world"]
