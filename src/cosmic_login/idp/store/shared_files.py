"""What all machines of one IdP must have in common beside the tables: the key of what is sealed, the CAs, the token.

The first profile that comes to a database gives it its own; a new profile takes these over before it has any of its
own. A profile that has others is another IdP's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.connections import connect
from cosmic_login.idp.store.postgres import failure_of
from cosmic_login.profile import Profile, read_bytes, write_atomic

#: The table belongs to the database alone.
_TABLE = b"CREATE TABLE IF NOT EXISTS shared_file (name TEXT PRIMARY KEY, content BYTEA NOT NULL)"
_LOCK = 0x434C0020
_KEY = "vault.key"


def join(dsn: str, root: Path, make: Callable[[Profile], None]) -> Profile:
    """Return the profile at ``root``, having in common with the database what has to be.

    ``make`` makes in a profile what is to be shared. Raises ``LoginFailure``: ``database.*``, ``database.other`` when
    the profile has keys or cards of its own and they are not the database's.
    """
    new = not (root / "pki").exists() or not any((root / "pki").iterdir())
    try:
        with connect(dsn) as database:
            database.execute(b"SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            database.execute(_TABLE)
            kept = {str(name): bytes(content) for name, content in database.execute(b"SELECT * FROM shared_file")}
            if kept and new and not _has_cards(root):
                _write(root, kept)
            profile = Profile.open(root)
            if kept:
                if read_bytes(root / _KEY) != kept[_KEY]:
                    raise LoginFailure("database.other", "its key is not the profile's")
                return profile
            make(profile)
            for name, content in _files(profile).items():
                database.execute(b"INSERT INTO shared_file (name, content) VALUES (%s, %s)", (name, content))
            return profile
    except psycopg.Error as error:
        raise failure_of(error) from None


def _has_cards(root: Path) -> bool:
    return (root / "cards").exists() and any((root / "cards").iterdir())


def _files(profile: Profile) -> dict[str, bytes]:
    """Return what is shared, by its path below the profile."""
    below = [path for path in profile.pki_dir.rglob("*") if path.is_file() and not path.name.startswith(".")]
    paths = [profile.root / _KEY, profile.control_token_file, *below]
    return {path.relative_to(profile.root).as_posix(): content for path in paths if (content := read_bytes(path))}


def _write(root: Path, kept: dict[str, bytes]) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in sorted(kept.items()):
        path = root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(path, content)
