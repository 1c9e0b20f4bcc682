"""An IdP that answers nonsense, or not at all, or that lies: each is a failure with its own code."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cosmic_login.authenticators.idp.client import IdpClient
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.control import Control
from cosmic_login.net.http import checked_base_url

Reply = tuple[int, str, bytes]


class _Server:
    def __init__(self) -> None:
        self.replies: dict[str, Callable[[], Reply]] = {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                path = self.path.partition("?")[0]
                status, kind, body = outer.replies.get(path, lambda: (404, "text/plain", b"nothing here"))()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = _answer  # noqa: N815

            def log_message(self, *_args: object) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def json(self, path: str, body: Any, status: int = 200) -> None:
        self.replies[path] = lambda: (status, "application/json", json.dumps(body).encode())

    def discovery(self, **changes: str) -> None:
        names = {
            "authorization_challenge_endpoint": "/c",
            "authorization_challenge_cancel_endpoint": "/x",
            "token_endpoint": "/t",
            "end_session_endpoint": "/e",
            "jwks_uri": "/j",
            "siths_app_endpoint": "/s",
        }
        document = {"issuer": self.url, **{name: self.url + path for name, path in names.items()}, **changes}
        self.json("/.well-known/openid-configuration", document)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server()
    yield made
    made.close()


def begin(url: str) -> LoginFailure:
    async def run() -> LoginFailure:
        client = IdpClient(url, SystemClock())
        try:
            with pytest.raises(LoginFailure) as caught:
                await client.begin("siths-this-device")
            return caught.value
        finally:
            await client.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((200, "text/html", b"<html>router login</html>"), "idp.nonsense"),
        ((200, "application/json", b"[1, 2]"), "idp.nonsense"),
        ((200, "application/json", b"{}"), "idp.nonsense"),
        ((200, "application/json", b"[" * 100_000), "idp.nonsense"),
        ((200, "application/json", b"\xff\xfe"), "idp.nonsense"),
        ((200, "application/json", b'{"issuer":"\\ud800"}'), "idp.nonsense"),
        ((200, "application/json", b"x" * (2 << 20)), "idp.nonsense"),
        ((302, "text/plain", b""), "idp.nonsense"),
        ((404, "text/plain", b""), "idp.nonsense"),
        ((500, "text/plain", b""), "idp.error"),
        ((503, "text/plain", b""), "idp.error"),
        ((429, "text/plain", b""), "idp.busy"),
    ],
)
def test_discovery_that_is_none(server: _Server, reply: Reply, code: str) -> None:
    server.replies["/.well-known/openid-configuration"] = lambda: reply
    assert begin(server.url).code == code


def test_an_issuer_that_calls_itself_otherwise(server: _Server) -> None:
    server.discovery(issuer="http://127.0.0.1:9")
    assert begin(server.url).code == "idp.nonsense"


def test_an_endpoint_on_another_server(server: _Server) -> None:
    server.discovery(token_endpoint="http://127.0.0.1:9/token")
    assert begin(server.url).code == "idp.nonsense"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, {}, "idp.error"),
        (400, {"error": "insufficient_authorization"}, "idp.nonsense"),
        (
            400,
            {"error": "insufficient_authorization", "auth_session": "a", "login": {"status": "pending"}},
            "idp.nonsense",
        ),
        (
            400,
            {"error": "insufficient_authorization", "auth_session": "a", "login": {"status": "dance"}},
            "idp.nonsense",
        ),
        (
            400,
            {
                "error": "insufficient_authorization",
                "auth_session": "a",
                "login": {"status": "choose_service_id", "service_ids": [1]},
            },
            "idp.nonsense",
        ),
        (400, {"error": "access_denied", "failure": {"code": "certificate.revoked"}}, "certificate.revoked"),
        (400, {"error": "access_denied", "failure": {"code": "no.such"}}, "idp.error"),
        (503, {"error": "server_error", "failure": {"code": "profile.full"}}, "profile.full"),
        (503, {"error": "server_error", "failure": {"code": "audit.tampered"}}, "audit.tampered"),
        (503, {"error": "server_error", "failure": {"code": "siths.out_of_service"}}, "siths.out_of_service"),
        (503, {"error": "server_error", "failure": {"code": "usage.invalid"}}, "idp.error"),
        (200, {"authorization_code": 7}, "idp.nonsense"),
        (200, {"authorization_code": "too early"}, "idp.nonsense"),
    ],
)
def test_a_first_step_that_is_none(server: _Server, status: int, body: dict[str, Any], code: str) -> None:
    server.discovery()
    server.json("/c", body, status)
    assert begin(server.url).code == code


def control_state(url: str) -> str:
    async def run() -> str:
        control = Control(url, "token")
        try:
            await control.state()
        except LoginFailure as failure:
            return failure.code
        finally:
            await control.aclose()
        return "understood"

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("member", "rows"),
    [
        ("methods", [{"method": {}, "available": True}]),
        ("methods", [{"available": True}]),
        ("methods", {}),
        ("targets", [{"target": [], "failure": "x"}]),
        ("outages", [{"target": "siths", "failure": "x", "seconds": "soon", "orders": None}]),
        ("outages", [{"target": "siths", "failure": "x", "seconds": None, "orders": True}]),
        ("outages", [{"target": "siths", "failure": "x", "seconds": 1e308, "orders": None}]),
    ],
)
def test_a_state_of_the_control_api_that_is_none(server: _Server, member: str, rows: Any) -> None:
    good: dict[str, Any] = {"methods": [], "targets": [], "outages": []}
    server.json("/control/state", good)
    assert control_state(server.url) == "understood"
    server.json("/control/state", {**good, member: rows})
    assert control_state(server.url) == "idp.nonsense"


def test_nobody_there() -> None:
    assert begin("http://127.0.0.1:1").code == "idp.unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hej",
        "ftp://127.0.0.1",
        "http://idp.example",
        "http://localhost",
        "http://127.0.0.1:99999",
        "https://u:p@h",
        "https://h/?q=1",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(LoginFailure) as caught:
        checked_base_url(url)
    assert caught.value.code == "idp.address"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://[::1]:1", "https://idp.example/base"])
def test_addresses_that_are_taken(url: str) -> None:
    assert checked_base_url(url) == url.rstrip("/")
