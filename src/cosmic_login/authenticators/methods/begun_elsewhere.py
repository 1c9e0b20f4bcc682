"""A card's answer to an order that another program began, such as a login in a browser: all there is, is its token."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card.certificates import holder_of, preferred, told_whose
from cosmic_login.authenticators.card.finder import wait_for_card
from cosmic_login.authenticators.card.late_certificates import certificates_of
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.idp.siths_app import SithsApp
from cosmic_login.authenticators.methods.cancellation import tell_of_end
from cosmic_login.authenticators.methods.in_time import until
from cosmic_login.authenticators.methods.siths_md import MdDoor, shown_certificate
from cosmic_login.authenticators.methods.siths_this_device import enter_code, prove
from cosmic_login.core.deadline import Deadline
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, Working
from cosmic_login.core.situations import CodePurpose, Step


@dataclass(frozen=True)
class CardAnswer:
    """Who answered an order, with which card. ``relying_party`` is who asked, where the IdP tells."""

    holder: str
    card_number: str
    reader: str
    relying_party: str = ""


async def answer_by_app(order: LoginOrder, ask: Ask, auto_start_token: str) -> CardAnswer:
    """Do what SITHS eID does on this device, from the order's start to its end.

    The order is started before a card is asked for: who waits at the browser sees that, and a token that is worth
    nothing is told at once. Raises ``order.unknown`` for that, and what a login with the card raises; the IdP has been
    told then.
    """
    async with AsyncExitStack() as clean_up:  # runs on every way out, last first: order, card
        await clean_up.enter_async_context(order.undisturbed())
        await ask(Working(Step.CONNECTING))
        endpoints = await order.idp.discover()
        app = SithsApp(order.idp, endpoints["siths_app_endpoint"], ours=False)
        await app.start(auto_start_token)
        held = await clean_up.enter_async_context(AsyncExitStack())
        tell_of_end(order, app.cancel, clean_up)
        if not app.expires_in:
            raise LoginFailure("idp.nonsense", "expires_in is missing")
        deadline = Deadline.after(app.expires_in, order.clock)
        async with until(deadline, order.clock):
            card = await _card(order, ask, held)
            await ask(Working(Step.READING_CARD, card.reader))
            certificate = preferred(await certificates_of(card, order, ask))
        await ask(Working(Step.CHECKING_CERTIFICATE, card.reader))
        await prove(app, card, certificate, ask, until(deadline, order.clock))
        return CardAnswer(holder_of(certificate).name, card.card_number, card.reader, app.relying_party)


async def answer_by_md(order: LoginOrder, ask: Ask, auto_start_token: str) -> CardAnswer:
    """Do what SITHS eID MD and the browser do together: TLS with the card's key, at the IdP's door for that.

    Raises what a login that way raises. An order that is given up waits at the IdP for another try, or for its time.
    """
    async with AsyncExitStack() as clean_up:
        await clean_up.enter_async_context(order.undisturbed())
        await ask(Working(Step.CONNECTING))
        door = await MdDoor.find(order)
        card = await _card(order, ask, clean_up)
        certificate = await shown_certificate(card, order, ask)
        holder = holder_of(certificate)
        await enter_code(card, ask, CodePurpose.TLS, holder)
        await ask(Working(Step.SIGNING, card.reader))
        with told_whose(certificate):
            await door.complete(auto_start_token, card, certificate)
        return CardAnswer(holder.name, card.card_number, card.reader)


async def _card(order: LoginOrder, ask: Ask, clean_up: AsyncExitStack) -> CardSession:
    card = await wait_for_card(order.readers, ask, order.reader)
    clean_up.push_async_callback(card.close)
    return card
