"""Animated QR codes: the published vector, and every frame that is not this order's, of this moment, read once."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.orders.animated_qr import code_for, payload_text, read_payload
from cosmic_login.idp.store.base import Refusal
from cosmic_login.profile import Profile

from .kit import Client, code_of
from .phones import Control, SoftPhone
from .test_phone_login import frame

#: Published by BankID for relying parties.
TOKEN, SECRET = "67df3917-fa0d-44e5-b327-edcc928297f8", "d28db9a7-4cde-429e-a983-359be676944c"
VECTOR = {
    0: "dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8",
    1: "949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2",
    2: "a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3",
}


@pytest.fixture
def control(client: Client, profile: Profile) -> Control:
    return Control.of(client, profile.root)


@pytest.mark.parametrize("seconds", VECTOR)
def test_the_published_vector(seconds: int) -> None:
    text = payload_text("bankid", TOKEN, SECRET, seconds)
    assert text == f"bankid.{TOKEN}.{seconds}.{VECTOR[seconds]}"
    read = read_payload(text, "bankid")
    assert (read.token, read.seconds, read.made_with(SECRET)) == (TOKEN, seconds, True)
    assert not read.made_with(TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "", "bankid", f"bankid.{TOKEN}.0", f"bankid.{TOKEN}.0.{VECTOR[0]}.x", f"bankid.{TOKEN}.0.{VECTOR[0].upper()}",
        f"bankid.{TOKEN}.00.{VECTOR[0]}", f"bankid.{TOKEN}.-1.{VECTOR[0]}", f"bankid.{TOKEN}.+1.{VECTOR[1]}",
        f"bankid.{TOKEN}.1000000.{VECTOR[1]}", f"bankid.{TOKEN}.1.{VECTOR[1]}\n", f"BANKID.{TOKEN}.1.{VECTOR[1]}",
        f"bankid.{TOKEN.upper()}.1.{VECTOR[1]}", f"bankid.{TOKEN}.\u0661.{VECTOR[1]}", "https://app.bankid.com/",
        f"siths.{TOKEN}.1.{VECTOR[1]}", "bankid-activate.abc", "x" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_frame_of_the_app(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_payload(text, "bankid")
    assert caught.value.code == "qr.malformed"


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_payload(text, "siths")
    assert caught.value.code == "qr.malformed"


def test_a_new_code_each_second(client: Client, clock: ManualClock) -> None:
    login = client.begin(login_method="bankid")
    seen = []
    for _ in range(29):
        seen.append(frame(login))
        assert frame(login) == seen[-1]
        clock.advance(1)
    assert [int(text.split(".")[2]) for text in seen] == list(range(29))
    assert len({text.split(".")[3] for text in seen}) == 29
    assert len({text.split(".")[1] for text in seen}) == 1


@pytest.mark.parametrize(("seconds", "code"), [(0, ""), (5, ""), (6, "qr.stale"), (25, "qr.stale")])
def test_a_frame_is_good_for_five_seconds(
    seconds: int, code: str, client: Client, control: Control, clock: ManualClock
) -> None:
    phone = SoftPhone.of(control)
    login = client.begin(login_method="siths-other-device")
    text = frame(login)
    clock.advance(seconds)
    assert code_of(phone.scan(text)) == code
    if code:
        assert phone.scan(frame(login)).status_code == 200  # the one on the screen now still works


def test_a_frame_of_a_moment_that_has_not_come(
    client: Client, control: Control, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = SoftPhone.of(control)
    login = client.begin(login_method="siths-other-device")
    clock.advance(6)
    later = frame(login)
    clock.advance(-6)  # the IdP's clock is what counts, and it was set back
    assert code_of(phone.scan(later)) == "qr.stale"


def test_frames_of_two_orders_cannot_be_mixed(client: Client, control: Control) -> None:
    phone = SoftPhone.of(control)
    first, second = client.begin(login_method="siths-other-device"), client.begin(login_method="siths-other-device")
    one, other = frame(first).split("."), frame(second).split(".")
    assert code_of(phone.scan(".".join([*one[:3], other[3]]))) == "qr.unknown"
    assert code_of(phone.scan(f"siths.{TOKEN}.0.{code_for(SECRET, 0)}")) == "qr.unknown"
    for login in (first, second):
        assert login.hint() == "outstandingTransaction"


def test_the_seconds_of_a_frame_cannot_be_changed(client: Client, control: Control, clock: ManualClock) -> None:
    phone = SoftPhone.of(control)
    login = client.begin(login_method="siths-other-device")
    face, token, _, code = frame(login).split(".")
    clock.advance(20)
    assert code_of(phone.scan(f"{face}.{token}.20.{code}")) == "qr.unknown"


def test_a_frame_after_the_thirty_seconds(client: Client, control: Control, clock: ManualClock) -> None:
    phone = SoftPhone.of(control)
    login = client.begin(login_method="siths-other-device")
    clock.advance(29)
    text = frame(login)
    clock.advance(1)
    assert code_of(phone.scan(text)) == "order.start_failed"
    fresh = frame(login)  # the login has made a new order by itself
    assert fresh.split(".")[1] != text.split(".")[1]
    assert phone.scan(fresh).status_code == 200


@given(place=st.integers(0, 200), letter=st.sampled_from("0123456789abcdef-."))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_frame_with_one_letter_changed(place: int, letter: str, client: Client, control: Control) -> None:
    login = client.begin(login_method="siths-other-device")
    text = frame(login)
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    if changed == text:
        return
    answer = SoftPhone(control.http).scan(changed)
    assert code_of(answer) in {"qr.malformed", "qr.unknown"}
    assert login.hint() == "outstandingTransaction"


def test_no_frame_and_no_token_gets_into_the_log(
    client: Client, control: Control, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "cosmic_login"):
        phone = SoftPhone.of(control)
        login = client.begin(login_method="siths-other-device")
        text = frame(login)
        phone.scan(text)
        phone.scan(text)
        clock.advance(6)
        phone.scan(text)
        phone.sign(b"x")
        phone.call("devices", device_token=phone.device_token, more="x")
    secrets = [*text.split(".")[1::2], phone.device_token, phone.app_session, login.auto_start_token]
    assert [secret for secret in secrets if secret in caplog.text] == []
