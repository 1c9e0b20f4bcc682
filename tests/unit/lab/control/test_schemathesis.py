"""The control API called by a program that knows its document alone: as that says, and as it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.schema_calls import call_by_the_document

from .kit import Door


@pytest.mark.timeout(500)  # some hundreds of calls, on however busy a machine
def test_every_answer_is_one_that_the_document_has(door: Door, tmp_path: Path) -> None:
    door.post("/environment/reset")  # the first one makes the cards' keys
    done = call_by_the_document(door.idp.doors["control-v1"], door.token, tmp_path, examples=3, seed=1)
    assert done.returncode == 0, done.stdout[-6000:]
    assert "Tested: " in done.stdout, done.stdout[-2000:]
