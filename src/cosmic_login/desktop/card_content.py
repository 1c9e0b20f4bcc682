"""The cards in the readers, read for the window; what only a virtual card knows of itself is added."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cosmic_login.authenticators.card.content import read_content
from cosmic_login.cards.readers import ReaderHub
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.pass_card import PassCard
from cosmic_login.core.card_content import CardCode, CardContent, CodeTries, ReaderContent
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.app import World

_log = logging.getLogger(__name__)


def read_contents(world: World) -> Sequence[ReaderContent]:
    """Return every reader with its card; blocks. Raises ``pcsc.*`` when no reader service answers."""
    hub = ReaderHub(world.readers)
    contents = []
    for reader in hub.readers():
        content = ReaderContent(reader.name)
        if reader.atr is not None:
            content = _read(hub, reader.name, world)
        contents.append(content)
    log_event(_log, "card.looked_at", readers=len(contents))
    return contents


def _read(hub: ReaderHub, reader: str, world: World) -> ReaderContent:
    try:
        content = read_content(hub, reader, world.clock.now())
    except LoginFailure as failure:
        if failure.code in {"card.removed", "card.absent", "reader.unknown", "reader.lost"}:
            return ReaderContent(reader)
        return ReaderContent(reader, failure=failure)
    return ReaderContent(reader, _with_puk(content, reader, world))


def _with_puk(content: CardContent, reader: str, world: World) -> CardContent:
    """Add the PUK's tries, which cards of the family do not tell, of a card whose file we have."""
    card = world.virtual_readers.cards().get(reader)
    if not isinstance(card, VirtualCard) or isinstance(card, PassCard):
        return content
    codes = tuple(
        CodeTries(each.code, card.state.puk.tries_left) if each.code is CardCode.PUK else each for each in content.codes
    )
    return dataclasses.replace(content, codes=codes)
