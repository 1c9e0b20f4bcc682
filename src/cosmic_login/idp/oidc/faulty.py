"""What is wrong with answers to clients when that was ordered (``core.answer_faults``); nothing is, without a fault."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from joserfc import jwk

from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.faults import Fault
from cosmic_login.idp.token_digests import new_handle

if TYPE_CHECKING:
    from cosmic_login.idp.provider.keys import JoseKey, SigningKey

Claims = dict[str, object]
#: Another client than any, and what another issuer is called beside the right one.
OTHER_AUDIENCE, OTHER_ISSUER = "another-system.cosmic-login.test", "https://another-issuer.cosmic-login.test"
#: How long ago an answer ended that is too old, in seconds.
_TOO_OLD: Final = 3600
#: What a level of assurance may be called in answers, beside ``acr`` itself.
_LEVELS: Final = ("acr", CLAIMS["acr"].uri)

#: What each fault does to the ID token's own claims.
_TOKENS: Final[Mapping[str, Callable[[Claims], Claims]]] = {
    "wrong-audience": lambda said: said | {"aud": OTHER_AUDIENCE},
    "wrong-issuer": lambda said: said | {"iss": OTHER_ISSUER},
    "expired": lambda said: said | _ended(said),
    "other-nonce": lambda said: said | {"nonce": new_handle()},
}


def reply(fault: Fault | None, kept: Mapping[str, object]) -> Mapping[str, object]:
    """Return what the browser's answer is made of."""
    return {**kept, "state": new_handle()} if _is(fault, "other-state") else kept


def id_token(fault: Fault | None, claims: Claims, too_low: str) -> Claims:
    """Return what an ID token says of person and login; ``too_low`` is a level that the client does not want."""
    return {**_lowered(claims, too_low), "acr": too_low} if _is(fault, "loa-too-low") else claims


def userinfo(fault: Fault | None, claims: Claims, too_low: str) -> Claims:
    """Return what userinfo says."""
    if _is(fault, "other-sub"):
        return {**claims, "sub": new_handle()}
    return _lowered(claims, too_low) if _is(fault, "loa-too-low") else claims


def token(fault: Fault | None, said: Claims) -> Claims:
    """Return all that an ID token says."""
    return _TOKENS.get(fault.name, _as_is)(said) if fault is not None else said


def rotates(fault: Fault | None) -> bool:
    """Tell whether a new key signs, which the client has not seen yet."""
    return _is(fault, "key-rotated")


def key(fault: Fault | None, right: SigningKey) -> JoseKey:
    """Return the key that signs: the right one, or one of the same name that nobody is shown."""
    if not _is(fault, "foreign-key"):
        return right.jose
    named: jwk.KeyParameters = {"kid": right.kid, "alg": right.alg, "use": "sig"}
    if right.alg.startswith("ES"):
        return jwk.ECKey.generate_key("P-256", named, private=True)
    return jwk.RSAKey.generate_key(2048, named, private=True)


def unsigned(said: Claims) -> str:
    """Return a token without a signature (RFC 7519, section 6)."""
    parts = ({"alg": "none", "typ": "JWT"}, said)
    encoded = (json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode() for each in parts)
    return ".".join((*(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in encoded), ""))


def _is(fault: Fault | None, name: str) -> bool:
    return fault is not None and fault.name == name


def _as_is(said: Claims) -> Claims:
    return said


def _lowered(claims: Claims, too_low: str) -> Claims:
    return {name: too_low if name in _LEVELS else value for name, value in claims.items()}


def _ended(said: Claims) -> Claims:
    """Return the times of a token that was right long ago; everything before its end is as far back."""
    exp, iat, before = (int(str(said[name])) for name in ("exp", "iat", "auth_time"))
    back = exp - iat + _TOO_OLD
    return {"exp": exp - back, "iat": iat - back, "auth_time": before - back}
