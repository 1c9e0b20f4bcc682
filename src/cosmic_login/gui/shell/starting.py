"""Starting what is behind the window: on the I/O thread, once, and again with the next login when it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosmic_login.authenticators.base import Authenticator
    from cosmic_login.gui.ports.window import WindowPorts, WindowSink


class PortStarter:
    """``warn`` puts a text on the start screen; from the I/O thread."""

    def __init__(self, ports: WindowPorts, sink: WindowSink, warn: Callable[[Callable[[], str]], None]) -> None:
        self._ports, self._sink, self._warn = ports, sink, warn
        self._started = False  # touched on the I/O thread only

    def start_quietly(self) -> None:
        """Start; a failure is told on the start screen."""
        from cosmic_login.core.failures import LoginFailure  # noqa: PLC0415
        from cosmic_login.gui.shell.parts import failure_of  # noqa: PLC0415
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415

        try:
            self._start()
        except LoginFailure as failure:
            said = failure  # the name of the clause ends with the clause
            self._warn(lambda: texts.failure_line(said))
        except Exception as error:  # noqa: BLE001 - whatever it is, the window must not wait for it
            self._sink.on_failure(failure_of("start", error))

    def authenticators(self) -> Mapping[str, Authenticator]:
        """Start what did not start, so that its failure ends the login with its own code."""
        self._start()
        return self._ports.authenticators()

    def _start(self) -> None:
        if not self._started:
            self._ports.start(self._sink)
            self._started = True
