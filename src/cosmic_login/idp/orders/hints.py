"""Hint codes: what an order is waiting for, or why it failed (the names that Swedish eID services share)."""

from __future__ import annotations

from typing import Final

#: Nobody has started the order yet.
OUTSTANDING: Final = "outstandingTransaction"
#: The app has the order and looks for a card.
STARTED: Final = "started"
#: The app has shown a certificate and asks the person for the code.
USER_SIGN: Final = "userSign"

EXPIRED: Final = "expiredTransaction"
CERTIFICATE_ERR: Final = "certificateErr"
USER_CANCEL: Final = "userCancel"
#: A newer order of the same person took this one's place, or the relying party gave it up.
CANCELLED: Final = "cancelled"
START_FAILED: Final = "startFailed"

_CERTIFICATE_FAILURES = ("certificate.", "signature.", "challenge.", "code.")


def failed_hint(failure: str) -> str:
    """Return the hint code that tells a failure of the table."""
    if failure == "order.expired":
        return EXPIRED
    if failure == "order.replaced":
        return CANCELLED
    return CERTIFICATE_ERR if failure.startswith(_CERTIFICATE_FAILURES) else USER_CANCEL
