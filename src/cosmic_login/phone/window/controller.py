"""What the phone's window is doing: which page is up, what runs beside the window, and what came of it.

Pages call the verbs; the controller walks the chart (``chart.EDGES``), tells which page is next, and touches no widget.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import swedish
from cosmic_login.phone.models import AppName, Asked, Battery, EId, EnrolledEId, Faults, Waiting
from cosmic_login.phone.window import chart

if TYPE_CHECKING:
    from datetime import datetime

    from cosmic_login.core.secret import Code
    from cosmic_login.phone.phone import Phone
    from cosmic_login.ui.io_thread import IoThread

#: What the faults on the settings page are worth.
SLOW_S = 3.0
CLOCK_OFF_S = 3 * 3600.0
_AT_ONCE = 32  # so many requests a list of what waits may have


class PhoneHolder(NamedTuple):
    """Somebody for whom the trainer can fetch an e-ID without a QR code."""

    key: str
    label: str


class Trainer(Protocol):
    """The trainer's short cut: an activation without Mina sidor and without a bank."""

    def holders(self) -> Sequence[PhoneHolder]:
        """Return whom there is; called in a worker thread, may raise ``LoginFailure``."""
        ...

    async def activation(self, app: AppName, key: str) -> str:
        """Return the text of a one-time QR code. Raises ``LoginFailure``."""
        ...


@dataclasses.dataclass(frozen=True)
class PhonePlace:
    """Where the person is. What is not of the page's business is empty."""

    page: str = "home"
    app: AppName = "siths"
    asked: Asked | None = None
    eid: EId | EnrolledEId | None = None
    failure: LoginFailure | None = None
    again: str = ""  # the event of "try again"
    wrong: LoginFailure | None = None  # the code that was typed just now was wrong


class PhoneController(QObject):
    """One phone's window without its widgets. Lives in the GUI's thread."""

    moved = Signal()  # another page, or the same one with something new on it
    condition_changed = Signal()  # faults

    def __init__(self, phone: Phone, io: IoThread, now: Callable[[], datetime], trainer: Trainer | None = None) -> None:
        super().__init__()
        self.phone, self.trainer = phone, trainer
        self._io, self._now = io, now
        self.place = PhonePlace()
        self._activation = ""  # the one-time text that was read, until an e-ID has been made of it
        self._ticket = object()
        #: Makes the training's code; None: it is not known here.
        self.practice: Callable[[], Code] | None = None
        #: Whether it may be shown.
        self.practice_on = True
        self._cancels: list[Callable[[], None]] = []

    # -- walking -----------------------------------------------------------------------------------------------

    def allows(self, event: str) -> bool:
        """Whether an event leads anywhere from here."""
        return chart.follows(self.place.page, event) is not None

    def post(self, event: str, **news: Any) -> None:  # noqa: ANN401 - the fields of Place
        """Walk to where ``event`` leads; what was under way on this page is stopped. Raises ``KeyError``."""
        page = chart.follows(self.place.page, event)
        if page is None:
            raise KeyError(f"{event} leads nowhere from {self.place.page}")
        self._stop()
        news = {"failure": None, "again": "", "wrong": None, **news}
        if page == "asked" and "asked" not in news:
            news["asked"] = self._still_asked()
            if news["asked"] is None:
                page, news = "app", {**news, "asked": None}
        if page in {"home", "app", "dead"}:
            news["asked"] = news["eid"] = None
        if page in {"home", "app"}:
            self._activation = ""
        self.place = dataclasses.replace(self.place, page=page, **news)
        self.moved.emit()

    def put(self, place: PhonePlace) -> None:
        """Be at a place without having walked there; what was under way is stopped. Tells nobody."""
        self._stop()
        self.place = place

    def back(self) -> None:
        """Go back, where that leads anywhere."""
        if self.allows("back"):
            self.post("back")

    def home(self) -> None:
        """Go to the home screen, from where one may leave."""
        if self.allows("home"):
            self.post("home")

    def fail(self, failure: LoginFailure) -> None:
        """Show a failure; an empty battery ends everything."""
        if failure.code == "phone.battery" or self.phone.dead:
            self.post("died")
            return
        page = self.place.page
        self.post(
            "failed", failure=failure, again=chart.again(page, failure, still_asked=self._still_asked() is not None)
        )

    def again(self) -> None:
        """Try again after a failure."""
        if self.place.again:
            self.post(self.place.again)

    # -- apps and IDs ------------------------------------------------------------------------------------------

    def open(self, app: AppName) -> None:
        """Open an app from the home screen, or the page that installs it."""
        self.post("open" if app in self.phone.installed else "install", app=app)

    def install(self) -> None:
        """Install the app of this page."""
        if self._tried(lambda: self.phone.install(self.place.app)):
            self.post("installed")

    def ids(self) -> tuple[EId, ...]:
        """Return the e-IDs of the app that is open."""
        return self.phone.ids(self.place.app)

    def look_elsewhere(
        self, tell: Callable[[tuple[EnrolledEId, ...]], None], gone: Callable[[LoginFailure], None]
    ) -> None:
        """Ask the service for e-IDs on the person's other phones; ``gone``: it does not know the one here any more."""
        app = self.place.app

        def failed(failure: LoginFailure) -> None:
            if failure.code == "enrolment.unknown":
                gone(failure)

        self._start(lambda: self.phone.everywhere(app), lambda all_: tell(tuple(e for e in all_ if not e.here)), failed)

    def show_id(self, eid: EId | EnrolledEId) -> None:
        """Show one e-ID, on this phone or on another."""
        self.post("id", eid=eid)

    def remove(self) -> None:
        """Remove the e-ID that is shown."""
        eid = self.place.eid
        if eid is not None:
            self._work("remove", lambda: self.phone.remove(eid.app, eid.device), lambda _: self.post("removed"))

    def fetch(self, key: str) -> None:
        """Fetch an activation for somebody, as the trainer."""
        if self.trainer is not None:
            trainer, app = self.trainer, self.place.app
            self._work("fetch", lambda: trainer.activation(app, key), self.read_activation)

    def read_activation(self, text: str) -> None:
        """Go on with the text of a one-time QR code."""
        self._activation = text
        self.post("read")

    def activate(self, code: Code, device_name: str) -> None:
        """Make an e-ID of the activation that was read."""
        text, self._activation = self._activation, ""
        app = self.place.app
        self._work(
            "chosen",
            lambda: self.phone.activate(app, text, code, device_name),
            lambda eid: self.post("activated", eid=eid),
        )

    # -- requests ----------------------------------------------------------------------------------------------

    def read_order(self, text: str) -> None:
        """Open the request of a QR code's text."""
        app = self.place.app
        self._work("read", lambda: self.phone.scan(text, app=app), self._opened)

    def open_waiting(self, waiting: Waiting) -> None:
        """Open a request that waits without a QR code."""
        self._work("open", lambda: self.phone.open(waiting), self._opened)

    def look_for_waiting(self, tell: Callable[[tuple[Waiting, ...]], None]) -> None:
        """Ask the service what waits, and tell it if the page is still the same; without network nothing does."""
        app = self.place.app
        self._start(lambda: self.phone.waiting(app), lambda found: tell(found[:_AT_ONCE]), lambda _failure: tell(()))

    def confirm(self, code: Code) -> None:
        """Answer the request with the code."""
        asked = self.place.asked
        self._work(
            "confirm", lambda: self.phone.confirm(code), lambda _: self.post("answered", asked=asked), self._refused
        )

    def practise(self, show: Callable[[Code | None], None]) -> None:
        """Have the training's code drawn, if it may be and the e-ID that is asked for has it."""
        make = self.practice
        if make is None or not self.practice_on:
            show(None)
            return
        self.beside(lambda: self.phone.practice(make()), show)

    def decline(self) -> None:
        """Say no to the request."""
        asked = self.place.asked
        self._work("decline", self.phone.decline, lambda _: self.post("declined", asked=asked))

    def expire(self) -> None:
        """Say that the time for the answer is over."""
        self.fail(LoginFailure("order.expired"))

    def _opened(self, asked: Asked) -> None:
        self.post("asked", asked=asked)

    def _refused(self, failure: LoginFailure) -> None:
        asked = self._still_asked()
        if failure.code == "phone.code_wrong" and asked is not None:
            self.post("wrong", asked=asked, wrong=failure)
        else:
            self.fail(failure)

    def _still_asked(self) -> Asked | None:
        """Return the request of the app that is open, if one still waits for a code."""
        asked = None if self.phone.dead else self.phone.asked
        return asked if asked is not None and asked.app == self.place.app else None

    @property
    def resumable(self) -> Asked | None:
        """The request that the person has walked away from."""
        return self._still_asked()

    # -- the device --------------------------------------------------------------------------------------------

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose."""
        return self.phone.faults

    def change_faults(self, **faults: bool | float | Battery) -> None:
        """Have other things go wrong."""
        self.phone.faults = dataclasses.replace(self.phone.faults, **faults)  # type: ignore[arg-type]
        self.condition_changed.emit()

    def power_on(self) -> None:
        """Charge the phone; a battery that dies on purpose does so once."""
        self.phone.power_on()
        self.change_faults(battery=Battery.LASTS)
        self.post("powered")

    def now(self) -> datetime:
        """Return the time that the phone shows, in Swedish time."""
        from datetime import timedelta  # noqa: PLC0415

        return swedish(self._now()) + timedelta(seconds=self.faults.clock_off_s)

    # -- beside the window -------------------------------------------------------------------------------------

    def close(self) -> None:
        """Stop what is under way."""
        self._stop()

    def beside(self, work: Callable[[], Awaitable[Any]], done: Callable[[Any], None]) -> None:
        """Run something that leads to no other page; its result is dropped when the person has walked on."""
        self._start(work, done, lambda _failure: None)

    def _stop(self) -> None:
        self._ticket = object()
        cancels, self._cancels = self._cancels, []
        for cancel in cancels:
            cancel()

    def _work(
        self,
        event: str,
        work: Callable[[], Awaitable[Any]],
        done: Callable[[Any], None],
        failed: Callable[[LoginFailure], None] | None = None,
    ) -> None:
        """Walk by ``event``, do ``work`` meanwhile, and walk on by what comes of it."""
        self.post(event)
        self._start(work, done, failed or self.fail)

    def _start(
        self, work: Callable[[], Awaitable[Any]], done: Callable[[Any], None], failed: Callable[[LoginFailure], None]
    ) -> None:
        ticket = self._ticket

        def tell(call: Callable[[], None]) -> None:
            self._io.to_chart(lambda: call() if ticket is self._ticket else None)

        async def run() -> None:
            try:
                result = await work()
            except LoginFailure as failure:
                said = failure  # the name of the clause ends with the clause
                tell(lambda: failed(said))
            else:
                tell(lambda: done(result))

        self._cancels.append(self._io.start(run()).cancel)

    def _tried(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except LoginFailure as failure:
            if failure.code != "phone.battery" and not self.phone.dead:
                raise
            self.post("died")
            return False
        return True
