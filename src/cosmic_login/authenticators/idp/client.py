"""The client's side of the native login (docs/protocols.md, sections 1 to 3): ``IdpClient`` is an ``idp_port.Idp``."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cosmic_login.authenticators.idp.id_token import TokenVerifier
from cosmic_login.authenticators.idp_port import Granted, MustChoose, Pending
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity, ServiceId
from cosmic_login.net.discovery import discovered
from cosmic_login.net.http import Http, checked_base_url, refused, text

#: The login client itself, and the simulated "Mina sidor", where a card's holder looks after the card.
CLIENT_ID, MINASIDOR_ID = "cosmic", "minasidor"
T = TypeVar("T")
_UNDO_S = 2.0
_LONGEST_S = 86_400  # no order lasts a day
_LONGEST_QR = 500  # a frame has some 120 characters
_ENDPOINTS = (
    "issuer",
    "authorization_challenge_endpoint",
    "authorization_challenge_cancel_endpoint",
    "token_endpoint",
    "end_session_endpoint",
    "jwks_uri",
    "siths_app_endpoint",
)
#: Endpoints that not every IdP has, on addresses of their own; TLS says whose they are.
_ELSEWHERE = ("mtls_endpoint",)


class IdpClient:
    """An IdP at a base URL. Lives on one event loop; ``aclose`` it there."""

    def __init__(
        self,
        base_url: str,
        clock: Clock,
        *,
        ca_file: str = "",
        alg: str = "ES256",
        client_id: str = CLIENT_ID,
        back: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """``back`` is asked when the IdP refuses connections (``net.http.Http``)."""
        self.base_url = checked_base_url(base_url)
        self.clock = clock
        self.client_id = client_id
        self._alg = alg
        self.http = Http(self.base_url, ca_file, back=back)
        self._metadata: dict[str, str] = {}
        self._verifier: TokenVerifier | None = None

    async def discover(self, *, anew: bool = False) -> Mapping[str, str]:
        """Return the endpoints; fetched once, or ``anew``: an IdP's further doors move when it is started again.

        Raises ``idp.nonsense`` when they belong to somebody else.
        """
        if anew or not self._metadata:
            found = self._metadata = await discovered(self.http, self.base_url, _ENDPOINTS, elsewhere=_ELSEWHERE)
            self._verifier = TokenVerifier(self.http, found["issuer"], found["jwks_uri"], self.client_id, self.clock)
        return self._metadata

    async def ways(self) -> dict[str, bool]:
        """Ask which ways to log in are open right now, by their names."""
        document = await self.http.get(f"{self.base_url}/.well-known/openid-configuration")
        rows = document.get("cosmic_login_methods")
        if not isinstance(rows, list):
            return {}
        return {
            str(row["method"]): row.get("available") is True
            for row in rows
            if isinstance(row, dict) and "method" in row
        }

    async def begin(self, method: str, *, service_id: str = "", desk: str = "", scope: str = "openid") -> NativeLogin:
        """Start a login; the order at the IdP begins to age. ``desk``: where the card is, if it is not here."""
        endpoints = await self.discover()
        login = NativeLogin(self, endpoints)
        chosen = {name: value for name, value in (("service_id", service_id), ("desk", desk)) if value}
        await _to_its_end(login.begin(method, scope, self._alg, chosen), lambda _: login.cancel("order.cancelled"))
        return login

    async def end_session(self, identity: Identity) -> None:
        """Log out at the IdP, which writes it to the audit trail before it answers."""
        endpoints = await self.discover()
        status, body = await self.http.form(
            endpoints["end_session_endpoint"],
            {
                "id_token_hint": identity.id_token,
                "client_id": self.client_id,
                **({"earlier_sids": " ".join(identity.earlier)} if identity.earlier else {}),
            },
            {200, 400},
        )
        if status != 200:
            raise refused(body)

    @property
    def verifier(self) -> TokenVerifier:
        """The judge of ID tokens; there after ``discover``."""
        if self._verifier is None:
            raise RuntimeError("discover first")
        return self._verifier

    async def aclose(self) -> None:
        """Close the connections."""
        await self.http.aclose()


class NativeLogin:
    """One login under way: an ``auth_session``, its PKCE verifier and its nonce."""

    def __init__(self, client: IdpClient, endpoints: Mapping[str, str]) -> None:
        self._client, self._endpoints = client, endpoints
        self._verifier = secrets.token_urlsafe(48)
        self._nonce = secrets.token_urlsafe(24)
        self._auth_session = ""
        self._over = False
        self.begun = Pending("", "")

    @property
    def auto_start_token(self) -> str:
        """What the card app starts the order with."""
        return self.begun.auto_start_token

    async def begin(self, method: str, scope: str, alg: str, chosen: Mapping[str, str]) -> None:
        """Send the first request; ``chosen`` are further fields of it."""
        digest = hashlib.sha256(self._verifier.encode()).digest()
        fields = {
            "client_id": self._client.client_id,
            "scope": scope,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "nonce": self._nonce,
            "login_method": method,
            "id_token_signed_response_alg": alg,
            **chosen,
        }
        step = await self._request(fields)
        if not isinstance(step, Pending) or not step.auto_start_token:
            raise LoginFailure("idp.nonsense", "a login began without an auto-start token")
        self.begun = step

    async def look(self, service_id: str = "") -> Pending | MustChoose | Granted:
        """Ask how the login stands; ``service_id`` answers ``MustChoose``."""
        fields = {"auth_session": self._auth_session}
        if service_id:
            fields["service_id"] = service_id
        return await self._request(fields)

    async def redeem(self, granted: Granted, method: str, evidence: dict[str, str]) -> Identity:
        """Exchange the code for tokens and verify the ID token fully.

        When the person leaves in the middle, the session that may have begun is ended again.
        """
        self._over = True  # from here on there is nothing left to cancel
        return await _to_its_end(self._redeem(granted, method, evidence), self._client.end_session)

    async def _redeem(self, granted: Granted, method: str, evidence: dict[str, str]) -> Identity:
        status, body = await self._client.http.form(
            self._endpoints["token_endpoint"],
            {
                "grant_type": "authorization_code",
                "code": granted.code,
                "client_id": self._client.client_id,
                "code_verifier": self._verifier,
            },
            {200, 400, 401},
        )
        if status != 200:
            raise refused(body)
        token = text(body, "id_token")
        claims = await self._client.verifier.verify(token, text(body, "access_token"), self._nonce)
        identity = self._client.verifier.identity(token, claims, method, evidence)
        return replace(identity, access_token=text(body, "access_token"))

    async def cancel(self, reason: str) -> None:
        """Give the order up, saying why. Does nothing when the IdP ended it."""
        if self._over or not self._auth_session:
            return
        self._over = True
        await self._client.http.form(
            self._endpoints["authorization_challenge_cancel_endpoint"],
            {"auth_session": self._auth_session, "reason": reason},
            {204},
        )

    async def _request(self, fields: Mapping[str, str]) -> Pending | MustChoose | Granted:
        url = self._endpoints["authorization_challenge_endpoint"]
        status, body = await self._client.http.form(url, fields, {200, 400, 401})
        if status == 200:
            return Granted(text(body, "authorization_code"))
        if body.get("error") != "insufficient_authorization":
            self._over = body.get("error") == "access_denied"
            raise refused(body)
        self._auth_session = text(body, "auth_session")
        match body.get("login"):
            case {"status": "pending", **login}:
                return _pending(login)
            case {"status": "choose_service_id", "service_ids": [*rows]} if rows:
                return MustChoose(tuple(_service_id(row) for row in rows))
        raise LoginFailure("idp.nonsense", "an unknown step of the login")


async def _to_its_end(work: Coroutine[Any, Any, T], undo: Callable[[T], Coroutine[Any, Any, None]]) -> T:
    """Run a request that changes something at the IdP; when cancelled, hear its answer and undo it.

    Otherwise an order, or a session, would be left behind that nobody knows of.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(LoginFailure, TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(_UNDO_S):
                done = await task
            await undo(done)
        raise


def _pending(login: Mapping[Any, Any]) -> Pending:
    def word(name: str) -> str:
        return str(login.get(name) or "")

    def number(name: str) -> int:
        value = login.get(name)
        return value if isinstance(value, int) and 0 <= value < _LONGEST_S else 0

    return Pending(
        hint_code=word("hint_code"),
        auto_start_token=word("auto_start_token"),
        qr_data=word("qr_data")[:_LONGEST_QR],
        expires_in=number("expires_in"),
        start_in=number("start_in"),
        renewals_left=number("renewals_left"),
        relying_party=word("rp"),
    )


def _service_id(row: Any) -> ServiceId:  # noqa: ANN401 - whatever the IdP sent
    if not isinstance(row, dict):
        raise LoginFailure("idp.nonsense", "a service ID is not an object")
    return ServiceId(
        hsa_id=text(row, "hsa_id"),
        organisation=text(row, "organization_name"),
        organisation_id=text(row, "organization_id"),
        title=str(row.get("title") or ""),
        own_region=row.get("own_region") is True,
    )


__all__ = ["CLIENT_ID", "MINASIDOR_ID", "Granted", "IdpClient", "MustChoose", "NativeLogin", "Pending"]
