"""Requests to the IdP's doors that nobody should make: real ones, broken, with what earlier answers gave."""

from __future__ import annotations

import base64
import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from tests.hostile.grammar import HOSTILE

APP_CALLS = (
    "start", "scan", "certificate", "register", "progress", "complete", "cancel", "activate", "devices", "remove",
    "waiting",
)  # fmt: skip
FORMS = ("/authorize-challenge", "/authorize-challenge/cancel", "/token", "/userinfo", "/end_session")
CONTROL = (
    ("POST", "/control/activations"), ("GET", "/control/state"), ("POST", "/control/outages"),
    ("DELETE", "/control/outages/siths"), ("POST", "/control/reset"), ("PUT", "/control/outages/bankid"),
)  # fmt: skip
GETS = (
    "/.well-known/openid-configuration", "/jwks.json", "/userinfo", "/pki/ca/hsa-1.cer", "/pki/crl/hsa-1.crl",
    "/pki/ocsp/hsa-1/MEUw", "/", "/favicon.ico", "/siths", "/control", "/minasidor", "/pki",
)  # fmt: skip
MINASIDOR = ("/minasidor/activation", "/minasidor/card", "/minasidor/card/activate", "/minasidor/card/signing")
RP_CALLS = ("auth", "sign", "payment", "phone/auth", "phone/sign", "collect", "cancel")
#: Members of any of these calls, and what may be in them; what answers gave comes on top.
MEMBERS: dict[str, tuple[Any, ...]] = {
    "auto_start_token": (), "app_session": (), "qr": ("bankid.x.0.y", "siths.1.2.3"), "certificate": ("MIIB", "AAAA"),
    "jws": ("a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."), "hint": ("userSign", "outstandingTransaction", "started"),
    "reason": ("order.cancelled", "card.removed"), "activation": (), "public_key": ("MFkw",), "proof": ("a.b.c",),
    "device_name": ("Annas telefon", "\u202e", "x" * 65), "device_token": (), "device": ("1",),
    "person": ("anna", "bo", "199001132399"), "face": ("siths", "bankid"), "target": ("siths", "revocation"),
    "failure": ("siths.out_of_service",), "orders": (1, -1, 10**30, 1.5), "seconds": (1, -1, 1e308, 0.001),
    "orderRef": (), "endUserIp": ("192.0.2.1", "::1", "1.2.3", "fe80::1%eth0"), "returnRisk": (True, "true"),
    "userVisibleData": ("SGVq", "=", "SGVqCgorb25l", "/////w=="), "userNonVisibleData": ("AAAA", "x"),
    "userVisibleDataFormat": ("simpleMarkdownV1", "plaintext"), "personalNumber": ("199001132399", "19900113239"),
    "callInitiator": ("user", "RP"), "web": ({}, {"userAgent": "x"}, []), "app": ({"deviceOS": ""}, None),
    "requirement": ({"pinCode": True}, {"certificatePolicies": ["1.2.752.78.1.5"]}, {"mrtd": 1}),
    "userVisibleTransaction": ({"transactionType": "card", "recipient": {"name": "x"}}, {}),
}  # fmt: skip
FIELDS: dict[str, tuple[str, ...]] = {
    "client_id": ("cosmic", "minasidor", "nobody"), "scope": ("openid", "openid profile", "profile"),
    "code_challenge": ("A" * 43, "A" * 42), "code_challenge_method": ("S256", "plain"), "nonce": ("n" * 16, "n"),
    "login_method": ("siths-this-device", "siths-md", "bankid", "siths-other-device"),
    "auth_session": (), "service_id": ("TSTNMT2321000057-1002", "x y"), "reason": ("card.removed",),
    "grant_type": ("authorization_code", "refresh_token"), "code": (), "code_verifier": ("v" * 43, "v"),
    "id_token_hint": ("a.b.c",), "client_secret": ("x",), "id_token_signed_response_alg": ("ES256", "none"),
    "access_token": (),
}  # fmt: skip
_GIVEN = re.compile(
    rb'"(auth_session|auto_start_token|app_session|orderRef|autoStartToken|activation|qr|qr_data|device_token|'
    rb'challenge|code|authorization_code)":"([^"]{1,2000})"'
)
_CANONICAL = {"autoStartToken": "auto_start_token", "qr_data": "qr", "authorization_code": "code"}
_NAMES, _FIELD_NAMES = tuple(MEMBERS), tuple(FIELDS)
#: Of which length a body is refused unread.
_TOO_LONG = 300_000


@dataclass(frozen=True)
class Asked:
    """A request's bytes. ``head``: its answer has no body. ``last``: nothing comes after it on this connection."""

    raw: bytes
    head: bool = False
    last: bool = False


class HostileRequests:
    """Makes them, cheaply, and learns from answers."""

    def __init__(self, random: Random, token: str) -> None:
        self._random, self._token = random, token
        self._given: dict[str, deque[str]] = {}

    def learn(self, answer: bytes) -> None:
        """Take up what an answer gave: handles and codes that lead further in."""
        for name, value in _GIVEN.findall(answer):
            kind = _CANONICAL.get(name.decode(), name.decode())
            self._given.setdefault(kind, deque(maxlen=32)).append(value.decode("latin-1"))

    def for_issuer(self, host: str) -> Asked:
        """Return one for the issuer's own address."""
        random = self._random
        kind = random.random()
        headers: dict[str, str] = {}
        if kind < 0.35:
            method, path = "POST", f"/{random.choice(('siths', 'bankid'))}/{random.choice(APP_CALLS)}"
            content, body = "application/json", self._json()
        elif kind < 0.6:
            method, path = "POST", random.choice(FORMS)
            content, body = "application/x-www-form-urlencoded", self._form()
            if random.random() < 0.3:
                headers["authorization"] = f"Bearer {_line(self._value('access_token', ()))}"
        elif kind < 0.75:
            method, path = random.choice(CONTROL)
            content, body = "application/json", self._json()
            if random.random() < 0.6:
                headers["authorization"] = f"Bearer {self._token}"
        elif kind < 0.85:
            method, path, content, body = "POST", random.choice(MINASIDOR), "application/json", self._json()
            headers["authorization"] = f"Bearer {_line(self._value('access_token', ()))}"
        else:
            method, path, content, body = "GET", random.choice(GETS), "", b""
        return self._put_together(Request(host, method, path, content, body, headers))

    def for_relying(self, host: str) -> Asked:
        """Return one for the relying parties' door."""
        random = self._random
        path = f"{random.choice(('/rp/v6.0', '/siths/rp/v1', '/rp/v5.1'))}/{random.choice(RP_CALLS)}"
        return self._put_together(Request(host, "POST", path, "application/json", self._json()))

    def for_md(self, host: str) -> Asked:
        """Return one for the door of client certificates."""
        body = self._json(("auto_start_token",))
        return self._put_together(Request(host, "POST", "/md", "application/json", body))

    def nonsense(self, host: str) -> bytes:
        """Return bytes that are no HTTP, or stop being it."""
        random = self._random
        whole = bytearray(self.for_issuer(host).raw)
        for _ in range(random.randrange(1, 8)):
            whole[random.randrange(len(whole))] = random.randrange(256)
        return bytes(whole[: random.randrange(1, len(whole) + 1)])

    def _value(self, name: str, usual: tuple[Any, ...]) -> Any:
        random = self._random
        given = self._given.get(name)
        dice = random.random()
        if given and dice < 0.6:
            value = random.choice(given)
            return value if random.random() < 0.7 else self._broken(value)
        if usual and dice < 0.8:
            return random.choice(usual)
        if dice < 0.95:
            return random.choice(HOSTILE)
        return random.choice((None, True, [], {}, [[]], 10**30, -0.0, 1.5, {"a": {"b": []}}, "\udc80", "x" * 3000))

    def _broken(self, text: str) -> str:
        place = self._random.randrange(len(text))
        return text[:place] + self._random.choice("AZaz09-_.=\0å ") + text[place + self._random.randrange(2) :]

    def _json(self, likely: tuple[str, ...] = ()) -> bytes:
        random = self._random
        # As a call has it, or any members at all.
        sane = random.random() < 0.7
        names = (likely or random.choice(_LIKELY)) if sane else random.sample(_NAMES, random.randrange(5))
        body = json.dumps({name: self._value(name, MEMBERS[name]) for name in names}).encode()
        return self._bytes(body)

    def _form(self) -> bytes:
        random = self._random
        names = random.choice(_FORMS) if random.random() < 0.7 else random.sample(_FIELD_NAMES, random.randrange(6))
        pairs = [(name, str(self._value(name, FIELDS[name]))) for name in names]
        if random.random() < 0.05 and pairs:
            pairs.append(pairs[0])
        return self._bytes("&".join(f"{n}={quote(v, errors='surrogatepass')}" for n, v in pairs).encode())

    def _bytes(self, body: bytes) -> bytes:
        """Break a body now and then."""
        random = self._random
        if not body or random.random() > 0.15:
            return body
        place = random.randrange(len(body))
        broken: Callable[[], bytes] = random.choices(
            (
                lambda: body[:place],
                lambda: body[:place] + random.randbytes(random.randrange(1, 5)) + body[place + 1 :],
                lambda: random.randbytes(random.randrange(200)),
                lambda: random.choice(
                    (b"[" * 5000, b'{"a":' * 3000, b"\xff\xfe{\0}\0", b"null", b"9" * 5000, body * 2)
                ),
                lambda: b"x" * _TOO_LONG,
                lambda: base64.b64encode(body),
            ),
            (400, 400, 150, 150, 5, 50),
        )[0]
        return broken()

    def _put_together(self, request: Request) -> Asked:
        random = self._random
        if random.random() < 0.25:
            request.broken(random)
        return request.asked()


@dataclass
class Request:
    """A request that is one of HTTP, however odd."""

    host: str
    method: str
    path: str
    content: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    last: bool = False

    def broken(self, random: Random) -> None:
        """Make something about it odd."""
        odd = quote(random.choice(HOSTILE), safe="", errors="surrogatepass")
        changes: tuple[Callable[[], None], ...] = (
            lambda: self._set(method=random.choice(("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"))),
            lambda: self._set(path=self.path + random.choice(_ODD_ENDS)),
            lambda: self._set(path=f"/{odd[:2000]}"),
            lambda: self._set(path=f"{self.path}/{odd[:500]}"),
            lambda: self._set(content=random.choice(_ODD_TYPES)),
            lambda: self._set(host=random.choice(_ODD_HOSTS)),
            lambda: self._set(
                headers={"origin": random.choice(("null", "http://evil.example", f"http://{self.host}"))}
            ),
            lambda: self._set(headers={"authorization": random.choice(_ODD_BEARERS)}),
            lambda: self._set(headers={f"x-{n}": "y" * random.randrange(200) for n in range(random.randrange(60))}),
            lambda: self._set(headers={"transfer-encoding": "chunked"}),
            lambda: self._set(headers={"connection": "close"}, last=True),
            lambda: self._set(headers={"host": self.host}),  # twice
        )
        random.choice(changes)()

    def _set(self, *, headers: Mapping[str, str] | None = None, **changed: object) -> None:
        self.headers |= headers or {}
        for name, value in changed.items():
            setattr(self, name, value)

    def asked(self) -> Asked:
        """Return its bytes."""
        body = self.body
        if self.last and len(body) == _TOO_LONG:  # TCP drops the answer that is not read before there is more to send
            body = b""
        if "transfer-encoding" in self.headers:
            parts = (body[:7], body[7:])
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"
        elif body or self.method in {"POST", "PUT", "PATCH"}:
            self.headers["content-length"] = str(len(body))
        if self.content:
            self.headers["content-type"] = self.content
        lines = [f"{self.method} {self.path} HTTP/1.1", f"host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return Asked(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body, self.method == "HEAD", self.last)


_ODD_ENDS = ("/", "//", "?", "?a=%", "%00", "/..", ";x", "%2f", "?x=" + "y" * 500, "%ff")
_ODD_TYPES = ("", "text/plain", "application/json; charset=utf-16", "a/b;c", ";", "*/*")
_ODD_HOSTS = ("evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]", "x" * 300)
_ODD_BEARERS = ("Bearer", "Bearer ", "Basic x", "bearer \xe5", "," * 200)


def _line(value: object) -> str:
    """Return what may stand in a header's line and is one line still, whatever it means."""
    text = str(value).encode("utf-8", "surrogatepass").decode("latin-1")
    return "".join(each for each in text if each >= " " and each != "\x7f")


#: Members as the calls have them.
_LIKELY = (
    ("auto_start_token",), ("qr",), ("app_session", "certificate"), ("app_session", "jws"), ("app_session", "hint"),
    ("app_session", "reason", "hint"), ("activation", "public_key", "proof", "device_name"), ("device_token",),
    ("device_token", "device"), ("person", "face"), ("target", "failure", "orders", "seconds"), ("target",), (),
    ("endUserIp",), ("endUserIp", "userVisibleData"), ("endUserIp", "requirement", "web", "returnRisk"), ("orderRef",),
    ("endUserIp", "userVisibleData", "userVisibleDataFormat", "userNonVisibleData"), ("public_key",),
    ("personalNumber", "callInitiator", "userVisibleData"), ("endUserIp", "userVisibleTransaction"),
)  # fmt: skip
_FIRST = ("client_id", "scope", "code_challenge", "code_challenge_method", "nonce", "login_method")
_FORMS = (
    _FIRST, (*_FIRST, "service_id"), ("auth_session",), ("auth_session", "service_id"), ("auth_session", "reason"),
    ("grant_type", "code", "code_verifier", "client_id"), ("id_token_hint",), ("access_token",), (),
)  # fmt: skip
