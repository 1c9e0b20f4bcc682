"""mellon, Shibboleth, node-saml and pysaml2 log people in and out at our IdP, in Chromium, and show what goes wrong."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import person
from tests.e2e.saml_systems.stage import RESERVE_CARD, SYSTEMS, Stage, missing, stage

#: Where pictures are written, for docs/systems; nowhere when it is not set.
PICTURES = os.environ.get("COSMIC_SYSTEM_PICTURES", "")
HSA = "TSTNMT2321000057-1001"
#: What each shows who has left.
LEFT = {
    "mellon": "Du är utloggad",
    "shibboleth": "Logout completed successfully.",
    "node-saml": "Du är utloggad.",
    "pysaml2": "Du är utloggad.",
}
#: What each shows of an error; mellon shows no cause, and writes it into Apache's log.
ERRORS = {
    "mellon": "Unauthorized",
    "shibboleth": "SAML response reported an IdP error.",
    "node-saml": "SamlStatusError: SAML provider returned Responder error",
    "pysaml2": "Unsuccessful operation",
}
CANCELLED = "(order.cancelled)"
TOO_LOW = "Error during authentication: Non-matching Levels of Assurance"


@pytest.fixture(scope="module")
def systems(cosmic_profile_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("systems")
    shutil.copytree(cosmic_profile_template, folder / "profile")
    with stage(folder / "profile", folder) as running:
        yield running


@pytest.fixture
def page(systems: Stage) -> Iterator[Page]:
    with person(systems.browser, viewport={"width": 640, "height": 420}) as shown:
        yield shown


def photographed(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def shows(page: Page, systems: Stage, system: str, cause: str, before: int) -> None:
    """Check what a system shows of a login that came to nothing."""
    body = page.locator("body")
    expect(body).to_contain_text(ERRORS[system])
    told = systems.log.read_text("utf-8", "replace")[before:] if system == "mellon" else body.inner_text()
    assert cause in told


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_logs_in_and_out(systems: Stage, page: Page, system: str) -> None:
    page.goto(systems.enter[system, 3])
    systems.log_in(page)
    expect(page.locator("#hsa")).to_have_text(HSA)
    expect(page.locator("#who")).to_have_text("Anna Testsson")
    photographed(page, f"{system}-in")
    page.click("#leave")
    expect(page.locator("body")).to_contain_text(LEFT[system])
    photographed(page, f"{system}-out")
    page.goto(systems.enter[system, 3])
    expect(page.locator("#ways")).to_be_visible()


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_shows_that_somebody_cancelled_or_has_too_low_a_level(systems: Stage, page: Page, system: str) -> None:
    before = len(systems.log.read_text("utf-8", "replace"))
    page.goto(systems.enter[system, 3])
    systems.press(page, "cancel")
    shows(page, systems, system, CANCELLED, before)
    photographed(page, f"{system}-cancelled")
    page.goto(systems.enter[system, 3])
    systems.log_in(page, card=RESERVE_CARD)
    expect(page.locator("[role=alert]")).to_contain_text("access.loa_differs")
    systems.press(page, "cancel")
    shows(page, systems, system, TOO_LOW, before)
    photographed(page, f"{system}-too-low")


@pytest.mark.parametrize(("first", "second"), [*itertools.pairwise((*SYSTEMS, SYSTEMS[0]))])
def test_who_leaves_one_system_has_left_the_other(systems: Stage, page: Page, first: str, second: str) -> None:
    page.goto(systems.enter[first, 3])
    systems.log_in(page)
    expect(page.locator("#hsa")).to_have_text(HSA)
    page.goto(systems.enter[second, 3])
    expect(page.locator("#hsa")).to_have_text(HSA)  # nobody was asked anything: the session served
    page.goto(systems.enter[first, 3])
    page.click("#leave")
    expect(page.locator("body")).to_contain_text(LEFT[first])
    for system in (second, first):
        page.goto(systems.enter[system, 3])
        expect(page.locator("#ways")).to_be_visible()
