"""The settings: what they are, and how they come from the profile and go back. Light: read before the first paint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.profile.files import read_bytes, write_atomic
from cosmic_login.profile.settings_kinds import Contact

if TYPE_CHECKING:
    from cosmic_login.profile.profile import Profile

#: Whom the instruction says to ask (R2), in its order. The roles are Swedish source texts.
CONTACTS = (
    Contact(QT_TRANSLATE_NOOP("Settings", "IT-kontaktperson")),
    Contact(QT_TRANSLATE_NOOP("Settings", "IT-support"), QT_TRANSLATE_NOOP("Settings", "anknytning 141 41")),
)
#: How long starting over takes (R21), in seconds, by manner.
_STARTING_OVER_S = {"safe": 2.0, "true-to-life": 60.0}


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults. What each allows and means stands in ``settings_table``."""

    language: Literal["sv", "en", "system"] = "sv"
    theme: Literal["system", "light", "dark", "high-contrast"] = "system"
    #: None: as large as the system's.
    text_scale: float | None = None
    reduced_motion: Literal["system", "on", "off"] = "system"
    #: Empty: the embedded IdP.
    idp_url: str = ""
    idp_ca: str = ""
    manner: Literal["safe", "true-to-life"] = "safe"
    #: None: by manner; see ``starting_over_seconds``.
    starting_over_s: int | None = None
    shuffle_keypad: bool = False
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


class Found(NamedTuple):
    """What ``read_leniently`` found: settings in any case, and what was wrong with the file."""

    settings: Settings
    failure: LoginFailure | None = None


def read_settings(path: Path) -> Settings:
    """Return the settings of a file, the defaults when there is none.

    Raises ``settings.malformed`` with file, line and reason, and what reading a file may raise (``profile.*``).
    """
    raw = read_bytes(path)
    if raw is None:
        return Settings()
    from cosmic_login.profile.settings_file import parse  # noqa: PLC0415 - most profiles have no such file

    return parse(path.name, raw)


def read_leniently(path: Path) -> Found:
    """Return the settings of a file; the defaults, and the failure, when it cannot be used."""
    try:
        return Found(read_settings(path))
    except LoginFailure as failure:
        return Found(Settings(), failure)


def write_settings(path: Path, settings: Settings) -> None:
    """Write the settings so that the file is whole at any time; its comments stay. Raises ``profile.*``.

    A file that cannot be used is kept beside it as ``settings.toml.broken-N`` first. Values that are not allowed
    raise ``settings.malformed``.
    """
    from cosmic_login.profile.settings_file import document, edited, refuse_wrong  # noqa: PLC0415 - see above

    refuse_wrong(path.name, settings)
    raw, (old, failure) = read_bytes(path), read_leniently(path)
    if raw is not None and failure is not None:
        write_atomic(_free_name(path), raw)
    text = edited(raw.decode("utf-8"), old, settings) if raw is not None and failure is None else None
    write_atomic(path, (text if text is not None else document(settings)).encode("utf-8"))


def load(profile: Profile) -> Settings:
    """Return the profile's settings. Raises as ``read_settings`` does."""
    return read_settings(profile.settings_file)


def save(profile: Profile, settings: Settings) -> None:
    """Write the profile's settings. Raises as ``write_settings`` does."""
    with profile.lock("settings"):
        write_settings(profile.settings_file, settings)


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    return kept
