"""What a topic of the help is. Data only: another distribution's prompt can bring one (``core/prompt_kinds.py``)."""

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    """A topic: its place, its title, what it says, and the steps in their order (context ``Help``)."""

    key: str
    title: str
    body: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # what is said below the steps

    def texts(self) -> tuple[str, ...]:
        """Return every text of it."""
        return (self.title, *self.body, *self.steps, *self.after)
