"""SITHS eID for a browser's link, put together: the world behind its window, and the order that it answers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cosmic_login.desktop.display import display
from cosmic_login.desktop.login_window import WindowWorld

if TYPE_CHECKING:
    from cosmic_login.authenticators.base import LoginOrder
    from cosmic_login.gui.ports.window import WindowSink
    from cosmic_login.gui.shell.siths_eid import SithsEidApplication
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)


class SithsEidWorld(WindowWorld):
    """The world behind the window: readers and virtual cards of the profile, and the IdP that the link names."""

    def __init__(self, context: CliContext, link: str, card: str = "") -> None:
        """``link`` is as the browser gave it, ``card`` a virtual card to put in at once."""
        super().__init__(context)
        self._text, self._card, self._token = link, card, ""

    def start(self, sink: WindowSink) -> None:
        """Read the link, see whether its IdP is one to ask, and watch the readers. Raises ``link.*``, ``profile.*``."""
        from cosmic_login.gui.shell.parts import Parts
        from cosmic_login.profile.logs import log_event
        from cosmic_login.run.order_link import ask_the_one_that_is_meant, read_link

        self._sink = sink
        link = read_link(self._text)
        world = self._world = self._stack.enter_context(self.open_world(sink.settings))
        ask_the_one_that_is_meant(world, link)
        self._token = link.token
        parts = Parts(sink.on_failure)
        parts.begin("readers", lambda: self._watch(world, sink.client_session))
        parts.begin("cards", lambda: self._lay_out_cards(world, sink))
        if self._card:
            world.cards.open(self._card)  # one that is not there is told, and not only written down
            self.put_card(self._card)
        log_event(_log, "siths_eid.opened", idp=world.idp_url)

    def make_order(self, method: str) -> LoginOrder:
        """Return what a card task gets, with the order to be answered."""
        from cosmic_login.authenticators.tasks.card_tasks import AUTO_START_TOKEN
        from cosmic_login.core.login_methods import DEFAULT

        return self.world.order(DEFAULT.name, self._idp(method), options={AUTO_START_TOKEN: self._token})


def run_siths_eid(context: CliContext, link: str, card: str = "") -> int:
    """Open the window and run until the order is answered or given up. Raises ``display.missing``."""
    from cosmic_login.profile.logs import log_event
    from cosmic_login.run.exit_status import DONE, exit_status

    world = SithsEidWorld(context, link, card)
    with display(context):
        app = make(world)
    app.run()
    failure = app.failure
    log_event(_log, "siths_eid.closed", failure=failure.code if failure is not None else "")
    return DONE if failure is None else exit_status(failure)


def make(world: SithsEidWorld) -> SithsEidApplication:
    """Return the window's program around a world."""
    from cosmic_login.gui.shell.siths_eid import SithsEidApplication

    return SithsEidApplication(world)
