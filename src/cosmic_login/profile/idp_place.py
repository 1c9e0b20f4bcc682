"""Where the last IdP of a profile served: another program that goes on in its place should be found there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cosmic_login.profile.files import read_bytes, write_atomic
from cosmic_login.profile.profile import Profile

_PORTS = range(1, 65536)


@dataclass(frozen=True)
class IdpPlace:
    """The ports of the IdP itself and of its doors by their names; 0: any."""

    issuer: int = 0
    doors: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def last(cls, profile: Profile) -> Self:
        """Return the last IdP's place; any when there was none, or when it cannot be read."""
        try:
            kept = json.loads(read_bytes(profile.idp_place_file) or b"{}")
            ports = {str(name): port for name, port in kept.items() if isinstance(port, int) and port in _PORTS}
        except (ValueError, AttributeError):
            return cls()
        return cls(ports.pop("", 0), ports)

    def keep(self, profile: Profile) -> None:
        """Write it down for a successor."""
        content = {"": self.issuer, **self.doors}
        write_atomic(profile.idp_place_file, json.dumps(content).encode() + b"\n")
