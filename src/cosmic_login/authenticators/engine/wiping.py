"""Codes in answers that nobody takes any more."""

from __future__ import annotations

import asyncio

from cosmic_login.core.prompts import Answer, CodeEntered, CodesEntered


def wipe(answer: object) -> None:
    """Wipe the codes of an answer that nobody takes."""
    match answer:
        case CodeEntered(code):
            code.wipe()
        case CodesEntered(opening, new):
            opening.wipe()
            new.wipe()


def wipe_unread(future: asyncio.Future[Answer] | None) -> None:
    """Wipe the answer that had just come when its login was left: nobody takes it out of the future any more."""
    if future is not None and future.done() and not future.cancelled() and future.exception() is None:
        wipe(future.result())
