"""Worlds of their own on one IdP: made, listed, removed. Each has a token, which acts there and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosmic_login.lab.control.environment import HOME
from cosmic_login.lab.control.operations import NAME, ApiCall, CallRefused, Operation, Refusing, unknown
from cosmic_login.lab.control.shapes import Anything, Many, Named, ObjectShape, TextShape
from cosmic_login.lab.control.topics.environment import ENVIRONMENT

if TYPE_CHECKING:
    from cosmic_login.lab.control.environment import Environment
    from cosmic_login.lab.control.environments import EnvironmentHolder

_SHORT: Final = ObjectShape(
    "EnvironmentShort",
    (
        Named("environment", TextShape(1), "its name", needed=True),
        Named("addresses", Anything(), "where its IdP is, by name", needed=True),
    ),
)
_ALL: Final = ObjectShape("Environments", (Named("environments", Many(_SHORT), "all that are open", needed=True),))
_MADE: Final = ObjectShape(
    "NewEnvironment",
    (
        *ENVIRONMENT.members,
        Named("token", TextShape(1), "bear it to act there; it is told here alone", needed=True),
    ),
)
_ORDER: Final = ObjectShape("EnvironmentOrder", (Named("environment", NAME, "what it is called", needed=True),))
_NAMED: Final = Named("environment", NAME, "what it is called", needed=True)


def _beside(call: ApiCall) -> EnvironmentHolder:
    found = call.beside
    if found is None:
        raise CallRefused("control.refused", "Authorization", "Bearer and the IdP's own token", 403)
    return found


def told(environment: Environment) -> dict[str, Any]:
    """Return which one it is, and where."""
    return {"environment": environment.name, "addresses": dict(environment.premises.addresses)}


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell which environments are open."""
    return {"environments": [told(each) for each in _beside(call).all()]}


async def create(call: ApiCall) -> dict[str, Any]:
    """Make a world of its own, as shipped."""
    made = await _beside(call).create(call["environment"])
    if made is None:
        raise CallRefused("control.refused", "environment", "a name that no environment has", 409)
    return {**told(made), "roots": made.premises.roots, "token": made.premises.token}


async def remove(call: ApiCall) -> None:
    """Remove a world with all that it has kept; the trail keeps its rows."""
    if call["environment"] == HOME:
        raise CallRefused("control.refused", "environment", "another than the IdP's own", 409)
    if not await _beside(call).remove(call["environment"]):
        raise unknown("environment", "GET /v1/environments")


OPERATIONS: Final = (
    Operation(
        "listEnvironments",
        "GET",
        "/environments",
        "environments",
        "Tell which environments are open.",
        every,
        _ALL,
        whole=True,
    ),
    Operation(
        "makeEnvironment",
        "POST",
        "/environments",
        "environments",
        "Make a world of its own, as shipped: its people, cards, phones, outages, clock, faults, events, IdP.",
        create,
        _MADE,
        (),
        _ORDER,
        (Refusing("idp.busy", 409, "environment", "one of sixteen at most: remove one"),),
        status=201,
        whole=True,
    ),
    Operation(
        "removeEnvironment",
        "DELETE",
        "/environments/{environment}",
        "environments",
        "Remove a world with all that it has kept; the trail keeps its rows.",
        remove,
        None,
        (_NAMED,),
        status=204,
        whole=True,
    ),
)
