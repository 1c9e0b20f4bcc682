"""What whoever watches the IdP asks: does it live, can it serve, what happened."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.metrics import Figures, figures
from cosmic_login.idp.outages import IDP, Order
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import ANNA, ANNA_HSA, Client, SoftCard, client_of, some_people


@pytest.fixture
def counted() -> Figures:
    made = figures()
    assert made is not None
    return made


@pytest.fixture
def watched(profile: Profile, clock: ManualClock, pki: TrainingPki, counted: Figures) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(
        profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, figures=counted
    ) as running:
        yield running


@pytest.fixture
def client(watched: EmbeddedIdp) -> Iterator[Client]:
    with client_of(watched.base_url) as made:
        yield made


def read(client: Client, watched: EmbeddedIdp) -> dict[tuple[str, ...], float]:
    answer = client.http.get(f"{watched.base_url}/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_it_is_ready_while_an_outage_is_ordered_and_not_while_it_cannot_serve(
    watched: EmbeddedIdp, monkeypatch: pytest.MonkeyPatch
) -> None:
    with httpx2.Client(base_url=watched.base_url) as http:
        assert http.get("/health/live").json() == {"status": "live"}
        assert http.get("/health/ready").status_code == 200
        watched.provider.outages.begin(Order(IDP))
        assert http.get("/.well-known/openid-configuration").status_code == 503
        assert http.get("/health/ready").status_code == 200
        watched.provider.outages.reset()

        def full() -> None:
            raise LoginFailure("profile.full")

        monkeypatch.setattr(watched.provider.services.store, "transaction", full)
        answer = http.get("/health/ready")
        assert (answer.status_code, answer.json()["failure"]) == (503, "profile.full")
        assert http.get("/health/live").status_code == 200


def test_what_happened_is_counted_and_nobody_is_named(watched: EmbeddedIdp, client: Client, card: SoftCard) -> None:
    client.begin().tokens(card)
    client.begin().cancel("order.cancelled")
    found = read(client, watched)
    way = "method=siths-this-device"
    assert found["cosmic_logins_begun_total", way] == 2
    assert found["cosmic_logins_total", way, "outcome=succeeded"] == 1
    assert found["cosmic_logins_total", way, "outcome=order.cancelled"] == 1
    assert found["cosmic_login_seconds_count", way] == 2
    assert found["cosmic_store_seconds_count",] > 5
    assert found["cosmic_orders_pending",] == 0
    text = client.http.get(f"{watched.base_url}/metrics").text
    assert not any(each in text for each in (ANNA, ANNA_HSA, "Anna", "Testsson"))


def test_nothing_is_counted_where_nobody_watches(idp: EmbeddedIdp) -> None:
    with httpx2.Client(base_url=idp.base_url) as http:
        assert http.get("/metrics").status_code == 404
        assert http.get("/health/ready").status_code == 200
