"""Systems of others by each way to log in: in and out, cancelled, too low a level; and each two in one session."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Page

from cosmic_login.idp.methods import METHODS
from tests.e2e.chromium import person
from tests.e2e.oidc_systems import stage as oidc
from tests.e2e.saml_systems import stage as saml
from tests.e2e.systems.journeys import cancelled, in_and_out, left_together, too_low
from tests.e2e.systems.stage import Stage
from tests.soak.campaign import Campaign

Journey = Callable[[Stage, Page], None]


def grid(systems: Sequence[str]) -> list[tuple[str, str, Journey]]:
    """Return every journey, with what it is counted as and its name."""

    def of(journey: Callable[..., None], *words: str) -> tuple[str, str, Journey]:
        name = f"{journey.__name__} {' '.join(words)}"
        return journey.__name__, name, lambda on, page: journey(on, page, *words)

    journeys = (in_and_out, cancelled, too_low)
    each = [of(journey, *words) for journey in journeys for words in itertools.product(systems, METHODS)]
    return each + [of(left_together, *pair) for pair in itertools.permutations(systems, 2)]


@pytest.mark.soak
@pytest.mark.parametrize("tried", [saml, oidc], ids=["saml", "oidc"])
def test_every_system_by_every_way(cosmic_profile_template: Path, tmp_path: Path, tried: ModuleType) -> None:
    if reason := tried.missing():
        pytest.skip(reason)
    shutil.copytree(cosmic_profile_template, tmp_path / "profile")
    every = grid(tried.SYSTEMS)
    run = Campaign.whole(f"systems, {tried.__name__.split('.')[-2]}", len(every))
    run.random.shuffle(every)
    with tried.stage(tmp_path / "profile", tmp_path, phone=True) as on:
        for number in run.rounds():
            kind, name, journey = every[number]
            with person(on.browser) as page:
                try:
                    journey(on, page)
                except Exception as error:
                    raise AssertionError(f"{name}: at {page.url}: {page.inner_text('body')[:500]}") from error
            run.counts[kind] += 1
    run.tell()
