"""ID tokens and logout tokens: signed with the IdP's keys, and read again when they come back as hints."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError

from cosmic_login.idp.faults import Fault
from cosmic_login.idp.oidc import faulty
from cosmic_login.idp.oidc.judge import ForeignHint
from cosmic_login.idp.provider.keys import KeyRing
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Transaction

Claims = dict[str, object]
_LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
#: A logout token is good for this long (OpenID Connect Back-Channel Logout 1.0, section 4: at most two minutes).
_LOGOUT_LIFE: Final = 120


class IdTokens:
    """Makes and reads tokens of one issuer."""

    def __init__(self, services: IdpServices, keys: KeyRing, issuer: str) -> None:
        self._services, self._keys, self.issuer = services, keys, issuer

    def id_token(
        self,
        work: Transaction,
        alg: str,
        client: str,
        access_token: str,
        claims: Mapping[str, object],
        *,
        fault: Fault | None = None,
    ) -> str:
        """Return an ID token for a client; ``claims`` is what is said of person and login, ``fault`` what is wrong."""
        now = int(self._services.seconds())
        said = {
            **claims,
            "iss": self.issuer,
            "aud": client,
            "iat": now,
            "exp": now + int(self._services.settings.id_token_life),
            "jti": uuid.uuid4().hex,
            "at_hash": half_digest(access_token),
        }
        said = faulty.token(fault, said)
        if fault is not None and fault.name == "unsigned":
            return faulty.unsigned(said)
        return self._signed(work, alg, "JWT", said, fault)

    def logout_token(self, work: Transaction, alg: str, client: str, sid: str, sub: str) -> str:
        """Return a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4); ``sub`` may be empty."""
        now = int(self._services.seconds())
        said: Claims = {
            "iss": self.issuer,
            "aud": client,
            "iat": now,
            "exp": now + _LOGOUT_LIFE,
            "jti": uuid.uuid4().hex,
            "sid": sid,
            "events": {_LOGOUT: {}},
        }
        return self._signed(work, alg, "logout+jwt", said | ({"sub": sub} if sub else {}))

    def read(self, token: str) -> Claims:
        """Return the claims of an ID token of ours; an old one will do. Raises ``ForeignHint``."""
        try:
            head = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
            key = self._keys.find(str(head.get("kid"))) if isinstance(head, dict) else None
            if key is None:
                raise ForeignHint("signed by nobody here")
            read = jwt.decode(token, key.jose, algorithms=[key.alg])
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise ForeignHint("it cannot be read") from error
        if read.claims.get("iss") != self.issuer or read.header.get("typ") != "JWT":
            raise ForeignHint("it is no ID token of this issuer")
        return dict(read.claims)

    def _signed(self, work: Transaction, alg: str, kind: str, claims: Claims, fault: Fault | None = None) -> str:
        key = self._keys.aside(work, alg) if faulty.rotates(fault) else self._keys.signing(work, alg)
        head = {"alg": key.alg, "kid": key.kid, "typ": kind}
        return jwt.encode(head, claims, faulty.key(fault, key), algorithms=[key.alg])


def half_digest(value: str) -> str:
    """Return ``at_hash`` (OpenID Connect Core 1.0, 3.1.3.6): half of SHA-256, which both algorithms use."""
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()
