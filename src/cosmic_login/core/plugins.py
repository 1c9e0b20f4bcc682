"""Loading plug-ins by entry points: one broken plug-in must not take the program down with it.

What is left out is named in one line: in the log, and by ``left_out`` for the start screen, ``login`` and ``doctor``.
"""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")
_log = logging.getLogger(__name__)
#: Ours are loaded first and keep their names when another distribution uses them too.
_OURS = "cosmic-login"
#: What the names of all groups begin with.
_GROUPS = "cosmic_login."

#: The plug-in interface of this program. A plug-in says which one it was made for by an attribute ``plugin_api`` (int)
#: of what its entry point names, or of that one's module; without it, for 1. It goes up when the interface grows.
#: 1: authenticators and readers. 2: prompts with screens, translations, rows of login methods.
PLUGIN_API: Final = 2
#: Plug-ins made for an older interface than this are left out.
OLDEST_PLUGIN_API: Final = 1


class LeftOut(NamedTuple):
    """A plug-in that is not used: its name, whose it is, and why."""

    name: str
    origin: str
    reason: str

    @property
    def line(self) -> str:
        """Name, origin and reason in one line."""
        return " ".join(f"{self.name} ({self.origin}): {self.reason}".split())


class _Record:
    """What has been left out, and what of it is in the log. One for each ``sys.path`` that was searched."""

    def __init__(self) -> None:
        self.left_out: dict[str, LeftOut] = {}
        self.logged: set[str] = set()


class _Point(NamedTuple):
    """An entry point, and whose it is; telling that means reading and parsing its distribution's metadata."""

    point: EntryPoint
    ours: bool
    origin: str

    @property
    def rank(self) -> tuple[bool, str, str]:
        """Ours first, then by name."""
        return (not self.ours, self.point.name, self.origin)


@functools.cache
def _everything(_path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import, and not before the first paint

    found = entry_points()
    ours = (group for group in found.groups if group.startswith(_GROUPS))
    return tuple(point for group in ours for point in found.select(group=group))


@functools.cache
def _points(group: str, path: tuple[str, ...]) -> tuple[_Point, ...]:
    """Return the entry points of a group in order; each distribution is looked at once for each ``sys.path``."""
    points = (_Point(point, _is_ours(point), _origin(point)) for point in _everything(path) if point.group == group)
    return tuple(sorted(points, key=lambda each: each.rank))


def plugin_names(group: str) -> frozenset[str]:
    """Return the names of a group's entry points, ours too, without loading anything."""
    return frozenset(each.point.name for each in _points(group, tuple(sys.path)))


@functools.cache
def _record(_path: tuple[str, ...]) -> _Record:
    return _Record()


def left_out() -> tuple[LeftOut, ...]:
    """Return what has been left out so far, in the order in which it was found."""
    record = _record(tuple(sys.path))
    _tell(record)
    return tuple(record.left_out.values())


def _tell(record: _Record) -> None:
    """Write down what is not in the log yet, if there is a log (Python would print it)."""
    for key, each in record.left_out.items():
        if key not in record.logged and _log.hasHandlers():
            record.logged.add(key)
            _log.warning("left out the plug-in %s", each.line)


def load_plugins(
    group: str,
    make: Callable[[Any], T],
    *,
    since: int = OLDEST_PLUGIN_API,
    called: bool = True,
    shared_names: bool = False,
    whole: bool = False,
    ours: bool = True,
) -> Iterator[tuple[str, T]]:
    """Yield name and plug-in of every entry point of ``group``, ours first, then by name.

    ``make`` turns what the entry point names into the plug-in and checks it (``TypeError``). What cannot be loaded or
    made, was made for another interface than ``since`` and later, or takes a name that is taken, is left out.

    ``called``: what is named has to be callable. ``shared_names``: a name may stand more than once. ``whole``: the
    plug-ins of a distribution belong together, and with one of them the others go, without another word. ``ours``:
    with those of this program.
    """
    record = _record(tuple(sys.path))
    taken: dict[str, EntryPoint] = {}
    for found in _points(group, tuple(sys.path)):
        point = found.point
        together = whole and not found.ours
        key = found.origin if together else f"{group}:{point.name}:{point.value}"
        if (not ours and found.ours) or (together and key in record.left_out):
            continue
        if point.name in taken and not shared_names:
            if point.value != taken[point.name].value:
                _leave_out(record, f"{group}:{point.value}", found, f"the name {point.name!r} is taken in {group}")
            continue
        try:
            plugin = make(_loaded(point, since, called=called))
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything
            _leave_out(record, key, found, f"{type(error).__name__}: {error}")
            continue
        taken[point.name] = point
        yield point.name, plugin
    _tell(record)  # what was found before there was a log


def _loaded(point: EntryPoint, since: int, *, called: bool) -> object:
    loaded = point.load()
    if called and not callable(loaded):
        raise TypeError(f"{point.value} cannot be called")
    module = sys.modules.get(point.module)
    made_for = getattr(loaded, "plugin_api", None) or getattr(module, "plugin_api", 1)
    if not isinstance(made_for, int) or not since <= made_for <= PLUGIN_API:
        raise TypeError(f"made for plug-in interface {made_for}, this takes {since} to {PLUGIN_API}")
    return loaded


def require(plugin: object, members: tuple[str, ...]) -> None:
    """Raise ``TypeError`` when the plug-in lacks one of the members of its seam."""
    missing = [member for member in members if not hasattr(plugin, member)]
    if missing:
        raise TypeError(f"{type(plugin).__name__} has no {', '.join(missing)}")


def _leave_out(record: _Record, key: str, found: _Point, reason: str) -> None:
    if key not in record.left_out:
        record.left_out[key] = LeftOut(found.point.name, f"{found.origin}, {found.point.value}", reason)
        _tell(record)


def leave_out(name: str, origin: str, reason: str) -> None:
    """Name a plug-in that was in use and is not any more."""
    record = _record(tuple(sys.path))
    record.left_out.setdefault(f"{origin}:{name}", LeftOut(name, origin, reason))
    _tell(record)


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else point.module.partition(".")[0]


def _is_ours(point: EntryPoint) -> bool:
    return point.dist is not None and point.dist.name.lower().replace("_", "-") == _OURS
