"""OpenID Connect clients of others log people in and out at our IdP, in Chromium, and show what goes wrong.

Each client and each way to log in is here once; all of each by all of the other is a soak
(``tests/soak/test_systems.py``).
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cosmic_login.idp.methods import METHODS
from tests.e2e.chromium import person
from tests.e2e.oidc_systems.stage import SYSTEMS, missing, stage
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
