"""Authorization codes and what they are exchanged for."""

from __future__ import annotations

import pytest

from .conftest import Rows
from .kit import Client, SoftCard, code_of


def test_a_replayed_code_revokes_what_it_gave(client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    bearer = {"Authorization": f"Bearer {login.redeem(code).json()['access_token']}"}
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code == 200
    for _ in range(2):
        replayed = login.redeem(code)
        assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code == 401
    assert [(row.event, row.reason) for row in audit()][-2:] == [
        ("login.succeeded", ""), ("session.ended", "token.invalid"),
    ]  # fmt: skip


@pytest.mark.parametrize("verifier", ["a" * 64, "0" * 43])
def test_a_wrong_verifier_spends_the_code(verifier: str, client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    answer = login.redeem(code, code_verifier=verifier)
    assert (answer.status_code, answer.json()["error"], code_of(answer)) == (400, "invalid_grant", "token.invalid")
    assert login.redeem(code).status_code == 400
    assert [(row.event, row.reason) for row in audit()][-1] == ("login.failed", "token.invalid")


def test_a_login_gives_one_code(client: Client, card: SoftCard) -> None:
    login = client.begin()
    login.authenticate(card)
    login.code()
    assert login.look().json()["error"] == "invalid_session"


@pytest.mark.parametrize(
    ("status", "error", "changed"),
    [
        (401, "invalid_client", {"client_id": "other"}),
        (401, "invalid_client", {"client_secret": "s"}),
        (400, "unsupported_grant_type", {"grant_type": "password"}),
        (400, "invalid_request", {"code_verifier": "short"}),
        (400, "invalid_request", {"code": ""}),
        (400, "invalid_grant", {"code": "made-up"}),
    ],
)
def test_a_token_request_that_is_refused(
    status: int, error: str, changed: dict[str, str], client: Client, card: SoftCard
) -> None:
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    answer = login.redeem(**({"code": code} | changed))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert login.redeem(code).status_code == 200  # the code was not touched


def test_a_public_client_sends_no_password(client: Client) -> None:
    answer = client.http.post(client.urls["token_endpoint"], data={"code": "x"}, auth=("cosmic", "secret"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer made-up", "Basic YTpi", "Bearer a b"])
def test_userinfo_needs_a_good_token(header: str, client: Client) -> None:
    answer = client.http.get(client.urls["userinfo_endpoint"], headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("hint", ["", "a.b.c", "x", "e30.e30.e30", "eyJraWQiOltdfQ.e30.AA"])
def test_end_session_refuses_what_is_not_its_own(hint: str, client: Client) -> None:
    answer = client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": hint})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_end_session_refuses_a_changed_token(client: Client, card: SoftCard, audit: Rows) -> None:
    head, body, signature = client.begin().tokens(card)["id_token"].split(".")
    changed = f"{head}.{body}.{'A' * len(signature)}"
    answer = client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": changed})
    assert answer.status_code == 400
    assert audit()[-1].event == "login.succeeded"
