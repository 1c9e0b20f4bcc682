"""What card app and phone demand of a challenge before anything is signed: each member, one by one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from cosmic_login.core.clock import CLOCK_TOLERANCE_S
from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.challenge import b64url, check_clock, checked_challenge, unb64url

NOW = 1_800_000_000
DER = b"the certificate"
GOOD = {
    "typ": "siths-auth",
    "purpose": "authenticate",
    "aud": "http://127.0.0.1:8000",
    "client_id": "cosmic",
    "order": b64url(hashlib.sha256(b"order").digest()),
    "nonce": b64url(b"n" * 16),
    "crt": b64url(hashlib.sha256(DER).digest()),
    "iat": NOW - 10,
    "exp": NOW + 170,
}


def check(fields: Any, *, client_id: str = "cosmic", now: float = NOW) -> bytes:
    return checked_challenge(
        b64url(json.dumps(fields).encode()),
        certificate=DER,
        purpose="authenticate",
        audience="http://127.0.0.1:8000",
        client_id=client_id,
        now=now,
    )


def test_a_good_one_is_returned_as_it_came() -> None:
    assert json.loads(check(GOOD)) == GOOD
    assert json.loads(check({**GOOD, "client_id": "another"}, client_id="")) == {**GOOD, "client_id": "another"}


@pytest.mark.parametrize(
    "changed",
    [
        {"typ": "other"},
        {"purpose": "sign"},
        {"aud": "http://127.0.0.1:8001"},
        {"client_id": "another"},
        {"order": ""},
        {"order": "short"},
        {"order": 7},
        {"nonce": b64url(b"n" * 15)},
        {"crt": b64url(hashlib.sha256(b"another certificate").digest())},
        {"iat": "now"},
        {"exp": None},
    ],
    ids=str,
)
def test_every_member_counts(changed: dict[str, Any]) -> None:
    for fields in ({**GOOD, **changed}, {name: value for name, value in GOOD.items() if name not in changed}):
        with pytest.raises(LoginFailure) as caught:
            check(fields)
        assert caught.value.code == "challenge.mismatch"


@pytest.mark.parametrize("raw", ["", "%", "e30", "W10", b64url(b"not JSON"), b64url(b"[" * 5000)])
def test_what_is_no_challenge_is_none(raw: str) -> None:
    with pytest.raises(LoginFailure) as caught:
        checked_challenge(raw, certificate=DER, purpose="authenticate", audience="a", now=NOW)
    assert caught.value.code == "challenge.mismatch"


def test_another_time_is_the_clocks_fault() -> None:
    for good in (GOOD["exp"] + CLOCK_TOLERANCE_S, GOOD["iat"] - CLOCK_TOLERANCE_S):  # type: ignore[operator]
        check(GOOD, now=good)
    for wrong in (NOW + 170 + CLOCK_TOLERANCE_S + 1, NOW - 10 - CLOCK_TOLERANCE_S - 1):
        with pytest.raises(LoginFailure) as caught:
            check(GOOD, now=wrong)
        assert caught.value.code == "clock.skew"


def test_the_clocks_are_compared_within_their_tolerance() -> None:
    check_clock(NOW, NOW + CLOCK_TOLERANCE_S)
    for skew in (CLOCK_TOLERANCE_S + 1, -CLOCK_TOLERANCE_S - 1):
        with pytest.raises(LoginFailure) as caught:
            check_clock(NOW, NOW + skew)
        assert caught.value.code == "clock.skew"
    with pytest.raises(LoginFailure) as caught:
        check_clock("noon", NOW)
    assert caught.value.code == "idp.nonsense"


def test_base64url_comes_back() -> None:
    for data in (b"", b"\xff\xfe", b"abc"):
        assert unb64url(b64url(data)) == data
    with pytest.raises(ValueError, match="base64"):
        unb64url("a b!")


@pytest.mark.parametrize("told", [float("nan"), float("inf"), 10**300, 10**30, True, "now", None], ids=repr)
def test_a_servers_time_that_is_none(told: object) -> None:
    with pytest.raises(LoginFailure) as caught:
        check_clock(told, NOW)
    assert caught.value.code == "idp.nonsense"
