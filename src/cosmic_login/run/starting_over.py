"""Starting the exercise over: people, cards, codes, phones and services are as they were shipped, in one go.

Nothing is left half done: a mark in the profile stands from the first change to the last, and whoever opens the profile
while it is there (a program died) does it all again, which is as good as once. The audit trail goes on, with a row.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import write_atomic
from cosmic_login.profile.logs import log_event
from cosmic_login.run.operator import ask_as_operator

if TYPE_CHECKING:
    from cosmic_login.app import World

_log = logging.getLogger(__name__)


class StartedOver(NamedTuple):
    """What was brought back: cards that were not as ordered, phones, and services that were out."""

    cards: int
    phones: int
    services: tuple[str, ...]


def start_over(world: World) -> StartedOver:
    """Bring everything back to the shipped state; the profile's own ``directory.toml`` and settings stay.

    Pull the cards of this program's readers first. May block, and may be called beside a running event loop. Raises,
    before anything is changed: ``card.in_use`` when a card is held, here or by another program, ``control.refused``
    and ``idp.*`` when the IdP does not take part. What is raised later (``profile.*``, an IdP that went) leaves the
    mark, and the next program finishes it.
    """
    with world.profile.lock("starting-over"):
        return _do(world, again=False)


def finish_starting_over(world: World) -> None:
    """Go on with what a program that died had begun; nothing happens when there is no such thing. Never raises."""
    if not world.profile.starting_over_file.exists():
        return
    try:
        with world.profile.lock("starting-over"):  # the other one may be alive, and is waited for
            if world.profile.starting_over_file.exists():
                _do(world, again=True)
    except LoginFailure as failure:  # tried again with the next program; this one is not to be held up
        log_event(_log, "training.not_reset", level=logging.WARNING, reason=failure.code)


def _do(world: World, *, again: bool) -> StartedOver:
    from cosmic_login.phone.sealed_state import forget_phones

    mark = world.profile.starting_over_file
    with world.cards.all_held() as bring_back:
        if not again:
            # Who may not steer it is told before the mark stands.
            ask_as_operator(world, lambda control: control.state())
            write_atomic(mark, b"")
        forgotten = ask_as_operator(world, lambda control: control.start_over(again=again))
        cards, phones = bring_back(), forget_phones(world.profile)
        mark.unlink(missing_ok=True)
    log_event(_log, "training.reset", cards=cards, phones=phones, again=again)
    return StartedOver(cards, phones, forgotten.services)
