"""A login window as a phone sees it: logins begun over HTTP, and the QR code that each shows now."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from cosmic_login.net.http import Http


@dataclass
class Screen:
    """One login with a QR code. ``code`` is the last text that it showed."""

    issuer: str
    method: str = "siths-other-device"
    code: str = ""
    session: str = field(default="", repr=False)
    answer: dict[str, Any] = field(default_factory=dict, repr=False)

    def begin(self) -> Screen:
        """Begin the login."""
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        self._post(
            {
                "client_id": "cosmic",
                "scope": "openid",
                "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
                "code_challenge_method": "S256",
                "nonce": secrets.token_urlsafe(24),
                "login_method": self.method,
            }
        )
        return self

    def look(self) -> dict[str, Any]:
        """Ask how the login stands."""
        return self._post({"auth_session": self.session})

    @property
    def hint(self) -> str:
        """The hint code of a login that waits, or of one that failed."""
        login = self.look().get("login") or self.answer.get("failure") or {}
        return str(login.get("hint_code", login.get("status", "")))

    @property
    def failure(self) -> str:
        """The failure that ended the login."""
        return str((self.look().get("failure") or {}).get("code", ""))

    @property
    def done(self) -> bool:
        """Whether the login has come to its good end, or asks which service ID."""
        answer = self.look()
        return "authorization_code" in answer or answer.get("login", {}).get("status") == "choose_service_id"

    def cancel(self) -> None:
        """Give the login up, as the window's button does."""
        self._post({"auth_session": self.session, "reason": "order.cancelled"}, "authorize-challenge/cancel")

    def _post(self, fields: dict[str, str], where: str = "") -> dict[str, Any]:
        async def go() -> dict[str, Any]:
            http = Http(self.issuer)
            try:
                found = await http.get(f"{self.issuer}/.well-known/openid-configuration")
                door = "authorization_challenge_cancel_endpoint" if where else "authorization_challenge_endpoint"
                return (await http.form(found[door], fields, {200, 204, 400, 401}))[1]
            finally:
                await http.aclose()

        self.answer = asyncio.run(go())
        self.session = self.answer.get("auth_session", self.session)
        self.code = self.answer.get("login", {}).get("qr_data", "") or self.code
        return self.answer
