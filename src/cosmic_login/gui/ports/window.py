"""What the composition root and the window give each other. Light: it is imported before the first paint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.authenticators.engine.session import ClientSession
    from cosmic_login.core.clock import Clock
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.identity import Identity
    from cosmic_login.core.settings import Settings
    from cosmic_login.gui.ports.cards import CardChoice
    from cosmic_login.gui.ports.diagnosis import DiagnosticsPort
    from cosmic_login.gui.ports.lesson import LessonPort
    from cosmic_login.gui.ports.my_card import CardContentPort
    from cosmic_login.gui.ports.practice import PracticeCodes
    from cosmic_login.gui.ports.session import LoginHistory
    from cosmic_login.gui.ports.settings import PreferencesPort
    from cosmic_login.gui.ports.sharing import SharingPort
    from cosmic_login.gui.ports.trainer import TrainerPort


class WindowSink(Protocol):
    """What the composition root tells the window; every method may be called from any thread, and keeps the order."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    @property
    def client_session(self) -> ClientSession:
        """The login client, which is to watch the readers; its window shows what they look like."""

    def on_methods(self, methods: Mapping[str, str]) -> None:
        """Tell which ways to log in there are (name: label, empty for our own wording)."""

    def on_idp(self, idp: str) -> None:
        """Tell which IdP is asked, in a word or an address."""

    def on_failure(self, failure: LoginFailure) -> None:
        """Tell that a part could not be started; the window works without it, and says so."""

    def on_card_choices(
        self, cards: Sequence[CardChoice], put: Callable[[str], None], look: Callable[[], None] = lambda: None
    ) -> None:
        """Tell which virtual cards there are now. ``put`` and ``look`` are called on the I/O thread.

        ``look``: somebody is about to pick one; this is called again if there is more to tell.
        """


class OpenMethods(Protocol):
    """Asks which ways to log in are open now; on the loop, often; may raise ``LoginFailure``."""

    async def __call__(self) -> Mapping[str, bool]:
        """Return each way's name, and whether it is open."""


class WindowPorts(Protocol):
    """What the window stands on. All is called on the I/O thread, but for ``preferences``, which says itself.

    Subclass it: what has a value here is what a run without that part does.
    """

    #: Time limits of the chart that are other than usual, in seconds, by name.
    limits: Mapping[str, float] = MappingProxyType({})
    #: Name or role, and how to reach them (R2); empty: the settings' or the instruction's own.
    contacts: Sequence[tuple[str, str]] = ()
    preferences: PreferencesPort
    #: The clock by which time limits and idle time go; None: the machine's.
    clock: Clock | None = None
    #: None: there is nothing to look into.
    diagnostics: DiagnosticsPort | None = None
    #: What a trainer can do to the world around the login; None: there is no panel.
    trainer: TrainerPort | None = None
    #: Whether the panel may be opened; in a lesson, what happens is the scenario's.
    offers_trainer: bool = True
    #: The lesson that the program was started for; None: there is none.
    lesson: LessonPort | None = None
    open_methods: OpenMethods | None = None
    own_logins: LoginHistory | None = None
    #: None: what is on a card cannot be shown.
    card_content: CardContentPort | None = None
    #: None: the readers of this machine are not shared with sessions elsewhere.
    sharing: SharingPort | None = None
    #: None: no code of a training card is shown.
    practice: PracticeCodes | None = None

    def authenticators(self) -> Mapping[str, Authenticator]:
        """Return the ways to log in by their names."""

    def make_order(self, method: str, /) -> LoginOrder:
        """Return what an authenticator gets for one login."""

    async def end_session(self, identity: Identity, /) -> None:
        """Log out at the IdP."""

    def start(self, sink: WindowSink, /) -> None:
        """Begin to tell ``sink``; may block.

        May raise ``LoginFailure``, which the start screen shows; it is called again with the next login.
        """
        return

    async def stop(self) -> None:
        """End; every login has been cleaned up by now."""
        return

    def record(self, event: str, identity: Identity, other: Identity | None = None, reason: str = "") -> None:
        """Write down what happened to a session, for the audit trail."""
        return
