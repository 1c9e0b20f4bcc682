"""Files that are whole or not there at all, with the operating system's errors turned into failures."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cosmic_login.core.failures import LoginFailure

#: What is written beside a file until it is whole; the number is the process's.
_UNFINISHED = re.compile(r"\..+\.(?:(\d{1,10})-)?[0-9a-f]{8}\.new")
_STALE_S = 3600
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: What is on the way to it is no directory, or it has a name that nothing can have.
_NO_PLACE = {errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


@contextlib.contextmanager
def as_failure(path: Path) -> Iterator[None]:
    """Turn ``OSError`` into ``profile.full``, ``.readonly``, ``.place`` or ``.damaged``, naming the file."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            code = "profile.full"
        elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            code = "profile.readonly"
        elif error.errno in _NO_PLACE:
            code = "profile.place"
        else:
            code = "profile.damaged"
        raise LoginFailure(code, f"{path}: {error.strerror}") from error


def write_atomic(path: Path, data: bytes | Iterable[bytes], *, mode: int = 0o600) -> None:
    """Write ``data`` so that after a crash the file is the old one or the new one, never half of it.

    Of pieces no more than one is in memory; what making them raises is raised, and the old file stands.

    Raises ``LoginFailure`` (``profile.full``, ``profile.readonly``, ``profile.damaged``); the old file then stands.
    """
    with written_beside(path, data, mode=mode) as put_in_place:
        put_in_place()


@contextlib.contextmanager
def written_beside(path: Path, data: bytes | Iterable[bytes], *, mode: int = 0o600) -> Iterator[Callable[[], None]]:
    """Have ``data`` on the disk beside ``path``; the call that is given puts it there, and takes no more room.

    Without that call nothing has been done when the block ends. Raises as ``write_atomic``, and so does the call.
    """
    temporary = path
    try:
        with as_failure(path):
            if path.name in {"", ".."}:
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())

        def put_in_place() -> None:
            with as_failure(path):
                temporary.replace(path)
                _sync_directory(path.parent)

        yield put_in_place
    finally:
        if temporary != path:
            with contextlib.suppress(OSError):  # it is in its place
                temporary.unlink()


def sweep_unfinished(directory: Path) -> None:
    """Remove what ``write_atomic`` has left there in processes that were killed; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(directory):
            found = _UNFINISHED.fullmatch(entry.name)
            if found is not None and not (_runs(int(found[1])) if found[1] else _is_recent(entry)):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108 - as scandir names it


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True  # asking would end it there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def _is_recent(entry: os.DirEntry[str]) -> bool:
    """Whether a file of an older version, which did not write down whose it is, may still be somebody's."""
    return time.time() - entry.stat().st_mtime < _STALE_S


def append_durably(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Append ``data`` and return only when it is on the disk. On failure the file keeps its old length."""
    with as_failure(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, mode)
        try:
            size = os.fstat(descriptor).st_size
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(descriptor, view) :]
                os.fsync(descriptor)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)


def read_bytes(path: Path) -> bytes | None:
    """Return the file's bytes, or None when there is no such file. Other errors are failures."""
    with as_failure(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _sync_directory(path: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
