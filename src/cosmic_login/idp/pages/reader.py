"""Who reads the page that is being made: the language, and the address that shows it again.

Set once for each request by the guard, outermost, so that every page (also one that tells why a request was refused)
speaks the reader's language, and no page has to be handed the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace

from cosmic_login.idp.pages.texts import Texts, chosen


@dataclass(frozen=True)
class Reader:
    """``asked`` is the language that they switched to, ``accepted`` what the browser says, ``wished`` a system."""

    asked: str = ""
    accepted: str = ""
    wished: tuple[str, ...] = ()

    @property
    def texts(self) -> Texts:
        """The texts in the reader's language."""
        return Texts(chosen(self.asked, self.wished, self.accepted))


_current: ContextVar[Reader] = ContextVar("reader")


def reader() -> Reader:
    """Return who reads the page of this request."""
    return _current.get(Reader())


def begin(who: Reader) -> None:
    """Say who reads the pages of this request."""
    _current.set(who)


def wish(languages: Sequence[str]) -> None:
    """Say which languages the system wishes for the pages of this request."""
    _current.set(replace(reader(), wished=tuple(languages)))
