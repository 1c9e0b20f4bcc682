"""An IdP that lies: it can be logged in at, and its answers are broken now and then, in their words or in HTTP's."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import copy
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwk, jws

_DEEP = 100_000
#: Values that nobody expects of an IdP.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, 10**400, 1e308, float("nan"), float("inf"), "", " ", "\ud800", "\0",
    "å" * 300, "x" * 5000, [], {}, [[]], [None], {"": {}}, [{}], ["a", 1], "http://", "https://127.0.0.1:1", "..",
    "pending", "order.expired", "internal.error", "insufficient_authorization", "choose_service_id",
)  # fmt: skip
_WORDS = (
    b"", b"{", b"null", b"[]", b"true", b'"x"', b"{}", b"\xff\xfe{\0}\0", b"NaN", b"[" * _DEEP, b'{"a":' * _DEEP,
    b"9" * 5000, b'{"a":1}{"a":1}', "\ufeff{}".encode(), b'{"failure":{"code":["x"]}}', b"<html>",
)  # fmt: skip
_STATUSES = (
    100,
    101,
    103,
    199,
    200,
    201,
    204,
    301,
    302,
    304,
    400,
    401,
    403,
    404,
    405,
    418,
    429,
    500,
    502,
    503,
    599,
    999,
)
_HEADS = (
    b"HTTP/9.9 200 OK", b"HTTP/1.1 2OO OK", b"HTTP/1.1", b"ICY 200 OK", b"\0\0\0\0", b"SSH-2.0-x", b"HTTP/1.1 99999 X",
)  # fmt: skip
_LINES = (
    b"content-encoding: gzip", b"content-encoding: br", b"transfer-encoding: chunked",
    b"transfer-encoding: gzip, chunked", b"content-length: -1",
    b"content-length: x", b"content-length: 1, 2", b"retry-after: never",
    b"location: http://x/",     b"x: \xff\xfe", b": x",
    b"x" * 70_000 + b": y", b"no colon", b"content-type: \xe5", b"connection: close",
)  # fmt: skip


class LyingIdp:
    """Listens on an address of its own. ``said`` counts the answers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.said = 0
        self.frequency = 0.2
        self._key = jwk.ECKey.generate_key("P-256", {"kid": "1", "use": "sig", "alg": "ES256"})
        self._nonce = ""
        self._looks = 0
        self.url = ""

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen on the running loop, where the client is too: two threads would wait for each other."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=1 << 20)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield
        finally:
            server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (int(each[15:]) for each in head.lower().split(b"\r\n") if each[:15] == b"content-length:"), 0
                )
                body = await reader.readexactly(length)
                raw, stays = self._answer(head.split(b" ", 2)[1].decode(), body)
                self.said += 1
                writer.write(raw)
                await writer.drain()
                if not stays:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str, asked: bytes) -> tuple[bytes, bool]:
        """Return an answer's bytes, and whether the connection goes on."""
        status, body = self._right(path, asked)
        random = self._random
        if random.random() >= self.frequency:
            return _written(status, _json(body)), True
        lie: Callable[[], tuple[bytes, bool]] = random.choices(
            (
                lambda: (_written(status, _json(self._twisted(body))), True),
                lambda: (_written(status, random.choice(_WORDS)), True),
                lambda: (_written(random.choice(_STATUSES[3:]), _json(body)), False),
                lambda: (_written(random.choice(_STATUSES), b""), False),
                lambda: self._cut(_written(status, _json(body))),
                lambda: (random.choice(_HEADS) + b"\r\n\r\n" + _json(body), False),
                lambda: (_written(status, _json(body), random.choice(_LINES)), False),
                lambda: (random.randbytes(random.randrange(500)), False),
                lambda: (_written(status, b"[" + b"0," * random.choice((10, 400_000, 700_000)) + b"0]"), False),
            ),
            (60, 12, 6, 4, 8, 3, 6, 3, 1),
        )[0]
        return lie()

    def _cut(self, whole: bytes) -> tuple[bytes, bool]:
        return whole[: self._random.randrange(len(whole))], False

    def _twisted(self, body: Any) -> Any:
        """Change a place or two, at any depth."""
        twisted = copy.deepcopy(body)
        for _ in range(self._random.randrange(1, 3)):
            twisted = self._changed(twisted)
        return twisted

    def _changed(self, value: Any) -> Any:
        random = self._random
        if isinstance(value, dict) and value and random.random() < 0.95:
            name = random.choice(list(value))
            if random.random() < 0.15:
                del value[name]
            else:
                value[name] = self._changed(value[name])
            return value
        if isinstance(value, list) and value and random.random() < 0.8:
            place = random.randrange(len(value))
            value[place] = self._changed(value[place])
            return value
        if isinstance(value, str) and value and random.random() < 0.3:
            place = random.randrange(len(value))
            return value[:place] + random.choice(("", "A", "\0", "\ud800", "å", ".", "/")) + value[place + 1 :]
        return random.choice(VALUES)

    # -- what an honest one says ----------------------------------------------------------------------------------
    def _right(self, path: str, asked: bytes) -> tuple[int, dict[str, Any]]:
        first, _, rest = path.strip("/").partition("/")
        if first == "c":
            return self._step({name: each[0] for name, each in parse_qs(asked.decode()).items()})
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            ".well-known": self._metadata,
            "t": self._tokens,
            "j": lambda: {"keys": [self._key.as_dict(private=False)]},
            "s": lambda: self._app(rest),
            "control": lambda: _CONTROL.get(rest.partition("/")[0], _DONE),
        }
        return (204, {}) if first == "x" else (200, makers.get(first, lambda: {"status": "ended"})())

    def _metadata(self) -> dict[str, Any]:
        places = {
            "authorization_challenge_endpoint": "c", "authorization_challenge_cancel_endpoint": "x",
            "token_endpoint": "t", "end_session_endpoint": "e", "jwks_uri": "j", "siths_app_endpoint": "s",
        }  # fmt: skip
        methods = [{"method": "siths-md", "available": True}, {"method": "bankid", "available": False}]
        there = {name: f"{self.url}/{place}" for name, place in places.items()}
        return {"issuer": self.url, **there, "mtls_endpoint": "https://127.0.0.1:1", "cosmic_login_methods": methods}

    def _step(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if "nonce" in form:
            self._nonce, self._looks = form["nonce"], 0
        self._looks += 1
        if self._looks > 3 or "service_id" in form:
            return 200, {"authorization_code": "c" * 20}
        if self._looks == 3:
            row = {"hsa_id": "TSTNMT2321000057-1002", "organization_name": "Region Exempel", "title": "Läkare"}
            login: dict[str, Any] = {
                "status": "choose_service_id",
                "service_ids": [{**row, "organization_id": "2321000057", "own_region": True}] * 2,
            }
        else:
            login = {"status": "pending", "hint_code": "outstandingTransaction", "auto_start_token": "t" * 36}
            login |= {"expires_in": 30, "start_in": 5, "renewals_left": 3, "rp": "Cosmic", "qr_data": "bankid.x.0.y"}
        return 400, {"error": "insufficient_authorization", "auth_session": "s" * 40, "login": login}

    def _tokens(self) -> dict[str, Any]:
        now, access = int(time.time()), "a" * 40
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims: dict[str, Any] = {
            "iss": self.url, "sub": "s", "aud": "cosmic", "exp": now + 300, "iat": now, "auth_time": now,
            "nonce": self._nonce, "acr": "http://id.sambi.se/loa/loa3", "amr": ["sc", "pin"], "name": "Anna Testsson",
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(), "sid": "1", "jti": "2",
            "employeeHsaId": "TSTNMT2321000057-1002", "organizationName": "Region Exempel", "azp": "cosmic",
            "personalIdentityNumber": "199001132399",
        }  # fmt: skip
        header: dict[str, Any] = {"alg": "ES256", "kid": "1", "typ": "JWT"}
        random = self._random
        if random.random() < self.frequency:  # well signed, and wrong
            claims = self._twisted(claims)
        token = jws.serialize_compact(header, _json(claims), self._key)
        if random.random() < self.frequency / 4:
            parts = token.split(".")
            parts[random.randrange(len(parts))] = random.choice(
                ("", "A", "W1tb", "bnVsbA", "eyJhbGciOiJub25lIn0", _NESTED)
            )
            token = ".".join(parts)
        return {"id_token": token, "access_token": access, "token_type": "Bearer", "expires_in": 900}

    def _app(self, call: str) -> dict[str, Any]:
        if call == "start":
            now = int(time.time())
            return {"app_session": "a" * 40, "relying_party": "Cosmic", "expires_in": 30, "server_time": now}
        return {"registered": False, "challenge": "e30", "registration_challenge": "e30", "status": "complete"}


_STATE: dict[str, Any] = {
    "methods": [{"method": "siths-md", "available": True}],
    "outages": [{"target": "bankid", "failure": "bankid.out_of_service", "seconds": None, "orders": 2}],
    "targets": [{"target": "siths", "failure": "siths.out_of_service"}],
}
_OUTAGE = {"target": "siths", "failure": "siths.out_of_service", "seconds": 3.5, "orders": 1, "ended": True}
_DONE: dict[str, Any] = {"ended": ["siths"], "qr": "siths.x", "activation": "x", "expires_in": 9}
_CONTROL: dict[str, dict[str, Any]] = {"state": _STATE, "outages": _OUTAGE}
#: Base64url of JSON that is nested too deeply for any reader.
_NESTED = base64.urlsafe_b64encode(b"[" * _DEEP).decode()


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()


def _written(status: int, body: bytes, *lines: bytes) -> bytes:
    head = [b"HTTP/1.1 %d X" % status, b"content-type: application/json", *lines]
    if status != 204:
        head.append(b"content-length: %d" % len(body))
    return b"\r\n".join(head) + b"\r\n\r\n" + (b"" if status == 204 else body)
