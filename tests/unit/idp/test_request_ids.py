"""One id for a request, in the answer, in the log and on the trail."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.request_id import current_request
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.request_ids import RequestIds
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from cosmic_login.profile.logs import configure_logging

from .conftest import SETTINGS
from .kit import SoftCard, client_of, some_people

PROXY, PERSON = "10.0.0.1", "192.0.2.7"
OWN = re.compile("[0-9a-f]{32}")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def named(peer: str, *headers: tuple[str, str]) -> tuple[str, str]:
    """Return the id of a request as the application sees it, and as the answer tells it."""
    seen: list[str] = []
    sent: list[Message] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        seen.append(current_request())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "client": (peer, 5), "headers": raw}
    asyncio.run(RequestIds(app, [PROXY])(scope, None, send))  # type: ignore[arg-type]
    assert current_request() == ""
    return seen[0], dict(sent[0]["headers"])[b"x-request-id"].decode()


@pytest.mark.parametrize(
    ("header", "value", "found"),
    [
        ("x-request-id", "a1B2-c3.d4_e5", "a1B2-c3.d4_e5"),
        ("x-request-id", "x" * 64, "x" * 64),
        ("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01", TRACE),
        ("traceparent", f"cc-{TRACE}-00f067aa0ba902b7-01-what-will-be", TRACE),
    ],
)
def test_a_trusted_proxys_id_holds(header: str, value: str, found: str) -> None:
    assert named(PROXY, (header, value)) == (found, found)
    told, answered = named(PERSON, (header, value))
    assert told == answered != found
    assert OWN.fullmatch(told)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("x-request-id", ""),),
        (("x-request-id", "short"),),
        (("x-request-id", "x" * 65),),
        (("x-request-id", "with space and more"),),
        (("x-request-id", "=cmd|' /C calc'!A0"),),
        (("x-request-id", "19900113-2399"),),
        (("x-request-id", "199001132399"),),
        (("x-request-id", "one-of-two"), ("x-request-id", "other-of-two")),
        (("traceparent", f"ff-{TRACE}-00f067aa0ba902b7-01"),),
        (("traceparent", f"00-{'0' * 32}-00f067aa0ba902b7-01"),),
        (("traceparent", f"00-{TRACE}-{'0' * 16}-01"),),
        (("traceparent", f"00-{TRACE}"),),
    ],
)
def test_what_will_not_do_is_replaced(headers: tuple[tuple[str, str], ...]) -> None:
    told, answered = named(PROXY, *headers)
    assert OWN.fullmatch(told)
    assert told == answered


@pytest.mark.file_store  # reads the trail's file
def test_the_trail_and_the_log_have_the_id_that_the_answer_has(
    profile: Profile, clock: ManualClock, pki: TrainingPki, card: SoftCard, tmp_path: Path
) -> None:
    log = configure_logging(tmp_path)
    try:
        with (
            EmbeddedIdp.start(
                profile,
                clock=clock,
                pki=pki,
                directory=some_people(),
                settings=SETTINGS,
                trusted_proxies=("127.0.0.1",),
            ) as idp,
            client_of(idp.base_url) as client,
        ):
            client.http.headers["X-Request-ID"] = "begun-by-proxy"
            login = client.begin()
            client.http.headers["X-Request-ID"] = "then-by-proxy"
            login.authenticate(card)
            client.http.headers["X-Request-ID"] = "ended-by-proxy"
            answer = login.redeem(login.code())
            assert answer.headers["x-request-id"] == "ended-by-proxy"
            idp.provider.services.store.close()  # whatever is asked now is a failure that is logged
            client.http.headers["X-Request-ID"] = "lost-by-proxy"
            client.http.get("/health/ready")
            assert client.http.post(client.urls["token_endpoint"], data={"grant_type": "x"}).status_code >= 400
            form, _ = client.first_request()
            assert client.http.post(client.urls["authorization_challenge_endpoint"], data=form).status_code >= 500
    finally:
        log.close()
    rows = AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), clock).records()
    told = {record.event: record.extra.get("request") for record in rows}
    assert told["login.attempted"] == "begun-by-proxy"
    assert told["card.registered"] == "then-by-proxy"
    assert told["login.succeeded"] == "ended-by-proxy"
    lines = [json.loads(line) for line in log.path.read_text("utf-8").splitlines()]
    assert "lost-by-proxy" in {line.get("request") for line in lines}
