"""Unpacks an archive of our own, also with the Python 3.11.2 of Debian 12, which knows no filters yet."""

from __future__ import annotations

import tarfile
from pathlib import Path


def unpack(path: Path, where: Path) -> None:
    """Unpack a tar archive; the files keep their modes."""
    with tarfile.open(path) as archive:
        if hasattr(tarfile, "data_filter"):  # Python 3.11.4
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(where)  # noqa: S202 - our own
