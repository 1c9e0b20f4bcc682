"""Which lessons the trainer's panel offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.ports.trainer import LessonOffered, Lessons
from cosmic_login.lessons.casting import cast_of
from cosmic_login.training.catalogue import catalogue

if TYPE_CHECKING:
    from cosmic_login.app import World


def offered(world: World, language: str) -> Lessons:
    """Return the lessons in a language (``sv``, ``en``), in their order: the shipped ones, and those of the profile.

    When one of one's own is wrong, the others are there, and what is wrong is told with its file and line; where one
    does not fit the others (it begins at the end of one that is not there, say), the shipped ones are.
    """
    cast, own = cast_of(world.directory), world.profile.scenarios_dir
    told: list[LoginFailure] = []
    try:
        found = catalogue(cast, own if own.is_dir() else None, wrong=told.append)
    except LoginFailure as misfit:
        found = catalogue(cast)
        told.append(misfit)
    lessons = tuple(
        LessonOffered(each.id, each.title.of(language), each.goal.of(language), (*each.rows, *each.failures))
        for each in found.scenarios.values()
    )
    return Lessons(lessons, told[0] if told else None)
