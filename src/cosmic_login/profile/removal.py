"""Removing a profile with all that it knows of somebody, and nothing that only happens to lie beside it."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure
from cosmic_login.profile.places import SCENARIOS_NAME, SCRATCH_PREFIX, SETTINGS_NAME, WINDOW_NAME

_VERSION = "profile.json"
#: All that the layout knows (``Profile``), the version last: what was cut short can be gone on with.
LAYOUT = (
    "vault.key", "pki", "cards", "phones", "phone-pictures", "directory.toml", "people.toml", "snapshots",
    "environments", "restoring", SETTINGS_NAME, WINDOW_NAME, "ca.pem", "idp.sqlite", "audit.log",
    "starting-over", "control-token", "idp.address", "idp.place", "systems", "log", "paired", "pairing", SCENARIOS_NAME,
    "lessons", _VERSION,
)  # fmt: skip
#: What SQLite, the audit trail and the settings lay beside their files, and what is there for moments only.
_BESIDE = re.compile(
    r"idp\.sqlite-(wal|shm|journal)|audit\.log\.(head|torn-\d+)|settings\.toml\.broken-\d+|\..+\.(lock|new)"
    rf"|{SCRATCH_PREFIX}.+"
)


def remove_profile(root: Path) -> list[str]:
    """Remove the profile; return the names that are none of its own, which stay where they are.

    A directory that is gone then, and links in it are removed as links. Raises ``LoginFailure``: ``profile.damaged``
    (there is none), ``profile.in_use`` (a program runs on it), ``profile.readonly``.
    """
    if not (root / _VERSION).is_file():
        raise LoginFailure("profile.damaged", f"{root}: no profile")
    with as_failure(root), contextlib.ExitStack() as held:
        # A program that asks another IdP has no part in this one's lock, but has its card.
        own = (root / ".open.lock", root / ".idp.lock")
        for lock in (*own, *root.glob(".use-*.lock"), *(root / "cards").glob(".*.lock")):
            try:
                held.enter_context(FileLock(lock).acquire(timeout=0))
            except Timeout:
                raise LoginFailure("profile.in_use", str(root)) from None
        for name in LAYOUT:
            _remove(root / name)
    with as_failure(root):
        for path in sorted(root.iterdir()):
            if _BESIDE.fullmatch(path.name):
                _remove(path)
        left = sorted(path.name for path in root.iterdir())
        if not left and not root.is_symlink():
            root.rmdir()
    return left


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
