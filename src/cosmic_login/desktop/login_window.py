"""The window, put together: what it is given, and when. Imported before the first paint, so nothing heavy up here."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cosmic_login import __version__
from cosmic_login.desktop.display import display
from cosmic_login.desktop.preferences import RunPreferences, WindowPreferences
from cosmic_login.gui.ports.window import WindowPorts
from cosmic_login.gui.shell.application import LoginApplication

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.authenticators.card.status import CardStatus
    from cosmic_login.authenticators.engine.session import ClientSession
    from cosmic_login.authenticators.idp.client import IdpClient
    from cosmic_login.core.card_content import ReaderContent
    from cosmic_login.core.identity import Identity
    from cosmic_login.core.settings import Settings
    from cosmic_login.desktop.card_table import CardFiles, CardTable
    from cosmic_login.desktop.diagnostics import DiagnosticsAdapter
    from cosmic_login.desktop.practice import TrainingCodes
    from cosmic_login.desktop.sharing import ReaderSharing
    from cosmic_login.desktop.trainer import WorldTrainer
    from cosmic_login.diagnosis.journal import Journal
    from cosmic_login.gui.ports.session import OwnLogin
    from cosmic_login.gui.ports.window import WindowSink
    from cosmic_login.run.context import CliContext


_log = logging.getLogger(__name__)
_PATIENCE_S = 5.0  # a person at the window can try again


class WindowWorld(WindowPorts):
    """The world behind a window. Everything but ``preferences`` and ``attach`` happens on the I/O thread."""

    def __init__(self, context: CliContext, *, remember: bool = True) -> None:
        """``remember``: with the profile's settings, and with the window's place."""
        self._context = context
        self.preferences = WindowPreferences(context) if remember else RunPreferences(context)
        self._stack = contextlib.ExitStack()
        self._sink: WindowSink | None = None
        self._world: World | None = None
        self._clients: dict[bool, IdpClient] = {}  # True: in the name of Mina sidor
        self._table: CardTable | None = None
        self._card_files: CardFiles | None = None
        self._stale = False  # the client asks an IdP that the settings do not name any more

    @cached_property
    def diagnostics(self) -> DiagnosticsAdapter:  # type: ignore[override]  # made when it is wanted, after the first paint
        """What the window can look into."""
        from cosmic_login.desktop.diagnostics import DiagnosticsAdapter

        return DiagnosticsAdapter(self._context)

    @cached_property
    def trainer(self) -> WorldTrainer:  # type: ignore[override]
        """The trainer's hands."""
        from cosmic_login.desktop.trainer import WorldTrainer

        return WorldTrainer(lambda: self._world, opened=self._context.trainer, cards_changed=self._look_closely)

    @cached_property
    def sharing(self) -> ReaderSharing:  # type: ignore[override]
        """The readers of this machine, for sessions elsewhere."""
        from cosmic_login.desktop.sharing import ReaderSharing

        return ReaderSharing(lambda: self._world)

    @cached_property
    def practice(self) -> TrainingCodes:  # type: ignore[override]
        """The codes of training cards."""
        from cosmic_login.desktop.practice import TrainingCodes

        return TrainingCodes(lambda: self._world)

    def attach(self, app: LoginApplication) -> LoginApplication:
        """Have what the window shows written in the log, and what is set there heeded; return the window's program."""
        app.view_changed.connect(lambda view: app.to_io(lambda: self.journal.view(view)))
        if (watch := self._context.watch) is not None:
            app.view_changed.connect(lambda view: app.to_io(lambda: watch.view(view)))
        app.settings_changed.connect(lambda settings: app.to_io(lambda: self._use(settings)))
        app.ready.connect(lambda: self._offer_phone(app))
        app.ready.connect(lambda: self._watch_files(app))
        return app

    def _watch_files(self, app: LoginApplication) -> None:
        """Have cards that another program issues, revokes or changes shown at once."""
        from cosmic_login.desktop.card_table import CardFiles

        self._card_files = CardFiles(lambda: app.to_io(self._look_at_cards), app.window)
        app.to_io(self._begin_to_watch)

    def _begin_to_watch(self) -> None:
        if self._world is not None and self._card_files is not None:
            profile = self._world.profile
            self._card_files.begin(profile.cards_dir, profile.pki_dir / "crl")

    def _look_at_cards(self) -> None:
        from cosmic_login.core.failures import LoginFailure
        from cosmic_login.profile.logs import log_event

        if self._table is not None:
            try:
                self._table.look()
            except LoginFailure as failure:  # what was told before stands
                log_event(_log, "cards.not_read", level=logging.WARNING, reason=failure.code)

    def _offer_phone(self, app: LoginApplication) -> None:
        from cosmic_login.gui.shell.phone_process import PhoneProcess

        self.phone = PhoneProcess(app.window, self._phone_command, app.ending)

        def follow() -> None:
            self.phone.follow(app.features.settings.settings, hidden=self.practice.hidden)

        follow()
        app.settings_changed.connect(follow)
        self.practice.listen(lambda: app.sink.tell(follow))

    def _phone_command(self) -> list[str]:
        """Return what starts the phone: the same profile, and the IdP and the language of this window."""
        from cosmic_login.ui.language import active_language

        command = [sys.executable, "-m", "cosmic_login", "--profile", str(self._context.profile.root)]
        if self.diagnostics.idp_url:
            command += ["--idp", self.diagnostics.idp_url]
        if self.diagnostics.idp_ca:
            command += ["--idp-ca", self.diagnostics.idp_ca]
        return [*command, "--lang", active_language().name, "phone"]

    @cached_property
    def journal(self) -> Journal:
        """Writes down what the login goes through."""
        from cosmic_login.diagnosis.journal import Journal

        return Journal("window")

    @property
    def world(self) -> World:
        """The composition; there after ``start``."""
        if self._world is None:
            raise RuntimeError("the window's world has not been started")
        return self._world

    def start(self, sink: WindowSink) -> None:
        """Open the profile, watch the readers, start the IdP; may be tried again.

        Raises ``LoginFailure`` for what no login can do without; what else fails is told to ``sink``.
        """
        from cosmic_login.gui.shell.parts import Parts
        from cosmic_login.profile.logs import log_event

        self._sink = sink
        if self._world is None:
            self._world = self._stack.enter_context(self.open_world(sink.settings))
            self._world.patience_s = _PATIENCE_S
        world, session = self._world, sink.client_session
        parts = Parts(sink.on_failure)
        if not session.watching:
            parts.begin("readers", lambda: self._watch(world, session))
            parts.begin("methods", lambda: sink.on_methods(dict.fromkeys(world.authenticators, "")))
            parts.begin("cards", lambda: self._lay_out_cards(world, sink))
        self.diagnostics.idp_url, self.diagnostics.idp_ca = self._world.idp_address(), self._world.idp_ca
        sink.on_idp(self.diagnostics.idp_url)
        log_event(_log, "window.started", version=__version__, idp=self.diagnostics.idp_url)

    def open_world(self, settings: Settings) -> contextlib.AbstractContextManager[World]:
        """Return what opens the composition; on the I/O thread."""
        return self._context.world(settings)

    def _watch(self, world: World, session: ClientSession) -> None:
        session.watch(world.readers, note=self.journal.reader_event, told=self.note_cards)
        self.diagnostics.readers, self.diagnostics.cards_free = world.readers, session.undisturbed

    def _use(self, settings: Settings) -> None:
        """Ask the IdP of the settings from the next login on; the session under way ends where it began."""
        from cosmic_login.core.failures import LoginFailure
        from cosmic_login.profile.logs import log_event

        if self._sink is None or self._world is None or not self._world.use_idp(settings.idp_url, settings.idp_ca):
            return
        self._stale = True
        try:
            self.diagnostics.idp_url, self.diagnostics.idp_ca = self._world.idp_address(), settings.idp_ca
        except LoginFailure as failure:  # the next login fails with it, where it can be shown
            log_event(_log, "idp.not_started", level=logging.WARNING, reason=failure.code)
        else:
            self._sink.on_idp(self.diagnostics.idp_url)
            log_event(_log, "idp.chosen", address=self.diagnostics.idp_url)

    def note_cards(self, status: CardStatus) -> None:
        """Hear what the readers look like."""
        self.journal.situation(status.situation, status.reader, pulled=status.pulled)

    def _lay_out_cards(self, world: World, sink: WindowSink) -> None:
        from cosmic_login.desktop.card_table import CardTable

        table = self._table = CardTable(
            world, self.trainer.control, lambda cards: sink.on_card_choices(cards, self.put_card, table.look_closely)
        )
        table.look()
        self._begin_to_watch()

    def _look_closely(self) -> None:
        if self._table is not None:
            self._table.look_closely()

    def put_card(self, card: str, reader: str = "") -> None:
        """Put a virtual card into the virtual reader, or take out what is in (an empty name)."""
        from cosmic_login.core.failures import LoginFailure
        from cosmic_login.profile.logs import log_event

        readers = self.world.virtual_readers
        reader = reader or self.world.usual_reader
        try:
            if any(state.name == reader and state.atr is not None for state in readers.readers()):
                readers.pull(reader)
            if card:
                readers.insert(reader, self.world.cards.open(card))
        except LoginFailure as failure:
            log_event(_log, "card.not_put_in", level=logging.WARNING, card=card, reason=failure.code)

    async def stop(self) -> None:
        """Close everything; every login has been cleaned up by now."""
        trainer: WorldTrainer | None = self.__dict__.get("trainer")  # it may never have been asked for
        if trainer is not None:
            await trainer.close()
        sharing: ReaderSharing | None = self.__dict__.get("sharing")
        if sharing is not None:
            import asyncio

            await asyncio.to_thread(sharing.stop)
        if self._sink is not None and self._world is not None:
            await self._sink.client_session.end(self._world.close_clients)
        self._stack.close()

    def authenticators(self) -> Mapping[str, Authenticator]:
        """Return the ways to log in that are installed."""
        return self.world.authenticators

    async def open_methods(self) -> Mapping[str, bool]:
        """Return nothing while there is no IdP to ask: why is said elsewhere."""
        return await self._idp().ways() if self._world is not None and self._world.idp_there else {}

    def _idp(self, task: str = "") -> IdpClient:
        from cosmic_login.authenticators.tasks.mina_sidor import SITE_TASKS

        if self._stale:
            self._clients, self._stale = {}, False
        client = self._clients.get(task in SITE_TASKS)
        # The IdP that was asked may have been another program's, and have gone with it.
        if client is None or client.base_url != self.world.idp_address():
            client = self._clients[task in SITE_TASKS] = self.world.client(task=task)
        return client

    def make_order(self, method: str) -> LoginOrder:
        """Return what an authenticator gets; its client asks the IdP that holds now."""
        return self.world.order(method, self._idp(method))

    async def end_session(self, identity: Identity) -> None:
        """Log out at the IdP that the login was at."""
        await self.world.end_session(self._clients.get(False) or self.world.client(), identity)

    def record(self, event: str, identity: Identity, other: Identity | None = None, reason: str = "") -> None:
        """Write down what happened to a session."""
        from cosmic_login.run.session_rows import record_session

        record_session(self.world, event, identity, other, reason)

    def card_content(self) -> Sequence[ReaderContent] | None:
        """Run in a worker thread; None while a login has the cards."""
        from cosmic_login.desktop.card_content import read_contents

        if self._world is None:
            return ()
        with self.diagnostics.cards_free() as free:
            return read_contents(self._world) if free else None

    def own_logins(self, identity: Identity) -> list[OwnLogin]:
        """Run in a worker thread."""
        from cosmic_login.desktop.session_audit import logins_of, numbers_of

        return logins_of(numbers_of(self.world, identity), self.world.audit.records())


def run_window(context: CliContext) -> int:
    """Open the window and run until it is closed. Raises ``display.missing``."""
    world = WindowWorld(context)
    with display(context):
        app = LoginApplication(world)
    status = world.attach(app).run()
    from cosmic_login.profile.logs import log_event

    log_event(_log, "window.closed", status=status)
    return status
