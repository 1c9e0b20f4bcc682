"""What people do with systems that log them in at our IdP, and what each system shows of it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.systems.stage import RESERVE_CARD, Stage

#: Whose card and phone it is: the name and the service ID that every system is told.
NAME, HSA = "Anna Testsson", "TSTNMT2321000057-1001"
THIS_DEVICE = "siths-this-device"

#: How often somebody comes again until a system has heard that its session is over.
_AGAIN = 200

#: Is told what is on the page now, for pictures.
Look = Callable[[str], None]


def in_and_out(stage: Stage, page: Page, system: str, method: str = THIS_DEVICE, look: Look = lambda _: None) -> None:
    """Log in and out; whoever comes again is asked anew."""
    page.goto(stage.enter[system, 3])
    stage.log_in(page, method)
    _is_in(page)
    look("in")
    _leave(stage, page, system)
    look("out")
    _is_asked(stage, page, system)


def cancelled(stage: Stage, page: Page, system: str, method: str = "", look: Look = lambda _: None) -> None:
    """Give up, before a way to log in was chosen or (``method``) while its order is under way."""
    before = _logged(stage)
    page.goto(stage.enter[system, 3])
    if method:
        stage.press(page, "method", method)
        page.wait_for_selector("#says")
    stage.press(page, "cancel")
    _shows(stage, page, system, stage.shows[system].cancelled, before)
    look("cancelled")


def too_low(stage: Stage, page: Page, system: str, method: str = THIS_DEVICE, look: Look = lambda _: None) -> None:
    """Log in with a reserve card, whose level is too low; a phone's is 3, so there the system wants 2 exactly."""
    before, card = _logged(stage), stage.is_card(method)
    page.goto(stage.enter[system, 3 if card else 2])
    stage.log_in(page, method, RESERVE_CARD)
    expect(page.locator("[role=alert]")).to_contain_text("access.loa_differs")
    stage.press(page, "cancel")
    _shows(stage, page, system, stage.shows[system].too_low, before)
    look("too-low")


def left_together(stage: Stage, page: Page, first: str, second: str) -> None:
    """Log in at one system and, by the same session, at another; who leaves the one has left the other."""
    page.goto(stage.enter[first, 3])
    stage.log_in(page)
    _is_in(page)
    page.goto(stage.enter[second, 3])
    _is_in(page)  # nobody was asked anything
    page.goto(stage.enter[first, 3])
    _leave(stage, page, first)
    _is_asked(stage, page, second)
    _is_asked(stage, page, first)


def _is_in(page: Page) -> None:
    expect(page.locator("#hsa")).to_have_text(HSA)
    expect(page.locator("#who")).to_have_text(NAME)


def _leave(stage: Stage, page: Page, system: str) -> None:
    page.click("#leave")
    expect(page.locator("body")).to_contain_text(stage.shows[system].left)


def _is_asked(stage: Stage, page: Page, system: str) -> None:
    """Come again; a system that hears from the IdP itself, and not by the browser, may not have heard yet."""
    for _ in range(_AGAIN):
        page.goto(stage.enter[system, 3])
        page.locator("#ways, #hsa").first.wait_for()
        if page.locator("#ways").is_visible():
            return
    raise AssertionError(f"{system} does not know that the session is over")


def _logged(stage: Stage) -> str:
    return stage.log.read_text("utf-8", "replace") if stage.log is not None else ""


def _shows(stage: Stage, page: Page, system: str, cause: str, before: str) -> None:
    body = page.locator("body")
    expect(body).to_contain_text(stage.shows[system].error)
    logged = stage.shows[system].logged
    told = _logged(stage)[len(before) :] if logged else body.inner_text()
    assert cause in told
