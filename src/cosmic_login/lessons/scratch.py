"""A lesson's own profile: made for it beside the real one's files, removed at its end, or when the next one begins.

A lesson writes nothing into the real profile but one row of its trail, so that one which is interrupted in whatever way
leaves it as it was (ADR 0018).
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from cosmic_login.profile import Profile
from cosmic_login.profile.files import as_failure

#: What makes a lesson quick, and is not changed by one in the real profile: keys and CAs, and who there is.
_COPIED: Final = ("vault.key", "pki", "directory.toml")
_LOCK: Final = ".lock"


class Scratch:
    """One scratch profile. ``close`` removes it; may be called more than once."""

    def __init__(self, folder: Path, lock: FileLock, profile: Profile) -> None:
        self._folder, self._lock, self.profile = folder, lock, profile

    @classmethod
    def make(cls, real: Profile, name: str) -> Scratch:
        """Make a profile for a lesson of that name, after sweeping those away whose program was killed.

        Raises ``LoginFailure`` of the profile (``profile.full``, ``profile.readonly``, ``profile.damaged``).
        """
        folder = real.lessons_dir
        with as_failure(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
        with real.lock("lessons"):
            sweep(real)
            place = next(each for n in itertools.count(1) if not (each := folder / f"{name}-{n}").exists())
            lock = FileLock(folder / f"{place.name}{_LOCK}", thread_local=False)
            with as_failure(place):
                lock.acquire(timeout=0)
                place.mkdir(mode=0o700)
        try:
            with real.lock("pki"), as_failure(place):
                _copy(real.root, place)
            return cls(place, lock, Profile.open(place))
        except BaseException:
            _remove(place, lock)
            raise

    def close(self) -> None:
        """Remove it."""
        if self._lock.is_locked:
            _remove(self._folder, self._lock)
            with contextlib.suppress(OSError):
                self._folder.parent.rmdir()  # the last one


def sweep(real: Profile) -> list[str]:
    """Remove what lessons left behind whose program was killed; return their names. Never raises."""
    swept = []
    for place in sorted(real.lessons_dir.glob("*")) if real.lessons_dir.is_dir() else ():
        name = place.name.removesuffix(_LOCK)
        lock = FileLock(real.lessons_dir / f"{name}{_LOCK}", thread_local=False)
        with contextlib.suppress(OSError, Timeout):
            lock.acquire(timeout=0)
            _remove(real.lessons_dir / name, lock)
            swept.append(name)
    return list(dict.fromkeys(swept))


def _copy(source: Path, target: Path) -> None:
    for name in _COPIED:
        path = source / name
        if path.is_dir():
            shutil.copytree(path, target / name)
        elif path.exists():
            shutil.copy2(path, target / name)


def _remove(place: Path, lock: FileLock) -> None:
    shutil.rmtree(place, ignore_errors=True)
    with contextlib.suppress(OSError):
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)
