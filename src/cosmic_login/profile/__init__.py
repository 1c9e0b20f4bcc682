"""The profile directory: where one installation keeps all it knows, and the tools to keep it whole.

The names are loaded when they are first used: the log and the settings are needed before the first paint, the vault
(and with it the cryptography library) is not.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosmic_login.profile.files import append_durably, read_bytes, write_atomic
    from cosmic_login.profile.profile import PROFILE_VERSION, Profile
    from cosmic_login.profile.vault import Vault

__all__ = ["PROFILE_VERSION", "Profile", "Vault", "append_durably", "read_bytes", "write_atomic"]

_HOMES = {
    "append_durably": "files",
    "read_bytes": "files",
    "write_atomic": "files",
    "PROFILE_VERSION": "profile",
    "Profile": "profile",
    "Vault": "vault",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"cosmic_login.profile.{_HOMES[name]}"), name)
