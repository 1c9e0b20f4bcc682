"""What a code gives: tokens for it, userinfo for an access token, and what becomes of tokens afterwards."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from cosmic_login.core.answer_faults import Moment
from cosmic_login.core.clock import is_over
from cosmic_login.idp.faults import Fault, FaultOrders, Spot
from cosmic_login.idp.oidc import faulty
from cosmic_login.idp.oidc.errors import OauthError
from cosmic_login.idp.oidc.id_tokens import Claims, IdTokens
from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal, Transaction
from cosmic_login.idp.store.oidc_statements import OidcCodeRow, OidcTokenRow
from cosmic_login.idp.token_digests import digest, new_handle, same
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, section 4.1
OUT: Final = "idp.out_of_service"
#: One word for all that can be wrong with a code: who sends it need not learn how near it was.
_NO_CODE: Final = "The code is unknown, too old, used before, or another's."


@dataclass(frozen=True)
class Redemption:
    """What a client sends to have a code exchanged; what it left out is empty."""

    code: str = field(repr=False)
    redirect_uri: str
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class OidcTokens:
    """The token endpoint's answer, after ``delay`` seconds."""

    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    expires_in: int
    scope: str
    delay: float = 0.0


class OidcGrants:
    """Exchanges codes and answers for tokens. ``tokens`` make ID tokens.

    Any call raises ``Refusal`` ``idp.out_of_service`` when the system was ordered to meet that.
    """

    def __init__(self, services: IdpServices, tokens: IdTokens, faults: FaultOrders) -> None:
        self._services, self._tokens, self._faults = services, tokens, faults

    def serve(self, system: System, state: str = "") -> None:
        """Let a system's call go on, unless something else was ordered."""
        self._meet(system.key, state)

    def _meet(self, system: str, state: str = "") -> None:
        """Raise what was ordered for a call that is no transaction otherwise; it is one only where something was."""
        with self._services.store.reading() as look:
            ordered = bool(look.fault_orders_of("oidc", system))
        if ordered:
            with self._services.store.transaction() as work:
                self._serve(work, system, state)

    def _serve(self, work: Transaction, system: str, state: str = "") -> None:
        if self._faults.bite(work, Moment.ASKED, Spot("oidc", system, state)) is not None:
            raise _out("it was ordered for the system")

    def redeem(self, system: System, asked: Redemption) -> OidcTokens:
        """Exchange a code. Raises ``OauthError``.

        One that comes again takes back what it gave (RFC 6749, section 4.1.2). A wrong verifier, client or redirect URI
        spends the code too: whoever sent it is not the one who asked for it.
        """
        try:
            with self._services.store.transaction() as work:
                return self._redeem(work, system, asked)
        except Refusal as refusal:
            if refusal.code == OUT:
                raise
            log_event(_log, "code.refused", level=logging.WARNING, system=system.key, why=refusal.detail)
            raise OauthError("invalid_grant", _NO_CODE) from None

    def _redeem(self, work: Transaction, system: System, asked: Redemption) -> OidcTokens:
        now, settings, code = self._services.seconds(), self._services.settings, digest(asked.code)
        self._serve(work, system.key)
        taken = work.spend_oidc_code(code, now)
        if taken is None:
            if (before := work.oidc_code(code)) is not None:
                work.drop_oidc_tokens_of_code(before.code)
                raise Refusal("token.invalid", "it came again; what it had given is taken back")
            raise Refusal("token.invalid", "there is no such code")
        grant = json.loads(taken.granted)
        if is_over(taken.expires, now, settings.code_life):
            raise Refusal("token.invalid", "it is too old")
        if (why := _mismatch(system, taken, grant, asked)) is not None:
            raise Refusal("token.invalid", why)
        fault = self._bitten(work, system, grant)
        if fault is not None and fault.name == "token-down":
            work.unspend_oidc_code(code)
            raise _out("it was ordered for the token endpoint")
        access_token, life = new_handle(), settings.access_token_life
        work.add_oidc_token(
            OidcTokenRow(
                token=digest(access_token),
                code=taken.code,
                sid=taken.sid,
                system=system.key,
                issued=now,
                expires=now + life,
                claims=json.dumps(faulty.userinfo(fault, grant["userinfo"], grant.get("too_low", ""))),
                scope=grant["scope"],
            )
        )
        said = faulty.id_token(fault, grant["id_token"], grant.get("too_low", ""))
        id_token = self._tokens.id_token(work, grant["alg"], system.key, access_token, said, fault=fault)
        return OidcTokens(access_token, id_token, int(life), grant["scope"], fault.delay if fault else 0.0)

    def _bitten(self, work: Transaction, system: System, grant: Claims) -> Fault | None:
        """Return what bites an exchange that is good; codes of before do not say what it goes by."""
        state, brought = str(grant.get("state", "")), str(grant.get("fault", ""))
        spot = Spot("oidc", system.key, state, brought, login=str(grant["login"]))
        return self._faults.bite(work, Moment.EXCHANGED, spot)

    def userinfo(self, access_token: str) -> Claims | None:
        """Return the claims behind an access token, or None when it is worth nothing."""
        row = self._live(access_token)
        return json.loads(row.claims) if row is not None else None

    def introspect(self, system: System, token: str) -> Claims:
        """Tell a client of its own token (RFC 7662, section 2.2); of any other only that it is not active."""
        row = self._live(token, system.key)
        if row is None or row.system != system.key:
            return {"active": False}
        return {
            "active": True,
            "scope": row.scope,
            "client_id": row.system,
            "token_type": "Bearer",
            "exp": int(row.expires),
            "iat": int(row.issued),
            "sub": json.loads(row.claims)["sub"],
            "aud": row.system,
            "iss": self._tokens.issuer,
        }

    def revoke(self, system: System, token: str) -> None:
        """Take back a client's own token (RFC 7009); of any other nothing is said, and nothing is done."""
        with self._services.store.transaction() as work:
            self._serve(work, system.key)
            work.drop_oidc_token(digest(token), system.key)

    def _live(self, token: str, asking: str = "") -> OidcTokenRow | None:
        """Return a token that is good; ``asking`` is who asks, where it need not be whose token it is."""
        with self._services.store.reading() as look:
            row = look.oidc_token(digest(token))
        if asking or row is not None:
            self._meet(asking or (row.system if row is not None else ""))
        life = self._services.settings.access_token_life
        return None if row is None or is_over(row.expires, self._services.seconds(), life) else row


def _out(why: str) -> Refusal:
    """Return the refusal of what was ordered to be out; what was written is kept."""
    return Refusal(OUT, why)


def no_bearer(error: str = "", status: int = HTTPStatus.UNAUTHORIZED) -> OauthError:
    """Return the refusal of a call without an access token that is good (RFC 6750, section 3)."""
    challenge = f'Bearer realm="oidc", error="{error}"' if error else 'Bearer realm="oidc"'
    return OauthError(error, "", status, challenge)


def _mismatch(system: System, taken: OidcCodeRow, grant: Claims, asked: Redemption) -> str | None:
    """Return why a code is not for who sends it, or None."""
    if taken.system != system.key:
        return "it was given to another client"
    if not same(str(grant["redirect_uri"]), asked.redirect_uri):
        return "redirect_uri is another one than at the beginning"
    challenge = str(grant["challenge"])
    if challenge and not asked.verifier:
        return "code_verifier is missing"
    if asked.verifier and not challenge:
        return "code_verifier came, and there was no code_challenge (RFC 9700, 2.1.1)"
    if challenge and not same(challenge, _s256(asked.verifier)):
        return "code_verifier is not of the code_challenge"
    return None


def _s256(verifier: str) -> str:
    """RFC 7636, section 4.6."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
