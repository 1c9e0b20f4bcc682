"""The guide's pictures: each scenario that one is wanted of is played in the real window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cosmic_login.desktop.guide.scene import GuideScene
from cosmic_login.lessons.casting import cast_of
from cosmic_login.training.catalogue import catalogue
from cosmic_login.ui.interrupts import Interrupts

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.guide.model import GuidePicture, TakenPicture


def shoot(
    context: CliContext, pictures: Sequence[GuidePicture], told: Callable[[str], None] = lambda _scenario: None
) -> dict[str, TakenPicture]:
    """Return the pictures by their ids, in the context's language; ``told`` hears of each scenario before it is played.

    Raises ``guide.no_picture``, ``display.missing``, what a profile raises that cannot be written, and
    ``KeyboardInterrupt`` for a signal, whenever it comes.
    """
    shots: dict[str, TakenPicture] = {}
    scene: GuideScene | None = None
    enough = False

    def interrupt() -> None:
        nonlocal enough
        enough = True
        if scene is not None:
            scene.interrupt()

    # One watch over all scenes: between two of them Python's own handler would raise where Qt calls us, and be lost.
    with context.world() as world, contextlib.ExitStack() as watch:
        world.pki.roots()  # made here once: each scenario has a copy
        cast = cast_of(world.directory)
        lessons = catalogue(cast)
        for name in dict.fromkeys(picture.scenario for picture in pictures):
            told(name)
            of_it = [picture for picture in pictures if picture.scenario == name]
            first, scene = scene is None, GuideScene(context, world.profile, cast, lessons.get(name), of_it)
            if first:  # now there is an application
                watch.enter_context(Interrupts(interrupt))
            shots |= scene.run()
    if enough:
        raise KeyboardInterrupt
    return shots
