"""Where a card's state lives, and who may change it: one holder at a time, also among programs."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from filelock import FileLock, Timeout

from cosmic_login.cards.virtual.state import CardState, CardStateError
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile, read_bytes, write_atomic
from cosmic_login.profile.files import as_failure

SUFFIX = ".card"


class Medium(Protocol):
    """Keeps one card's state."""

    def take(self) -> CardState | None:
        """Become the only holder; return the state when it changed since it was last read or saved.

        Raises ``LoginFailure``: ``card.in_use`` when another program holds the card, ``card.damaged``,
        ``card.unreadable`` when it is no longer there.
        """

    def let_go(self) -> None:
        """Stop being the holder; may be called more than once."""

    def save(self, state: CardState) -> None:
        """Keep the state; it is on the disk when this returns. Raises ``LoginFailure`` of the profile."""


class Memory:
    """Keeps nothing: for cards that live as long as the program."""

    def take(self) -> CardState | None:
        """Return None: nobody else can have it."""
        return None

    def let_go(self) -> None:
        """Do nothing."""

    def save(self, state: CardState) -> None:
        """Do nothing: the card object has it already."""


class CardFile:
    """One sealed file in the profile, with a lock beside it that programs respect."""

    def __init__(self, profile: Profile, card_id: str) -> None:
        slug = quote(card_id, safe="")
        self.path: Path = profile.cards_dir / f"{slug}{SUFFIX}"
        self._vault = profile.vault
        self._label = f"card {card_id}"
        self._known = b""
        # Not per thread: a card is powered by one thread and may be let go by another.
        self._lock = FileLock(profile.cards_dir / f".{slug}.lock", thread_local=False)

    def hold(self, timeout: float = 0) -> None:
        """Lock the card against other programs; raises ``card.in_use`` after ``timeout`` seconds."""
        if self._lock.is_locked:
            return
        with as_failure(self.path):
            try:
                self._lock.acquire(timeout=timeout)
            except Timeout:
                raise LoginFailure("card.in_use", self.path.name) from None

    def take(self) -> CardState | None:
        """Lock the card and see whether another program changed it."""
        self.hold()
        known = self._known
        try:
            state = self.read()
        except BaseException:
            self.let_go()
            raise
        if state is None and known:
            self.let_go()
            raise LoginFailure("card.unreadable", f"{self.path.name}: the card is no longer there")
        return state if self._known != known else None

    def let_go(self) -> None:
        """Unlock the card."""
        with contextlib.suppress(OSError):
            self._lock.release()

    def save(self, state: CardState) -> None:
        """Write the state; only while the card is held."""
        sealed = self._vault.seal(state.dump(), self._label)
        write_atomic(self.path, sealed)
        self._known = sealed

    def remove(self) -> None:
        """Remove the card; only while it is held. Nothing happens when it is not there."""
        with as_failure(self.path):
            self.path.unlink(missing_ok=True)

    def read(self) -> CardState | None:
        """Read the state as it is on the disk, None when there is no file. Raises ``card.damaged``."""
        sealed = read_bytes(self.path)
        if sealed is None:
            return None
        try:
            state = CardState.load(self._vault.unseal(sealed, self._label))
        except (LoginFailure, CardStateError) as error:
            raise LoginFailure("card.damaged", f"{self.path.name}: {error}") from None
        self._known = sealed
        return state
