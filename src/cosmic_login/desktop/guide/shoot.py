"""The guide's pictures: each scenario that one is wanted of is played in the real window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cosmic_login.desktop.guide.scene import GuideScene
from cosmic_login.lessons.casting import cast_of
from cosmic_login.training.catalogue import catalogue

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.guide.model import GuidePicture, TakenPicture


def shoot(
    context: CliContext, pictures: Sequence[GuidePicture], told: Callable[[str], None] = lambda _scenario: None
) -> dict[str, TakenPicture]:
    """Return the pictures by their ids, in the context's language; ``told`` hears of each scenario before it is played.

    Raises ``guide.no_picture``, ``display.missing``, and what a profile raises that cannot be written.
    """
    shots: dict[str, TakenPicture] = {}
    with context.world() as world:
        world.pki.roots()  # made here once: each scenario has a copy
        cast = cast_of(world.directory)
        lessons = catalogue(cast)
        for name in dict.fromkeys(picture.scenario for picture in pictures):
            told(name)
            of_it = [picture for picture in pictures if picture.scenario == name]
            shots |= GuideScene(context, world.profile, cast, lessons.get(name), of_it).run()
    return shots
