"""A relying party of the tests, which speaks HTTP and looks at everything it is told."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

import httpx2
from joserfc import jwk, jwt

from cosmic_login.idp.registry.systems import Face, OidcClient, System
from tests.unit.idp.kit import SoftCard
from tests.unit.idp.web.kit import Browser

BACK = "http://127.0.0.1:1/back"
#: As a real client has it registered: with a fragment.
OUT = "http://127.0.0.1:1/out#/loggedout/m"
#: Two characters of it would be other ones where somebody forgets to form-encode them.
SECRET = "hemlig+nyckel%25 för övning"
ALL = frozenset({"employeeHsaId", "personalIdentityNumber", "given_name", "family_name", "organizationName"})


def system(key: str = "journal.example", **changed: Any) -> System:
    """Return a confidential client; members of ``OidcClient`` and of ``System`` can be changed."""
    client = OidcClient(redirect_uris=(BACK,), secret=SECRET, post_logout_redirect_uris=(OUT,))
    of_client = {name: changed.pop(name) for name in list(changed) if name in OidcClient.__dataclass_fields__}
    members: dict[str, Any] = {"face": "oidc", "name": "Journalen (övning)", "claims": ALL, **changed}
    return System(key=key, oidc=replace(client, **of_client), **members)


PUBLIC = system("app.example", auth_methods=("none",), secret="", redirect_uris=("http://127.0.0.1/back", BACK))


@dataclass
class Registered:
    """The systems of a test, which may change while it runs."""

    systems: dict[str, System] = field(default_factory=dict)

    def add(self, *systems: System) -> None:
        self.systems |= {each.key: each for each in systems}

    def find(self, face: Face, key: str) -> System | None:
        found = self.systems.get(key)
        return found if found is not None and found.face == face else None

    def all(self) -> tuple[System, ...]:
        return tuple(self.systems.values())

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        pass


@dataclass
class Rp:
    """A relying party and the browser of its user."""

    system: System
    browser: Browser
    urls: dict[str, Any]
    verifier: str = ""
    nonce: str = ""
    state: str = ""

    @property
    def http(self) -> httpx2.Client:
        return self.browser.http

    def parameters(self, **changed: str) -> dict[str, str]:
        """Return an authorization request; an empty value leaves a parameter out."""
        self.state, self.nonce = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        sent = {
            "response_type": "code",
            "client_id": self.system.key,
            "redirect_uri": BACK,
            "scope": "openid",
            "state": self.state,
            "nonce": self.nonce,
            **self._pkce(),
            **changed,
        }
        if not sent["code_challenge"]:
            self.verifier = ""
        return {name: value for name, value in sent.items() if value}

    def _pkce(self) -> dict[str, str]:
        self.verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        return {"code_challenge": challenge, "code_challenge_method": "S256"}

    def url(self, **changed: str) -> str:
        return f"{self.urls['authorization_endpoint']}?{urlencode(self.parameters(**changed))}"

    def ask(self, **changed: str) -> None:
        """Send the browser to the IdP."""
        self.browser.told = {}
        self.browser.open(self.url(**changed))

    def log_in(self, card: SoftCard, **changed: str) -> dict[str, Any]:
        """Log in and return the tokens."""
        return self.tokens(self.code(card, **changed))

    def code(self, card: SoftCard, **changed: str) -> str:
        self.ask(**changed)
        self.prove(card)
        return self.told_code()

    def prove(self, card: SoftCard) -> None:
        """Prove who one is by a card, where the IdP asks for it."""
        self.browser.press("method", "siths-this-device")
        self.browser.authenticate(card)

    def told_code(self) -> str:
        told = self.browser.told
        assert set(told) == {"code", "state"}, told or self.browser.page
        assert told["state"] == self.state
        return told["code"]

    def redeem(self, code: str, /, *, basic: str = "", **changed: str) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
            "client_id": self.system.key,
            "client_secret": self.system.oidc.secret if self.system.oidc else "",
            **changed,
        }
        headers = {"Authorization": basic} if basic else {}
        sent = {name: value for name, value in form.items() if value}
        return self.http.post(self.urls["token_endpoint"], data=sent, headers=headers)

    def tokens(self, code: str, /, **changed: str) -> dict[str, Any]:
        answer = self.redeem(code, **changed)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        tokens: dict[str, Any] = answer.json()
        assert set(tokens) == {"access_token", "token_type", "expires_in", "id_token", "scope"}
        return tokens | {"claims": self.proven(tokens)}

    def proven(self, tokens: Mapping[str, Any]) -> dict[str, Any]:
        """Check an ID token as OpenID Connect Core 1.0, 3.1.3.7 wants it, and return its claims."""
        keys = jwk.KeySet.import_key_set(self.http.get(self.urls["jwks_uri"]).json())
        token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256", "ES256"])
        claims: dict[str, Any] = dict(token.claims)
        assert claims["iss"] == self.urls["issuer"]
        assert claims["aud"] == self.system.key
        assert isinstance(claims["amr"], list)
        assert claims["nonce"] == self.nonce
        assert claims["exp"] > claims["iat"] >= claims["auth_time"]
        half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
        assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
        assert {"sub", "jti", "sid", "acr"} <= set(claims)
        return claims

    def userinfo(self, access_token: str) -> httpx2.Response:
        return self.http.get(self.urls["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})

    def call(self, endpoint: str, **form: str) -> httpx2.Response:
        """Call an address as a client that proves itself by its secret in the form."""
        assert self.system.oidc is not None
        proof = {"client_id": self.system.key, "client_secret": self.system.oidc.secret}
        return self.http.post(self.urls[endpoint], data={**proof, **form})

    def log_out(self, id_token: str = "", **more: str) -> None:
        self.browser.told = {}
        sent = {"id_token_hint": id_token, **more}
        query = urlencode({name: value for name, value in sent.items() if value})
        self.browser.open(f"{self.urls['end_session_endpoint']}?{query}")


def basic(client_id: str, secret: str) -> str:
    """Return the header as RFC 6749, section 2.3.1 has it."""
    both = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(both.encode()).decode()


def assertion(key: jwk.ECKey | jwk.RSAKey, now: float, client_id: str, audience: object, **changed: object) -> str:
    """Return a client's assertion (RFC 7523); a member that is None is left out."""
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "exp": int(now) + 60,
        "iat": int(now),
        "jti": uuid.uuid4().hex,
        **changed,
    }
    alg = str(claims.pop("alg", "ES256"))
    kid = {"kid": key.kid} if key.kid else {}
    said = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg, **kid}, said, key, algorithms=[alg])


def claims_of(**members: object) -> str:
    """Return a ``claims`` parameter."""
    return json.dumps(members)


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
