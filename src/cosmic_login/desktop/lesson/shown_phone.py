"""The trainee's phone in a lesson that is shown: its own window, in which the lesson presses, scans and types.

What came of it is read from the phone's log, as when a trainee does it (``phone_watch``).
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from cosmic_login.profile.logs import log_event
from cosmic_login.ui.announce import bring_to_front

if TYPE_CHECKING:
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.gui.shell.phone_process import PhoneProcess
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.training.model import Act

_log = logging.getLogger(__name__)
#: What a window can show of a phone's faults; of the others, what the camera sees is no picture of this screen.
_SHOWN_FAULTS: Final = ("no_network", "slow_s", "clock_off_s")


class ShownPhone:
    """Does on the phone's window what a step says. ``do`` on the I/O loop."""

    def __init__(self, stage: Stage, app: LoginApplication, process: PhoneProcess, dwell_s: float) -> None:
        self._stage, self._app, self._process, self._dwell_s = stage, app, process, dwell_s

    async def do(self, act: Act) -> bool:
        """Return whether it was done there, be it to a failure that the phone shows.

        False when it has to be done otherwise: by another's phone, where the camera cannot see this screen, or when the
        window is gone.
        """
        name = act.text("phone")
        if self._stage.phone(name) is not self._stage.phone("") or self._stage.sees_wrongly(name):
            return False
        faults = self._stage.phone("").faults
        order = {
            "verb": act.verb,
            "app": "bankid" if act.text(act.verb) == "bankid" else "siths",
            "person": self._stage.owner(name),
            "right": act.text(act.verb) != "wrong",
            "dwell_s": self._dwell_s,
            "faults": {fault: getattr(faults, fault) for fault in _SHOWN_FAULTS},
        }
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[bool] = loop.create_future()

        def told(done: bool) -> None:
            self._app.to_io(lambda: None if ended.done() else ended.set_result(done))

        def begin() -> None:
            if self._process.takes_orders:
                self._process.order(order, told)
            else:
                told(False)

        self._app.sink.tell(begin)
        done = await ended
        # The phone has taken the keyboard, and whoever looks on goes on by a key in the lesson's pane.
        self._app.sink.tell(lambda: bring_to_front(self._app.window))
        log_event(_log, "lesson.phone", verb=act.verb, window=done)
        return done
