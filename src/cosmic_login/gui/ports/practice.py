"""Where the codes of training cards come from, for those who practise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cosmic_login.core.secret import Code, CodeKind


class PracticeCodes(Protocol):
    """Knows training cards only: of a real card, wherever it sits, there is nothing to tell."""

    @property
    def hidden(self) -> bool:
        """Whether nothing may be shown now, whatever the setting says: somebody is tested."""

    def listen(self, call: Callable[[], None]) -> None:
        """Have ``call`` called, in any thread, whenever ``hidden`` is another."""

    def code(self, reader: str, kind: CodeKind) -> Code | None:
        """Return the code, or the PUK, of the training card in a reader; None once it is not the ordered one any more.

        In a worker thread. The caller wipes it.
        """
