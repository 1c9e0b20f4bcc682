"""Ports that tell what somebody wrote down: the window with nothing behind it, for the gallery and for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cosmic_login.gui.ports.settings import PreferencesPort
from cosmic_login.gui.ports.sharing import SharingPort, SharingSeen
from cosmic_login.gui.ports.trainer import (
    LessonOffered,
    Lessons,
    StartedOverSeen,
    Surroundings,
    TrailRowSeen,
    TrainerPort,
)
from cosmic_login.gui.ports.window import WindowPorts

if TYPE_CHECKING:
    from pathlib import Path

    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.core.diagnosis import Finding, LogPage, Translate
    from cosmic_login.core.identity import Identity


class ToldPreferences(PreferencesPort):
    """Keeps nothing, but for what is given by the names of ``PreferencesPort``."""

    def __init__(self, **given: Callable[..., Any]) -> None:
        for name, call in given.items():
            setattr(self, name, call)


class ToldPorts(WindowPorts):
    """A window with nothing behind it, but for what is given by the names of ``WindowPorts`` and its preferences."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - whatever the ports hold
        kept = {name: given.pop(name) for name in list(given) if hasattr(PreferencesPort, name)}
        self.preferences = ToldPreferences(**kept)
        for name, part in given.items():
            if not hasattr(WindowPorts, name):
                raise TypeError(f"the window has no port {name}")
            setattr(self, name, part)

    def authenticators(self) -> Mapping[str, Authenticator]:
        """Return none."""
        return {}

    def make_order(self, _method: str) -> LoginOrder:
        """Return an order of nothing."""
        from cosmic_login.authenticators.base import LoginOrder  # noqa: PLC0415 - not needed before a login
        from cosmic_login.authenticators.idp_port import NoIdp  # noqa: PLC0415
        from cosmic_login.core.clock import SystemClock  # noqa: PLC0415

        return LoginOrder(NoIdp(), (), SystemClock())

    async def end_session(self, _identity: Identity) -> None:
        """Have nobody to tell."""


def _no_log(_anew: bool) -> LogPage:
    from cosmic_login.core.diagnosis import LogPage  # noqa: PLC0415 - not needed before somebody looks

    return LogPage((), anew=True)


class ToldDiagnostics(NamedTuple):
    """A ``DiagnosticsPort`` of three calls."""

    diagnose: Callable[[], Sequence[Finding]] = tuple
    read_log: Callable[[bool], LogPage] = _no_log
    save: Callable[[Path, Translate, Sequence[Finding] | None], None] = lambda *_: None


class ToldTrainerPort(TrainerPort):
    """Surroundings in which nothing can be changed."""

    opened = False

    def __init__(
        self, surroundings: Surroundings, rows: Sequence[TrailRowSeen] = (), offered: Sequence[LessonOffered] = ()
    ) -> None:
        self._surroundings, self.rows, self.offered = surroundings, rows, offered

    async def look(self) -> Surroundings:
        """Tell them."""
        return self._surroundings

    async def lessons(self, _language: str) -> Lessons:
        """Offer what was given."""
        return Lessons(self.offered)

    def lesson_command(self, _lesson: str, _way: str, _language: str) -> Sequence[str]:
        """Play nothing."""
        return ("true",)

    async def issue_reserve(self, person: str, _days: int) -> str:
        """Issue nothing."""
        return f"{person}-r1"

    async def activation(self, _person: str, app: str) -> str:
        """Return a code that nobody takes."""
        return f"{app}-activate.{'x' * 43}"

    async def trail(self, _most: int, *, anew: bool) -> Sequence[TrailRowSeen]:
        """Tell the rows once."""
        return self.rows if anew else ()

    async def start_over(self) -> StartedOverSeen:
        """Bring nothing back."""
        return StartedOverSeen(0, 0, 0)

    async def _nothing(self, *_what: object) -> None:
        """Leave the world as it is."""

    insert = remove_reader = slow = make_line = outage = restore = add_reader = reset = _nothing
    activate_card = revoke_card = set_clock = date_card = _nothing
    order_fault = withdraw_fault = withdraw_faults = _nothing


class ToldSharing(SharingPort):
    """Readers that are shared as they were told, whatever is wanted."""

    def __init__(self, seen: SharingSeen) -> None:
        self._seen = seen

    def look(self) -> SharingSeen:
        """Tell it."""
        return self._seen

    def share(self, *, anywhere: bool) -> None:
        """Change nothing, as all below."""

    def stop(self) -> None:
        """Change nothing."""

    def pair(self) -> None:
        """Change nothing."""

    def answer(self, asked: SharingSeen, /, *, yes: bool) -> None:
        """Change nothing."""

    def deny(self, *, everybody: bool) -> None:
        """Change nothing."""
