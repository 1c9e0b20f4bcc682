"""An ID token is believed while it is good, and not a second longer."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwk, jws

from cosmic_login.authenticators.idp.id_token import TokenVerifier
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import Http

KEY = jwk.ECKey.generate_key("P-256", {"kid": "k1"})
NONCE, ACCESS_TOKEN = "n" * 32, "a" * 43


@pytest.fixture(scope="module")
def keys() -> Iterator[str]:
    """Serve the issuer's keys."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def verdict(issuer: str, clock: ManualClock, **changed: Any) -> str:
    """Return how a token is judged whose claims are good but for ``changed``."""
    now = int(clock.now().timestamp())
    half = base64.urlsafe_b64encode(hashlib.sha256(ACCESS_TOKEN.encode()).digest()[:16]).rstrip(b"=").decode()
    claims = {
        "iss": issuer, "sub": "s", "aud": "cosmic", "exp": now + 300, "iat": now, "auth_time": now, "nonce": NONCE,
        "acr": "http://id.sambi.se/loa/loa3", "amr": ["sc", "pin"], "jti": "j", "sid": "s", "at_hash": half,
        "name": "Anna Testsson", "employeeHsaId": "TSTNMT2321000057-1001",
    }  # fmt: skip
    payload = json.dumps({**claims, **changed}).encode()  # says more than a good library would
    token = jws.serialize_compact({"alg": "ES256", "kid": "k1"}, payload, KEY, algorithms=["ES256"])

    async def judged() -> str:
        http_client = Http(issuer)
        try:
            await TokenVerifier(http_client, issuer, f"{issuer}/jwks", "cosmic", clock).verify(
                token, ACCESS_TOKEN, NONCE
            )
        except LoginFailure as failure:
            return failure.code
        finally:
            await http_client.aclose()
        return "good"

    return asyncio.run(judged())


@pytest.mark.parametrize(
    ("issued", "expires", "judged"),
    [
        (-10, 290, "good"),
        (-10, 1, "good"),
        (-10, 0, "token.invalid"),
        (-10, -1, "token.invalid"),
        (-200, -190, "token.invalid"),
        (0, -1, "token.invalid"),
        (-301, 300, "clock.skew"),
        (301, 600, "clock.skew"),
    ],
)
def test_the_times_of_a_token(keys: str, issued: int, expires: int, judged: str) -> None:
    clock = ManualClock()
    moment = int(clock.now().timestamp())
    assert verdict(keys, clock, iat=moment + issued, exp=moment + expires) == judged


@pytest.mark.parametrize(
    "changed",
    [
        {"acr": ["http://id.sambi.se/loa/loa3"]},
        {"acr": {}},
        {"nonce": "\ud800"},
        {"name": "half \ud800"},
        {"at_hash": "\ud800"},
        {"exp": float("nan")},
    ],
    ids=repr,
)
def test_claims_that_nothing_can_be_done_with(keys: str, changed: dict[str, Any]) -> None:
    assert verdict(keys, ManualClock(), **changed) == "token.invalid"


@pytest.mark.parametrize("name", ["exp", "iat", "auth_time"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, True], ids=["nan", "inf", "10^400", "true"])
def test_a_time_that_is_none(keys: str, name: str, value: object) -> None:
    assert verdict(keys, ManualClock(), **{name: value}) == "token.invalid"
