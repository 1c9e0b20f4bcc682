"""Registering a system: its files are checked as they will be read, before anything of them is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.registry.files import FILE_NAME, parse_system
from cosmic_login.profile.files import as_failure, read_bytes, write_atomic

if TYPE_CHECKING:
    from cosmic_login.idp.registry.files import RegisteredSystems
    from cosmic_login.idp.registry.systems import System


def keep(systems: RegisteredSystems, name: str, files: Mapping[str, bytes]) -> System:
    """Write a system's files beside those of ``systems``, and return it; nothing is left of what is wrong.

    ``files`` are what they hold by their endings, ``.toml`` and what that names. Raises ``usage.invalid`` for a name
    that files cannot have and for a system that is known, ``file.unwritable`` for a file that is there, and what
    ``parse_system`` raises.
    """
    if not FILE_NAME.fullmatch(name):
        raise LoginFailure("usage.invalid", "NAME: small letters, digits, dots, hyphens and underscores, at most 64")
    folder = systems.folder
    paths = {suffix: folder / f"{name}{suffix}" for suffix in files}
    for path in paths.values():
        if path.exists():
            raise LoginFailure("file.unwritable", f"{path}: it is there already")
    beside = {paths[suffix]: raw for suffix, raw in files.items() if suffix != ".toml"}

    def read(path: Path) -> bytes | None:
        return beside[path] if path in beside else read_bytes(path)

    system = parse_system(paths[".toml"], files[".toml"], systems.words, read=read)
    if systems.find(system.face, system.key) is not None:
        raise LoginFailure("usage.invalid", f"{system.key[:80]} is registered already")
    with as_failure(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for path, raw in beside.items():  # before what names them
            write_atomic(path, raw)
        write_atomic(paths[".toml"], files[".toml"])
    except BaseException:
        for path in beside:
            path.unlink(missing_ok=True)
        raise
    return system
