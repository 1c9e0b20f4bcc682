"""SITHS eID on this device (R9): card in, code, "Legitimera"; the first time the card is registered first (R7)."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card.certificates import Holder, holder_of, preferred, told_whose
from cosmic_login.authenticators.card.finder import wait_for_card
from cosmic_login.authenticators.card.late_certificates import certificates_of
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.idp.siths_app import SithsApp
from cosmic_login.authenticators.idp_port import IdpLogin
from cosmic_login.authenticators.methods.cancellation import AbortReporter
from cosmic_login.authenticators.methods.completion import complete_login
from cosmic_login.authenticators.methods.in_time import while_it_stands
from cosmic_login.cards.idprime import CardCertificate
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Ask, EnterCode, Working
from cosmic_login.core.situations import CodePurpose, Step


class SithsThisDevice:
    """The authenticator behind "SITHS eID på denna enhet"."""

    method = "siths-this-device"

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        """Log in with the card in a reader of this machine."""
        async with AsyncExitStack() as clean_up:
            card, login = await sign_with_card(order, ask, clean_up, self.method)
            evidence = card.evidence
            await card.close()  # the card has done its part; it may be taken

            await ask(Working(Step.VERIFYING))
            return await complete_login(login, ask, self.method, evidence)


async def sign_with_card(
    order: LoginOrder, ask: Ask, clean_up: AsyncExitStack, method: str
) -> tuple[CardSession, IdpLogin]:
    """Bring a login to where the card has signed. The card is still open, with its code verified.

    ``clean_up`` is the caller's; it runs on every way out, last first: order, card.
    """
    leaving = AbortReporter(order)
    clean_up.push_async_exit(leaving.unknown_to_idp)
    await ask(Working(Step.CONNECTING))
    endpoints = await order.idp.discover()
    card = await wait_for_card(order.readers, ask, order.reader)
    clean_up.push_async_callback(card.close)

    await ask(Working(Step.READING_CARD, card.reader))
    certificate = preferred(await certificates_of(card, order, ask))
    holder_of(certificate)  # one that cannot be read is nobody's to begin an order with

    await ask(Working(Step.CHECKING_CERTIFICATE, card.reader))
    login = await leaving.begin(begun(order, method, card), clean_up)
    app = SithsApp(order.idp, endpoints["siths_app_endpoint"])
    await app.start(login.auto_start_token)
    await prove(app, card, certificate, ask, while_it_stands(login, order.clock))
    return card, login


async def begun(order: LoginOrder, method: str, card: CardSession) -> IdpLogin:
    """Begin at the IdP, and tell it at which desk the card is, when that is not here."""
    elsewhere = {"desk": card.desk} if card.desk else {}
    return await order.idp.begin(method, service_id=order.service_id, **elsewhere)


async def prove(
    app: SithsApp,
    card: CardSession,
    certificate: CardCertificate,
    ask: Ask,
    standing: AbstractAsyncContextManager[None],
) -> None:
    """See an order through that the app has started: certificate, code, signature.

    ``standing`` surrounds what waits for a person, and ends it when the order's time is up.
    """
    holder = holder_of(certificate)
    with told_whose(certificate):
        shown = await app.show(certificate)
    async with standing:
        if not shown.registered:
            await enter_code(card, ask, CodePurpose.REGISTER, holder, app.relying_party)
            await ask(Working(Step.REGISTERING, card.reader))
            await app.register(card, certificate, shown.registration_challenge)
        await enter_code(card, ask, CodePurpose.AUTHENTICATE, holder, app.relying_party)
    await ask(Working(Step.SIGNING, card.reader))
    await app.complete(card, certificate, shown.challenge)


async def enter_code(
    card: CardSession, ask: Ask, purpose: CodePurpose, holder: Holder, relying_party: str = "Cosmic"
) -> None:
    """Ask for the code until the card takes it. Raises ``code.blocked``; each code is sent once and wiped."""
    wrong_before = False
    while True:
        tries_left = await card.tries_left()
        if tries_left == 0:
            raise LoginFailure("code.blocked", tries_left=0)
        answer = await ask(
            EnterCode(
                purpose=purpose,
                holder=holder.name,
                organisation=holder.organisation,
                tries_left=tries_left,
                wrong_before=wrong_before,
                reader=card.reader,
                relying_party=relying_party,
            )
        )
        with answer.code:  # wiped also when the login is left before the card gets it
            await ask(Working(Step.SIGNING, card.reader))
            try:
                await card.verify(answer.code)
            except LoginFailure as failure:
                if failure.code != "code.wrong":
                    raise
                wrong_before = True
            else:
                return
