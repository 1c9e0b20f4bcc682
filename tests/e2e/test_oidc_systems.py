"""OpenID Connect clients of others log people in and out at our IdP, in Chromium, and show what goes wrong.

Each client and each way to log in is here once; all of each by all of the other is a soak
(``tests/soak/test_systems.py``).
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from cosmic_login.idp.methods import METHODS
from tests.e2e.chromium import person
from tests.e2e.oidc_systems.stage import JOURNAL, SILENT, SYSTEMS, missing, stage
from tests.e2e.systems.journeys import cancelled, in_and_out, left_together, too_low
from tests.e2e.systems.pictures import photographer
from tests.e2e.systems.stage import Stage


@pytest.fixture(scope="module")
def systems(cosmic_profile_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("systems")
    shutil.copytree(cosmic_profile_template, folder / "profile")
    with stage(folder / "profile", folder, phone=True) as running:
        yield running


@pytest.fixture
def page(systems: Stage) -> Iterator[Page]:
    with person(systems.browser, viewport={"width": 640, "height": 420}) as shown:
        yield shown


@pytest.mark.parametrize(("method", "system"), [*zip(METHODS, itertools.cycle(SYSTEMS), strict=False)])
def test_each_logs_in_and_out(systems: Stage, page: Page, method: str, system: str) -> None:
    in_and_out(systems, page, system, method, look=photographer(page, system))


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_shows_that_somebody_cancelled_or_has_too_low_a_level(systems: Stage, page: Page, system: str) -> None:
    cancelled(systems, page, system, look=photographer(page, system))
    too_low(systems, page, system, look=photographer(page, system))


@pytest.mark.parametrize(("first", "second"), [*itertools.pairwise((*SYSTEMS, SYSTEMS[0]))])
def test_who_leaves_one_system_has_left_the_other(systems: Stage, page: Page, first: str, second: str) -> None:
    left_together(systems, page, first, second)


class Frame:
    """A page of a client on another site than the IdP's, which opens the IdP in a frame."""

    def __init__(self, page: Page, stage: Stage, *, cookies: bool = True) -> None:
        """``cookies``: the browser sends those of other sites in frames."""
        self.page, self.issuer, self.cookies = page, stage.issuer, cookies
        self.site = stage.enter["openid-client", 3].partition("/enter")[0]
        self.silent = self.site + SILENT

    def open(self, **changed: str) -> None:
        """Open a request in a frame."""
        asked = {"client_id": JOURNAL, "redirect_uri": self.silent, "response_type": "code", "scope": "openid"}
        self.page.goto(f"{self.site}/out")
        address = f"{self.issuer}/authorize?{urlencode(asked | changed)}"
        self.page.evaluate(
            """([src, credentialless]) => {
              const frame = document.createElement("iframe");
              document.body.append(Object.assign(frame, {credentialless, src}));
            }""",
            [address, not self.cookies],
        )

    def answer(self, **changed: str) -> dict[str, str]:
        """Return what the client is told in the frame, in its address or in a form."""
        with self.page.expect_request(lambda each: each.url.startswith(self.silent)) as told:
            self.open(prompt="none", **changed)
        return dict(parse_qsl(told.value.post_data or urlsplit(told.value.url).query))


def test_a_client_looks_in_a_frame_whether_somebody_is_logged_in(systems: Stage, page: Page) -> None:
    frame = Frame(page, systems)
    assert frame.answer()["error"] == "login_required"
    page.goto(systems.enter["openid-client", 3])
    systems.log_in(page)
    page.wait_for_selector("#hsa")
    assert frame.answer().keys() == {"code"}
    assert frame.answer(response_mode="form_post").keys() == {"code"}
    assert frame.answer(acr_values="http://id.sambi.se/loa/loa2")["error"] == "login_required"


def test_where_the_browser_sends_no_cookies_in_frames_nobody_is_in(systems: Stage, page: Page) -> None:
    page.goto(systems.enter["openid-client", 3])
    systems.log_in(page)
    page.wait_for_selector("#hsa")
    assert Frame(page, systems, cookies=False).answer()["error"] == "login_required"


def test_no_page_of_ours_is_shown_in_a_frame(systems: Stage, page: Page) -> None:
    with page.expect_event("framenavigated", lambda each: each.url.startswith("chrome-error:")):
        Frame(page, systems).open()
