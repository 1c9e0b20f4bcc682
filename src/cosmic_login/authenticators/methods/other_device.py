"""Logging in with a phone: SITHS eID on another device (R12, R13) and BankID (R20).

The screen shows a QR code that changes every second; the phone reads it, asks its person for the code and answers
the service. Here the IdP is asked each second how it stands. Nothing of the phone passes through this program.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.idp_port import Granted, IdpLogin, MustChoose, Pending
from cosmic_login.authenticators.methods.cancellation import AbortReporter
from cosmic_login.authenticators.methods.completion import complete_from_step
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompts import Ask, ShowQr, Working
from cosmic_login.core.situations import AuthenticatorApp, Step

#: How often the IdP is asked, in seconds: each answer has the code of its own second.
LOOK_EVERY_S = 1.0
#: How many times in a row the IdP may not be reached: it may be starting anew while a person types on the phone.
PATIENCE = 30
_PASSING = frozenset({"idp.unreachable", "idp.timeout", "idp.busy"})
#: What the screen shows as hint while the IdP does not answer; no hint code of the service is called so.
UNREACHED = "unreached"


class OtherDevice:
    """An authenticator that is answered on a phone."""

    def __init__(self, method: str, app: AuthenticatorApp) -> None:
        self.method, self._app = method, app

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        """Show the code until a phone has answered it."""
        async with AsyncExitStack() as clean_up:  # runs on every way out: the order is cancelled at the service (R23)
            leaving = AbortReporter(order)
            clean_up.push_async_exit(leaving.unknown_to_idp)
            await ask(Working(Step.CONNECTING))
            login = await leaving.begin(order.idp.begin(self.method, service_id=order.service_id), clean_up)
            step = await self._wait(login, order, ask)
            await ask(Working(Step.VERIFYING))
            return await complete_from_step(login, step, ask, self.method, {"device": "phone", "app": self._app.value})

    async def _wait(self, login: IdpLogin, order: LoginOrder, ask: Ask) -> MustChoose | Granted:
        shown = ShowQr(self._app)
        step: Pending | MustChoose | Granted = login.begun
        missed = 0
        while isinstance(step, Pending):
            shown = _shown(self._app, step, shown.seconds_total) if missed == 0 else _unreached(shown)
            await ask(shown)
            await order.pause(LOOK_EVERY_S)
            try:
                step = await login.look()
            except LoginFailure as failure:
                missed += 1
                if failure.code not in _PASSING or missed > PATIENCE:
                    raise
            else:
                missed = 0
        return step


def siths_other_device() -> OtherDevice:
    """Return the authenticator behind "SITHS eID på annan enhet"."""
    return _answered_by(AuthenticatorApp.SITHS)


def bankid() -> OtherDevice:
    """Return the authenticator behind "Logga in med BankID"."""
    return _answered_by(AuthenticatorApp.BANKID)


def _answered_by(app: AuthenticatorApp) -> OtherDevice:
    return OtherDevice(next(row.name for row in METHODS.values() if row.app is app), app)


def _shown(app: AuthenticatorApp, step: Pending, total: int) -> ShowQr:
    return ShowQr(
        app,
        frame=step.qr_data,
        hint=step.hint_code,
        seconds_left=step.expires_in,
        seconds_total=max(total, step.expires_in),
        start_left=step.start_in,
        renewals_left=step.renewals_left,
        relying_party=step.relying_party,
    )


def _unreached(shown: ShowQr) -> ShowQr:
    """Take the code away while the IdP does not answer: it is too old to be read."""
    return replace(shown, frame="", hint=UNREACHED, seconds_left=max(0, shown.seconds_left - 1))
