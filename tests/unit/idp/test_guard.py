"""What every request passes before and after it is answered."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.routing import BaseRoute, Mount, Route

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.model import Organisation, Person
from cosmic_login.idp.server.application import build_app
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import Client, SoftCard, client_of, code_of, some_people

PATHS = ("/.well-known/openid-configuration", "/jwks.json", "/userinfo", "/nowhere", "/siths/start")


def raw(idp: EmbeddedIdp, request: bytes) -> bytes:
    """Send bytes as they are and return the answer until the connection ends."""
    port = urlsplit(idp.base_url).port
    assert port
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]:80", ""])
def test_another_host_is_not_answered(host: str, idp: EmbeddedIdp, client: Client, audit: Rows) -> None:
    for path in PATHS:
        answer = client.http.get(path, headers={"Host": host})
        assert answer.status_code == 421, path
    form, _ = client.first_request()
    assert client.http.post("/authorize-challenge", data=form, headers={"Host": host}).status_code == 421
    assert audit() == []


def test_no_host_and_two_hosts_are_not_answered(idp: EmbeddedIdp) -> None:
    own = urlsplit(idp.base_url).netloc.encode()
    line = b"GET /jwks.json HTTP/1.1\r\nConnection: close\r\n"
    assert b" 421 " in raw(idp, line + b"\r\n").split(b"\r\n")[0]
    two = raw(idp, line + b"Host: " + own + b"\r\nHost: evil.example\r\n\r\n")
    assert two.split(b" ")[1] in {b"421", b"400"}
    assert b" 200 " in raw(idp, line + b"Host: " + own + b"\r\n\r\n").split(b"\r\n")[0]


def test_a_web_page_of_another_origin_is_not_answered(idp: EmbeddedIdp, client: Client) -> None:
    form, _ = client.first_request()
    for origin, status in (("https://evil.example", 403), ("null", 403), (idp.base_url, 400)):
        answer = client.http.post("/authorize-challenge", data=form, headers={"Origin": origin})
        assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers


def test_every_answer_carries_the_headers(client: Client) -> None:
    for path in PATHS:
        headers = client.http.get(path).headers
        assert headers["cache-control"] == "no-store", path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-type"].startswith("application/json")
        assert "server" not in headers


@pytest.mark.parametrize("path", ["/authorize-challenge", "/authorize-challenge/cancel", "/token", "/end_session"])
def test_a_parameter_given_twice_is_refused(path: str, client: Client, audit: Rows) -> None:
    form, _ = client.first_request()
    body = httpx2.QueryParams(form | {"auth_session": "x", "id_token_hint": "x"})
    for twice in ("client_id=cosmic", "client_id=", "auth_session=x"):
        answer = client.http.post(
            path,
            content=f"{body}&{twice}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert audit() == []


@pytest.mark.parametrize("path", ["/authorize-challenge", "/token", "/siths/start", "/nowhere"])
def test_a_large_body_is_refused(path: str, idp: EmbeddedIdp, client: Client) -> None:
    big = "a" * (SETTINGS.max_body + 1)
    assert client.http.post(path, content=big).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(70):
            yield b"a" * 1024

    assert client.http.post(path, content=pieces()).status_code == 413  # chunked: no length is said beforehand
    assert client.http.get("/jwks.json").status_code == 200


def test_a_body_that_does_not_arrive_is_given_up(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    hasty = replace(SETTINGS, body_within=0.05)
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=hasty) as idp:
        parts = urlsplit(idp.base_url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        connection.putrequest("POST", "/token")
        connection.putheader("Content-Length", "10")
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 408
        answer.read()
        connection.close()


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_forms_are_form_encoded(kind: str, client: Client) -> None:
    for path in ("/authorize-challenge", "/token", "/end_session"):
        answer = client.http.post(path, content="client_id=cosmic", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_the_app_speaks_json(client: Client) -> None:
    login = client.begin()
    body = f'{{"auto_start_token": "{login.auto_start_token}"}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.http.post("/siths/start", content=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalidParameters")
    assert login.start().status_code == 200


def test_unknown_addresses_and_verbs(client: Client) -> None:
    assert client.http.get("/nowhere").json()["error"] == "invalid_request"
    assert client.http.get("/nowhere").status_code == 404
    assert client.http.get("/token").status_code == 405
    assert client.http.get("/token/").status_code == 404
    assert client.http.post("/jwks.json").status_code == 405
    assert client.http.get("/authorize").status_code == 404
    wrong = client.http.get("/siths/start")
    assert (wrong.status_code, wrong.json()["errorCode"]) == (405, "methodNotAllowed")
    assert client.http.post("/siths/nothing", json={}).json()["errorCode"] == "notFound"


@pytest.mark.file_store  # by the test's clock; a database's limits go by its own
def test_too_many_logins(profile: Profile, clock: ManualClock, pki: TrainingPki, card: SoftCard) -> None:
    few = replace(SETTINGS, login_burst=2, logins_per_second=0.1)
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=few) as idp,
        client_of(idp.base_url) as client,
    ):
        login = client.begin()
        client.begin()
        form, _ = client.first_request()
        busy = client.http.post(client.urls["authorization_challenge_endpoint"], data=form)
        assert (busy.status_code, code_of(busy), busy.headers["retry-after"]) == (429, "idp.busy", "10")
        assert login.tokens(card)  # those who are under way are not disturbed
        clock.advance(10)
        client.begin()
        assert client.http.post(client.urls["authorization_challenge_endpoint"], data=form).status_code == 429


@dataclass
class Breaking:
    """A directory that fails in the middle of a login."""

    error: Exception
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def by_number(self, serial_number: str) -> Person | None:
        self._fail()

    def person(self, key_or_number_or_name: str) -> Person:
        self._fail()

    def _fail(self) -> NoReturn:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "failure"),
    [
        (RuntimeError("a secret of 199001132399"), 500, "internal.error"),
        (KeyError("a secret of 199001132399"), 500, "internal.error"),
        (LoginFailure("profile.full", "idp.sqlite"), 503, "profile.full"),
    ],
)
def test_what_nobody_expected_is_an_answer_and_a_logged_line(
    error: Exception,
    status: int,
    failure: str,
    profile: Profile,
    clock: ManualClock,
    pki: TrainingPki,
    card: SoftCard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        caplog.at_level(logging.ERROR, "cosmic_login.idp"),
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=Breaking(error), settings=SETTINGS) as idp,
        client_of(idp.base_url) as client,
    ):
        login = client.begin()
        login.start()
        answer = login.show(card)
        assert (answer.status_code, answer.json()["errorCode"], code_of(answer)) == (status, "internalError", failure)
        assert login.hint() == "started"  # nothing of the failed request stayed
    assert "secret" not in answer.text + caplog.text
    assert ANSWERING in caplog.text
    assert len(caplog.records) == 1


ANSWERING = "while answering '/siths/certificate'"


@pytest.mark.file_store
def test_an_audit_trail_that_cannot_be_written_lets_nobody_in(
    client: Client, card: SoftCard, profile: Profile, audit: Rows
) -> None:
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    before = audit()
    moved = _in_the_way(profile.audit_file)
    answer = login.redeem(code)
    assert answer.status_code == 503
    assert "id_token" not in answer.text
    profile.audit_file.rmdir()
    moved.rename(profile.audit_file)
    assert audit() == before
    assert login.redeem(code).status_code == 200  # the code was not spent on it
    assert audit()[-1].event == "login.succeeded"


def _in_the_way(path: Path) -> Path:
    """Put a directory where the file was: that stops root, too, as permissions do not."""
    aside = path.with_name("aside")
    path.rename(aside)
    path.mkdir()
    return aside


def addresses(routes: Iterable[BaseRoute], above: str = "") -> Iterator[tuple[str, str]]:
    """Give method and path of every route, with something in each place of a parameter."""
    for route in routes:
        if isinstance(route, Mount):
            yield from addresses(route.routes, above + route.path)
        elif isinstance(route, Route) and ":path}" not in route.path:  # that one takes slashes
            for method in route.methods or ():
                yield method, above + re.sub(r"\{[^}]*\}", "x", route.path)


def test_no_address_is_redirected(idp: EmbeddedIdp) -> None:
    """A slash too many is another address, and not there; who follows a redirect blindly posts a secret twice."""
    found = list(addresses(build_app(idp.provider.services).routes))
    assert len(found) > 40
    with httpx2.Client(base_url=idp.base_url, trust_env=False, verify=False) as http:
        for method, path in found:
            for wrong in (f"{path}/", f"/{path}"):
                answer = http.request(method, f"{idp.base_url}{wrong}")
                assert answer.status_code in ({404, 405} if "/ocsp/" in path else {404}), (method, wrong)
                if method != "HEAD":
                    assert answer.headers["content-type"] == "application/json"
                    assert answer.json()
