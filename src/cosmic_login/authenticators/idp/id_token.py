"""Verifies ID tokens fully (OpenID Connect Core 1.0, section 3.1.3.7) and turns them into an identity."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cosmic_login.core.clock import CLOCK_TOLERANCE_S, Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI, Identity
from cosmic_login.net.http import Http, is_whole

ALGORITHMS = ("ES256", "RS256")
_LOA = {uri: level for level, uri in LOA_URI.items()}
#: No time of a token is as late as this, in the year 33658 (Unix seconds).
_LATEST = 10**12
_NEEDED = ("iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "jti", "sid", "name", "employeeHsaId")


class TokenVerifier:
    """Judges ID tokens of one issuer for one client; fetches the keys when an unknown ``kid`` comes."""

    def __init__(self, http: Http, issuer: str, jwks_uri: str, client_id: str, clock: Clock) -> None:
        self._http, self._issuer, self._jwks_uri, self._client_id, self._clock = (
            http,
            issuer,
            jwks_uri,
            client_id,
            clock,
        )
        self._keys: dict[str, Any] = {}

    async def verify(self, token: str, access_token: str, nonce: str) -> dict[str, Any]:
        """Return the claims. Raises ``token.invalid``, or ``clock.skew`` when only the time is wrong."""
        from joserfc import jwt  # noqa: PLC0415 - after the first paint
        from joserfc.errors import JoseError  # noqa: PLC0415

        try:
            header = _header(token)
            key = await self._key(header)
            decoded = jwt.decode(token, key, algorithms=list(ALGORITHMS))
            claims = dict(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise LoginFailure("token.invalid", f"{type(error).__name__}: {error}"[:200]) from None
        if not is_whole(claims):
            raise LoginFailure("token.invalid", "there is half a character in it")
        self._check(claims, nonce)
        self._check_hash(claims, access_token)
        self._check_time(claims)
        return claims

    def identity(self, token: str, claims: Mapping[str, Any], method: str, evidence: dict[str, str]) -> Identity:
        """Return the identity that verified claims describe."""
        return Identity(
            name=str(claims["name"]),
            hsa_id=str(claims["employeeHsaId"]),
            organisation=str(claims.get("organizationName", "")),
            method=method,
            loa=_LOA[str(claims["acr"])],
            since=datetime.fromtimestamp(claims["auth_time"], UTC),
            claims=dict(claims),
            id_token=token,
            evidence=evidence,
        )

    async def _key(self, header: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a key of joserfc
        from joserfc import jwk  # noqa: PLC0415

        alg, kid = header.get("alg"), header.get("kid")
        if alg not in ALGORITHMS or not isinstance(kid, str):
            raise LoginFailure("token.invalid", f"algorithm {alg}, key {kid}"[:200])
        if kid not in self._keys:
            document = await self._http.get(self._jwks_uri)
            rows = document.get("keys")
            if not isinstance(rows, list):
                raise LoginFailure("idp.nonsense", "no keys at the address of the keys")
            self._keys = {
                row["kid"]: jwk.import_key(row)
                for row in rows
                if isinstance(row, dict) and isinstance(row.get("kid"), str) and row.get("kty") in {"EC", "RSA"}
            }
        if kid not in self._keys:
            raise LoginFailure("token.invalid", "signed with a key that the IdP does not publish")
        key = self._keys[kid]
        if (key.key_type == "EC") != (alg == "ES256"):
            raise LoginFailure("token.invalid", "the key is of another kind than the algorithm")
        return key

    def _check(self, claims: Mapping[str, Any], nonce: str) -> None:
        missing = [name for name in _NEEDED if name not in claims]
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        problems = (
            (bool(missing), f"without {missing}"),
            (claims.get("iss") != self._issuer, "from another issuer"),
            (audiences != [self._client_id], "for another client"),
            (claims.get("azp", self._client_id) != self._client_id, "authorised for another client"),
            (not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()), "of another login"),
            (str(claims.get("acr")) not in _LOA, "with an unknown level of assurance"),
            (
                any(
                    type(claims.get(name)) not in {int, float} or not abs(claims[name]) < _LATEST
                    for name in ("exp", "iat", "auth_time")
                ),
                "with times that are none",
            ),
        )
        for wrong, what in problems:
            if wrong:
                raise LoginFailure("token.invalid", f"the ID token is {what}")

    def _check_hash(self, claims: Mapping[str, Any], access_token: str) -> None:
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        wanted = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
        if not hmac.compare_digest(str(claims.get("at_hash", "")).encode(), wanted.encode()):
            raise LoginFailure("token.invalid", "at_hash is not that of the access token")

    def _check_time(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        if claims["exp"] <= claims["iat"]:
            raise LoginFailure("token.invalid", "expires before it is issued")
        if abs(claims["iat"] - now) > CLOCK_TOLERANCE_S or abs(claims["auth_time"] - now) > 2 * CLOCK_TOLERANCE_S:
            raise LoginFailure("clock.skew", f"the clocks differ by {claims['iat'] - now:.0f} s")
        if claims["exp"] <= now:  # "before", says section 3.1.3.7; the clocks agree well enough, as iat has shown
            raise LoginFailure("token.invalid", f"expired {now - claims['exp']:.0f} s ago")


def _header(token: str) -> dict[str, Any]:
    if not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token):
        raise LoginFailure("token.invalid", "not a signed token")
    part = token.partition(".")[0]
    header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(header, dict):
        raise LoginFailure("token.invalid", "the header is no object")
    return header
