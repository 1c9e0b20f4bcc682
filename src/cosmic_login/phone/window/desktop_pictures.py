"""Pictures that the desktop has written into a file for us: each is read once and removed, whatever happens.

Before one is read a note of it is kept in the profile. A program that is killed in between leaves the note, and the
next one removes the picture by it. What is no picture is not removed: the name came over the bus.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import write_atomic

_MOST_BYTES = 256 * 1024 * 1024  # of several large screens, not compressed


class DesktopPictures:
    """Reads and removes; ``notes`` is a directory of ours, made when it is needed. For any thread."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes

    def take(self, uri: str) -> QImage:
        """Return the picture at a ``file:`` address and remove the file; an empty one when there is none to be read."""
        path = Path(QUrl(uri).toLocalFile())
        try:
            with path.open("rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
                    return QImage()
                note = self._note(path, found)
                image = QImage.fromData(file.read())
        except (OSError, LoginFailure):
            return QImage()
        if image.isNull() or _remove(path, found.st_dev, found.st_ino):
            with contextlib.suppress(OSError):
                note.unlink()
        return image

    def sweep(self) -> int:
        """Remove what programs that were killed have left; return how many pictures that were."""
        swept = 0
        for note in self._notes.glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                told = json.loads(note.read_bytes())
                path, device, inode = Path(told["path"]), int(told["device"]), int(told["inode"])
                there = path.exists()
                if not _remove(path, device, inode):
                    continue  # the next start tries again
                swept += there and not path.exists()
            with contextlib.suppress(OSError):
                note.unlink()
        return swept

    def _note(self, path: Path, found: os.stat_result) -> Path:
        self._notes.mkdir(mode=0o700, exist_ok=True)
        note = self._notes / f"{secrets.token_hex(8)}.json"
        told = {"path": str(path), "device": found.st_dev, "inode": found.st_ino}
        write_atomic(note, json.dumps(told).encode("ascii"))
        return note


def _remove(path: Path, device: int, inode: int) -> bool:
    """Remove a file if it is still the one that is meant; return whether it is gone."""
    try:
        there = path.lstat()
        if (there.st_dev, there.st_ino) == (device, inode):
            path.unlink()
    except FileNotFoundError:
        pass
    except OSError:
        return False
    return True
