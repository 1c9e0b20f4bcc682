"""What whoever watches the IdP asks: does it live, can it serve, what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.metrics import Figures, figures
from cosmic_login.idp.outages import IDP, Order
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import ANNA, ANNA_HSA, BERTIL, BERTIL_HSA, CECILIA, NOBODY, Client, SoftCard, client_of, some_people


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
    with httpx2.Client(base_url=watched.base_url, trust_env=False, verify=False) as http:
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


#: What a label of each name may say: words of our own tables, and bounds of buckets.
_LABELS: Mapping[str, Collection[str]] = {
    "method": {*METHODS, "other"},
    "outcome": {*FAILURES, "succeeded", "other"},
}


def test_after_a_day_no_label_says_what_a_person_or_a_request_brought(
    watched: EmbeddedIdp, client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock
) -> None:
    bertil = SoftCard.issue(pki, clock, BERTIL, card_number="9752278900000000002")
    for hsa_id in BERTIL_HSA:
        client.begin().tokens(bertil, hsa_id)
    for _ in range(3):
        client.begin().tokens(card)
    for reason in (ANNA, ANNA_HSA, "Anna Testsson", "123456", "order.cancelled", 'x"} 1\nhacked{a="b', ""):
        client.begin().cancel(reason)
    for method in (ANNA, ANNA_HSA, "siths-md", 'm"'):
        form, _ = client.first_request(login_method=method)
        client.http.post(client.urls["authorization_challenge_endpoint"], data=form)
    for number in (CECILIA, NOBODY):  # no service ID; nobody
        login = client.begin()
        login.authenticate(SoftCard.issue(pki, clock, number, card_number=f"97522789{number:0>11}"))
        assert not login.look().is_success
    clock.advance(86400)
    watched.provider.sweep()
    said: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(client.http.get(f"{watched.base_url}/metrics").text):
        for sample in family.samples:
            for name, value in sample.labels.items():
                said.setdefault(name, set()).add(value)
    assert {float(each) for each in said.pop("le")}
    assert said.keys() == _LABELS.keys()
    for name, values in said.items():
        assert values <= set(_LABELS[name]), name
    assert {"succeeded", "order.cancelled", "access.no_service_id"} <= said["outcome"]


def test_nothing_is_counted_where_nobody_watches(idp: EmbeddedIdp) -> None:
    with httpx2.Client(base_url=idp.base_url, trust_env=False, verify=False) as http:
        assert http.get("/metrics").status_code == 404
        assert http.get("/health/ready").status_code == 200
