"""Where a run keeps what is made once for all its tests."""

from __future__ import annotations

from pathlib import Path

#: The folder that the workers of a run share (tests/conftest.py); None where something else than pytest runs.
shared: Path | None = None
