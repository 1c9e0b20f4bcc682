"""What a person is told about an order on a phone, in the window's language (``core.order_messages`` has the words)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.order_messages import APPS, ERRORS, FAILED, PENDING, failed, pending
from cosmic_login.core.situations import AuthenticatorApp

__all__ = ["APPS", "ERRORS", "FAILED", "PENDING", "failed", "failure_words", "pending", "worded"]

#: What the failure table calls more briefly than the order service does; everything else has its own words there.
_WORDED_HERE = frozenset(
    {
        "order.start_failed",
        "order.expired",
        "order.replaced",
        "order.declined",
        "order.certificate",
        "order.step_failed",
    }
)
_OF_FAILURE = {"order.in_progress": "alreadyInProgress"}


def worded(text: str, app: AuthenticatorApp) -> str:
    """Translate one of the texts, with the app's name in it."""
    return QCoreApplication.translate("Rfa", text).format(app=APPS[app])


def failure_words(failure: LoginFailure, app: AuthenticatorApp) -> tuple[str, str] | None:
    """Return cause and mend for a login by phone, where the order service says more than the failure table."""
    told = _OF_FAILURE.get(failure.code) or (failure.hint if failure.code in _WORDED_HERE else "")
    if not told:
        return None
    words = failed(told)
    return worded(words.says, app), worded(words.mend, app) if words.mend else ""
