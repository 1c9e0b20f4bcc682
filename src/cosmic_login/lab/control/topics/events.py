"""What happens, as it happens: server-sent events (WHATWG HTML, section 9.2), which curl and EventSource both read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.lab.control.operations import ApiCall, Operation
from cosmic_login.lab.control.shapes import Named, WholeShape
from cosmic_login.lab.control.topics.common import BUSY

if TYPE_CHECKING:
    from cosmic_login.lab.control.environment import Environment
    from cosmic_login.lab.control.happenings import Happening

#: How many may look on at once.
MOST: Final = 16
#: How often the trail is read while somebody looks on, in seconds, and after how many quiet times a sign of life comes.
_EVERY_S: Final = 0.5
_QUIET: Final = 30
#: The last that an environment tells.
_LAST: Final = "environment.closed"


async def look_on(call: ApiCall) -> AsyncIterator[str]:
    """Return what happens from now on, or after a number that was seen."""
    happenings = call.environment.happenings
    if happenings.lookers >= MOST:
        raise LoginFailure("idp.busy", f"{MOST} look on")
    seen = call["last_event_id"] if call["last_event_id"].isdecimal() else ""
    number = call["after"]
    after = int(seen[:15]) if seen else happenings.last if number is None else number
    return _told(call.environment, happenings.look(), after)


async def _told(environment: Environment, changed: asyncio.Event, after: int) -> AsyncIterator[str]:
    happenings, quiet = environment.happenings, 0
    try:
        await asyncio.to_thread(environment.rows.read)  # what is in the trail by now is no news
        yield f": {environment.name}\n\n"
        while True:
            changed.clear()
            found, lost = happenings.after(after)
            if lost:
                yield 'event: events.lost\ndata: {"kept": "the last thousand"}\n\n'
            for each in found:
                yield _event(each)
                after, quiet = each.number, 0
                if each.kind == _LAST:
                    return
            quiet += 1
            if quiet % _QUIET == 0:
                yield ": nothing happens\n\n"
            await _changed(changed)
            await asyncio.to_thread(environment.rows.read)
    finally:
        happenings.look_away(changed)


async def _changed(changed: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_EVERY_S):
            await changed.wait()
    except TimeoutError:
        pass


def _event(each: Happening) -> str:
    data = json.dumps({"time": each.time, **each.facts}, ensure_ascii=False)
    return f"id: {each.number}\nevent: {each.kind}\ndata: {data}\n\n"


OPERATIONS: Final = (
    Operation(
        "followEvents",
        "GET",
        "/events",
        "events",
        "Tell what happens: card.inserted, login.asks, phone.confirmed, audit.row, environment.reset, …",
        look_on,
        parameters=(
            Named("after", WholeShape(0, 10**15), "what happened after this number too; `Last-Event-ID` says the same"),
        ),
        refusing=(BUSY,),
        stream=True,
    ),
)
