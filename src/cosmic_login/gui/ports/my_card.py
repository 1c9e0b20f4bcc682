"""What the window can show of the cards in the readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cosmic_login.core.card_content import ReaderContent


class CardContentPort(Protocol):
    """Reads what is in each reader; in a worker thread."""

    def __call__(self) -> Sequence[ReaderContent] | None:
        """Return every reader with its card; None while a login has the cards. May raise ``LoginFailure``."""
