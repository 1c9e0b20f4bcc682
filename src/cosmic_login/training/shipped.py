"""Where the scenarios lie that come with the program. Light: a lesson's window looks here before its first paint."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SUFFIX: Final = ".toml"
_FOLDER: Final = Path(__file__).parent / "scenarios"


def shipped_files() -> list[Path]:
    """Return the files, in the order of their names; each is called as its scenario is, with ``SUFFIX``."""
    return sorted(_FOLDER.glob(f"*{SUFFIX}"))


def is_shipped(name: str) -> bool:
    """Whether a scenario of that name comes with the program."""
    return name in {path.stem for path in shipped_files()}
