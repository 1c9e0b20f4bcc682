"""What controls are called, for tests and for programs that look at the screen: the same in every language.

A control is called what the code of its screen calls it: ``self.log_out`` is ``log-out``, one of a table what it stands
under there (a login method's name, say), one of several its place among them. A part of something that is itself one of
several, or whose class has ``names_controls``, is called after that too: ``theme-button``.
Qt tells the name to tests as ``objectName``, and to tools of accessibility as the identifier.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from enum import Enum, IntEnum
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

#: Lists in which screens keep what they have elsewhere too, for the keys.
_WALKS: Final = frozenset({"arrow_group", "stops", "_stops"})


class _Rank(IntEnum):
    """Which of several places says best what a control is."""

    TABLE = 0
    OWN = 1
    ONE_OF_MANY = 2


class _Held(NamedTuple):
    rank: _Rank
    name: str
    owner: QWidget


def is_control(widget: QWidget) -> bool:
    """Whether a widget is something to be used, by keyboard or mouse."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def name_controls(top: QWidget) -> None:
    """Give every control below ``top`` its name, as far as it has none."""
    held: dict[int, _Held] = {}
    widgets = (top, *top.findChildren(QWidget))
    nameless = [widget for widget in widgets if is_control(widget) and not widget.objectName()]
    if not nameless:
        return
    for owner in widgets:
        for rank, name, widget in _held_by(owner):
            before = held.get(id(widget))
            if widget is not owner and (before is None or rank < before.rank):
                held[id(widget)] = _Held(rank, name, owner)
    for widget in nameless:
        if id(widget) in held:
            widget.setObjectName(_full(widget, held))


def _full(widget: QWidget, held: Mapping[int, _Held]) -> str:
    """Return a name, after what it is a part of where there are several of that."""
    found = held[id(widget)]
    outer = held.get(id(found.owner))
    if outer is None:
        return found.name
    several = outer.rank is not _Rank.OWN and found.rank is not _Rank.TABLE
    return f"{outer.name}-{found.name}" if several or hasattr(found.owner, "names_controls") else found.name


def _held_by(owner: QWidget) -> Iterator[tuple[_Rank, str, QWidget]]:
    for attribute, value in vars(owner).items() if hasattr(owner, "__dict__") else ():
        if attribute in _WALKS:
            continue
        if isinstance(value, QWidget):
            yield _Rank.OWN, _attribute(attribute), value
        elif isinstance(value, dict):
            yield from ((_Rank.TABLE, _word(key), each) for key, each in value.items() if isinstance(each, QWidget))
        elif isinstance(value, list | tuple):
            several = [each for each in value if isinstance(each, QWidget)]
            yield from ((_Rank.ONE_OF_MANY, f"{_attribute(attribute)}-{n}", each) for n, each in enumerate(several, 1))


@functools.cache
def _attribute(name: str) -> str:
    return _word(name.strip("_"))


def _word(key: object) -> str:
    if isinstance(key, tuple):  # a key of the keypad, by its row and place
        return "-".join(map(_word, key))
    text = str(key.value) if isinstance(key, Enum) else str(key)
    return text.replace("_", "-").replace(".", "-").replace(" ", "-").lower()
