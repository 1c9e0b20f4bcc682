"""What the checks may look at, and how one check is written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.diagnosis import Finding, RunsOut

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cosmic_login.audit.trail import AuditTrail
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.pki.authority import TrainingPki
    from cosmic_login.profile import Profile

#: A check says what it found, in one finding or several. It costs a card no try and changes no file.
CheckFunction = Callable[["Case"], Iterator[Finding]]


def _free() -> AbstractContextManager[bool]:
    return contextlib.nullcontext(enter_result=True)


@dataclass(frozen=True)
class Case:
    """One patient. ``profile`` opens the profile directory and may raise ``LoginFailure``.

    ``readers`` are the services that the running program has open already; without them PC/SC is asked for itself.
    ``cards_free`` gives, for as long as its block lasts, whether the cards may be connected to: not while a login has
    one. ``in_window`` is set where Qt runs already and need not be tried in another process.
    ``runs_out`` gives the cards and e-IDs that are good, or were.
    """

    open_profile: Callable[[], Profile]
    clock: Clock = field(default_factory=SystemClock)
    idp_url: str = ""
    idp_ca: str = ""
    readers: tuple[ReaderService, ...] | None = None
    cards_free: Callable[[], AbstractContextManager[bool]] = _free
    in_window: bool = False
    runs_out: Callable[[], Sequence[RunsOut]] = tuple

    @cached_property
    def profile(self) -> Profile:
        """The opened profile."""
        return self.open_profile()

    @cached_property
    def trail(self) -> AuditTrail:
        """The audit trail."""
        from cosmic_login.audit.trail import AuditTrail

        return AuditTrail.open(self.profile.audit_file, self.profile.vault.derive("audit"), self.clock)

    @cached_property
    def pki(self) -> TrainingPki | None:
        """The training PKI; None when it has not been made yet (the first login makes it)."""
        from cosmic_login.pki.authority import TrainingPki

        if not any(self.profile.pki_dir.iterdir()):
            return None
        return TrainingPki.open(self.profile, self.clock)
