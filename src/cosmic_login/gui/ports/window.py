"""What the composition root and the window give each other. Light: it is imported before the first paint."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cosmic_login.core.settings import Found, Settings
from cosmic_login.gui.ports.trainer import TrainerPorts

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.authenticators.engine.take_over import Record
    from cosmic_login.core.diagnosis import Finding, LogPage, Translate
    from cosmic_login.core.identity import Identity
    from cosmic_login.core.prompts import CardSituation
    from cosmic_login.core.window_geometry import WindowGeometry
    from cosmic_login.gui.shell.application import LoginApplication


class CardNews(NamedTuple):
    """What readers and cards look like now, as the composition root tells the window.

    ``situation`` is None when a card to log in with is there. ``who`` is the holder's name when it is known.
    ``pulled`` names a reader that a card has just left; it is told even when the situation stayed the same.
    ``present`` has reader and number of every card that can log in; the numbers are not shown.
    """

    situation: CardSituation | None
    reader: str = ""
    who: str = ""
    pulled: str = ""
    present: tuple[tuple[str, str], ...] = ()


class OwnLogin(NamedTuple):
    """One login of the person who is in, successful (``failure`` empty) or not."""

    time: datetime
    method: str
    loa: int | None = None
    organisation: str = ""
    failure: str = ""


class CardChoice(NamedTuple):
    """A virtual card that can be put into the virtual reader."""

    card: str
    label: str
    #: A card for doors, which nobody logs in with (R26).
    pass_card: bool = False


async def _nothing() -> None:
    """End without anything to give back."""


class DiagnosticsPort(NamedTuple):
    """What the window can look into. Each may block and may raise ``LoginFailure``; called in worker threads.

    ``read_log`` is told whether to read anew; otherwise it returns what was added since the last time. ``save``
    writes the file for the support, with the findings of a diagnosis that has just been made if there is one.
    """

    diagnose: Callable[[], Sequence[Finding]]
    read_log: Callable[[bool], LogPage]
    save: Callable[[Path, Translate, Sequence[Finding] | None], None]


class WindowPorts(NamedTuple):
    """What the composition root gives the window. All are called on the I/O thread, but for those that load.

    ``start`` gets the window for its thread-safe methods (``on_cards``, ``on_methods``, ``on_idp``); it may
    block and may raise ``LoginFailure``, which the start screen shows; it is called again with the next login.
    ``stop`` runs on the loop when every login has been cleaned up.

    ``load_settings`` and ``load_place`` are called before the first paint, so they must be quick. ``in_force`` puts
    the options of this run on top of the settings that are kept; ``save_settings`` may raise ``LoginFailure``.
    """

    authenticators: Callable[[], Mapping[str, Authenticator]]
    make_order: Callable[[str], LoginOrder]
    end_session: Callable[[Identity], Coroutine[Any, Any, None]]
    start: Callable[[LoginApplication], None] = lambda _app: None
    stop: Callable[[], Coroutine[Any, Any, None]] = _nothing
    limits: Mapping[str, float] = MappingProxyType({})
    contacts: Sequence[tuple[str, str]] = ()  # name or role, and how to reach them; empty: the instruction's own
    insight: DiagnosticsPort | None = None
    load_settings: Callable[[], Found] = lambda: Found(Settings())
    in_force: Callable[[Settings], Settings] = lambda settings: settings
    save_settings: Callable[[Settings], None] = lambda _settings: None
    load_place: Callable[[], WindowGeometry | None] = lambda: None
    save_place: Callable[[WindowGeometry], None] = lambda _place: None
    record: Record = lambda _event, _identity, _other=None, _reason="": None  # for the audit trail
    #: What a trainer can do to the world around the login; None: there is no panel.
    trainer: TrainerPorts | None = None
    #: Which ways to log in are open now, by their names; on the loop, asked often, may raise ``LoginFailure``.
    ways: Callable[[], Coroutine[Any, Any, Mapping[str, bool]]] | None = None
    own_logins: Callable[[Identity], Sequence[OwnLogin]] | None = None  # newest first; in a worker thread, may raise
