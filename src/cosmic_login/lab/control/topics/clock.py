"""What time it is, here and on the computer of whoever logs in."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Final

from cosmic_login.lab.control.operations import ApiCall, CallRefused, Operation
from cosmic_login.lab.control.shapes import Breach, Named, NumberShape, ObjectShape, TextShape

#: Ten years: what cards and CAs live.
_MOST: Final = 3650 * 86_400.0
_AHEAD: Final = NumberShape(-_MOST, _MOST)
CLOCK: Final = ObjectShape(
    "Clock",
    (
        Named("now", TextShape(format="date-time"), "the environment's time, UTC", needed=True),
        Named("ahead_s", _AHEAD, "how far it is ahead of the machine's, in seconds", needed=True),
        Named("client_ahead_s", _AHEAD, "how far the login client's computer is ahead of that", needed=True),
    ),
)


async def look(call: ApiCall) -> dict[str, Any]:
    """Tell the time."""
    environment = call.environment
    return {
        "now": environment.clock.now().isoformat().replace("+00:00", "Z"),
        "ahead_s": environment.clock.ahead_s,
        "client_ahead_s": environment.world.login_clock.ahead_s,
    }


async def set_clock(call: ApiCall) -> dict[str, Any]:
    """Set one of the clocks, or both."""
    environment = call.environment
    if call["ahead_s"] is not None:
        environment.clock.ahead_s = call["ahead_s"]
    if call["client_ahead_s"] is not None:
        environment.world.login_clock.ahead_s = call["client_ahead_s"]
    return await _told(call)


async def advance(call: ApiCall) -> dict[str, Any]:
    """Let time pass at once."""
    clock = call.environment.clock
    try:
        clock.ahead_s = _AHEAD.read(clock.ahead_s + call["seconds"], "seconds")
    except Breach:
        rule = f"at most {_MOST:g} together with what it is ahead already"
        raise CallRefused("control.invalid", "seconds", rule, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    return await _told(call)


async def _told(call: ApiCall) -> dict[str, Any]:
    environment, found = call.environment, await look(call)
    told = {name: f"{found[name]:g}" for name in ("ahead_s", "client_ahead_s")}
    await asyncio.to_thread(environment.write_down, "clock.set", **told)
    environment.happenings.tell("clock.set", ahead_s=found["ahead_s"], client_ahead_s=found["client_ahead_s"])
    return found


OPERATIONS: Final = (
    Operation("getClock", "GET", "/clock", "clock", "Tell the time.", look, CLOCK),
    Operation(
        "setClock",
        "PUT",
        "/clock",
        "clock",
        "Set the environment's clock, the login client's, or both.",
        set_clock,
        CLOCK,
        body=ObjectShape(
            "ClockSetting",
            (
                Named("ahead_s", _AHEAD, "as in the answer; left out: as it is"),
                Named("client_ahead_s", _AHEAD, "as in the answer; left out: as it is"),
            ),
        ),
    ),
    Operation(
        "advanceClock",
        "POST",
        "/clock/advance",
        "clock",
        "Let time pass at once.",
        advance,
        CLOCK,
        body=ObjectShape("Advance", (Named("seconds", NumberShape(0, _MOST), "how much", needed=True),)),
    ),
)
