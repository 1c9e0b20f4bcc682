"""The phone's window: the case, and in it the page of the place where the person is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow

from cosmic_login.phone.models import Battery
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.app_page import AppPage
from cosmic_login.phone.window.approval_page import AskedPage
from cosmic_login.phone.window.camera import ShutterKeeper
from cosmic_login.phone.window.controller import PhoneController, PhonePlace
from cosmic_login.phone.window.help import HelpDialog
from cosmic_login.phone.window.home import HomePage, StorePage
from cosmic_login.phone.window.id_pages import AddPage, IdPage, PhoneNewCodePage
from cosmic_login.phone.window.outcome_pages import DeadPage, DonePage, FailedPage, WorkingPage
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.phone.window.phone_frame import PhoneFrame
from cosmic_login.phone.window.scan_page import ScanPage
from cosmic_login.phone.window.settings_page import SettingsPage
from cosmic_login.phone.window.status import Condition
from cosmic_login.ui.announce import announce
from cosmic_login.ui.language import active_language
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.reveal import keep_focus_revealed
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme

if TYPE_CHECKING:
    from cosmic_login.phone.window.camera import Camera, MakeShutter
    from cosmic_login.ui.io_thread import IoThread

WIDTH, HEIGHT = 400, 780
#: Pages that stay while something is under way: page of the chart -> the page whose widget goes on showing it.
STAYS = {
    "opening": "scan", "sending": "asked", "declining": "asked", "activating": "new_code", "removing": "id",
}  # fmt: skip


class PhoneWindow(QMainWindow):
    """Shows what the controller says. Esc goes back, Alt+Home to the home screen, F1 to the help."""

    closed = Signal()

    def __init__(
        self,
        controller: PhoneController,
        io: IoThread,
        device_name: str,
        camera: Camera | None = None,
        make_shutter: MakeShutter | None = None,
    ) -> None:
        super().__init__()
        self.controller = controller
        self._shown = ""  # the page of the chart whose widget is up
        shutter = ShutterKeeper(self, make_shutter)
        self.frame = PhoneFrame()
        self.setCentralWidget(self.frame)
        self.setMinimumSize(280, 320)
        self.makers: dict[str, Callable[[], PhonePage]] = {
            "home": lambda: HomePage(controller),
            "store": lambda: StorePage(controller),
            "app": lambda: AppPage(controller),
            "scan": lambda: ScanPage(controller, io, camera, shutter.get),
            "scan_activation": lambda: ScanPage(controller, io, camera, shutter.get),
            "fetching": lambda: WorkingPage(controller),
            "fetching_activation": lambda: WorkingPage(controller),
            "asked": lambda: AskedPage(controller),
            "answered": lambda: DonePage(controller),
            "declined": lambda: DonePage(controller),
            "activated": lambda: DonePage(controller),
            "add": lambda: AddPage(controller),
            "new_code": lambda: PhoneNewCodePage(controller, device_name),
            "id": lambda: IdPage(controller),
            "failed": lambda: FailedPage(controller),
            "settings": lambda: SettingsPage(controller),
            "dead": lambda: DeadPage(controller),
        }
        self.page: PhonePage = HomePage(controller)
        self._size()
        self._bind()
        self.show_place()

    def _bind(self) -> None:
        theme = active_theme()
        self.frame.back.connect(self.controller.back)
        self.frame.home.connect(self.controller.home)
        self.controller.moved.connect(self.show_place)
        self.controller.condition_changed.connect(self.show_condition)
        active_language().changed.connect(self.retranslate)
        theme.changed.connect(self._style)
        self._style()
        for keys, call in (
            ("Esc", self.controller.back),
            ("Alt+Home", self.controller.home),
            ("F1", self.show_help),
            ("Ctrl++", lambda: theme.set(text_scale=theme.text_scale + 0.25)),
            ("Ctrl+-", lambda: theme.set(text_scale=theme.text_scale - 0.25)),
            ("Ctrl+0", lambda: theme.set(text_scale=1.0)),
        ):
            QShortcut(QKeySequence(keys), self, call)
        keep_focus_revealed()
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.show_condition)
        self._minute.start(1000)

    def _style(self) -> None:
        c = active_theme().colours
        self.setStyleSheet(
            f"QWidget#phone-page {{ background: {c.surface}; }}"
            f"QLabel[role=clock] {{ font-size: {active_theme().px(52)}px; font-weight: 300; }}"
            f"QScrollArea {{ background: {c.surface}; }}"
            f"QFrame#phone-text {{ background: {c.raised}; border: 1px solid {c.divider}; border-radius: 8px; }}"
        )

    # -- pages -------------------------------------------------------------------------------------------------

    def show_place(self) -> None:
        """Show the page of the place, or have the one that is up show what is new."""
        page = self.controller.place.page
        name = STAYS.get(page, page)
        if name == self._shown:
            self.page.refresh()
        else:
            self._make(name)
        self._offer()

    def show_anew(self, place: PhonePlace) -> None:
        """Show a place as if somebody had just come there (for pictures and tests)."""
        self.controller.put(place)
        self._shown = ""
        self.show_place()

    def _make(self, name: str) -> None:
        self.page.leave()
        self._shown = name
        self.page = self.makers[name]()
        self.frame.put(self.page)
        name_controls(self)
        self.page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        title = texts.say(texts.TITLE)
        self.setWindowTitle(title if name == "home" else f"{title} · {self.page.heading.text()}")
        announce(self, self.page.spoken())
        self.show_condition()

    def _offer(self) -> None:
        self.frame.offer(back=self.controller.allows("back"), home=self.controller.allows("home"))
        if QApplication.focusWidget() is None and self.isActiveWindow():
            self.page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_help(self) -> None:
        """Open the help for the page that is up."""
        HelpDialog(self, self._shown).show()

    def show_condition(self) -> None:
        """Show the phone's clock, network and battery as they are now."""
        faults = self.controller.faults
        network = "off" if faults.no_network else "slow" if faults.slow_s else "on"
        now = self.controller.now().replace(second=0, microsecond=0)
        low = faults.battery is not Battery.LASTS or self.controller.phone.dead
        if isinstance(self.page, HomePage):
            self.page.tell_time(now)
        self.frame.status.show_condition(
            Condition(now, network, bool(faults.clock_off_s), not faults.camera_refused, low)
        )

    def retranslate(self) -> None:
        """Say everything anew, in the language that is in force now; the focus stays in its place."""
        self.frame.retranslate()
        place = next((i for i, stop in enumerate(self.page.stops()) if stop.hasFocus()), None)
        self._make(self._shown)
        stops = self.page.stops()
        if place is not None and stops:
            stops[min(place, len(stops) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        if self.controller.place.page in STAYS:
            self.page.refresh()

    # -- the window itself -------------------------------------------------------------------------------------

    def _size(self) -> None:
        theme, room = active_theme(), screen_room(self)
        wanted = QSize(theme.px(WIDTH), theme.px(HEIGHT))
        self.resize(wanted.boundedTo(room.size() - QSize(16, 48)))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Wipe, and say that it is over."""
        self.page.leave()
        self.controller.close()
        super().closeEvent(event)
        self.closed.emit()
