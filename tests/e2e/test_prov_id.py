"""The way "prov-id" of another distribution on the command line: nothing of ours knows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import login, run
from tests.prov_id import DISTRIBUTION, METHOD

WITH = {"PYTHONPATH": str(DISTRIBUTION)}


def test_its_login_passes_and_its_prompt_is_a_step(cosmic_profile: Path) -> None:
    found = login(cosmic_profile, "anna", "--method", METHOD, **WITH)
    assert (found["method"], found["identity"]["name"]) == (METHOD, "Prov Testsson")
    assert [step["prompt"] for step in found["steps"]] == ["working", "prov_picture"]
    assert found["card"] == {"card": "", "reader": ""}, "it needs no card, so none is put in"


def test_a_wrong_answer_ends_it_with_the_plugins_own_word(cosmic_profile: Path) -> None:
    found = login(cosmic_profile, "anna", "--method", METHOD, **WITH, PROV_ID_PICTURE="tree")
    assert found["failure"]["code"] == "code.wrong"


@pytest.mark.parametrize("variables", [WITH, {}], ids=["with", "without"])
def test_ours_log_in_with_and_without_it(cosmic_profile: Path, variables: dict[str, str]) -> None:
    assert "identity" in login(cosmic_profile, "anna", **variables)


def test_without_the_distribution_it_is_not_there(cosmic_profile: Path) -> None:
    assert login(cosmic_profile, "anna", "--method", METHOD)["failure"]["code"] == "method.unknown"


def test_doctor_finds_nothing_amiss(cosmic_profile: Path) -> None:
    done = run(cosmic_profile, "doctor", env=WITH)
    line = next(line for line in done.stdout.splitlines() if " plugins " in line)
    assert line.startswith("ok ")
    assert line.endswith(", prov-id")
    assert "WARN  plugins" not in done.stdout
