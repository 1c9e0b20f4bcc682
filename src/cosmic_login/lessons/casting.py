"""The cast of lessons: whom the directory has, and what the help has topics for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.training.cast import Cast, Member

if TYPE_CHECKING:
    from cosmic_login.directory.directory import Directory


def cast_of(directory: Directory) -> Cast:
    """Return who may be named in a scenario."""
    members = {
        key: Member(
            key,
            tuple(each.hsa_id for each in person.service_ids),
            tuple(spec.card for spec in person.cards),
            person.name,
        )
        for key, person in directory.persons.items()
    }
    return Cast(members, frozenset(topic.key for topic in TOPICS))
