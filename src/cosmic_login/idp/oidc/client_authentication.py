"""How a client proves that it is itself, at every address that no browser goes to (RFC 6749, section 2.3; RFC 7523)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_plus

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from cosmic_login.idp.oidc.errors import OauthError
from cosmic_login.idp.registry.systems import ClientAuth, System, Systems
from cosmic_login.idp.token_digests import digest, same

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_KEY_TYPES: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
#: How far a client's clock may be from ours, in seconds.
_APART: Final = 60
_BASIC = re.compile("basic +(.+)", re.IGNORECASE)
_MAX_ASSERTION: Final = 10_000


@dataclass(frozen=True)
class _Shown:
    """What a client shows: which way, who it says it is, and the proof."""

    method: ClientAuth
    client_id: str
    proof: str = field(default="", repr=False)


class ClientAuthentication:
    """Tells which client calls. ``audiences`` are what an assertion may be addressed to: the issuer, and addresses.

    No audiences: any. ``now`` is in Unix seconds, ``life`` how long an assertion may be good; ``take`` takes one, by
    client, digest of its ``jti`` and end, and tells whether it had not come before. ``learn`` is ``Systems.learn``.
    """

    def __init__(
        self,
        systems: Systems,
        audiences: tuple[str, ...],
        *,
        now: Callable[[], float],
        life: float,
        take: Callable[[str, str, float], bool],
        learn: Callable[[str, Mapping[str, object]], None],
    ) -> None:
        self._systems, self._audiences = systems, audiences
        self._now, self._life, self._take, self._learn = now, life, take, learn

    def client(self, form: Mapping[str, str], authorization: str, *, public: bool = True) -> System:
        """Return the client that proved itself. Raises ``OauthError``.

        ``authorization`` is the header, or empty. ``public``: one without anything to prove itself by will do.
        """
        shown = _shown(form, authorization)
        challenge = 'Basic realm="oidc"' if authorization else ""
        system = self._systems.find("oidc", shown.client_id) if shown.client_id else None
        if system is None or system.oidc is None:
            same(shown.proof, digest(shown.proof))  # as long as for a client that there is
            raise _refused("There is no such client.", challenge, "proof.client")
        if system.learned:
            self._learn(system.key, {"face": "oidc", "auth_method": shown.method})
            return system
        if shown.method not in system.oidc.auth_methods:
            raise _refused(f"The client is not registered for {shown.method}.", challenge, "proof.method")
        if shown.method == "none" and not public:
            raise _refused("A client has to prove itself here.", challenge, "proof.method")
        if shown.method == "private_key_jwt":
            self._check_assertion(system, shown.proof)
        elif shown.method != "none" and not (system.oidc.secret and same(shown.proof, system.oidc.secret)):
            raise _refused("The client's secret is another one.", challenge, "proof.secret")
        return system

    def _check_assertion(self, system: System, assertion: str) -> None:
        claims = self._verified(system, assertion)
        if claims is None:
            raise _refused("client_assertion is not signed by a registered key of the client.", rule="proof.assertion")
        now, expires = self._now(), claims.get("exp")
        if claims.get("iss") != system.key or claims.get("sub") != system.key:
            raise _refused("iss and sub of client_assertion have to be the client_id.")
        if not self._is_for_us(claims.get("aud")):
            raise _refused("aud of client_assertion has to be the issuer, or the address of the token endpoint.")
        if not _is_time(expires) or now >= float(str(expires)) + _APART:
            raise _refused("client_assertion is too old, or has no exp.")
        if float(str(expires)) > now + self._life + _APART:
            raise _refused("client_assertion is good for too long.")
        for name in ("nbf", "iat"):
            begins = claims.get(name, 0)
            if not _is_time(begins) or float(str(begins)) > now + _APART:
                raise _refused(f"{name} of client_assertion has not come yet.")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti:
            raise _refused("client_assertion has no jti.")
        if not self._take(system.key, digest(jti), float(str(expires)) + _APART):
            raise _refused("client_assertion was used before.", rule="proof.replayed")

    def _is_for_us(self, audience: object) -> bool:
        named = audience if isinstance(audience, list) else [audience]
        return any(not self._audiences or each in self._audiences for each in named if isinstance(each, str))

    def _verified(self, system: System, assertion: str) -> dict[str, object] | None:
        """Return the claims of an assertion that one of the client's keys signed."""
        head = _head(assertion)
        alg = head.get("alg")
        if not isinstance(alg, str) or alg not in _KEY_TYPES:
            return None
        for key in _keys(system, head.get("kid"), _KEY_TYPES[alg]):
            try:
                return dict(jwt.decode(assertion, key, algorithms=[alg]).claims)
            except (JoseError, ValueError, TypeError, RecursionError):
                continue
        return None


def _shown(form: Mapping[str, str], authorization: str) -> _Shown:
    """Return how a client authenticates. Raises ``OauthError`` when it does in two ways at once, or in none that is."""
    ways = [name for name in ("client_secret", "client_assertion") if form.get(name)]
    if len(ways) + bool(authorization) > 1:
        why = "A client authenticates in one way at a time (RFC 6749, 2.3)."
        raise OauthError("invalid_request", why, rule="proof.two_ways")
    named = form.get("client_id", "")
    if authorization:
        shown = _basic(authorization)
    elif ways == ["client_secret"]:
        shown = _Shown("client_secret_post", named, form["client_secret"])
    elif ways == ["client_assertion"]:
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            why = f"client_assertion_type has to be {ASSERTION_TYPE}."
            raise OauthError("invalid_request", why, rule="proof.assertion_type")
        shown = _Shown("private_key_jwt", named or _issuer(form["client_assertion"]), form["client_assertion"])
    else:
        shown = _Shown("none", named)
    if named and named != shown.client_id:
        why = "client_id is another one than the client authenticates as."
        raise OauthError("invalid_request", why, rule="proof.other_client")
    return shown


def _basic(authorization: str) -> _Shown:
    """Read the header: both halves are form-encoded before they are joined (RFC 6749, section 2.3.1)."""
    encoded = _BASIC.fullmatch(authorization)
    try:
        text = base64.b64decode(encoded[1].strip(), validate=True).decode("utf-8") if encoded else ""
        client_id, colon, secret = text.partition(":")
        if not colon:
            raise ValueError
        return _Shown("client_secret_basic", _decoded(client_id), _decoded(secret))
    except (binascii.Error, ValueError):
        raise OauthError(
            "invalid_client",
            "Authorization has to be Basic, with client_id and secret form-encoded (RFC 6749, 2.3.1).",
            HTTPStatus.UNAUTHORIZED,
            'Basic realm="oidc"',
            "proof.basic",
        ) from None


def _decoded(half: str) -> str:
    return unquote_plus(half, errors="strict")


def _head(assertion: str) -> dict[str, object]:
    return _part(assertion, 0)


def _issuer(assertion: str) -> str:
    """Return who an assertion says it is of; nothing is proven by it."""
    said = _part(assertion, 1).get("sub")
    return said if isinstance(said, str) else ""


def _part(assertion: str, number: int) -> dict[str, object]:
    parts = assertion.split(".")
    if len(parts) != 3 or len(assertion) > _MAX_ASSERTION:
        return {}
    try:
        value = json.loads(base64.urlsafe_b64decode(parts[number] + "=" * (-len(parts[number]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _keys(system: System, kid: object, kind: str) -> Iterator[jwk.RSAKey | jwk.ECKey]:
    """Yield the client's keys that may have signed; a key that cannot be read is none."""
    known = system.oidc.jwks.get("keys") if system.oidc else None
    for each in known if isinstance(known, list) else []:
        if not isinstance(each, dict) or each.get("kty") != kind or (kid is not None and each.get("kid") != kid):
            continue
        if each.get("use", "sig") != "sig":
            continue
        try:
            yield jwk.RSAKey.import_key(each) if kind == "RSA" else jwk.ECKey.import_key(each)
        except (JoseError, ValueError, TypeError):
            continue


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def _refused(description: str, challenge: str = "", rule: str = "proof.assertion_claims") -> OauthError:
    return OauthError("invalid_client", description, HTTPStatus.UNAUTHORIZED, challenge, rule)
