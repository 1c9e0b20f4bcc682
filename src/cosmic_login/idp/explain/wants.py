"""What a request that goes on asks for, in the words of both protocols."""

from __future__ import annotations

from cosmic_login.idp.claims.choices import level_for
from cosmic_login.idp.explain.told import Wishes
from cosmic_login.idp.web.request import WebRequest


def asked_for(request: WebRequest, system: str) -> Wishes:
    """Return what ``request`` asks for; ``system`` is the name that the person is shown."""
    wanted = {each.name: each for each in request.wanted}
    return Wishes(
        system,
        tuple(wanted),
        tuple(name for name, each in wanted.items() if each.essential),
        level_for(request.wanted),
        request.loa,
        request.methods,
        request.force,
        request.passive,
    )
