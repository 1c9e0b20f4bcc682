"""Whose browser a login is, for doors that its order can be answered at."""

from __future__ import annotations

from cosmic_login.idp.store.base import Refusal, Transaction
from cosmic_login.idp.token_digests import digest


def check_owner(work: Transaction, handle: str, browser: str, auto_start_token: str) -> None:
    """Make sure that a login is this browser's, and the order its own.

    Otherwise somebody could lead another person's browser here, whose card would answer for them. Raises ``Refusal``
    ``web.unknown``, ``web.other_browser``; ``order.unknown`` when the login has another order, or none, by now.
    """
    row = work.web_login(digest(handle))
    if row is None:
        raise Refusal("web.unknown", "no such login")
    if not browser or row.browser != digest(browser):
        raise Refusal("web.other_browser", "another browser opened it")
    attempt = work.login(row.login) if row.login else None
    order = work.order_of_start_token(digest(auto_start_token))
    if attempt is None or order is None or order.ref != attempt.order_ref:
        raise Refusal("order.unknown", "the login has another order")
