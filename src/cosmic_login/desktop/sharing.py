"""The readers of this desk, shared from the window as ``reader share`` shares them. Every call may block.

Imported before the first paint, so nothing heavy up here.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.ports.sharing import SharingSeen

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.remote.consent import Consent
    from cosmic_login.remote.pairing import PairingDoor
    from cosmic_login.remote.share import News, Share

_HERE, _ANYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - chosen by the person


class ReaderSharing:
    """``SharingPort`` of a window's world, which may not be there yet."""

    def __init__(self, world: Callable[[], World | None]) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._share: Share | None = None
        self._consent: Consent | None = None
        self._address, self._denied = "", False
        self._code, self._refused = "", ("", "")

    def look(self) -> SharingSeen:
        """Say how it stands; a pairing whose time or tries are up shows no code."""
        share, consent = self._share, self._consent
        if share is None or consent is None:
            return SharingSeen()
        if self._code and self._door().look() is None:
            self._code = ""
        question = consent.question
        asks, use = ("", "") if question is None else (question.name, question.use.value)
        return SharingSeen(self._address, self._code, share.sessions, asks, use, *self._refused, self._denied)

    def share(self, *, anywhere: bool) -> None:
        """Begin to share every reader of this machine; what is taken from elsewhere is not shared on."""
        from cosmic_login.cards.readers import ReaderHub
        from cosmic_login.remote.address import DEFAULT_PORT, DeskAddress
        from cosmic_login.remote.consent import Consent
        from cosmic_login.remote.share import Share

        world = self._there()
        with self._lock:
            if self._share is not None:
                return
            consent, name = Consent(), socket.gethostname()
            own = tuple(service for service in world.readers if service.name != "remote")
            hub = ReaderHub(own, "desk")
            share = Share(world.profile, hub, world.clock, name=name, told=self._told, asked=consent.ask)
            share.start(_ANYWHERE if anywhere else _HERE, DEFAULT_PORT)
            self._denied, self._refused = False, ("", "")
            self._address = str(DeskAddress(name if anywhere else _HERE, share.port))
            self._share, self._consent = share, consent

    def stop(self) -> None:
        """Share no more, and close a pairing that is open."""
        with self._lock:
            share, self._share = self._share, None
            consent, self._consent = self._consent, None
        if share is None:
            return
        if consent is not None:
            consent.answer(yes=False)
        if self._code:
            self._code = ""
            self._door().close()
        share.stop()

    def pair(self) -> None:
        """Open a pairing and keep its code to be shown."""
        from cosmic_login.remote.pairing import shown_code

        self._code = shown_code(self._door().open().code)

    def answer(self, asked: SharingSeen, *, yes: bool) -> None:
        """Answer what was asked then; nothing happens when something else is asked by now."""
        consent = self._consent
        question = None if consent is None else consent.question
        if (
            consent is not None
            and question is not None
            and (question.name, question.use.value) == (asked.asks, asked.use)
        ):
            consent.answer(yes=yes)

    def deny(self, *, everybody: bool) -> None:
        """Say no to every session that is here, or take that back."""
        if self._share is not None:
            (self._share.deny if everybody else self._share.allow)()
            self._denied = everybody

    def _told(self, news: News) -> None:
        if news.kind == "refused":
            self._refused = news.name, news.code
        elif news.kind in {"came", "paired"}:
            self._refused = "", ""

    def _door(self) -> PairingDoor:
        from cosmic_login.remote.pairing import PairingDoor

        world = self._there()
        return PairingDoor(world.profile, world.clock)

    def _there(self) -> World:
        world = self._world()
        if world is None:
            raise LoginFailure("reader.none", "the window has not started")
        return world
