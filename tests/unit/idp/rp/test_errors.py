"""Every error of the published table, produced over real TLS: status, code, and what else there is to it."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.outages import Order
from cosmic_login.idp.rp.errors import STATUS
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.kit import ANNA, NOBODY, SoftCard, some_people

from .kit import IP, TEXT, PhoneApp, Rp, rp_of, tls

NO_SUCH_ORDER = {"errorCode": "invalidParameters", "details": "No such order"}
NOBODYS = "131daac9-16c6-4618-beb0-365768f37288"
CALLS = ("auth", "sign", "payment", "phone/auth", "phone/sign", "collect", "cancel")


def told(answer: httpx2.Response) -> tuple[int, str]:
    """Return status and code of an error; its shape is always the same."""
    body = answer.json()
    assert set(body) == {"errorCode", "details"}
    assert body["details"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, body["errorCode"]


def is_error(answer: httpx2.Response, code: str) -> bool:
    return told(answer) == (STATUS[code], code)


# -- invalidParameters -------------------------------------------------------------------------------------------------


NO_OBJECTS = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b'{"orderRef": NaN}',
    b'{"endUserIp":"192.0.2.1","endUserIp":"192.0.2.1"}',
    b"\xff",
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b"1" * 5_000,
    b"\xef\xbb\xbf{}",
    "{}".encode("utf-16"),
]


@pytest.mark.parametrize("call", CALLS)
def test_what_is_no_json_object(rp: Rp, call: str) -> None:
    for content in NO_OBJECTS:
        assert is_error(rp.raw(call, content), "invalidParameters"), content[:40]


def test_what_is_wrong_is_named_but_not_repeated(rp: Rp) -> None:
    answer = rp.post("auth", {"endUserIp": IP, "requirement": {"pinCode": "s3cret"}})
    assert is_error(answer, "invalidParameters")
    assert answer.json()["details"] == "requirement.pinCode is not true or false"
    answer = rp.post("auth", {"endUserIp": IP, "s3cret": 1})
    assert is_error(answer, "invalidParameters")
    assert "s3cret" not in answer.text


def test_too_large(rp: Rp) -> None:
    largest = {"endUserIp": IP, "userVisibleData": "QUJD" * 10_000, "userNonVisibleData": "QUJD" * 50_000}
    assert rp.post("sign", largest).status_code == 200
    size = IdpSettings().rp_max_body
    spaces = json.dumps({"endUserIp": IP}).encode().ljust(size)
    assert rp.raw("auth", spaces).status_code == 200
    assert is_error(rp.raw("auth", spaces + b" "), "invalidParameters")


def test_an_order_that_is_not_there(rp: Rp, other_rp: Rp, siths_rp: Rp, phone: PhoneApp) -> None:
    order = rp.order()
    body = {"orderRef": order["orderRef"]}
    for call in ("collect", "cancel"):
        for answer in (
            rp.post(call, {"orderRef": NOBODYS}),
            rp.post(call, {"orderRef": order["autoStartToken"]}),
            other_rp.post(call, body),  # another's
            siths_rp.post(call, body),  # one's own, at another interface
        ):
            assert is_error(answer, "invalidParameters")
            assert answer.json() == NO_SUCH_ORDER
    phone.complete(order["autoStartToken"])
    assert other_rp.post("collect", body).json() == NO_SUCH_ORDER
    assert rp.collect(order)["status"] == "complete"
    for call in ("collect", "cancel"):  # told once
        assert rp.post(call, body).json() == NO_SUCH_ORDER


def test_cancelling_ends_an_order_for_everybody(rp: Rp, phone: PhoneApp) -> None:
    order = rp.order()
    phone.start(order["autoStartToken"])
    answer = rp.post("cancel", {"orderRef": order["orderRef"]})
    assert (answer.status_code, answer.json()) == (200, {})
    for call in ("collect", "cancel"):
        assert rp.post(call, {"orderRef": order["orderRef"]}).json() == NO_SUCH_ORDER
    shown = phone.call("certificate", app_session=phone.session, certificate="eA==")
    assert (shown.status_code, shown.json()["failure"]) == (400, "order.cancelled")


# -- how long an order's end can be collected --------------------------------------------------------------------------


def test_a_complete_order_can_be_collected_for_three_minutes(rp: Rp, phone: PhoneApp, clock: ManualClock) -> None:
    for seconds, there in ((179, True), (181, False)):
        order = rp.order()
        phone.complete(order["autoStartToken"])
        clock.advance(seconds)
        answer = rp.post("collect", {"orderRef": order["orderRef"]})
        assert (answer.status_code == 200) == there, seconds
        assert there or answer.json() == NO_SUCH_ORDER


def test_a_failed_order_can_be_collected_for_five_minutes(rp: Rp, phone: PhoneApp, clock: ManualClock) -> None:
    for seconds, there in ((299, True), (301, False)):
        order = rp.order()
        phone.start(order["autoStartToken"])
        phone.decline()
        clock.advance(seconds)
        answer = rp.post("collect", {"orderRef": order["orderRef"]})
        assert (answer.status_code == 200) == there, seconds
        assert there or answer.json() == NO_SUCH_ORDER


def test_an_order_that_nobody_took_up_can_be_collected_for_three_minutes_and_ten_seconds(
    rp: Rp, clock: ManualClock
) -> None:
    for seconds, there in ((189, True), (191, False)):
        order = rp.order()
        clock.advance(30 + seconds)  # it ended with its half minute, whether or not anybody looked
        answer = rp.post("collect", {"orderRef": order["orderRef"]})
        assert (answer.status_code == 200) == there, seconds
        assert there or answer.json() == NO_SUCH_ORDER


def test_a_failed_order_is_told_once(rp: Rp, phone: PhoneApp) -> None:
    order = rp.order()
    phone.start(order["autoStartToken"])
    phone.decline()
    assert rp.hint(order) == ("failed", "userCancel")
    assert rp.post("collect", {"orderRef": order["orderRef"]}).json() == NO_SUCH_ORDER


# -- alreadyInProgress -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "members"),
    [
        ("auth", {"endUserIp": IP, "requirement": {"personalNumber": ANNA}}),
        ("sign", {"endUserIp": IP, "requirement": {"personalNumber": ANNA}, "userVisibleData": TEXT}),
        ("phone/auth", {"personalNumber": ANNA, "callInitiator": "user"}),
        ("phone/sign", {"personalNumber": ANNA, "callInitiator": "RP", "userVisibleData": TEXT}),
    ],
)
def test_a_second_order_for_a_person_ends_both(rp: Rp, other_rp: Rp, call: str, members: dict[str, object]) -> None:
    first = other_rp.order(requirement={"personalNumber": ANNA})
    assert other_rp.hint(first) == ("pending", "noClient")
    answer = rp.post(call, members)
    assert is_error(answer, "alreadyInProgress")
    assert answer.json()["details"] == "Order already in progress for pno"
    assert other_rp.hint(first) == ("failed", "cancelled")
    assert rp.post(call, members).status_code == 200  # nothing is in the way any more


# -- unauthorized ------------------------------------------------------------------------------------------------------


def test_without_a_certificate(idp: EmbeddedIdp, pki: TrainingPki, tmp_path: Path) -> None:
    with rp_of(idp.doors["bankid"], tls(pki, tmp_path)) as nobody:
        for call in (*CALLS, "nonsense"):
            assert told(nobody.post(call, {})) == (401, "unauthorized")


def test_certificates_that_are_no_relying_partys(
    idp: EmbeddedIdp, pki: TrainingPki, clock: ManualClock, tmp_path: Path
) -> None:
    person = SoftCard.issue(pki, clock, ANNA)
    late = pki.issue_relying_party("För sen")
    revoked = pki.issue_relying_party("Spärrad")
    shown = {
        "person": ([person.certificate], person.key),
        "revoked": revoked,
    }
    for name, pair in shown.items():
        with rp_of(idp.doors["bankid"], tls(pki, tmp_path, pair)) as nobody:  # type: ignore[arg-type]
            if name == "revoked":
                assert nobody.post("auth", {"endUserIp": IP}).status_code == 200
                pki.revoke(revoked[0][0])
            answer = nobody.post("auth", {"endUserIp": IP})
            assert told(answer) == (403, "unauthorized"), name
    with rp_of(idp.doors["bankid"], tls(pki, tmp_path, late)) as nobody:
        assert nobody.post("auth", {"endUserIp": IP}).status_code == 200
        clock.advance(timedelta(days=731).total_seconds())
        assert told(nobody.post("auth", {"endUserIp": IP})) == (403, "unauthorized")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_stranger_does_not_get_through_tls_and_is_told_by_an_alert(
    idp: EmbeddedIdp, pki: TrainingPki, clock: ManualClock, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    stranger = SoftCard.issue(pki, clock, ANNA, foreign=True)
    context = tls(pki, tmp_path, ([stranger.certificate], stranger.key))  # type: ignore[arg-type]
    context.maximum_version = version
    with rp_of(idp.doors["bankid"], context) as nobody, pytest.raises(httpx2.TransportError, match="alert"):
        nobody.post("auth", {"endUserIp": IP})


# -- addresses, methods, media types -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call", ["", "nonsense", "auth/", "Auth", "phone", "phone/collect", "../v5.1/auth", "other/payment"]
)
def test_another_address(rp: Rp, call: str) -> None:
    assert is_error(rp.post(call, {"endUserIp": IP}), "notFound")


def test_the_siths_like_interface_has_fewer_calls(siths_rp: Rp) -> None:
    for call in ("payment", "phone/auth", "phone/sign"):
        assert is_error(siths_rp.post(call, {"endUserIp": IP}), "notFound")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method(rp: Rp, method: str) -> None:
    answer = rp.http.request(method, f"{rp.base}/auth", json={"endUserIp": IP})
    assert is_error(answer, "methodNotAllowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "text/json",
        "application/x-www-form-urlencoded",
        "",
    ],
)
def test_another_media_type(rp: Rp, media_type: str) -> None:
    answer = rp.raw("auth", b'{"endUserIp":"192.0.2.1"}', media_type)
    assert is_error(answer, "unsupportedMediaType")
    assert rp.raw("auth", b'{"endUserIp":"192.0.2.1"}', "Application/JSON").status_code == 200


# -- with settings of their own ----------------------------------------------------------------------------------------

Started = Callable[[IdpSettings], EmbeddedIdp]


@pytest.fixture
def start(profile: Profile, pki: TrainingPki, clock: ManualClock, request: pytest.FixtureRequest) -> Started:
    def started(settings: IdpSettings) -> EmbeddedIdp:
        idp = EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=settings)
        request.addfinalizer(idp.stop)
        return idp

    return started


def test_a_request_that_takes_too_long(start: Started, pki: TrainingPki, tmp_path: Path) -> None:
    idp = start(IdpSettings(sweep_every=3600, body_within=0.05))
    context = tls(pki, tmp_path, pki.issue_relying_party("Långsam"))
    parts = urlsplit(idp.doors["bankid"])
    with (
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname=parts.hostname) as connection,
    ):
        head = f"POST {parts.path}/auth HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: 25\r\n\r\n{{".encode())
        answer = connection.recv(65536)
        while b'"}' not in answer:
            answer += connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["errorCode"] == "requestTimeout"


@pytest.mark.file_store  # by the test's clock; a database's limits go by its own
def test_too_many_requests(start: Started, pki: TrainingPki, clock: ManualClock, tmp_path: Path) -> None:
    idp = start(IdpSettings(sweep_every=3600, rp_burst=2, rp_calls_per_second=0.5))
    busy, calm = pki.issue_relying_party("Ivrig"), pki.issue_relying_party("Lugn")
    with rp_of(idp.doors["bankid"], tls(pki, tmp_path, busy)) as rp:
        for _ in range(2):
            rp.order()
        answer = rp.post("auth", {"endUserIp": IP})
        assert is_error(answer, "tooManyRequests")
        limits = {name: value for name, value in answer.headers.items() if name.startswith("ratelimit-")}
        assert limits == {"ratelimit-limit": "2", "ratelimit-remaining": "0", "ratelimit-reset": "2"}
        with rp_of(idp.doors["bankid"], tls(pki, tmp_path, calm)) as other:
            other.order()
        clock.advance(2)
        rp.order()


def test_trouble_of_the_services_own(idp: EmbeddedIdp, rp: Rp) -> None:
    idp.provider.services.store.close()
    answer = rp.post("auth", {"endUserIp": IP})
    assert is_error(answer, "internalError")


# -- Maintenance -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["bankid", "idp"])
def test_out_of_service(idp: EmbeddedIdp, rp: Rp, siths_rp: Rp, target: str) -> None:
    order = rp.order()
    idp.provider.outages.begin(Order(target))
    answer = rp.post("auth", {"endUserIp": IP})
    assert answer.json()["errorCode"] == "Maintenance"
    for call, body in (("auth", {"endUserIp": IP}), ("collect", order), ("cancel", order)):
        asked = body if call == "auth" else {"orderRef": order["orderRef"]}
        assert is_error(rp.post(call, asked), "Maintenance")
    if target == "bankid":
        siths_rp.order()
    else:
        assert is_error(siths_rp.post("auth", {"endUserIp": IP}), "Maintenance")
    idp.provider.outages.end(target)
    rp.order()


def test_out_of_service_for_some_orders(idp: EmbeddedIdp, rp: Rp) -> None:
    order = rp.order()
    idp.provider.outages.begin(Order("bankid", orders=1))
    assert rp.hint(order) == ("pending", "outstandingTransaction")
    assert is_error(rp.post("auth", {"endUserIp": IP}), "Maintenance")
    rp.order()


def test_out_of_service_for_one_person(idp: EmbeddedIdp, rp: Rp) -> None:
    """An order that names its person meets it at once; any other when the app says whose it is."""
    idp.provider.outages.begin(Order("bankid", orders=1, person=ANNA))
    rp.order(requirement={"personalNumber": NOBODY})
    order = rp.order()
    assert is_error(rp.post("auth", {"endUserIp": IP, "requirement": {"personalNumber": ANNA}}), "Maintenance")
    assert rp.hint(order) == ("pending", "outstandingTransaction")
    rp.order(requirement={"personalNumber": ANNA})


def test_the_table_is_what_was_tested() -> None:
    """Keep this file and the table together: each code above, and no other."""
    source = Path(__file__).read_text(encoding="utf-8")
    for code in STATUS:
        assert f'"{code}"' in source


def test_tls_is_what_clients_expect(idp: EmbeddedIdp, pki: TrainingPki, tmp_path: Path) -> None:
    context = tls(pki, tmp_path, pki.issue_relying_party("Testtjänsten"))
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context.minimum_version = context.maximum_version = version
        with rp_of(idp.doors["bankid"], context) as rp:
            rp.order()
