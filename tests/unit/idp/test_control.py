"""Outages over HTTP: who may switch, and what clients, apps and everybody else meet (R14, R15)."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile

from .conftest import Rows
from .kit import Client, SoftCard, about, code_of
from .phones import Control, SoftPhone


class Operator:
    """Somebody with the token."""

    def __init__(self, http: httpx2.Client) -> None:
        self.http = http

    def outage(self, target: str, **members: object) -> dict[str, Any]:
        answer = self.http.post("/control/outages", json={"target": target, **members})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def restore(self, target: str) -> bool:
        return bool(self.http.delete(f"/control/outages/{target}").json()["ended"])

    def state(self) -> dict[str, Any]:
        body: dict[str, Any] = self.http.get("/control/state").json()
        return body


@pytest.fixture
def operator(idp: EmbeddedIdp, profile: Profile) -> Iterator[Operator]:
    bearer = {"authorization": f"Bearer {control_token(profile)}"}
    with httpx2.Client(trust_env=False, verify=False, base_url=idp.base_url, headers=bearer) as http:
        yield Operator(http)


METHODS = ("siths-this-device", "siths-other-device", "siths-md", "bankid")


def refused(client: Client, method: str = "siths-this-device") -> str:
    """Begin a login; return the failure it ends with at once, or nothing."""
    form, _ = client.first_request(login_method=method)
    answer = client.http.post(client.urls["authorization_challenge_endpoint"], data=form)
    return "" if answer.json()["error"] == "insufficient_authorization" else code_of(answer)


def available(client: Client) -> dict[str, bool]:
    rows = client.http.get("/.well-known/openid-configuration").json()["cosmic_login_methods"]
    return {row["method"]: row["available"] for row in rows}


# -- who may -----------------------------------------------------------------------------------------------------------


def test_the_token_is_for_its_owner_alone(idp: EmbeddedIdp, profile: Profile) -> None:
    assert idp.running
    assert stat.S_IMODE(profile.control_token_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/control/state"),
        ("GET", "/control/cards"),
        ("POST", "/control/outages"),
        ("DELETE", "/control/outages/siths"),
        ("POST", "/control/reset"),
    ],
)
@pytest.mark.parametrize("bearer", ["", "Bearer", "Bearer x", "Basic abc"])
def test_without_the_token_nothing_is_switched(client: Client, audit: Rows, verb: str, path: str, bearer: str) -> None:
    before = len(audit())
    headers = {"authorization": bearer} if bearer else {}
    answer = client.http.request(verb, path, headers=headers, json={"target": "siths"} if verb == "POST" else None)
    assert answer.status_code == 401
    assert len(audit()) == before
    assert refused(client) == ""


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "JSON"), (b"[]", "JSON object"), (b"{", "JSON"), (b"nonsense", "JSON"), (b"[" * 9999, "JSON"),
        (b'{"target": "siths", "more": 1}', "failure, orders, person, seconds, target"),
        (b'{"target": 7}', "target has to be a text"), (b"{}", "target is missing"),
        (b'{"target": "siths", "orders": "2"}', "orders has to be a whole number"),
        (b'{"target": "siths", "orders": true}', "orders has to be a whole number"),
        (b'{"target": "siths", "orders": 1.5}', "orders has to be a whole number"),
        (b'{"target": "siths", "orders": 1' + b"0" * 400 + b"}", "orders: '1000"),
        (b'{"target": "siths", "seconds": "2"}', "seconds has to be a number"),
        (b'{"target": "siths", "seconds": NaN}', "seconds: 'nan'"),
        (b'{"target": "siths", "seconds": 1e999}', "seconds: 'inf'"),
        (b'{"target": "siths", "seconds": -1}', "seconds: '-1'"),
        (b'{"target": "siths", "seconds": true}', "seconds has to be a number"),
        (b'{"target": "siths", "failure": "no.such"}', "failure: 'no.such'"),
        (b'{"target": "siths", "failure": "profile.full"}', "failure: 'profile.full'"),
        (b'{"target": "idp", "orders": 2}', "orders: the whole IdP"),
        (b'{"target": "idp", "person": "anna"}', "person: the whole IdP"),
        (b'{"target": "x"}', "target: 'x' is not one of siths, "),
        (b'{"target": "\\ud800"}', r"target: '\ud800' is not one of"),
    ],
)  # fmt: skip
def test_an_order_that_is_none_is_refused(operator: Operator, audit: Rows, body: bytes, named: str) -> None:
    answer = operator.http.post("/control/outages", content=body, headers={"content-type": "application/json"})
    told = answer.json()
    assert (answer.status_code, told["errorCode"], told["failure"]) == (400, "invalidParameters", "control.invalid")
    assert named in told["details"]
    assert operator.state()["outages"] == []
    assert "outage.begun" not in [row.event for row in audit()]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"{}", "face is missing"), (b'{"face": "siths"}', "person is missing"), (b"[]", "JSON object"),
        (b'{"face": "x", "person": "anna"}', "face has to be one of siths, bankid"),
        (b'{"face": "siths", "person": "anna", "more": "x"}', "face, person"), (b'{"face": 7}', "JSON object of texts"),
    ],
)  # fmt: skip
def test_so_is_leave_that_is_none(operator: Operator, body: bytes, named: str) -> None:
    answer = operator.http.post("/control/activations", content=body, headers={"content-type": "application/json"})
    told = answer.json()
    assert (answer.status_code, told["errorCode"], told["failure"]) == (400, "invalidParameters", "control.invalid")
    assert named in told["details"]


@pytest.mark.parametrize("path", ["/control/outages", "/control/activations", "/control/reset"])
@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_every_body_has_to_be_json(operator: Operator, path: str, kind: str) -> None:
    answer = operator.http.post(path, content=b'{"target": "siths"}', headers={"content-type": kind} if kind else {})
    assert (answer.status_code, answer.json()["failure"]) == (415, "control.invalid")
    assert operator.state()["outages"] == []


def test_what_cannot_be_out_cannot_be_brought_back(operator: Operator) -> None:
    answer = operator.http.delete("/control/outages/brevduva")
    assert (answer.status_code, answer.json()["failure"]) == (400, "control.invalid")
    assert "target: 'brevduva' is not one of siths, " in answer.json()["details"]


# -- forms of outages --------------------------------------------------------------------------------------------------


def test_r15_siths_out_ends_logins_with_the_right_message_until_it_is_back(
    operator: Operator, client: Client, card: SoftCard, audit: Rows
) -> None:
    operator.outage("siths")
    assert refused(client) == "siths.out_of_service"
    assert available(client)["siths-this-device"] is False
    assert operator.restore("siths")
    assert not operator.restore("siths")
    assert available(client)["siths-this-device"] is True
    assert client.begin().tokens(card)["id_token"]
    switches = [(row.event, row.reason, about(row)) for row in audit() if row.event.startswith("outage.")]
    assert switches == [
        ("outage.begun", "siths.out_of_service", {"target": "siths"}),
        ("outage.ended", "siths.out_of_service", {"target": "siths", "by": "told"}),
    ]


@pytest.mark.parametrize(
    ("target", "failures"),
    [
        ("siths", ("siths.out_of_service", "siths.out_of_service", "", "")),
        ("siths-this-device", ("method.unavailable", "", "", "")),
        ("siths-other-device", ("", "method.unavailable", "", "")),
        ("siths-md", ("", "", "method.unavailable", "")),
        ("bankid", ("", "", "", "bankid.out_of_service")),
        ("revocation", ("", "", "", "")),
        ("hsa", ("", "", "", "")),
    ],
)
def test_each_target_closes_its_own_ways_and_no_others(
    operator: Operator, client: Client, target: str, failures: tuple[str, ...]
) -> None:
    open_before, available_before = {method: refused(client, method) for method in METHODS}, available(client)
    operator.outage(target)
    for method, failure in zip(METHODS, failures, strict=True):
        if failure:
            assert refused(client, method) == failure
            assert available(client)[method] is False
        else:
            assert refused(client, method) == open_before[method]  # MD begins at a door of its own
            assert available(client)[method] is available_before[method]


def test_for_some_orders_with_a_chosen_failure(operator: Operator, client: Client) -> None:
    operator.outage("siths-this-device", failure="order.expired", orders=2)
    assert [refused(client) for _ in range(3)] == ["order.expired", "order.expired", ""]
    assert operator.state()["outages"] == []


def test_a_counted_outage_lets_what_is_under_way_go_on(operator: Operator, client: Client, card: SoftCard) -> None:
    login = client.begin()
    operator.outage("siths", orders=1)
    assert login.tokens(card)["id_token"]
    assert refused(client) == "siths.out_of_service"


def test_for_a_time(operator: Operator, client: Client, clock: ManualClock) -> None:
    made = operator.outage("siths", seconds=600)
    assert (made["seconds"], made["orders"], made["failure"]) == (600, None, "siths.out_of_service")
    clock.advance(599)
    assert refused(client) == "siths.out_of_service"
    assert operator.state()["outages"][0]["seconds"] == pytest.approx(1, abs=0.01)
    clock.advance(1)
    assert refused(client) == ""
    assert operator.state()["outages"] == []


@pytest.mark.parametrize("step", ["start", "certificate", "complete"])
def test_a_lasting_outage_stops_the_app_in_the_middle(
    operator: Operator, client: Client, card: SoftCard, step: str
) -> None:
    login = client.begin()
    challenge = b""
    if step == "certificate":
        login.start()
    elif step == "complete":
        challenge = login.challenge(card)
    operator.outage("siths")
    if step == "start":
        answer = login.start()
    elif step == "certificate":
        answer = login.show(card)
    else:
        answer = login.app("complete", jws=card.jws(challenge))
    assert (answer.status_code, code_of(answer)) == (400, "siths.out_of_service")
    assert code_of(login.look()) == "siths.out_of_service"


@pytest.mark.parametrize("face", ["siths", "bankid"])
@pytest.mark.parametrize("step", ["scan", "certificate", "complete"])
def test_a_lasting_outage_stops_the_phone_in_the_middle(
    operator: Operator, client: Client, profile: Profile, face: str, step: str
) -> None:
    phone = SoftPhone.of(Control.of(client, profile.root), face=face)
    method = {"siths": "siths-other-device", "bankid": "bankid"}[face]
    login = client.begin(login_method=method)
    qr = str(login.look().json()["login"]["qr_data"])
    challenge = b""
    if step != "scan":
        assert phone.scan(qr).status_code == 200
    if step == "complete":
        challenge = phone.challenge()
    operator.outage(face)
    if step == "scan":
        answer = phone.scan(qr)
    elif step == "certificate":
        answer = phone.show()
    else:
        answer = phone.sign(challenge)
    assert (answer.status_code, code_of(answer)) == (400, f"{face}.out_of_service")
    assert code_of(login.look()) == f"{face}.out_of_service"
    operator.restore(face)
    again = client.begin(login_method=method)
    assert phone.scan(str(again.look().json()["login"]["qr_data"])).status_code == 200
    phone.confirm()
    assert again.code()


def test_the_waiting_client_hears_of_it(operator: Operator, client: Client, audit: Rows) -> None:
    login = client.begin()
    operator.outage("siths-this-device", failure="idp.error")
    assert code_of(login.look()) == "idp.error"
    assert [(row.event, row.reason) for row in audit() if row.event.startswith("login.")] == [
        ("login.attempted", ""),
        ("login.failed", "idp.error"),
    ]


@pytest.mark.parametrize("revoked", [False, True])
def test_without_revocation_no_certificate_passes(
    operator: Operator, client: Client, card: SoftCard, idp: EmbeddedIdp, *, revoked: bool
) -> None:
    if revoked:
        idp.provider.services.pki.revoke(card.certificate)
    operator.outage("revocation")
    login = client.begin()
    login.start()
    assert code_of(login.show(card)) == "certificate.revocation_unknown"
    assert code_of(login.look()) == "certificate.revocation_unknown"
    for path in ("/pki/crl/x.crl", "/pki/ocsp/x"):
        assert client.http.get(path).status_code == 503
    operator.restore("revocation")
    again = client.begin()
    again.start()
    shown = again.show(card)
    assert code_of(shown) == "certificate.revoked" if revoked else shown.status_code == 200
    assert client.http.get("/pki/crl/x.crl").status_code == 404


def test_without_the_directory_who_proved_themselves_gets_no_further(
    operator: Operator, client: Client, card: SoftCard, audit: Rows
) -> None:
    operator.outage("hsa", orders=1)
    login = client.begin()
    login.authenticate(card)
    assert code_of(login.look()) == "hsa.out_of_service"
    assert [(row.reason, row.person) for row in audit() if row.event == "login.failed"] == [
        ("hsa.out_of_service", "199001132399")
    ]
    assert client.begin().tokens(card)["id_token"]  # one login met it
    operator.outage("hsa")
    site = client.begin(client_id="minasidor")
    site.authenticate(card)
    assert site.code()  # it needs no service ID
    assert operator.restore("hsa")
    assert client.begin().tokens(card)["id_token"]


def test_the_whole_idp_is_out_but_for_its_control(operator: Operator, client: Client, card: SoftCard) -> None:
    login = client.begin()
    operator.outage("idp")
    http = client.http
    answers = [
        http.get("/.well-known/openid-configuration"),
        http.get("/jwks.json"),
        http.get("/nothing/here"),
        http.post(client.urls["token_endpoint"]),
        login.look(),
        login.start(),
    ]
    assert [answer.status_code for answer in answers] == [503] * len(answers)
    assert [code_of(answer) for answer in answers] == ["idp.out_of_service"] * len(answers)
    state = operator.state()
    assert not any(row["available"] for row in state["methods"])
    assert operator.http.post("/control/reset").json() == {"ended": ["idp"], "faults": []}
    assert login.tokens(card)["id_token"]


def test_the_state_says_what_can_be_put_out(operator: Operator) -> None:
    state = operator.state()
    assert state["outages"] == []
    assert all(row["available"] for row in state["methods"])
    assert {"siths", "siths-md", "bankid", "revocation", "idp"} < {row["target"] for row in state["targets"]}


def test_it_survives_a_restart(operator: Operator, idp: EmbeddedIdp, profile: Profile, clock: ManualClock) -> None:
    operator.outage("bankid", seconds=1000)
    idp.stop()
    clock.advance(900)
    with EmbeddedIdp.start(profile, clock=clock) as again:
        assert [each.target for each in again.provider.outages.state()] == ["bankid"]
        clock.advance(100)
        assert again.provider.outages.state() == []


def test_the_address_stands_in_the_profile_while_it_runs(idp: EmbeddedIdp, profile: Profile) -> None:
    assert profile.idp_address_file.read_text() == idp.base_url
    idp.stop()
    assert not profile.idp_address_file.exists()


def test_whoever_is_first_makes_the_token_for_all(tmp_path: Path) -> None:
    """The IdP and those who steer it may ask for the first time at the same moment."""
    at_once = 8
    for round_ in range(6):
        profile = Profile.open(tmp_path / str(round_))
        together = threading.Barrier(at_once)

        def ask(profile: Profile = profile, together: threading.Barrier = together) -> str:
            together.wait()
            return control_token(profile)

        with ThreadPoolExecutor(at_once) as pool:
            tokens = [pool.submit(ask) for _ in range(at_once)]
        assert len({token.result() for token in tokens}) == 1


@pytest.mark.parametrize("content", [b"", b"two words and more of them than a token has", "h\u00e9".encode() * 20])
def test_a_damaged_token_is_not_made_anew(profile: Profile, content: bytes) -> None:
    profile.control_token_file.write_bytes(content)
    with pytest.raises(LoginFailure) as caught:
        control_token(profile)
    assert (caught.value.code, caught.value.detail) == ("profile.damaged", "control-token: not a control token")
    assert profile.control_token_file.read_bytes() == content


def test_a_key_is_announced_and_takes_over(operator: Operator, clock: ManualClock) -> None:
    def keys(**step: str) -> dict[str, bool]:
        answer = operator.http.post("/control/keys", json=step) if step else operator.http.get("/control/keys")
        assert answer.status_code == 200, answer.text
        return {each["kid"]: each["signs"] for each in answer.json()["keys"] if each["alg"] == "RS256"}

    (first,) = before = keys()
    assert before == {first: True}
    clock.advance(1)
    announced = keys(step="announce")
    (second,) = set(announced) - {first}
    assert announced == {first: True, second: False}
    assert keys(step="announce") == announced
    assert keys(step="take-over") == {first: False, second: True}
    for wrong in ({}, {"step": "soon"}, {"step": "announce", "more": "x"}):
        assert operator.http.post("/control/keys", json=wrong).json()["failure"] == "control.invalid"
