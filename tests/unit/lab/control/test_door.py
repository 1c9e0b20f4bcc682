"""Who may ask, and how a call that is none is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest

from cosmic_login.app import World
from cosmic_login.app.environments import control_door
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.lab.control.problems import LARGEST_BODY

from .kit import Door


def test_without_the_token_nothing_is_told(door: Door) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {door.token}"}):
        response = door.http.get("/clock", headers=headers)
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["member"] == "Authorization"


def test_pages_of_the_web_cannot_call(door: Door) -> None:
    assert door.send("GET", "/clock", headers={"Host": "evil.example"}).status_code == 421
    refused = door.send("GET", "/clock", headers={"Origin": door.idp.base_url})
    assert (refused.status_code, refused.json()["member"]) == (403, "Origin")
    assert door.send("GET", "/clock", headers={"Host": f"localhost:{door.http.base_url.port}"}).status_code == 200


def test_the_door_is_no_part_of_the_other_addresses(door: Door) -> None:
    for address in (door.idp.base_url, door.idp.doors["mtls"], door.idp.doors["web"]):
        other = httpx2.get(f"{address}/v1/clock", verify=False, trust_env=False, headers={"Authorization": door.token})
        assert other.status_code in {400, 404}


@pytest.mark.parametrize(
    ("send", "status", "member", "rule"),
    [
        ({"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415, "Content-Type", "application/json"),
        ({"content": b"x" * (LARGEST_BODY + 1)}, 413, "body", f"at most {LARGEST_BODY} bytes"),
        ({"content": b"{"}, 400, "body", "JSON (RFC 8259) in UTF-8, no deeper than 20"),
        ({"content": b"[]"}, 400, "body", "an object of ahead_s, client_ahead_s"),
        ({"content": b'{"ahead":1}'}, 400, "ahead", "left out: there are ahead_s, client_ahead_s"),
        ({"content": b'{"ahead_s":true}'}, 400, "ahead_s", "a number from -315360000 to 315360000"),
        ({"params": {"now": "1"}}, 400, "now", "left out: there are no parameters"),
    ],
)
def test_a_refusal_names_member_and_rule(
    door: Door, send: dict[str, object], status: int, member: str, rule: str
) -> None:
    headers = {"Content-Type": "application/json", **send.pop("headers", {})}  # type: ignore[dict-item]
    response = door.http.put("/clock", headers={"Authorization": f"Bearer {door.token}", **headers}, **send)  # type: ignore[arg-type]
    found = response.json()
    assert (response.status_code, found["code"]) == (status, "control.invalid")
    assert (found["member"], found["rule"]) == (member, rule)


def test_what_was_sent_is_not_repeated(door: Door) -> None:
    for body in ({"codes": ["12345"]}, {"codes": "123456"}, {"code": 123456}, {"codes": ["x" * 10]}):
        response = door.send("POST", "/logins", body)
        assert response.status_code == 400
        assert response.json()["member"].startswith("code")
        assert "12345" not in response.text


def test_an_address_that_is_not_there(door: Door) -> None:
    assert door.refused("GET", "/nowhere", status=404)[:2] == ("control.unknown", "path")
    assert door.refused("GET", "/cards/", status=404)[1] == "path"
    assert door.refused("PATCH", "/clock", status=405) == ("control.invalid", "method", "one of GET, PUT")


def test_threads_and_doors_are_gone_afterwards(
    reopen: Callable[[], AbstractContextManager[Door]], cosmic_profile: Path
) -> None:
    before = set(threading.enumerate())
    with reopen() as found:
        found.post("/cards/anna-1/insert")
        found.post("/logins", {"method": "siths-other-device"}, 201)
    assert set(threading.enumerate()) - before == set()


def test_a_host_that_is_no_loopback_speaks_tls(door: Door) -> None:
    def none(_inside: World) -> EmbeddedIdp:
        raise AssertionError("no environment is opened")

    assert control_door(door.world, none, "192.0.2.1").tls is not None
    assert control_door(door.world, none).tls is None
