"""SAML in a real browser, between sites: forms that bring no cookies, answers that post themselves, log-outs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.e2e.chromium import chromium, person
from tests.e2e.sites import Site, served, sign
from tests.unit.idp.kit import SoftCard, some_people
from tests.unit.idp.saml.conftest import Registered


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[EmbeddedIdp, SoftCard, list[Site]]]:
    clock, profile = ManualClock(), Profile.open(tmp_path / "profile")
    pki = TrainingPki.open(profile, clock)
    registered = Registered([])
    with EmbeddedIdp.start(
        profile,
        clock=clock,
        pki=pki,
        directory=some_people(),
        settings=IdpSettings(sweep_every=3600),
        doors=(*LISTENERS, WEB),
        systems=registered,
    ) as idp:
        made = [Site(idp=f"{idp.doors['web']}/saml", at=clock.now) for _ in range(2)]
        registered.sps += made
        with served(*made):
            yield idp, SoftCard.issue(pki, clock), made


def test_between_sites_by_forms_alone(sites: tuple[EmbeddedIdp, SoftCard, list[Site]]) -> None:
    idp, card, (first, second) = sites
    with chromium() as browser, person(browser) as page:
        page.goto(f"{first.address}/login")
        sign(idp, page, card)
        expect(page).to_have_title("/in")  # where the system led on to, on another origin of its own
        assert first.answers[-1].status == ("Success", "")
        page.goto(f"{second.address}/login")
        expect(page).to_have_title("/in")  # the session served: its cookie came, though the form brought none
        assert second.answers[-1].status == ("Success", "")
        page.goto(f"{second.address}/logout")
        expect(page).to_have_title("/out")
        assert second.answers[-1].status == ("Success", "")
        page.goto(f"{first.address}/login")
        expect(page.locator("button[value='siths-this-device']")).to_be_visible()
