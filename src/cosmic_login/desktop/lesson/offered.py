"""Which lessons the trainer's panel offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.gui.ports.trainer import LessonOffered
from cosmic_login.lessons.casting import cast_of
from cosmic_login.training.catalogue import catalogue

if TYPE_CHECKING:
    from cosmic_login.app import World


def offered(world: World, language: str) -> list[LessonOffered]:
    """Return the shipped lessons in a language (``sv``, ``en``), in their order. Raises ``scenario.*``."""
    return [
        LessonOffered(each.id, each.title.of(language), each.goal.of(language), (*each.rows, *each.failures))
        for each in catalogue(cast_of(world.directory)).scenarios.values()
    ]
