from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.kit import ANNA, SoftCard

from .kit import PhoneApp, Rp, rp_of, tls


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that starts at the machine's time, because TLS lives in that, and moves when told to."""
    return ManualClock(SystemClock().now())


@pytest.fixture
def rp(idp: EmbeddedIdp, pki: TrainingPki, tmp_path: Path) -> Iterator[Rp]:
    with rp_of(idp.doors["bankid"], tls(pki, tmp_path, pki.issue_relying_party("Testtjänsten"))) as made:
        yield made


@pytest.fixture
def other_rp(idp: EmbeddedIdp, pki: TrainingPki, tmp_path: Path) -> Iterator[Rp]:
    with rp_of(idp.doors["bankid"], tls(pki, tmp_path, pki.issue_relying_party("Någon annan"))) as made:
        yield made


@pytest.fixture
def siths_rp(rp: Rp, idp: EmbeddedIdp) -> Rp:
    """Return the same relying party at the SITHS-like interface."""
    return Rp(rp.http, idp.doors["siths-rp"])


@pytest.fixture
def phone(idp: EmbeddedIdp, pki: TrainingPki, clock: ManualClock) -> PhoneApp:
    """Return a phone with Anna's BankID."""
    return PhoneApp(idp.base_url, SoftCard.issue(pki, clock, ANNA, kind="bankid", card_number=""))
