"""The settings: what a person can choose. Where they are kept is the profile's affair.

Imported before the window's first paint: nothing but tuples here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cosmic_login.core.contact import CONTACTS, Contact

if TYPE_CHECKING:
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.settings_kinds import Value


#: How long starting over takes (R21), in seconds, by manner.
_STARTING_OVER_S = {"safe": 2.0, "true-to-life": 60.0}


class Settings(NamedTuple):
    """All settings with their defaults. What each allows and means stands in ``settings_table``."""

    language: Literal["sv", "en", "system"] = "sv"
    theme: Literal["system", "light", "dark", "high-contrast"] = "system"
    #: None: as large as the system's.
    text_scale: float | None = None
    reduced_motion: Literal["system", "on", "off"] = "system"
    #: Empty: the embedded IdP.
    idp_url: str = ""
    idp_ca: str = ""
    #: Empty: the readers of this computer alone.
    reader_from: str = ""
    manner: Literal["safe", "true-to-life"] = "safe"
    #: None: by manner; see ``starting_over_seconds``.
    starting_over_s: int | None = None
    show_keypad: bool = False
    shuffle_keypad: bool = False
    practice_code: bool = True
    card_removal: Literal["ignore", "lock", "log-out"] = "lock"
    removal_countdown_s: int = 10
    #: 0: never locks by itself.
    idle_minutes: int = 15
    contacts: tuple[Contact, ...] = CONTACTS

    @property
    def starting_over_seconds(self) -> float:
        """How long starting over takes."""
        return _STARTING_OVER_S[self.manner] if self.starting_over_s is None else float(self.starting_over_s)

    @property
    def limits(self) -> Mapping[str, float]:
        """The chart's time limits that are settings, in seconds, by name."""
        return {"starting_over": self.starting_over_seconds, "removal_countdown": float(self.removal_countdown_s)}

    def changed(self, name: str, value: Value) -> Settings:
        """Return the settings with one value changed; nothing is checked."""
        changes: dict[str, Any] = {name: value}
        return self._replace(**changes)


class Found(NamedTuple):
    """What reading the settings found: settings in any case, and what was wrong with the file."""

    settings: Settings
    failure: LoginFailure | None = None
