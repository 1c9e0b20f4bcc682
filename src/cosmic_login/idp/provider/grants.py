"""What a granted login gives: tokens for the code, userinfo for the access token, an end for the session."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from joserfc.errors import JoseError

from cosmic_login.core.clock import is_ahead, is_over
from cosmic_login.idp.provider.claims import Claims
from cosmic_login.idp.provider.keys import KeyRing, SigningKey
from cosmic_login.idp.provider.logins import Logins
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import CodeRow, LoginStatus, Refusal, SessionRow, TokenRow, Transaction
from cosmic_login.idp.token_digests import digest, new_handle, same


@dataclass(frozen=True)
class Tokens:
    """The token endpoint's answer."""

    access_token: str
    id_token: str
    expires_in: int
    scope: str


class Grants:
    """Exchanges codes, answers for tokens, ends sessions."""

    def __init__(self, services: IdpServices, keys: KeyRing, logins: Logins) -> None:
        self._services = services
        self._keys = keys
        self._logins = logins

    def redeem(self, code: str, client_id: str, verifier: str) -> Tokens:
        """Exchange a code. Raises ``Refusal`` ``token.invalid`` (the answer tells nothing more).

        A code that was spent before revokes what it gave (RFC 6749, section 4.1.2). A wrong verifier or client
        spends the code too: whoever sent it is not the one who asked for it.
        """
        now, settings = self._services.seconds(), self._services.settings
        with self._services.store.transaction() as work:
            taken = work.take_code(digest(code), now + settings.access_token_life)
            if taken is None:
                self._revoke_replayed(work, digest(code), now)
                raise Refusal("token.invalid", "no such code")
            grant = json.loads(taken.grant)
            request = grant["request"]
            if is_over(taken.expires, now, settings.code_life):
                changed = is_ahead(taken.expires - settings.code_life, now)
                self._logins.fail(work, taken.login, "clock.changed" if changed else "order.expired")
                raise Refusal("token.invalid", "the code is too old")
            if not same(request["client_id"], client_id) or not same(request["code_challenge"], _s256(verifier)):
                self._logins.fail(work, taken.login, "token.invalid")
                raise Refusal("token.invalid", "the code belongs to another")
            return self._issue(work, taken, grant, now)

    def userinfo(self, access_token: str) -> Claims | None:
        """Return the claims behind an access token, or None when it is worth nothing."""
        with self._services.store.transaction() as work:
            row = work.token(digest(access_token))
        life = self._services.settings.access_token_life
        if row is None or is_over(row.expires, self._services.seconds(), life):
            return None
        claims: Claims = json.loads(row.claims)
        return claims

    def end(self, id_token: str, earlier: Collection[str] = ()) -> bool:
        """End the session an ID token belongs to (an old token will do); False when the token is not ours.

        ``earlier`` are the ``sid`` of that person's logins which it went on with: they end with it, as one session.
        """
        claims = self._read(id_token)
        if claims is None:
            return False
        with self._services.store.transaction() as work:
            now = self._services.seconds()
            session = work.session(str(claims.get("sid", "")))
            if session is not None:
                went_on = [login for sid in earlier if (login := self._end_earlier(work, sid, session, now))]
                told = {"earlier": " ".join(went_on)} if went_on else None
                self._end(work, work.end_session(session.sid, now), "", told)
        return True

    def _end_earlier(self, work: Transaction, sid: str, later: SessionRow, now: float) -> str:
        """End a login's session without a word of its own; return the login, empty when it is not that person's."""
        session = work.session(sid)
        if session is None or json.loads(session.record)["person"] != json.loads(later.record)["person"]:
            return ""  # "sid" names a session and is no secret: it ends one's own only
        work.drop_tokens(session.login)
        return session.login if work.end_session(sid, now) else ""

    def _issue(self, work: Transaction, taken: CodeRow, grant: dict[str, Claims], now: float) -> Tokens:
        if not work.settle_login(taken.login, LoginStatus.GRANTED, LoginStatus.DONE):
            raise Refusal("token.invalid", "the login was given up")
        request, person, record = grant["request"], grant["claims"], grant["record"]
        access_token, sid = new_handle(), uuid.uuid4().hex
        life = self._services.settings.access_token_life
        key = self._keys.signing(work, str(request["id_token_alg"]))
        id_token = self._id_token(key, request, person, sid=sid, access_token=access_token)
        work.add_token(TokenRow(digest(access_token), taken.login, now + life, json.dumps(person)))
        work.add_session(SessionRow(sid, taken.login, now, json.dumps(record)))
        self._append(record, "login.succeeded", taken.login, "")
        scopes = request["scopes"]
        return Tokens(access_token, id_token, int(life), " ".join(scopes if isinstance(scopes, list) else []))

    def _id_token(self, key: SigningKey, request: Claims, person: Claims, *, sid: str, access_token: str) -> str:
        now = self._services.seconds()
        claims = {
            "iss": self._services.issuer,
            "aud": request["client_id"],
            "azp": request["client_id"],
            "iat": int(now),
            "exp": int(now + self._services.settings.id_token_life),
            "nonce": request["nonce"],
            "jti": uuid.uuid4().hex,
            "sid": sid,
            # OpenID Connect Core 1.0, section 3.1.3.6: the left half of the digest (SHA-256 for both algorithms).
            "at_hash": _b64url(hashlib.sha256(access_token.encode()).digest()[:16]),
            **person,
        }
        from joserfc import jwt  # noqa: PLC0415 - until somebody logs in, nobody waits for it

        return jwt.encode({"alg": key.alg, "kid": key.kid}, claims, key.jose, algorithms=[key.alg])

    def _read(self, id_token: str) -> Claims | None:
        from joserfc import jwt  # noqa: PLC0415 - as above

        keys = {key.kid: key for key in self._keys.published()}
        try:
            head = json.loads(base64.urlsafe_b64decode(id_token.split(".", maxsplit=1)[0] + "=="))
            key = keys.get(str(head.get("kid"))) if isinstance(head, dict) else None
            if key is None:
                return None
            claims: Claims = jwt.decode(id_token, key.jose, algorithms=[key.alg]).claims
        except (JoseError, ValueError, RecursionError, TypeError):
            return None
        return claims if claims.get("iss") == self._services.issuer else None

    def _revoke_replayed(self, work: Transaction, code: str, now: float) -> None:
        login = work.spent_code(code)
        session = work.session_of_login(login) if login else None
        if login is None or session is None:
            return
        work.drop_tokens(login)
        self._end(work, work.end_session(session.sid, now), "token.invalid")

    def _end(
        self, work: Transaction, session: SessionRow | None, reason: str, extra: Mapping[str, str] | None = None
    ) -> None:
        if session is None:
            return
        work.drop_tokens(session.login)
        self._append(json.loads(session.record), "session.ended", session.login, reason, extra)

    def _append(
        self, record: Claims, event: str, login: str, reason: str, extra: Mapping[str, str] | None = None
    ) -> None:
        loa = record["loa"]
        told = {"desk": str(record["desk"])} if "desk" in record else {}
        self._services.audit.append(
            event,
            login=login,
            person=str(record["person"]),
            name=str(record["name"]),
            method=str(record["method"]),
            loa=loa if isinstance(loa, int) else None,
            service_id=str(record["service_id"]),
            organisation=str(record["organisation"]),
            reason=reason,
            extra={**told, **(extra or {})},
        )


def _s256(verifier: str) -> str:
    """RFC 7636, section 4.6."""
    return _b64url(hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest())


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
