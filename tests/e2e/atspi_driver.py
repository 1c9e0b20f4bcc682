"""A reader of the window as assistive technology is one: another process, AT-SPI, nothing of ours imported.

Runs on the system's own Python (/usr/bin/python3 with python3-pyatspi). Reads one JSON object a line from standard
input and answers with one: ``{"do": "tree"}``, ``{"do": "node", "name": …}``,
``{"do": "press", "name": …, "role": …}``,
``{"do": "write", "name": …, "text": …}``, ``{"do": "type", "text": …}``, ``{"do": "announcements"}``.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # the system's, not ours
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]

APPLICATION = "Cosmic"
_heard: list[str] = []
#: Menus stand for themselves: no window has them among its children. Their coming is told by an event.
_menus: list[Any] = []


def application() -> Any:
    """Return our program among all that are on the bus, or None."""
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.name == APPLICATION:
            return app
    return None


def walk(node: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield a node and all below it, in reading order; what goes away meanwhile is left out.

    What is hidden is left out with all that it holds, none of which can show: each question is a message to the
    program and back, and most of its pages are hidden.
    """
    if node is None:
        return
    try:
        if depth and not node.getState().contains(pyatspi.STATE_VISIBLE):
            return
    except GLib.Error:
        return
    yield depth, node
    try:
        children = [node.getChildAtIndex(i) for i in range(node.childCount)]
    except GLib.Error:
        return
    for child in children:
        yield from walk(child, depth + 1)


def everything() -> Iterator[tuple[int, Any]]:
    """Yield every node of our program, and of its menus that are open."""
    yield from walk(application())
    for menu in _menus:
        yield from walk(menu, 1)


def _menu_came_or_went(event: Any) -> None:
    with contextlib.suppress(GLib.Error):  # something that is gone already
        if event.source is not None and event.source.getRoleName() == "popup menu":
            _menus[:] = [event.source] if event.detail1 else []


def described(depth: int, node: Any) -> dict[str, Any]:
    """Return what the reader knows of a node."""
    states = node.getState()
    found: dict[str, Any] = {
        "depth": depth,
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "states": sorted(pyatspi.stateToString(state) for state in states.getStates()),
    }
    if "Text" in node.get_interfaces():
        text = node.queryText()
        found["text"] = text.getText(0, text.characterCount)
    if "Action" in node.get_interfaces():
        action = node.queryAction()
        found["actions"] = [action.getName(i) for i in range(action.nActions)]
    return found


def tree() -> list[dict[str, Any]]:
    """Return every node of our program."""
    found = []
    for depth, node in everything():
        with contextlib.suppress(GLib.Error):
            found.append(described(depth, node))
    return found


def find(name: str, role: str = "") -> Any:
    """Return the first showing node with this name."""
    for _, node in everything():
        with contextlib.suppress(GLib.Error):
            fits = node.name == name and role in {"", node.getRoleName()}
            if fits and node.getState().contains(pyatspi.STATE_SHOWING):
                return node
    raise LookupError(f"no {role or 'node'} {name!r} is showing")


def node(name: str) -> dict[str, Any] | None:
    """Return what the reader knows of the first showing node with this name, or None."""
    with contextlib.suppress(LookupError):
        return described(0, find(name))
    return None


def press(name: str, role: str = "") -> str:
    """Do what a node is there for: its first action that presses, shows or toggles."""
    node = find(name, role)
    action = node.queryAction()
    names = [action.getName(i) for i in range(action.nActions)]
    wanted = next(i for i, kind in enumerate(names) if kind.lower() in {"press", "click", "showmenu", "toggle"})
    if not action.doAction(wanted):
        raise LookupError(f"{name!r} refused {names[wanted]}")
    return str(names[wanted])


def write(name: str, text: str) -> bool:
    """Set a field's text as a whole."""
    return bool(find(name).queryEditableText().setTextContents(text))


def type_keys(text: str) -> bool:
    """Type keys as an on-screen keyboard does."""
    return all(Atspi.generate_keyboard_event(ord(sign), None, Atspi.KeySynthType.SYM) for sign in text)


def announcements() -> list[str]:
    """Return what has been announced since the last time."""
    heard, _heard[:] = list(_heard), []
    return heard


_DOES: dict[str, Callable[..., Any]] = {
    "tree": tree,
    "node": node,
    "press": press,
    "write": write,
    "type": type_keys,
    "announcements": announcements,
}


def answer(line: str) -> dict[str, Any]:
    """Do what a line asks for."""
    request = json.loads(line)
    try:
        return {"done": _DOES[request.pop("do")](**request)}
    except (LookupError, GLib.Error, NotImplementedError, StopIteration) as error:
        return {"failed": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Listen to announcements and to standard input until it ends."""
    listener = Atspi.EventListener.new(lambda event: _heard.append(str(event.any_data)))
    listener.register("object:announcement")
    menus = Atspi.EventListener.new(_menu_came_or_went)
    menus.register("object:state-changed:showing")
    loop = GLib.MainLoop()

    def read(*_: Any) -> bool:
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        print(json.dumps(answer(line)), flush=True)
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, read)
    print(json.dumps({"ready": True}), flush=True)
    loop.run()


if __name__ == "__main__":
    main()
