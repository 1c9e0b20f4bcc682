"""The ways to log in that are installed, found through the entry-point group ``cosmic_login.authenticators``."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from cosmic_login.authenticators.base import Authenticator
from cosmic_login.core.extensions import AUTHENTICATORS, installed
from cosmic_login.core.plugins import load_plugins, require

GROUP = AUTHENTICATORS


def load_authenticators() -> dict[str, Authenticator]:
    """Return every authenticator by its entry point's name, ours first.

    One that cannot be loaded is left out (``core/plugins.py``), and one whose distribution has a prompt left out.
    """
    installed()
    return dict(load_plugins(GROUP, _make, whole=True))


def _make(factory: Callable[..., object]) -> Authenticator:
    authenticator = factory()
    require(authenticator, ("method", "authenticate"))
    return cast("Authenticator", authenticator)
