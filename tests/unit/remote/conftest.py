from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.remote.stage import Desk, Session


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk")
    yield made
    made.close()


@pytest.fixture
def session(tmp_path: Path, desk: Desk) -> Iterator[Session]:
    """Give a session that has been paired with the desk, and takes its readers."""
    made = Session(tmp_path / "session")
    made.pair(desk)
    made.address = str(desk.address)
    yield made
    made.close()
