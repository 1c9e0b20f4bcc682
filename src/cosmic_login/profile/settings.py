"""How the settings come from the profile and go back to it. Light: they are read before the first paint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.settings import Found, Settings
from cosmic_login.profile.files import read_bytes, write_atomic

if TYPE_CHECKING:
    from cosmic_login.profile.profile import Profile

__all__ = ["Found", "Settings", "change", "load", "read_leniently", "read_settings", "save", "write_settings"]


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


def change(profile: Profile, how: Callable[[Settings], Settings]) -> Settings:
    """Read, change and write the profile's settings, and return them; two programs at once do not lose a change.

    Raises ``settings.malformed`` rather than replace a file that cannot be used.
    """
    with profile.lock("settings"):
        settings = how(read_settings(profile.settings_file))
        write_settings(profile.settings_file, settings)
    return settings


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    return kept
