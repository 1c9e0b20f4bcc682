"""The login window and the phone's window in a test's hands, by pytest-qt; with everything real behind them.

Everything is used by mouse and keys, and found by its name (docs/controls.md).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import TimeoutError as NotInTime

from cosmic_login.core.extensions import installed
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import EnterCode
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.desktop.phone_window import PhoneTrainer
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.phone.window.app import PhoneApp, PhonePorts
from cosmic_login.phone.window.camera import Shot
from cosmic_login.phone.window.chart import EDGES
from cosmic_login.phone.window.window import PhoneWindow
from cosmic_login.run.context import CliContext
from cosmic_login.testing.arguments import known, seconds
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.language import active_language
from cosmic_login.ui.names import is_control, name_controls
from cosmic_login.ui.screens import screen_of
from cosmic_login.ui.widgets.code_field import CodeField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from cosmic_login.app import DeskElsewhere, World
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.cards.virtual.store import MakeCard
    from cosmic_login.core.identity import Identity
    from cosmic_login.core.settings import Settings
    from cosmic_login.phone.models import AppName

#: How long anything is waited for when a test says nothing, in seconds: cards, TLS and a busy machine take theirs.
PATIENCE_S = 30.0
_LONGEST_S = 1_000_000.0  # as much as Qt can count in milliseconds, and a bit less
CARD_CODE, PHONE_CODE = "123456", "246813"


class DrivenWindows:
    """Windows of one program, used by the names of what is in them."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def windows(self) -> Sequence[QWidget]:
        """Return the windows that can be seen, the one with the keyboard first."""
        raise NotImplementedError

    def stands(self) -> str:
        """Say where the program stands, for messages."""
        raise NotImplementedError

    def names(self) -> list[str]:
        """Return what can be used now."""
        return sorted(each.objectName() for each in self._controls())

    def control(self, name: str, *, timeout: float = PATIENCE_S) -> QWidget:
        """Return what is called so, once it can be used. Raises ``AssertionError`` with what there is instead."""

        def there() -> QWidget | None:
            return next((each for each in self._controls() if each.objectName() == name), None)

        self._until(lambda: there() is not None, timeout, lambda: f"no {name}; there are {', '.join(self.names())}")
        found = there()
        assert found is not None  # noqa: S101 - told to the type checker
        return found

    def press(self, name: str, *, timeout: float = PATIENCE_S) -> None:
        """Press what is called so, once it can be pressed. Raises ``AssertionError``."""
        control = self.control(name, timeout=timeout)
        control.window().activateWindow()  # as a click does on a desktop: the keyboard goes where the mouse was
        enter_guard().forget()
        QTest.mouseClick(control, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str, *, timeout: float = PATIENCE_S) -> None:
        """Type into what is called so. Raises ``AssertionError``."""
        control = self.control(name, timeout=timeout)
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClicks(control, text)

    def save_pictures(self, folder: Path, name: str) -> list[Path]:
        """Take a picture of each window; return the files."""
        folder.mkdir(parents=True, exist_ok=True)
        made = [folder / f"{name}-{number}.png" for number, _ in enumerate(self.windows(), 1)]
        for window, path in zip(self.windows(), made, strict=True):
            _picture(window).save(str(path))
        return made

    def _controls(self) -> list[QWidget]:
        found = []
        for window in self.windows():
            name_controls(window)  # also what came since it was shown
            found += [
                each
                for each in window.findChildren(QWidget)
                if is_control(each) and each.isVisibleTo(window) and each.isEnabled() and each.window() is window
            ]
        return found

    def _until(self, true: Callable[[], object], timeout: float, otherwise: Callable[[], str]) -> None:
        try:
            self.qtbot.waitUntil(lambda: bool(true()), timeout=int(min(seconds(timeout), _LONGEST_S) * 1000))
        except NotInTime:
            raise AssertionError(f"after {timeout:g} s: {otherwise()}; {self.stands()}") from None


class DrivenLogin(DrivenWindows):
    """The login window as ``cosmic-login`` opens it, on a profile of the test's own."""

    def __init__(
        self, qtbot: QtBot, root: Path, *, make_card: MakeCard | None = None, desk: DeskElsewhere | None = None
    ) -> None:
        """Open it and wait until it can be used. ``make_card`` and ``desk`` as ``World`` has them."""
        super().__init__(qtbot)
        self.views: list[View] = []
        active_language().set("sv")
        self._context = _Context(root, make_card)
        self._context.desk = desk
        self._behind = WindowWorld(self._context, remember=False)
        self.app = self._behind.attach(LoginApplication(self._behind, theme="light", text_scale=1.0))
        self.app.view_changed.connect(self.views.append)
        with qtbot.waitSignal(self.app.ready, timeout=int(PATIENCE_S * 1000)):
            self.app.show()
        self.app.window.activateWindow()
        self._until(lambda: self.app.window.header.card_menu.offered, PATIENCE_S, lambda: "the window is not ready")

    @property
    def world(self) -> World:
        """What is behind the window: profile, directory, readers, IdP."""
        return self._behind.world

    @property
    def state(self) -> str:
        """The state of the chart whose screen is up (docs/flow.md)."""
        return self.app.window.state

    @property
    def identity(self) -> Identity | None:
        """Who is logged in; None: nobody."""
        return self.views[-1].identity if self.views else None

    @property
    def failure(self) -> LoginFailure | None:
        """Why the last login came to nothing; None: it did not."""
        return self.views[-1].failure if self.views else None

    def windows(self) -> Sequence[QWidget]:
        """Return the window, those of SITHS eID, and dialogs."""
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and not _of_phone(each)]
        return sorted(shown, key=lambda each: not each.isActiveWindow())

    def stands(self) -> str:
        """Say which state it is, and why when it failed."""
        return f"the window stands at {self.state}" + (f" ({self.failure})" if self.failure else "")

    def wait_for(self, state: str, *, timeout: float = PATIENCE_S) -> None:
        """Wait until the screen of a state is up. Raises ``AssertionError`` that says which one stands.

        A state that the chart has not is refused at once (``ValueError``), with those that are like it.
        """
        known(state, (leaf.name for leaf in installed().chart.regions[0].leaves()), "state")
        self._until(lambda: self.state == state, timeout, lambda: f"no {state}")

    def put(self, card: str) -> None:
        """Put a card into the virtual reader; an empty name takes out what is in it."""
        self.app.to_io(lambda: self._behind.put_card(card))

    def type_code(self, code: str = CARD_CODE) -> None:
        """Type a code where one is asked for, and send it by Enter. Raises ``AssertionError`` when none is."""
        number = self._asked()
        self._until(
            lambda: self._asked() and isinstance(QApplication.focusWidget(), CodeField), PATIENCE_S,
            lambda: "no code is asked for",
        )  # fmt: skip
        number = self._asked()
        field = QApplication.focusWidget()
        assert field is not None  # noqa: S101 - told to the type checker
        QTest.keyClicks(field, code)
        enter_guard().forget()
        QTest.keyClick(field, Qt.Key.Key_Return)
        self._until(lambda: self._asked() != number, PATIENCE_S, lambda: "the code was not taken")

    def _asked(self) -> int:
        """Return the number of the prompt that wants a code; 0: none does."""
        view = self.views[-1] if self.views else None
        return view.number if view is not None and isinstance(view.prompt, EnterCode) else 0

    def close(self) -> None:
        """End the program and give everything back."""
        self.app.finish()
        for window in (self.app.features.siths, self.app.window):
            if window is not None:
                window.deleteLater()
        self.app.features.settings.theme.deleteLater()
        self.app.deleteLater()
        _settle()
        self._context.close()
        active_language().set("sv")


class DrivenPhone(DrivenWindows):
    """The phone's window; what its camera sees is the login window's pixels."""

    def __init__(self, qtbot: QtBot, login: DrivenLogin, name: str = "telefon") -> None:
        """Open it beside a login window. ``name`` is the phone's."""
        super().__init__(qtbot)
        self._login = login
        login._until(lambda: login._behind.diagnostics.idp_url, PATIENCE_S, lambda: "there is no IdP")
        self.phone = login.world.phone(name)
        parts = PhonePorts(
            self.phone,
            login.world.clock.now,
            PhoneTrainer(login.world),
            name,
            theme="light",
            text_scale=1.0,
            language="sv",
            camera=_Camera(login.app.window),
        )
        self.app = PhoneApp(parts)
        self.app.show()

    @property
    def page(self) -> str:
        """The page that is up (``phone/window/chart.py``)."""
        return self.app.controller.place.page

    def windows(self) -> Sequence[QWidget]:
        """Return the phone."""
        return [self.app.window]

    def stands(self) -> str:
        """Say which page is up, and what the login window does."""
        return f"the phone shows {self.page}, {self._login.stands()}"

    def wait_for(self, page: str, *, timeout: float = PATIENCE_S) -> None:
        """Wait until a page is up. Raises ``AssertionError`` that says which one is.

        A page that no phone has is refused at once (``ValueError``), with those that are like it.
        """
        known(page, EDGES, "page of the phone")
        self._until(lambda: self.page == page, timeout, lambda: f"no {page}")

    def activate(self, person: str = "anna", app: AppName = "siths", code: str = PHONE_CODE) -> None:
        """Install an app and fetch an e-ID for a person of the directory, as a trainer does."""
        self.press(app)
        self._until(lambda: self.page in {"store", "app"}, PATIENCE_S, lambda: f"no page of {app}")
        if self.page == "store":
            self.press("install")
        self.press("add-id")
        self.press(person)
        self.wait_for("new_code")
        self.type("new-field", code)
        self.type("repeat-field", code)
        self.press("go")
        self.wait_for("activated")
        self.press("done")

    def answer(self, code: str = PHONE_CODE) -> None:
        """Read the code on the login window and legitimate oneself: what a person does who means it."""
        self.press("scan")
        self.wait_for("asked")
        self.type("entry-field", code)
        self.press("confirm")
        self.wait_for("answered")

    def close(self) -> None:
        """End it."""
        self.app.finish()
        self.app.window.deleteLater()
        _settle()


class _Context(CliContext):
    """A run on a test's profile, whose cards are issued as the tests have it."""

    def __init__(self, root: Path, make_card: MakeCard | None) -> None:
        super().__init__(profile_dir=root)
        self._make_card = make_card

    @contextlib.contextmanager
    def world(self, settings: Settings | None = None) -> Iterator[World]:
        """Open what a login needs."""
        with super().world(settings) as made:
            made.make_card = self._make_card
            yield made


class _Camera:
    """Sees the pixels of one window, as the screen would show them."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def shoot(self) -> Shot:
        """Take a picture."""
        return Shot(self._window.grab().toImage())


def _picture(window: QWidget) -> QPixmap:
    """Return what a window shows. One of a Cosmic that does not answer paints nothing; what is on the screen stands."""
    return window.grab() if window.updatesEnabled() else screen_of(window).grabWindow(window.winId())


def _of_phone(window: QWidget) -> bool:
    return isinstance(window, PhoneWindow)


def _settle() -> None:
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
