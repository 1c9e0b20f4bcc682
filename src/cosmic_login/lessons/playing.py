"""A lesson from its beginning to what is kept of it: one row on the real profile's trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.lessons.headless import HeadlessHands
from cosmic_login.training.player import PATIENCE_S, Gate, Player, open_gate
from cosmic_login.training.prelude import prelude

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmic_login.app import World
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.judge import Verdict
    from cosmic_login.training.model import Result, Scenario

#: The row of a lesson that has come to its end, whichever.
ENDED = "lesson.ended"


async def play_without_window(
    scenario: Scenario,
    world: World,
    cast: Cast,
    *,
    gate: Gate = open_gate,
    told: Callable[[Verdict], None] = lambda _verdict: None,
    patience_s: float = PATIENCE_S,
) -> Result:
    """Play a scenario beside the world's profile; what came of it is returned, and written on that profile's trail."""
    hands = HeadlessHands(world.profile, cast)
    player = Player(
        scenario, hands, world.clock, before=prelude(scenario, cast), gate=gate, told=told, patience_s=patience_s
    )
    try:
        result = await player.play()
    finally:
        await hands.close()
    write_down(world, result)
    return result


def write_down(world: World, result: Result) -> None:
    """Put a lesson's end on the trail; whoever reads it knows a lesson from a login."""
    world.write_down(
        (
            ENDED,
            {
                "source": "lesson",
                "reason": "" if result.finished else "scenario.failed" if result.failure else "order.cancelled",
                "extra": {
                    "scenario": result.scenario,
                    "way": result.way,
                    "steps": f"{result.done}/{result.steps}",
                    "mistakes": str(len(result.mistakes)),
                    "hints": str(result.hints),
                    "seconds": f"{result.seconds:.0f}",
                },
            },
        )
    )


def failure_of(result: Result) -> LoginFailure | None:
    """Return the failure that a lesson ended with; None for one that was finished, or that somebody stopped."""
    return LoginFailure("scenario.failed", result.failure) if result.failure else None
