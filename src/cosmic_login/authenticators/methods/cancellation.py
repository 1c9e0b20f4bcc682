"""How a login is left before it has an identity: whoever knows of it is told why, on every way out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.idp_port import IdpLogin
from cosmic_login.core.failures import FAILURES, LoginFailure

_TELL_S = 2.0  # how long the IdP is told that a login is given up


class AbortReporter:
    """The exits of a login: when it ends without an identity, the IdP is told why, or else the local audit trail."""

    def __init__(self, order: LoginOrder) -> None:
        self._order = order
        self.known = False  # whether the IdP has been asked to begin

    async def unknown_to_idp(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> bool:
        """Put down a login that the IdP never heard of."""
        if error is not None and not self.known:
            self._order.not_begun(reason_of(error))
        return False

    async def begin(self, begin: Coroutine[Any, Any, IdpLogin], clean_up: AsyncExitStack) -> IdpLogin:
        """Begin at the IdP; from then on the way out cancels the order."""
        try:
            self.known = True  # cancelled in the middle, the client itself takes the order back
            login = await begin
        except LoginFailure:
            self.known = False
            raise

        tell_of_end(self._order, login.cancel, clean_up)
        return login


def tell_of_end(
    order: LoginOrder, cancel: Callable[[str], Coroutine[Any, Any, None]], clean_up: AsyncExitStack
) -> None:
    """Have ``clean_up`` call ``cancel`` with the reason of a bad end; where that fails, the local trail has it."""

    async def tell(_kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        if error is not None:
            # A second cancellation, of a program that ends say, does not take back what is being told.
            await asyncio.shield(told(reason_of(error)))
        return False

    async def told(reason: str) -> None:
        telling = asyncio.ensure_future(cancel(reason))
        telling.add_done_callback(_heard)
        await asyncio.wait({telling}, timeout=_TELL_S)
        try:
            if not telling.done():
                raise TimeoutError
            telling.result()
        except (LoginFailure, TimeoutError):
            order.not_told(reason)

    clean_up.push_async_exit(tell)


def _heard(telling: asyncio.Future[None]) -> None:
    """Take the failure of an answer that came too late for anybody to hear it; a defect is still told."""
    if not telling.cancelled() and not isinstance(telling.exception(), LoginFailure | None):
        telling.get_loop().call_exception_handler({"message": "telling the IdP", "exception": telling.exception()})


def reason_of(error: BaseException) -> str:
    """Return the failure code that says why a login was left; whoever cancels it may have said so."""
    if isinstance(error, LoginFailure):
        return error.code
    said = str(error.args[0]) if isinstance(error, asyncio.CancelledError) and error.args else ""
    return said if said in FAILURES else "order.cancelled"
