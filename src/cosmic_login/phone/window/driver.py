"""The phone's window used by another hand: a lesson that is shown presses, scans and types there as a person would.

Orders come one at a time from the program that has started the phone. What is seen is what a person would see who does
the same: the pages of the chart, the real camera, the buttons with the focus before they are pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from cosmic_login.core.secret import wipe
from cosmic_login.phone.models import APPS
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.approval_page import AskedPage
from cosmic_login.phone.window.home import HomePage
from cosmic_login.phone.window.id_pages import PhoneNewCodePage
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.widgets.button import ActionButton

if TYPE_CHECKING:
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.secret import Code
    from cosmic_login.phone.window.window import PhoneWindow
    from cosmic_login.ui.widgets.code_field import CodeField

    #: Returns the code of the apps on a person's phone (a key of the directory), or a wrong one.
    MakeCode = Callable[[str, bool], Code]

#: Yields what has to be true before it goes on.
_Walk = Generator[Callable[[], bool], None, None]
_LOOK_MS: Final = 50
#: Seconds for any one thing: more than a slow network takes.
_PATIENCE_S: Final = 45.0
#: Seconds until a camera that reads nothing is given up: whoever gives the orders has another way.
_CAMERA_S: Final = 20.0
_BLOCK: Final = 6


class _LostError(Exception):
    """It cannot be done from here."""


class PhoneDriver:
    """Does one order after the other in a window, until it is closed, before the window. Lives in the GUI's thread."""

    def __init__(self, window: PhoneWindow, code: MakeCode) -> None:
        self._window, self._code = window, code
        self._now = window.controller.phone.clock.monotonic
        self._walk: _Walk | None = None
        self._until: Callable[[], bool] = lambda: True
        self._limit, self._patience_s, self._dwell_s = 0.0, _PATIENCE_S, 0.0
        self._told: Callable[[bool], None] = lambda _done: None
        self._timer = QTimer(window)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def do(self, order: Mapping[str, Any], told: Callable[[bool], None]) -> None:
        """Begin to do it; ``told`` hears whether it came to an end, be it a failure that the phone shows.

        ``order``: ``verb`` (``install``, ``activate``, ``scan``, ``confirm``, ``decline``); ``app``; for codes
        ``person`` and ``right``; ``dwell_s``, how long a button has the focus; ``faults``, members of
        ``models.Faults`` that are in force from now on. What is under way is given up.
        """
        self._end(done=False)
        walks: dict[str, Callable[[Mapping[str, Any]], _Walk]] = {
            "install": self._install,
            "activate": self._activate,
            "scan": self._scan,
            "confirm": self._confirm,
            "decline": self._decline,
        }
        walk = walks.get(str(order.get("verb")))
        if walk is None or order.get("app") not in APPS:
            told(False)
            return
        faults, dwell = order.get("faults"), order.get("dwell_s")
        if isinstance(faults, dict):
            known = {"no_network": bool, "slow_s": float, "clock_off_s": float}
            self._window.controller.change_faults(**{name: make(faults.get(name, 0)) for name, make in known.items()})
        self._dwell_s = float(dwell) if isinstance(dwell, (int, float)) else 0.0
        self._told, self._walk, self._until = told, walk(order), lambda: True
        self._limit = self._now() + self._patience_s
        self._timer.start()

    def close(self) -> None:
        """Give up what is under way, and let go of the window."""
        self._end(done=False)
        self._timer.timeout.disconnect(self._look)
        self._timer.deleteLater()

    # -- what a person does --------------------------------------------------------------------------------------

    def _install(self, order: Mapping[str, Any]) -> _Walk:
        yield from self._open(order)
        if self._page == "store":
            yield from self._press(texts.INSTALL)
            yield from self._reach("app", "dead")

    def _scan(self, order: Mapping[str, Any]) -> _Walk:
        yield from self._open(order)
        yield from self._press(texts.SCAN)
        yield from self._read_by_camera("scan")
        yield from self._reach("asked", "failed", "dead")

    def _activate(self, order: Mapping[str, Any]) -> _Walk:
        yield from self._open(order)
        yield from self._press(texts.ADD_ID[order["app"]])
        yield from self._reach("add")
        yield from self._press(texts.SCAN)
        yield from self._read_by_camera("scan_activation")
        yield from self._reach("new_code")
        page = self._window.page
        if not isinstance(page, PhoneNewCodePage):
            raise _LostError
        for entry in (page.new, page.repeat):
            yield from self._type(entry.field, order)
        yield from self._press(texts.ACTIVATE)
        yield from self._reach("activated", "failed", "dead")

    def _confirm(self, order: Mapping[str, Any]) -> _Walk:
        page = self._asked()
        yield from self._type(page.entry.field, order)
        before = self._window.controller.place.wrong
        yield from self._click(page.confirm)
        yield lambda: self._page in {"answered", "failed", "dead"} or self._asked_once_more(before)

    def _asked_once_more(self, before: LoginFailure | None) -> bool:
        wrong = self._window.controller.place.wrong
        return wrong is not None and wrong is not before

    def _decline(self, _order: Mapping[str, Any]) -> _Walk:
        yield from self._click(self._asked().decline)
        yield from self._reach("declined", "failed", "dead")

    def _open(self, order: Mapping[str, Any]) -> _Walk:
        """Go to the home screen, and into an app."""
        controller = self._window.controller
        if self._page != "home":
            controller.home()
            yield from self._reach("home")
        page = self._window.page
        if not isinstance(page, HomePage):
            raise _LostError
        yield from self._click(page.tiles[APPS.index(order["app"])])
        yield from self._reach("app", "store")

    def _read_by_camera(self, page: str) -> _Walk:
        """Hold the phone to the screen; when it reads nothing there, go home."""
        until = self._now() + _CAMERA_S
        yield lambda: self._page != page or self._now() > until
        if self._page == page:
            self._window.controller.home()
            raise _LostError

    def _asked(self) -> AskedPage:
        page = self._window.page
        if self._page != "asked" or not isinstance(page, AskedPage):
            raise _LostError
        return page

    # -- pressing and typing -------------------------------------------------------------------------------------

    def _press(self, label: str) -> _Walk:
        wanted = texts.plain(texts.say(label))
        buttons = [each for each in self._window.page.findChildren(ActionButton) if each.isVisible()]
        button = next((each for each in buttons if texts.plain(each.text()) == wanted), None)
        if button is None:
            raise _LostError
        yield from self._click(button)

    def _click(self, button: QAbstractButton) -> _Walk:
        yield button.isEnabled
        button.setFocus(Qt.FocusReason.TabFocusReason)
        yield from self._dwell(self._dwell_s)
        enter_guard().forget()  # whoever looks on has seen what is pressed
        button.click()

    def _type(self, field: CodeField, order: Mapping[str, Any]) -> _Walk:
        code = self._code(str(order.get("person", "")), order.get("right") is not False)
        block = code.padded(_BLOCK)
        code.wipe()
        try:
            field.setFocus(Qt.FocusReason.TabFocusReason)
            for digit in block:
                QTest.keyClick(field, Qt.Key(digit))
                yield from self._dwell(self._dwell_s / 4)
        finally:
            wipe(block)

    def _dwell(self, seconds: float) -> _Walk:
        until = self._now() + seconds
        yield lambda: self._now() >= until

    def _reach(self, *pages: str) -> _Walk:
        yield lambda: self._page in pages

    @property
    def _page(self) -> str:
        return self._window.controller.place.page

    # -- from one to the next ------------------------------------------------------------------------------------

    def _look(self) -> None:
        walk = self._walk
        if walk is None:
            return
        try:
            while self._until():
                self._until = next(walk)
                self._limit = self._now() + self._patience_s
        except StopIteration:
            self._end(done=True)
        except (_LostError, RuntimeError):  # a widget that went meanwhile is a RuntimeError
            self._end(done=False)
        else:
            if self._now() > self._limit:
                self._end(done=False)

    def _end(self, *, done: bool) -> None:
        self._timer.stop()
        self._until = lambda: True
        walk, self._walk = self._walk, None
        told, self._told = self._told, lambda _done: None
        if walk is not None:
            walk.close()
            told(done)
