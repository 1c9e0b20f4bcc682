"""Whatever is sent, the answer is one of the protocol, and never a 500."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .kit import Client, Login, SoftCard, b64, client_of, code_of, some_people

CALLS = (
    "start", "scan", "certificate", "register", "progress", "complete", "cancel", "activate", "devices",
    "remove", "waiting",
)  # fmt: skip
FORMS = ("/authorize-challenge", "/authorize-challenge/cancel", "/token", "/end_session")
EXAMPLES = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, profile_template: Path) -> Iterator[tuple[Client, SoftCard]]:
    """One running IdP for all examples: each is a login of its own."""
    import shutil

    root = tmp_path_factory.mktemp("malformed") / "profile"
    shutil.copytree(profile_template, root)
    profile, clock = Profile.open(root), ManualClock()
    pki = TrainingPki.open(profile, clock)
    lax = IdpSettings(sweep_every=3600, login_burst=1_000_000)
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=lax) as idp,
        client_of(idp.base_url) as client,
    ):
        yield client, SoftCard.issue(pki, clock)


def assert_of_the_protocol(answer: httpx2.Response) -> None:
    assert answer.status_code in {400, 401, 404}, (answer.status_code, answer.text)
    body = answer.json()
    assert "errorCode" in body or "error" in body
    code = code_of(answer)
    assert not code or code in FAILURES


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(
    ["auto_start_token", "app_session", "certificate", "jws", "reason", "x", "qr", "hint", "activation", "public_key",
     "proof", "device_name", "device_token", "device"]
)  # fmt: skip


@EXAMPLES
@given(call=st.sampled_from(CALLS), body=st.dictionaries(MEMBERS, JSON_VALUES, max_size=4))
def test_json_of_any_shape(call: str, body: dict[str, object], shared: tuple[Client, SoftCard]) -> None:
    answer = shared[0].http.post(
        f"/siths/{call}", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert_of_the_protocol(answer)


DEEP = b"[" * 30000
NASTY = (
    b"", b"{", b"[]", b"null", b'"x"', b"{}", b"\xff\xfe", b"\x00", DEEP, b'{"a":' * 5000, b'{"app_session":"\\ud800"}',
    b'{"app_session":"x","app_session":"x"}', b'{"app_session":"x","jws":NaN}', b'{"a":' + b"9" * 5000 + b"}",
    '{"app_session":"å","jws":"ö"}'.encode(), '{"app_session":"å"}'.encode("utf-16"),
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("body", NASTY, ids=range(len(NASTY)))
def test_bodies_that_break_parsers(call: str, body: bytes, shared: tuple[Client, SoftCard]) -> None:
    answer = shared[0].http.post(f"/siths/{call}", content=body, headers={"Content-Type": "application/json"})
    assert_of_the_protocol(answer)
    assert answer.json()["errorCode"] == "invalidParameters"


@EXAMPLES
@given(path=st.sampled_from(FORMS), body=st.binary(max_size=200) | st.text("=&%+;aå0", max_size=60).map(str.encode))
def test_forms_of_any_bytes(path: str, body: bytes, shared: tuple[Client, SoftCard]) -> None:
    answer = shared[0].http.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert_of_the_protocol(answer)


FIELDS = st.sampled_from(
    ["client_id", "scope", "nonce", "service_id", "code_challenge", "login_method", "auth_session", "code_verifier",
     "code", "grant_type", "id_token_hint", "reason"]
)  # fmt: skip


@EXAMPLES
@given(path=st.sampled_from(FORMS), changed=st.dictionaries(FIELDS, st.text(max_size=40), min_size=1, max_size=3))
def test_forms_with_odd_values(path: str, changed: dict[str, str], shared: tuple[Client, SoftCard]) -> None:
    client = shared[0]
    form, verifier = client.first_request()
    form |= {"grant_type": "authorization_code", "code": "x", "code_verifier": verifier}
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in (form | changed).items()}
    answer = client.http.post(
        path,
        content=httpx2.QueryParams({k: v.decode("utf-8", "replace") for k, v in encoded.items()}).__str__(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    if path.endswith("/cancel") and answer.status_code == 204:
        return
    assert_of_the_protocol(answer)


def _complete(shared: tuple[Client, SoftCard]) -> tuple[Login, SoftCard, bytes]:
    client, card = shared
    login = client.begin()
    return login, card, login.challenge(card)


@EXAMPLES
@given(jws=st.text("abcAB01._-=+/å", max_size=60) | st.binary(max_size=40).map(lambda b: b.decode("latin-1")))
def test_answers_of_any_text(jws: str, shared: tuple[Client, SoftCard]) -> None:
    login, _card, _challenge = _complete(shared)
    answer = login.app("complete", jws=jws)
    assert_of_the_protocol(answer)
    assert code_of(answer) in {"signature.invalid", "request.malformed"}


@EXAMPLES
@given(header=st.dictionaries(st.sampled_from(["alg", "typ", "x5c", "crit", "b64"]), JSON_VALUES, max_size=4))
def test_headers_of_any_shape(header: dict[str, object], shared: tuple[Client, SoftCard]) -> None:
    login, card, challenge = _complete(shared)
    _, body, signature = card.jws(challenge).split(".")
    jws = f"{b64(json.dumps(header).encode())}.{body}.{signature}"
    assert code_of(login.app("complete", jws=jws)) == "signature.invalid"


@EXAMPLES
@given(data=st.data())
def test_flipped_bytes_anywhere_in_the_answer(data: st.DataObject, shared: tuple[Client, SoftCard]) -> None:
    login, card, challenge = _complete(shared)
    jws = bytearray(card.jws(challenge).encode())
    place = data.draw(st.integers(0, len(jws) - 1))
    jws[place] = data.draw(st.sampled_from([c for c in b"AZaz09-_.=" if c != jws[place]]))
    assert code_of(login.app("complete", jws=jws.decode())) == "signature.invalid"


@EXAMPLES
@given(data=st.data())
def test_flipped_bytes_anywhere_in_the_certificate(data: st.DataObject, shared: tuple[Client, SoftCard]) -> None:
    client, card = shared
    login = client.begin()
    login.start()
    der = bytearray(card.der)
    der[data.draw(st.integers(0, len(der) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    answer = login.app("certificate", certificate=base64.b64encode(der).decode())
    assert answer.status_code == 400, answer.text
    assert code_of(answer).startswith("certificate.")
