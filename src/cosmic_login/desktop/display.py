"""Qt ends the process when it finds no screen, by ``abort``: what is said then, in its place."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from PySide6.QtCore import QtMsgType

    from cosmic_login.run.context import CliContext

_X11_SOCKETS = "/tmp/.X11-unix/X"  # noqa: S108 - where X servers have their sockets


@contextlib.contextmanager
def display(context: CliContext) -> Iterator[None]:
    """Make Qt's application inside. Raises ``display.missing`` when it is clear that there is no screen.

    Where Qt alone finds out, the program is ended with that failure's line and exit status 1, before it aborts.
    """
    if not _may_be_there():
        raise LoginFailure("display.missing", f"DISPLAY={os.environ.get('DISPLAY', '')}")
    from PySide6.QtCore import qInstallMessageHandler

    said: list[str] = []

    def heard(kind: QtMsgType, _where: Any, text: str) -> None:  # noqa: ANN401 - Qt's own
        said.append(text)
        if kind.name == "QtFatalMsg":  # naming the kind would load all of Qt's enums before the first paint
            _end(context, said[0])

    before = qInstallMessageHandler(heard)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        for text in said:
            sys.stderr.write(f"{text}\n")


def _end(context: CliContext, why: str) -> None:
    """End the program as a failure does. Nothing can be raised: Qt is between here and whoever called it."""
    context.report(LoginFailure("display.missing", why.strip()))
    context.close()
    os._exit(1)


def _may_be_there() -> bool:
    """Look for a screen where that costs nothing."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", os.environ.get("DISPLAY", ""))
    if local is None:
        return bool(os.environ.get("DISPLAY"))
    import socket  # most who come here have said where the screen is

    path = f"{_X11_SOCKETS}{local[1]}"
    with socket.socket(socket.AF_UNIX) as screen:
        return 0 in (screen.connect_ex(path), screen.connect_ex(f"\0{path}"))
