"""Leaving twice: a login that was cancelled, and the program's end right after it, must not cut its clean-up short."""

from __future__ import annotations

import asyncio
import contextlib
import threading

from pytestqt.qtbot import QtBot

from cosmic_login.ui.io_thread import IoThread


def test_what_a_cancelled_login_shields_comes_to_its_end(qtbot: QtBot) -> None:
    under_way, told = threading.Event(), threading.Event()

    async def tell_the_idp() -> None:
        while not io._closed:  # noqa: ASYNC110 - it takes until the program is ending …
            await asyncio.sleep(0)
        for _ in range(20):  # … and some more turns of the loop
            await asyncio.sleep(0)
        told.set()

    async def login() -> None:
        try:
            under_way.set()
            await asyncio.Event().wait()
        finally:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(tell_the_idp()), 2)

    io = IoThread()
    job = io.start(login())
    assert under_way.wait(5)
    job.cancel()
    assert io.close()
    assert told.is_set()


def test_a_clean_up_that_never_ends_is_given_up(qtbot: QtBot) -> None:
    under_way = threading.Event()

    async def stubborn() -> None:
        under_way.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.Event().wait()

    io = IoThread()
    io.start(stubborn())
    assert under_way.wait(5)
    assert io.close()
    assert not io.alive
