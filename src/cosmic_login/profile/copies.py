"""Copies of a profile, for worlds beside it by the same keys: environments, and one in which nothing has happened."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cosmic_login.profile.files import as_failure
from cosmic_login.profile.places import SCRATCH_PREFIX
from cosmic_login.profile.profile import Profile

_KEY, _VERSION = "vault.key", "profile.json"


def environments_of(home: Profile) -> list[str]:
    """Return the names of the environments that there are, sorted."""
    return sorted(path.parent.name for path in home.environments_dir.glob(f"[a-z0-9]*/{_KEY}"))


def make_environment(home: Profile, name: str) -> None:
    """Copy what makes a profile: its keys and CAs, people of one's own, systems, and the shipped world.

    It is there whole or not at all. Raises ``profile.*``.
    """
    with as_failure(home.root):
        home.environments_dir.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=home.environments_dir) as folder:
            root = Path(folder) / name
            root.mkdir(mode=0o700)
            _copy(home, (home.pki_dir, home.systems_dir), root)
            kept = root / home.snapshots_dir.name
            kept.mkdir(mode=0o700)
            for path in home.snapshots_dir.glob(".shipped*"):
                shutil.copy2(path, kept)
            root.rename(home.environments_dir / name)


def remove_environment(home: Profile, name: str) -> None:
    """Remove one that nobody has open. Raises ``profile.*``."""
    root = home.environments_dir / name
    with as_failure(root):
        shutil.rmtree(root)


@contextlib.contextmanager
def scratch_copy(home: Profile) -> Iterator[Profile]:
    """Give a profile below this one with its keys, people and cards; it is gone afterwards. Raises ``profile.*``.

    One at a time; what a program that was killed has left of another is removed.
    """
    with (
        as_failure(home.root),
        home.lock("shipping"),
        tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=home.root) as name,
    ):
        root = Path(name)
        for left in set(home.root.glob(f"{SCRATCH_PREFIX}*")) - {root}:
            shutil.rmtree(left, ignore_errors=True)
        _copy(home, (home.pki_dir, home.cards_dir), root)
        yield Profile.open(root)


def _copy(home: Profile, folders: Iterable[Path], root: Path) -> None:
    """Copy key, version and people, and what there is of these folders; hidden files there are locks, or unfinished."""
    for path in (home.root / _KEY, home.root / _VERSION, home.directory_file):
        if path.exists():
            shutil.copy2(path, root)
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, root / folder.name, ignore=shutil.ignore_patterns(".*"))
