"""What the fixtures make once, they make once for all workers of a run."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_all_workers_share_one_template(
    cosmic_profile_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    own = tmp_path_factory.getbasetemp()
    run = own.parent if hasattr(request.config, "workerinput") else own
    assert cosmic_profile_template.parent == run
    assert list((cosmic_profile_template / "cards").iterdir())
