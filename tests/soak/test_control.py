"""The control API called for minutes by a program that knows its document alone."""

from __future__ import annotations

import os
from pathlib import Path

import httpx2
import pytest

from tests.e2e.program import background
from tests.schema_calls import call_by_the_document
from tests.soak.campaign import memory_of

_EXAMPLES = 400
#: What one IdP may have grown by, in bytes.
_GROWTH = 100 << 20


@pytest.mark.soak
def test_calls_of_all_kinds_are_answered_as_the_document_says(tmp_path: Path) -> None:
    share, minutes = float(os.environ["COSMIC_SOAK_SHARE"]), float(os.environ["COSMIC_SOAK_MINUTES"])
    profile = tmp_path / "profile"
    with background(profile, "idp", "--control-api") as idp:
        token = (profile / "control-token").read_text()

        def call(examples: int, seed: int) -> None:
            done = call_by_the_document(
                idp["control_v1"],
                token,
                tmp_path,
                examples=examples,
                seed=seed,
                phases="examples,coverage,fuzzing",
                seconds=int(minutes * 60),
            )
            assert done.returncode == 0, done.stdout[-6000:]

        bearer = {"Authorization": f"Bearer {token}"}
        # The first one makes the keys of all cards.
        httpx2.post(f"{idp['control_v1']}/environment/reset", headers=bearer, timeout=300, trust_env=False)
        seed = int(os.environ["COSMIC_SOAK_SEED"])
        call(5, seed)
        before = memory_of(idp["process"].pid)
        call(max(5, int(_EXAMPLES * share)), seed + 1)
        assert memory_of(idp["process"].pid) - before < _GROWTH
