"""A card just put in may show its certificates some seconds later (R16), or never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.prompts import Ask, Working
from cosmic_login.core.situations import Step

if TYPE_CHECKING:
    from cosmic_login.authenticators.base import LoginOrder
    from cosmic_login.authenticators.card.session import CardSession
    from cosmic_login.cards.idprime import CardCertificate

#: How often, and how many times, a card is looked at that shows no certificate yet: half a minute.
_LOOK_EVERY_S, _LOOKS = 0.5, 60


async def certificates_of(card: CardSession, order: LoginOrder, ask: Ask | None = None) -> tuple[CardCertificate, ...]:
    """Return what the card shows, once there is something to log in with, or after half a minute.

    ``ask`` is told that it is waited for; without it the caller has said so already.
    """
    for look in range(_LOOKS):
        found = await card.certificates()
        if any(certificate.usage == "authenticate" for certificate in found):
            return found
        if look == 0 and ask is not None:
            await ask(Working(Step.AWAITING_CERTIFICATE, card.reader))
        await order.pause(_LOOK_EVERY_S)
    return await card.certificates()
