"""A card is let go, and its thread ends, however often the login that holds it is cancelled."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.testing.bench import LoginBench


def test_cancelled_while_it_closes(cosmic: LoginBench) -> None:
    cosmic.insert("anna-1")

    async def close_and_cancel() -> CardSession:
        session = await CardSession(cosmic.readers, DEFAULT_READER).open()
        closing = asyncio.create_task(session.close())
        await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        return session

    session = asyncio.run(close_and_cancel())  # kept: without anybody holding it, its thread would end in any case
    for thread in threading.enumerate():
        if thread.name.startswith("card_"):
            thread.join(5)
            assert not thread.is_alive()
    assert session.reader == DEFAULT_READER

    async def open_again() -> int:
        again = await CardSession(cosmic.readers, DEFAULT_READER).open()
        try:
            return await again.tries_left()
        finally:
            await again.close()

    assert asyncio.run(open_again()) == 3
