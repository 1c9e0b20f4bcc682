"""Logins with a phone, over HTTP: the QR code that the client is given is what the phone reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import ANNA, BERTIL, BERTIL_HSA, Client, Login, SoftCard, client_of, code_of, some_people, unb64
from .phones import Control, SoftPhone

METHODS = {"siths-other-device": "siths", "bankid": "bankid"}


@pytest.fixture
def control(client: Client, profile: Profile) -> Control:
    return Control.of(client, profile.root)


def state(login: Login) -> dict[str, object]:
    found: dict[str, object] = login.look().json()["login"]
    return found


def frame(login: Login) -> str:
    """Return what the screen shows at this moment."""
    return str(state(login)["qr_data"])


def outcomes(audit: Rows) -> list[tuple[str, str, str]]:
    return [(row.event, row.method, row.reason) for row in audit() if row.event.startswith("login.")]


@pytest.mark.parametrize("method", METHODS)
def test_a_person_logs_in_with_a_phone(method: str, client: Client, control: Control, audit: Rows) -> None:
    face = METHODS[method]
    phone = SoftPhone.of(control, face=face)
    login = client.begin(login_method=method)
    first = state(login)
    assert first == {
        "status": "pending", "hint_code": "outstandingTransaction", "auto_start_token": first["auto_start_token"],
        "expires_in": 180, "start_in": 30, "renewals_left": 5, "rp": "Cosmic", "qr_data": first["qr_data"],
    }  # fmt: skip
    asked = phone.scan(frame(login)).json()
    assert asked["app_session"] == phone.app_session
    assert (asked["relying_party"], asked["organization_name"]) == ("Cosmic", "Region Exempel")
    assert (asked["face"], asked["kind"], asked["user_visible_data"], asked["expires_in"]) == (face, "auth", "", 180)
    assert login.hint() == "started"
    challenge = phone.challenge()
    assert login.hint() == "userSign"
    assert (state(login).get("qr_data"), state(login)["start_in"]) == (None, 0)
    assert json.loads(challenge)["purpose"] == "authenticate"
    assert phone.sign(challenge).json() == {"status": "complete"}
    body = login.redeem(login.code()).json()
    claims = json.loads(unb64(body["id_token"].split(".")[1]))
    assert (claims["amr"], claims["acr"]) == (["swk", "pin"], "http://id.sambi.se/loa/loa3")
    assert (claims["loginMethod"], claims["name"]) == (method, "Anna Testsson")
    assert outcomes(audit) == [("login.attempted", method, ""), ("login.succeeded", method, "")]


def test_bankid_speaks_for_all_service_ids(client: Client, control: Control) -> None:
    phone = SoftPhone.of(control, BERTIL, "bankid")
    login = client.begin(login_method="bankid")
    phone.scan(frame(login))
    phone.confirm()
    offered = login.look().json()["login"]["service_ids"]
    assert {row["hsa_id"] for row in offered} == set(BERTIL_HSA)


@pytest.mark.parametrize(("face", "method"), [("siths", "bankid"), ("bankid", "siths-other-device")])
def test_an_app_reads_its_own_codes_only(face: str, method: str, client: Client, control: Control) -> None:
    phone = SoftPhone.of(control, face=face)
    login = client.begin(login_method=method)
    text = frame(login)
    assert code_of(phone.scan(text)) == "qr.malformed"
    assert code_of(phone.scan(face + text[text.index(".") :])) == "qr.unknown"  # another word in front does not help
    assert code_of(phone.start(login.auto_start_token)) == "order.unknown"
    assert login.hint() == "outstandingTransaction"


def test_an_app_cannot_go_on_with_the_others_order(client: Client, control: Control) -> None:
    phone, login = SoftPhone.of(control), client.begin(login_method="siths-other-device")
    phone.scan(frame(login))
    challenge = phone.challenge()
    phone.face = "bankid"
    for answer in (phone.show(), phone.sign(challenge), phone.cancel("order.declined")):
        assert (answer.status_code, code_of(answer)) == (404, "order.unknown")
    phone.face = "siths"
    assert phone.sign(challenge).json() == {"status": "complete"}


@pytest.mark.parametrize(("mine", "theirs"), [("siths", "bankid"), ("bankid", "siths")])
def test_an_app_takes_its_own_identities_only(mine: str, theirs: str, client: Client, control: Control) -> None:
    other = SoftPhone.of(control, face=theirs)
    phone = SoftPhone(control.http, mine, other.key, other.certificate)
    login = client.begin(login_method={"siths": "siths-other-device", "bankid": "bankid"}[mine])
    assert phone.scan(frame(login)).status_code == 200
    assert code_of(phone.show()) == "order.certificate"
    answer = login.look().json()
    assert answer["failure"] == {"code": "order.certificate", "hint_code": "certificateErr"}


def test_a_card_is_no_bankid(client: Client, card: SoftCard, control: Control) -> None:
    phone = SoftPhone(control.http, "bankid", certificate=card.der)
    login = client.begin(login_method="bankid")
    phone.scan(frame(login))
    assert code_of(phone.show()) == "order.certificate"


@pytest.mark.parametrize("method", METHODS)
def test_the_person_says_no(method: str, client: Client, control: Control, audit: Rows) -> None:
    phone = SoftPhone.of(control, face=METHODS[method])
    login = client.begin(login_method=method)
    phone.scan(frame(login))
    phone.challenge()
    assert phone.cancel("order.declined").json() == {}
    answer = login.look()
    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")
    assert answer.json()["failure"] == {"code": "order.declined", "hint_code": "userCancel"}
    assert outcomes(audit)[1:] == [("login.failed", method, "order.declined")]


@pytest.mark.parametrize(
    "hint",
    ["notSupportedByUserApp", "transactionRiskBlocked", "mrtdVerificationFailed", "facialRecognitionFailed",
     "nfcNotSupportedByDevice", "multipleBankIdsOnDevice", "stepUpFailed"],
)  # fmt: skip
def test_a_step_of_the_app_does_not_work(hint: str, client: Client, control: Control) -> None:
    phone = SoftPhone.of(control, face="bankid")
    login = client.begin(login_method="bankid")
    phone.scan(frame(login))
    assert phone.cancel("order.cancelled", hint=hint).json() == {}
    assert login.look().json()["failure"] == {"code": "order.step_failed", "hint_code": hint}


@pytest.mark.parametrize("hint", ["userMrtd", "userStepUp", "userFace", "processing", "userCallConfirm", "userSign"])
def test_the_app_tells_what_it_asks_of_the_person(hint: str, client: Client, control: Control) -> None:
    phone = SoftPhone.of(control, face="bankid")
    login = client.begin(login_method="bankid")
    phone.scan(frame(login))
    challenge = phone.challenge()
    assert phone.call("progress", app_session=phone.app_session, hint=hint).json() == {}
    assert login.hint() == hint
    assert phone.sign(challenge).json() == {"status": "complete"}


@pytest.mark.parametrize("hint", ["outstandingTransaction", "userCancel", "started", "nonsense"])
def test_an_app_cannot_tell_what_is_not_its_own(hint: str, client: Client, control: Control) -> None:
    phone = SoftPhone.of(control, face="bankid")
    login = client.begin(login_method="bankid")
    phone.scan(frame(login))
    answer = phone.call("progress", app_session=phone.app_session, hint=hint)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalidParameters")
    assert phone.cancel("order.declined", hint=hint).json()["errorCode"] == "invalidParameters"
    assert login.hint() == "started"


def test_two_persons_on_two_phones(client: Client, control: Control) -> None:
    annas, bertils = SoftPhone.of(control, ANNA), SoftPhone.of(control, BERTIL)
    first, second = client.begin(login_method="siths-other-device"), client.begin(login_method="siths-other-device")
    assert annas.scan(frame(first)).status_code == 200
    assert bertils.scan(frame(second)).status_code == 200
    ours, theirs = annas.challenge(), bertils.challenge()
    assert bertils.sign(theirs).status_code == 200
    assert annas.sign(ours).status_code == 200
    claims = json.loads(unb64(first.redeem(first.code()).json()["id_token"].split(".")[1]))
    assert claims["name"] == "Anna Testsson"
    assert second.look().json()["login"]["status"] == "choose_service_id"


def test_one_person_with_two_phones_the_newer_wins(client: Client, control: Control, audit: Rows) -> None:
    one, other = SoftPhone.of(control), SoftPhone.of(control)
    first, second = client.begin(login_method="siths-other-device"), client.begin(login_method="siths-other-device")
    one.scan(frame(first))
    challenge = one.challenge()
    other.scan(frame(second))
    other.confirm()
    assert code_of(one.sign(challenge)) == "order.replaced"
    assert first.look().json()["failure"] == {"code": "order.replaced", "hint_code": "cancelled"}
    assert second.code()
    assert ("login.failed", "siths-other-device", "order.replaced") in outcomes(audit)


def test_the_two_apps_do_not_disturb_each_other(client: Client, control: Control) -> None:
    siths, bankid = SoftPhone.of(control, face="siths"), SoftPhone.of(control, face="bankid")
    first, second = client.begin(login_method="siths-other-device"), client.begin(login_method="bankid")
    siths.scan(frame(first))
    challenge = siths.challenge()
    bankid.scan(frame(second))
    bankid.confirm()
    assert siths.sign(challenge).json() == {"status": "complete"}
    assert first.code()
    assert second.code()


def test_a_second_phone_cannot_take_a_code_that_was_read(client: Client, control: Control) -> None:
    one, other = SoftPhone.of(control), SoftPhone.of(control, BERTIL)
    login = client.begin(login_method="siths-other-device")
    text = frame(login)
    one.scan(text)
    assert code_of(other.scan(text)) == "qr.used"
    one.confirm()
    assert code_of(other.scan(text)) == "order.unknown"
    assert login.code()


def test_the_order_ends_while_the_code_is_typed(client: Client, control: Control) -> None:
    phone = SoftPhone.of(control)
    login = client.begin(login_method="siths-other-device")
    phone.scan(frame(login))
    challenge = phone.challenge()
    login.cancel("order.cancelled")
    assert code_of(phone.sign(challenge)) == "order.cancelled"
    assert code_of(login.look()) == "order.cancelled"


def test_a_phone_that_dies_half_way_leaves_nothing_pending(
    idp: EmbeddedIdp, client: Client, control: Control, clock: ManualClock, audit: Rows
) -> None:
    phone = SoftPhone.of(control)
    login = client.begin(login_method="siths-other-device")
    phone.scan(frame(login))
    clock.advance(180)
    idp.provider.sweep()
    assert outcomes(audit)[1:] == [("login.failed", "siths-other-device", "order.expired")]
    assert login.look().json()["failure"] == {"code": "order.expired", "hint_code": "expiredTransaction"}


def test_an_idp_that_restarts_between_scan_and_code(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    def started(port: int = 0) -> EmbeddedIdp:
        return EmbeddedIdp.start(
            profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, port=port, doors=()
        )

    with started() as idp, client_of(idp.base_url) as client:
        port = int(idp.base_url.rsplit(":", 1)[1])
        phone = SoftPhone.of(Control.of(client, profile.root))
        login = client.begin(login_method="siths-other-device")
        phone.scan(frame(login))
        challenge = phone.challenge()
    with started(port) as again, client_of(again.base_url) as client:
        phone.http = login.http = client.http
        assert login.hint() == "userSign"
        assert phone.sign(challenge).json() == {"status": "complete"}
        assert login.redeem(login.code()).status_code == 200


def test_nothing_secret_of_an_order_lies_in_the_store(client: Client, control: Control, profile: Profile) -> None:
    phone = SoftPhone.of(control, face="bankid")
    activation = control.activation(face="bankid")
    login = client.begin(login_method="bankid")
    text = frame(login)
    phone.scan(text)
    phone.confirm()
    stored = b"".join(path.read_bytes() for path in Path(profile.root).glob("idp.sqlite*"))
    secrets = [
        phone.device_token, phone.app_session, login.auto_start_token, login.auth_session, activation.split(".", 1)[1],
        *text.split(".")[1::2], control.token,
    ]  # fmt: skip
    assert all(len(secret) >= 32 for secret in secrets)
    assert [secret for secret in secrets if secret.encode() in stored] == []
