"""What a system asks for, whichever protocol it asks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class WantedClaim:
    """One claim that a system asks for, by its short name.

    ``essential`` (SAML: ``isRequired``): without it the login fails. ``values`` are those that will do; of a claim that
    names the person, a service ID, an organisation or a commission they decide as what the person comes in, all of them
    together.
    """

    name: str
    essential: bool = False
    values: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {"name": self.name, "essential": self.essential, "values": list(self.values)}

    @classmethod
    def from_json(cls, members: Mapping[str, object]) -> WantedClaim:
        """Read what ``to_json`` wrote."""
        values = members.get("values", ())
        assert isinstance(values, list)  # noqa: S101 - told to the type checker: ours
        return cls(str(members["name"]), bool(members["essential"]), tuple(map(str, values)))
