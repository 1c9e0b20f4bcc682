"""The card app's side of an order (docs/protocols.md, section 3): what "SITHS eID" on this device does."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosmic_login.net.challenge import b64url, check_clock, checked_challenge, signing_input
from cosmic_login.net.http import refused, text

if TYPE_CHECKING:
    from cosmic_login.authenticators.card.session import CardSession
    from cosmic_login.authenticators.idp_port import Idp
    from cosmic_login.cards.idprime import CardCertificate

_HTTP = {200, 400, 404}


@dataclass(frozen=True)
class Shown:
    """What the IdP answered when the certificate was shown."""

    registered: bool
    challenge: str
    registration_challenge: str


class SithsApp:
    """One order, opened by its auto-start token.

    ``relying_party`` and ``expires_in`` (seconds) are known once it is. ``ours``: this program began the order itself,
    and signs nothing that is for another client.
    """

    def __init__(self, client: Idp, endpoint: str, *, ours: bool = True) -> None:
        self._client, self._endpoint = client, endpoint.rstrip("/")
        self._asks_for = client.client_id if ours else ""
        self._session = ""
        self.relying_party = ""
        self.expires_in = 0

    async def start(self, auto_start_token: str) -> None:
        """Open the order. Raises ``clock.skew`` when this machine's time is not the IdP's."""
        body = await self._post("start", {"auto_start_token": auto_start_token})
        self._session = text(body, "app_session")
        self.relying_party = text(body, "relying_party")
        left = body.get("expires_in")
        self.expires_in = left if isinstance(left, int) and left > 0 else 0
        check_clock(body.get("server_time"), self._now())

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

    async def cancel(self, reason: str) -> None:
        """Give the order up, saying why by a failure code; one that is over stays as it is."""
        await self._post("cancel", {"app_session": self._session, "reason": reason})

    async def _signed(self, card: CardSession, certificate: CardCertificate, challenge: str, purpose: str) -> str:
        from cosmic_login.authenticators.card.session import scheme_of  # noqa: PLC0415 - a cycle of names only

        payload = checked_challenge(
            challenge,
            certificate=certificate.der,
            purpose=purpose,
            audience=self._client.base_url,
            client_id=self._asks_for,
            now=self._now(),
        )
        signed = signing_input(payload, certificate.der, scheme_of(certificate).value)
        signature = await card.sign(certificate, signed.encode())
        return f"{signed}.{b64url(signature)}"

    def _now(self) -> float:
        return self._client.clock.now().timestamp()

    async def _post(self, call: str, body: dict[str, str]) -> dict[str, Any]:
        status, answer = await self._client.http.json(f"{self._endpoint}/{call}", body, _HTTP)
        if status != 200:
            raise refused(answer)
        return answer
