"""Our IdP with its laboratory and a phone, systems of others that log in at it, and a browser's hands."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from cosmic_login.app import World, world
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.secret import Code
from cosmic_login.idp.methods import METHODS
from cosmic_login.phone.models import AppName
from cosmic_login.phone.phone import Phone
from cosmic_login.phone.scanner import read_qr
from cosmic_login.profile import Profile
from tests.e2e.program import background

CARD_CODE, PHONE_CODE = "123456", "739146"
#: Whose card is of level 3 and whose is a reserve card of level 2; who has the phone.
CARD, RESERVE_CARD, PERSON = "anna-1", "hugo-2", "anna"
Level = Literal[2, 3]


@dataclass(frozen=True)
class Shows:
    """What a system shows who has left, and of an error.

    ``cancelled`` and ``too_low`` are what it says of the two causes; ``logged``: it says them in its log alone.
    """

    left: str
    error: str
    cancelled: str
    too_low: str
    logged: bool = False


@dataclass
class Stage:
    """``enter`` are the addresses at which each system wants somebody with a level of assurance."""

    browser: Browser
    enter: Mapping[tuple[str, Level], str]
    phone: Phone
    #: What each system shows.
    shows: Mapping[str, Shows]
    #: What Apache writes down of its modules, where there is one.
    log: Path | None = None
    #: The IdP's, for requests that tests write themselves.
    issuer: str = ""

    @staticmethod
    def is_card(method: str) -> bool:
        """Whether a way to log in needs a card, and not a phone."""
        return not METHODS[method].qr

    # -- at the IdP ------------------------------------------------------------------------------------------------
    def press(self, page: Page, name: str, value: str = "1") -> None:
        button = page.locator(f'button[name="{name}"][value="{value}"]')
        button.or_(page.locator("summary")).first.wait_for()
        if not button.is_visible():
            page.click("summary")
        button.click()

    def by_card(self, page: Page, method: str = "siths-this-device", card: str = CARD) -> None:
        """Log in with a virtual card that is put in on the laboratory's page."""
        self.press(page, "method", method)
        page.click("#lab")
        self.press(page, "card", card)
        if method == "siths-md":
            self.press(page, "next")
        page.fill('input[name="code"]', CARD_CODE)
        self.press(page, "go")

    def by_phone(self, page: Page, method: str) -> None:
        """Log in with a phone that reads the code from the browser's pixels."""
        app: AppName = "bankid" if method == "bankid" else "siths"
        self.press(page, "method", method)
        page.wait_for_selector("#code")
        page.wait_for_load_state("networkidle")
        seen = read_qr(page.screenshot())
        _aside(lambda: self.phone.scan(seen, app=app))
        _aside(lambda: self.phone.confirm(Code(PHONE_CODE)))

    def log_in(self, page: Page, method: str = "siths-this-device", card: str = CARD) -> None:
        """Log in by any of the four ways."""
        if self.is_card(method):
            self.by_card(page, method, card)
        else:
            self.by_phone(page, method)


@contextlib.contextmanager
def serving(
    profile: Path, *, phone: bool = False, env: Mapping[str, str] | None = None
) -> Iterator[tuple[dict[str, Any], Phone]]:
    """Run the IdP on a profile with its cards issued; gives what it says of itself, and a phone.

    ``phone``: its two apps are activated too.
    """
    with background(profile, "idp", "--lab", env=env) as idp:
        device = Phone(Profile.open(profile), "Telefon", idp["issuer"], SystemClock())
        if phone:
            _activate(device, profile, idp["issuer"])
        yield idp, device


def _aside(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Run a coroutine in a thread with a loop of its own: this one's is the browser driver's."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()


def _activate(phone: Phone, profile: Path, idp: str) -> None:
    """Put the two apps onto the phone, each with an e-ID."""
    apps: tuple[AppName, ...] = ("siths", "bankid")

    async def activate(asking: World) -> None:
        for app in apps:
            phone.install(app)
            await phone.activate(app, await asking.activation(PERSON, app), Code(PHONE_CODE))

    with world(Profile.open(profile), idp_url=idp) as asking:
        asyncio.run(activate(asking))
