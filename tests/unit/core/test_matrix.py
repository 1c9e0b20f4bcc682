"""The published test matrix against the machine: what the document says of a cell is what happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.core.flow import CHART, LOGIN
from cosmic_login.core.machine import NotAllowed
from tests.unit.core.test_flow import at

MATRIX = Path(__file__).resolve().parents[3] / "docs" / "test-matrix.md"


def cells() -> Iterator[tuple[str, str, str]]:
    """Yield state, kind of event and outcome of every cell."""
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in MATRIX.read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ]
    (_, *states), *lines = rows
    for kind, *outcomes in lines:
        yield from ((state, kind, outcome) for state, outcome in zip(states, outcomes, strict=True))


CELLS = list(cells())


def test_the_matrix_is_whole() -> None:
    wanted = {(state.name, kind) for state in LOGIN.leaves() for kind in CHART.kinds()}
    assert {(state, kind) for state, kind, _ in CELLS} == wanted


@pytest.mark.parametrize("leaf", [state.name for state in LOGIN.leaves()])
def test_every_cell_is_what_happens(leaf: str) -> None:
    for state, kind, outcome in CELLS:
        if state != leaf:
            continue
        rig = at(leaf)
        before = dict(rig.count)
        if outcome == "-":
            with pytest.raises(NotAllowed):
                rig.post(kind)
        else:
            rig.post(kind)
        follows = leaf if outcome in {"-", "ignored", "stays"} else outcome
        assert rig.machine.state == follows, kind
        if outcome in {"-", "ignored"}:
            assert rig.count == before, kind
