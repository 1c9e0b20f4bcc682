"""What a request is judged on: everything that the IdP which will get it knows, and that is not in the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cosmic_login.idp.oidc.judge import Hints, Preselection
from cosmic_login.idp.registry.systems import Systems
from cosmic_login.idp.settings import IdpSettings


@dataclass(frozen=True)
class Grounds:
    """``systems`` are those that are registered, ``now`` is the time there.

    ``places`` are what the addresses of SAML's single sign-on are called, by binding, and ``logout_places`` those of
    single log-out; without them a message's Destination is held against the address that it was found in, if any.
    ``hints`` tells whose ID token it is; without it one is taken as it comes. ``request_life`` is how long a SAML
    request is taken, in seconds. ``audiences`` are for whom an assertion of a client may be, any where there are none;
    ``assertion_life`` is how long one may be good, in seconds.
    """

    systems: Systems
    now: datetime
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    logout_places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hints: Hints | None = None
    preselection: Preselection = field(default_factory=Preselection)
    request_life: float = 300.0
    audiences: tuple[str, ...] = ()
    assertion_life: float = IdpSettings.assertion_life
