"""Loading plug-ins by entry points: one broken plug-in must not take the program down with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

T = TypeVar("T")
_log = logging.getLogger(__name__)
#: Ours are loaded first and keep their names when another distribution uses them too.
_OURS = "cosmic-login"


def load_plugins(group: str, make: Callable[[Callable[..., object]], T]) -> Iterator[tuple[str, T]]:
    """Yield name and plug-in of every entry point of ``group``, ours first, then by name.

    ``make`` turns what the entry point names into the plug-in and checks it (``TypeError``). What cannot be loaded or
    made, or takes a name that is taken, is left out with a warning in the log.
    """
    taken: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=_rank):
        if point.name in taken:
            if point.value != taken[point.name].value:
                _log.warning("left out %s: the name %r is taken in %s", point.value, point.name, group)
            continue
        try:
            loaded = point.load()
            if not callable(loaded):
                raise TypeError(f"{point.value} cannot be called")
            plugin = make(loaded)
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything
            _log.warning("left out the plug-in %r (%s): %s: %s", point.name, point.value, type(error).__name__, error)
            continue
        taken[point.name] = point
        yield point.name, plugin


def require(plugin: object, members: tuple[str, ...]) -> None:
    """Raise ``TypeError`` when the plug-in lacks one of the members of its seam."""
    missing = [member for member in members if not hasattr(plugin, member)]
    if missing:
        raise TypeError(f"{type(plugin).__name__} has no {', '.join(missing)}")


def _rank(point: EntryPoint) -> tuple[bool, str, str]:
    owner = point.dist.name if point.dist is not None else ""
    return (owner.lower().replace("_", "-") != _OURS, point.name, owner)
