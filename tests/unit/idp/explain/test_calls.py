"""Calls for tokens: what is explained is what the running door does, and nothing secret is repeated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.claims.vocabulary import claim_vocabulary
from cosmic_login.idp.explain.explain import explain
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.told import Explained, Verdict
from cosmic_login.idp.oidc.rules import CALL_RULES
from cosmic_login.idp.registry.files import RegisteredSystems
from cosmic_login.idp.registry.learning import LearningSystems
from cosmic_login.profile import write_atomic

from .cases import BACK, GOOD, RIGHT_TOKEN, SECRET, SYSTEMS, WRONG_TOKEN, Token, query
from .test_doors import running

__all__ = ["running"]

ISSUER = "https://idp.example.test/oidc"
NOW = datetime(2031, 1, 1, tzinfo=UTC)
GROUNDS = Grounds(SYSTEMS, NOW, audiences=(ISSUER,))


def rules(explained: Explained) -> list[str]:
    return [each.rule for each in explained.findings]


@pytest.mark.parametrize("name", [*WRONG_TOKEN, *RIGHT_TOKEN])
def test_what_is_explained_is_what_the_door_does(running: tuple[httpx2.Client, ManualClock], name: str) -> None:
    http, clock = running
    case: Token = (WRONG_TOKEN | RIGHT_TOKEN)[name]
    issuer = f"{str(http.base_url).rstrip('/')}/oidc"
    grounds = Grounds(SYSTEMS, clock.now(), audiences=(issuer,))
    message = case.message(clock.now(), issuer)
    head = {"Content-Type": case.kind} | ({"Authorization": case.head} if case.head else {})
    content = message.partition("\r\n\r\n")[2]
    answer = http.post(f"/oidc/token{case.query}", content=content, headers=head).json()
    explained = explain(message, grounds)
    assert explained.kind == "token request"
    assert rules(explained) == ([case.rule] if case.rule else [])
    assert SECRET not in repr(explained)
    # Nobody has the code: of a call that nothing is said against that alone is left.
    assert f"call {answer['error']}" == (explained.answer or "call invalid_grant")
    if explained.refused and answer["error"] != "invalid_grant":
        told = f"{explained.findings[0].text} {explained.findings[0].detail}"
        assert answer["error_description"].rstrip(".") in told or CALL_RULES[case.rule].text in told


@pytest.mark.parametrize("name", [*WRONG_TOKEN, *RIGHT_TOKEN])
def test_of_a_body_alone_a_proof_beside_it_is_not_missed(name: str) -> None:
    case: Token = (WRONG_TOKEN | RIGHT_TOKEN)[name]
    explained = explain(case.body(NOW, ISSUER), GROUNDS)
    of_the_head = bool(case.head or case.query) or case.kind == "application/json" or case.rule == "proof.method"
    if not of_the_head:
        assert rules(explained) == ([case.rule] if case.rule else [])
    by_head = case.changed.get("client_secret", "") is None and "client_assertion_type" not in case.changed
    if by_head and case.changed.get("client_id", "journal.example") == "journal.example" and not case.rule:
        assert [(each.rule, each.verdict) for each in explained.findings] == [("proof.unseen", Verdict.WARNING)]


def test_every_rule_of_calls_has_a_case() -> None:
    had = {each.rule for each in WRONG_TOKEN.values()}
    assert had | {"proof.replayed", "proof.unseen"} == set(CALL_RULES)


def test_several_things_that_are_wrong_are_all_told_in_the_doors_order() -> None:
    case = Token({"client_secret": "x", "grant_type": "password"})
    explained = explain(case.message(NOW, ISSUER), GROUNDS)
    assert rules(explained) == ["proof.secret", "grant.type"]
    assert explained.answer == "call invalid_client"


def test_a_call_in_an_address_is_told_to_belong_in_the_body() -> None:
    explained = explain(f"https://idp.example.test/oidc/token?{Token().body(NOW, ISSUER)}", GROUNDS)
    assert rules(explained) == ["call.malformed"]


def test_what_a_browser_carries_back_is_no_call_and_a_request_for_a_login_stays_one() -> None:
    with pytest.raises(LoginFailure) as raised:
        explain(f"{BACK}?code=x&state=y", GROUNDS)
    assert raised.value.code == "explain.unknown"
    posted = f"POST /oidc/authorize HTTP/1.1\nHost: x\n\n{query(GOOD)}"
    for text in (query(GOOD), posted):
        explained = explain(text, GROUNDS)
        assert (explained.kind, explained.findings) == ("authorization request", ())


def test_to_explain_a_call_is_not_to_learn_from_it(tmp_path: Path) -> None:
    """At ``idp --learn`` whoever calls is let in and written down; of a call that is pasted into the page nobody is."""
    written: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        written.append(path)
        write_atomic(path, content)

    systems = LearningSystems(RegisteredSystems(tmp_path, claim_vocabulary()), write)
    systems.learn("nobody", {"face": "oidc", "redirect_uri": BACK})
    before = len(written)
    call = {"grant_type": "authorization_code", "code": "c", "redirect_uri": BACK}
    body = urlencode({**call, "client_id": "nobody", "client_secret": SECRET})
    assert explain(body, Grounds(systems, NOW)).kind == "token request"
    assert len(written) == before
    systems.learn("nobody", {"face": "oidc", "auth_method": "client_secret_post"})  # as the running door does
    assert len(written) == before + 1
