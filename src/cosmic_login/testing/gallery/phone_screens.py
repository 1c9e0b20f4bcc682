"""What every page of the phone looks like, and a phone that answers what it was told to: for gallery and tests.

The gallery draws the sheets (``make gallery``), and the tests look for text that is cut. A page of the phone's chart
that no sheet shows fails a test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import APPS, AppName, Asked, Battery, EId, EnrolledEId, Faults, Waiting
from cosmic_login.phone.phone import Phone
from cosmic_login.phone.window.camera import Shot
from cosmic_login.phone.window.controller import CLOCK_OFF_S, SLOW_S, PhoneHolder, PhonePlace
from cosmic_login.phone.window.qr_detector import detect_codes
from cosmic_login.phone.window.scan_loop import ScanState
from cosmic_login.qr.picture import QUIET_ZONE, modules_of

if TYPE_CHECKING:
    from cosmic_login.core.secret import Code
    from cosmic_login.phone.window.page import PhonePage

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ANNA = EId("siths", "d1", "Anna Testsson", "Övningstelefon", NOON, NOON.replace(year=2029), 3, "ok")
BO = replace(ANNA, device="d2", holder="Bo Övningsson", state="blocked", tries_left=0)
PRIVATE = replace(ANNA, app="bankid", device="d3")
OLD = replace(PRIVATE, device="d4", state="expired", valid_until=NOON.replace(year=2025))
LOGIN = Asked("siths", "Cosmic", "Region Jönköpings län", "auth", "Anna Testsson", 3, 171)
SIGNING = replace(
    LOGIN,
    app="bankid",
    relying_party="Övningsbanken",
    organisation="",
    kind="sign",
    text="# Avtal om sparkonto\nJag godkänner:\n+ villkoren för **sparkonto**\n+ prislistan från 1 januari",
    text_format="simpleMarkdownV1",
)
PAYMENT = replace(
    SIGNING,
    kind="payment",
    relying_party="Övningsbutiken",
    text="",
    transaction={
        "transactionType": "npa",
        "recipient": {"name": "Övningsbutiken AB"},
        "money": {"amount": "1234,50", "currency": "SEK"},
        "riskWarning": "Ny mottagare",
    },
)
CALL = replace(SIGNING, kind="phone_auth", text="", call_initiator="RP", relying_party="Övningskommunen")
LOST = EnrolledEId("siths", "d9", "Gamla telefonen", NOON.replace(year=2025), NOON.replace(year=2028), here=False)
WAITS = Waiting("bankid", "d3", "Övningskommunen", "phone_auth", "token")
HOLDERS = (
    PhoneHolder("anna", "Anna Testsson"),
    PhoneHolder("bo", "Bo Övningsson"),
    PhoneHolder("cia", "Cia Exempelsson"),
)


class Told(Phone):
    """A phone without a service. ``results``: what comes of each verb (a value, a failure, an event to wait for)."""

    def __init__(self) -> None:
        self.name = "told"
        self.wrong = Faults()
        self.on_it: tuple[AppName, ...] = APPS
        self.held: tuple[EId, ...] = ()
        self.open_request: Asked | None = None
        self.flat = False
        self.results: dict[str, Any] = {}
        self.done: list[tuple[Any, ...]] = []
        self.time = ManualClock()

    @property
    def clock(self) -> ManualClock:
        """Return one that stands still unless it is moved."""
        return self.time

    async def _came(self, verb: str, *details: Any) -> Any:  # noqa: ANN401 - whatever a test has put there
        self.done.append((verb, *details))
        result = self.results.get(verb)
        if isinstance(result, asyncio.Event):
            await asyncio.Event().wait()
        if isinstance(result, LoginFailure):
            raise result
        return result

    @property
    def faults(self) -> Faults:
        """Return what was told."""
        return self.wrong

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.wrong = faults

    @property
    def installed(self) -> tuple[AppName, ...]:
        """Return what was told."""
        return self.on_it

    def install(self, app: AppName) -> None:
        """Have the app."""
        self.on_it = (*self.on_it, app)

    def ids(self, app: AppName) -> tuple[EId, ...]:
        """Return the e-IDs of the app."""
        return tuple(eid for eid in self.held if eid.app == app)

    @property
    def asked(self) -> Asked | None:
        """Return what was told."""
        return self.open_request

    async def activate(self, app: AppName, qr: str | QImage | Path | bytes, code: Code, device_name: str = "") -> EId:
        """End as was told."""
        with code:
            return cast("EId", await self._came("activate", app, qr, bytes(code.padded(6)), device_name))

    async def everywhere(self, app: AppName) -> tuple[EnrolledEId, ...]:
        """Return what was told."""
        return cast("tuple[EnrolledEId, ...]", await self._came("everywhere", app) or ())

    async def remove(self, app: AppName, device: str) -> None:
        """End as was told."""
        await self._came("remove", app, device)
        self.held = tuple(eid for eid in self.held if eid.device != device)

    async def scan(self, seen: str | QImage | Path | bytes, *, app: AppName | None = None, device: str = "") -> Asked:
        """End as was told."""
        self.open_request = await self._came("scan", seen, app)
        return cast("Asked", self.open_request)

    async def waiting(self, app: AppName) -> tuple[Waiting, ...]:
        """Return what was told."""
        return cast("tuple[Waiting, ...]", await self._came("waiting", app) or ())

    async def open(self, waiting: Waiting) -> Asked:
        """End as was told."""
        self.open_request = await self._came("open", waiting)
        return cast("Asked", self.open_request)

    async def confirm(self, code: Code) -> None:
        """End as was told."""
        with code:
            await self._came("confirm", bytes(code.padded(6)))
        self.open_request = None

    async def decline(self) -> None:
        """End as was told."""
        await self._came("decline")
        self.open_request = None

    @property
    def dead(self) -> bool:
        """Return what was told."""
        return self.flat

    def power_on(self) -> None:
        """Be charged."""
        self.flat, self.open_request = False, None


class ToldCamera:
    """Sees what it is told to; nothing at all (None) where the system refuses."""

    def __init__(self) -> None:
        self.image: QImage | None = screen_with("")

    def shoot(self) -> Shot | None:
        """Return a picture of it."""
        return None if self.image is None else Shot(self.image)


class ToldTrainer:
    """Fetches activations out of thin air."""

    def holders(self) -> Sequence[PhoneHolder]:
        """Return three people."""
        return HOLDERS

    async def activation(self, app: AppName, key: str) -> str:
        """Return a text that is one in form."""
        return f"{app}-activate.{key}"


def _nothing(_page: PhonePage) -> None:
    """Leave the page as it comes up."""


@dataclass(frozen=True)
class PhoneSheet:
    """A page in a certain state: the place, what is on the phone, and what is done on the page then.

    ``pages`` are the pages of the chart that look like this.
    """

    name: str
    place: PhonePlace
    held: tuple[EId, ...] = (ANNA, PRIVATE)
    installed: tuple[AppName, ...] = APPS
    faults: Faults = field(default_factory=Faults)
    asked: Asked | None = None
    results: Mapping[str, Any] = field(default_factory=dict)
    act: Callable[[Any], None] = _nothing
    pages: tuple[str, ...] = ()

    @property
    def shows(self) -> tuple[str, ...]:
        """The pages of the chart that look like this."""
        return self.pages or (self.place.page,)

    def onto(self, phone: Told) -> None:
        """Make the phone what the sheet says."""
        phone.held, phone.on_it, phone.faults = self.held, self.installed, self.faults
        phone.open_request, phone.results = self.asked or self.place.asked, dict(self.results)
        phone.flat = self.place.page == "dead"


def _typed(digits: int) -> Callable[[Any], None]:
    def act(page: Any) -> None:  # noqa: ANN401 - the pages with code fields
        entry = page.entry if hasattr(page, "entry") else page.new
        for digit in range(1, digits + 1):
            entry.field.put(digit)

    return act


def screen_with(text: str, width: int = 1280, height: int = 800) -> QImage:
    """Return a picture like that of a screen: a window with the text's QR code in its middle, if there is a text."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#31485c"))
    painter = QPainter(image)
    window = QRectF(width * 0.14, height * 0.1, width * 0.6, height * 0.8)
    painter.fillRect(window, QColor("#edf1f6"))
    painter.fillRect(QRectF(window.x(), window.y(), window.width(), 44), QColor("#ffffff"))
    painter.fillRect(window.adjusted(190, 90, -190, -60), QColor("#ffffff"))
    modules = modules_of(text or "nothing")
    side = 7
    whole = (modules.size + 2 * QUIET_ZONE) * side
    left, top = round(window.center().x() - whole / 2), round(window.center().y() - whole / 2)
    painter.fillRect(left, top, whole, whole, QColor("#ffffff"))
    for row in range(modules.size if text else 0):
        for column in range(modules.size):
            if modules.dark(row, column):
                x, y = left + (column + QUIET_ZONE) * side, top + (row + QUIET_ZONE) * side
                painter.fillRect(x, y, side, side, QColor("#000000"))
    painter.end()
    return image


def _sees(text: str) -> Callable[[Any], None]:
    def act(page: Any) -> None:  # noqa: ANN401 - the camera's page
        image = screen_with(text)
        page.looker.stop()
        page.take(detect_codes(image), Shot(image))

    return act


def _says(advice: str) -> Callable[[Any], None]:
    def act(page: Any) -> None:  # noqa: ANN401 - the camera's page
        page.looker.stop()
        page.looker.seeing.emit(ScanState(advice), None)

    return act


def _asks_to_remove(page: Any) -> None:  # noqa: ANN401 - the page of an e-ID
    page.remove.click()


def _refreshes(page: Any) -> None:  # noqa: ANN401 - any page
    page.refresh()


_SITHS, _BANK = PhonePlace("app", "siths"), PhonePlace("app", "bankid")
SHEETS = (
    PhoneSheet("phone-home", PhonePlace()),
    PhoneSheet("phone-home-new", PhonePlace(), held=(), installed=()),
    PhoneSheet("phone-store", PhonePlace("store", "siths"), installed=()),
    PhoneSheet("phone-app-empty", _SITHS, held=()),
    PhoneSheet("phone-app", _SITHS, held=(ANNA, BO), results={"everywhere": (LOST,)}),
    PhoneSheet("phone-app-waiting", _BANK, asked=SIGNING, results={"waiting": (WAITS,)}),
    PhoneSheet("phone-app-unusable", _BANK, held=(OLD, replace(PRIVATE, state="blocked", tries_left=0))),
    PhoneSheet("phone-add", PhonePlace("add", "siths")),
    PhoneSheet("phone-scan", PhonePlace("scan"), pages=("scan", "scan_activation")),
    PhoneSheet(
        "phone-scan-read",
        PhonePlace("scan"),
        results={"scan": asyncio.Event()},
        act=_sees("siths.0f3e"),
        pages=("opening",),
    ),
    PhoneSheet("phone-scan-other", PhonePlace("scan"), act=_sees("bankid.0f3e.1.2")),
    PhoneSheet("phone-scan-blind", PhonePlace("scan"), act=_says("blind")),
    PhoneSheet("phone-scan-refused", PhonePlace("scan"), faults=Faults(camera_refused=True)),
    PhoneSheet("phone-working", PhonePlace("fetching"), pages=("fetching", "fetching_activation")),
    PhoneSheet("phone-new-code", PhonePlace("new_code"), act=_typed(6)),
    PhoneSheet("phone-activating", PhonePlace("activating"), act=_refreshes),
    PhoneSheet("phone-activated", PhonePlace("activated", eid=ANNA)),
    PhoneSheet("phone-asked", PhonePlace("asked", asked=LOGIN), act=_typed(4)),
    PhoneSheet(
        "phone-asked-wrong",
        PhonePlace("asked", asked=replace(LOGIN, tries_left=1), wrong=LoginFailure("code.wrong", tries_left=1)),
    ),
    PhoneSheet("phone-asked-text", PhonePlace("asked", "bankid", asked=SIGNING)),
    PhoneSheet("phone-asked-payment", PhonePlace("asked", "bankid", asked=PAYMENT)),
    PhoneSheet("phone-asked-call", PhonePlace("asked", "bankid", asked=CALL)),
    PhoneSheet("phone-sending", PhonePlace("sending", asked=LOGIN), act=_refreshes, pages=("sending", "declining")),
    PhoneSheet("phone-answered", PhonePlace("answered", asked=LOGIN)),
    PhoneSheet("phone-declined", PhonePlace("declined", asked=LOGIN)),
    PhoneSheet(
        "phone-failed", PhonePlace("failed", failure=LoginFailure("idp.unreachable"), again="asked", asked=LOGIN)
    ),
    PhoneSheet("phone-id", PhonePlace("id", eid=ANNA)),
    PhoneSheet("phone-id-elsewhere", PhonePlace("id", eid=LOST), act=_asks_to_remove),
    PhoneSheet("phone-id-remove", PhonePlace("id", eid=ANNA), act=_asks_to_remove, pages=("id", "removing")),
    PhoneSheet(
        "phone-settings",
        PhonePlace("settings"),
        faults=Faults(slow_s=SLOW_S, clock_off_s=CLOCK_OFF_S, camera_refused=True, battery=Battery.BEFORE_ANSWER),
    ),
    PhoneSheet("phone-dead", PhonePlace("dead")),
)
