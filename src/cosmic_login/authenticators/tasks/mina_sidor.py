"""Mina sidor with the card in the reader: activate a reserve card (R14) or a phone (R11), fetch the signing pair (R5).

A person logs in to Mina sidor with the card itself, as with any relying party; what follows is between the site and the
card. The order that these tasks get asks the IdP in Mina sidor's name (``idp_client.MINASIDOR_ID``).
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.methods.completion import complete_login
from cosmic_login.authenticators.methods.siths_this_device import SithsThisDevice, sign_with_card
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, ShowActivation, Working
from cosmic_login.core.situations import Step
from cosmic_login.net.discovery import discovered
from cosmic_login.net.http import refused, text

if TYPE_CHECKING:
    from cosmic_login.authenticators.card.session import CardSession
    from cosmic_login.authenticators.idp_port import Idp
    from cosmic_login.cards.idprime import NewKey
    from cosmic_login.core.identity import Identity

#: Tasks whose order has to ask in Mina sidor's name.
SITE_TASKS = frozenset({"activate-card", "fetch-signing", "activate-phone"})
#: How often the site looks whether the code was used.
_LOOK_EVERY_S = 2.0
_HTTP = {200, 400, 401, 404}


async def activate_card(order: LoginOrder, ask: Ask) -> None:
    """Activate a reserve card. Raises ``card.not_reserve`` for another, and the failures of a login."""
    async with _signed_in(order, ask) as (site, card):
        await ask(Working(Step.ACTIVATING, card.reader))
        await site.post("/card/activate", {})


async def fetch_signing(order: LoginOrder, ask: Ask) -> None:
    """Have the card make a signing key, and the site certify it. Raises ``card.signing_there`` when it has one."""
    async with _signed_in(order, ask) as (site, card):
        certificates = await card.certificates()
        if any(certificate.usage == "sign" for certificate in certificates):
            raise LoginFailure("card.signing_there")
        await ask(Working(Step.FETCHING, card.reader))
        made = await card.generate_key(certificates[0].key_type)
        answer = await site.post("/card/signing", {"public_key": _spki(made)})
        try:
            certificate = base64.b64decode(text(answer, "certificate"), validate=True)
        except ValueError:
            raise LoginFailure("idp.nonsense", "a certificate that is not base64") from None
        await card.put_certificate(made, certificate)


async def activate_phone(order: LoginOrder, ask: Ask) -> None:
    """Show the code with which the person activates SITHS eID in a phone. The card may be taken meanwhile."""
    async with _signed_in(order, ask) as (site, card):
        await ask(Working(Step.ACTIVATING_PHONE, card.reader))
        answer = await site.post("/activation", {})
        await card.close()
        await _until_used(site, answer, order, ask)


async def _until_used(site: _Site, answer: dict[str, Any], order: LoginOrder, ask: Ask) -> None:
    """Show the code until the person says that it is done, or the site sees that it was used.

    Raises ``activation.expired`` when its time is over.
    """
    life = answer.get("expires_in")
    if isinstance(life, bool) or not isinstance(life, int | float):
        raise LoginFailure("idp.nonsense", "expires_in is missing")
    until = order.clock.now() + timedelta(seconds=life)
    shown = asyncio.ensure_future(ask(ShowActivation(text(answer, "qr"), until)))
    try:
        while not shown.done():
            looking = asyncio.ensure_future(order.pause(_LOOK_EVERY_S))
            await asyncio.wait({shown, looking}, return_when=asyncio.FIRST_COMPLETED)
            looking.cancel()
            if shown.done():
                break
            state = await site.post("/activation/state", {"activation": text(answer, "activation")})
            if state.get("waiting") is not True:
                return
            if order.clock.now() >= until:
                raise LoginFailure("activation.expired")
        shown.result()  # raises what the answering side raised
    finally:
        if not shown.done():
            shown.cancel()
            await asyncio.wait({shown})


class _Site:
    """Mina sidor, in the name of somebody who is logged in there."""

    def __init__(self, idp: Idp, address: str, identity: Identity) -> None:
        self._idp, self._address, self._identity = idp, address, identity

    async def post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        """Ask the site. Raises what it refuses with."""
        bearer = {"authorization": f"Bearer {self._identity.access_token}"}
        status, answer = await self._idp.http.json(f"{self._address}{path}", body, _HTTP, bearer)
        if status != 200:
            raise refused(answer)
        return answer


@contextlib.asynccontextmanager
async def _signed_in(order: LoginOrder, ask: Ask) -> AsyncIterator[tuple[_Site, CardSession]]:
    """Log in to Mina sidor and keep the card open, its code verified; log out and let the card go on every way out."""
    idp = order.idp
    async with AsyncExitStack() as clean_up:
        await clean_up.enter_async_context(order.undisturbed())
        card, login = await sign_with_card(order, ask, clean_up, SithsThisDevice.method)
        await ask(Working(Step.VERIFYING, card.reader))
        evidence = card.evidence
        identity = await complete_login(login, ask, SithsThisDevice.method, evidence)
        clean_up.push_async_callback(_log_out, order, identity)
        where = await discovered(idp.http, idp.base_url, ("minasidor_endpoint",))
        yield _Site(idp, where["minasidor_endpoint"], identity), card


async def _log_out(order: LoginOrder, identity: Identity) -> None:
    try:
        await order.idp.end_session(identity)
    except LoginFailure as failure:
        order.not_told(failure.code)


def _spki(key: NewKey) -> str:
    """Return a new public key as base64 of DER SubjectPublicKeyInfo (RFC 5280, section 4.1)."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - after the first paint
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
    try:
        if key.point:
            public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
        else:
            exponent, modulus = (int.from_bytes(part, "big") for part in (key.exponent, key.modulus))
            public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError as error:
        raise LoginFailure("card.garbled", f"a new public key: {error}") from None
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
