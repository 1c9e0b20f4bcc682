"""The card app's side of an order (docs/protocols.md, section 3): what "SITHS eID" on this device does."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosmic_login.authenticators.id_token import CLOCK_TOLERANCE_S
from cosmic_login.authenticators.idp_client import CLIENT_ID
from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import refused, text

if TYPE_CHECKING:
    from cosmic_login.authenticators.card_session import CardSession
    from cosmic_login.authenticators.idp_client import IdpClient
    from cosmic_login.cards.idprime import CardCertificate

_HTTP = {200, 400, 404}


def b64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(data: str) -> bytes:
    """Undo ``b64url``; raises ``ValueError``."""
    return base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)


@dataclass(frozen=True)
class Shown:
    """What the IdP answered when the certificate was shown."""

    registered: bool
    challenge: str
    registration_challenge: str


class SithsApp:
    """One order, opened by its auto-start token."""

    def __init__(self, client: IdpClient, endpoint: str) -> None:
        self._client, self._endpoint = client, endpoint.rstrip("/")
        self._session = ""
        self.relying_party = ""

    async def start(self, auto_start_token: str) -> None:
        """Open the order. Raises ``clock.skew`` when this machine's time is not the IdP's."""
        body = await self._post("start", {"auto_start_token": auto_start_token})
        self._session = text(body, "app_session")
        self.relying_party = text(body, "relying_party")
        server_time = body.get("server_time")
        if not isinstance(server_time, int | float):
            raise LoginFailure("idp.nonsense", "server_time is missing")
        difference = server_time - self._client.clock.now().timestamp()
        if abs(difference) > CLOCK_TOLERANCE_S:
            raise LoginFailure("clock.skew", f"the clocks differ by {difference:.0f} s")

    async def show(self, certificate: CardCertificate) -> Shown:
        """Show the certificate; it is judged before anybody types a code. Raises ``certificate.*``."""
        body = await self._post(
            "certificate",
            {"app_session": self._session, "certificate": base64.b64encode(certificate.der).decode()},
        )
        registered = body.get("registered") is True
        return Shown(registered, text(body, "challenge"), "" if registered else text(body, "registration_challenge"))

    async def register(self, card: CardSession, certificate: CardCertificate, challenge: str) -> None:
        """Register the card: sign the registration challenge (R7)."""
        jws = await self._signed(card, certificate, challenge, "register")
        await self._post("register", {"app_session": self._session, "jws": jws})

    async def complete(self, card: CardSession, certificate: CardCertificate, challenge: str) -> None:
        """Sign the challenge and hand the answer in; the IdP verifies it before it says yes."""
        jws = await self._signed(card, certificate, challenge, "authenticate")
        await self._post("complete", {"app_session": self._session, "jws": jws})

    async def _signed(self, card: CardSession, certificate: CardCertificate, challenge: str, purpose: str) -> str:
        from cosmic_login.authenticators.card_session import scheme_of  # noqa: PLC0415 - a cycle of names only

        payload = self._checked(challenge, certificate, purpose)
        header = {
            "alg": scheme_of(certificate).value,
            "typ": "siths-auth+jws",
            "x5c": [base64.b64encode(certificate.der).decode()],
        }
        signing_input = f"{b64url(json.dumps(header, separators=(',', ':')).encode())}.{b64url(payload)}"
        signature = await card.sign(certificate, signing_input.encode())
        return f"{signing_input}.{b64url(signature)}"

    def _checked(self, challenge: str, certificate: CardCertificate, purpose: str) -> bytes:
        """Return the challenge's bytes when it is one that this card should sign, here and now."""
        try:
            payload = unb64url(challenge)
            fields: Any = json.loads(payload)
        except (ValueError, RecursionError):
            raise LoginFailure("challenge.mismatch", "the challenge cannot be read") from None
        if not isinstance(fields, dict):
            raise LoginFailure("challenge.mismatch", "the challenge is no object")
        wanted = {
            "typ": "siths-auth",
            "purpose": purpose,
            "aud": self._client.base_url,
            "client_id": CLIENT_ID,
            "crt": b64url(hashlib.sha256(certificate.der).digest()),
        }
        for name, value in wanted.items():
            if fields.get(name) != value:
                raise LoginFailure("challenge.mismatch", f"{name} is not this login's")
        if not isinstance(fields.get("nonce"), str) or len(fields["nonce"]) < 22:
            raise LoginFailure("challenge.mismatch", "the nonce is too short")
        times = (fields.get("iat"), fields.get("exp"))
        if not all(isinstance(time, int) for time in times):
            raise LoginFailure("challenge.mismatch", "the times are missing")
        now = self._client.clock.now().timestamp()
        if not fields["iat"] - CLOCK_TOLERANCE_S <= now <= fields["exp"] + CLOCK_TOLERANCE_S:
            raise LoginFailure("clock.skew", "the challenge belongs to another time")
        return payload

    async def _post(self, call: str, body: dict[str, str]) -> dict[str, Any]:
        status, answer = await self._client.http.json(f"{self._endpoint}/{call}", body, _HTTP)
        if status != 200:
            raise refused(answer)
        return answer
