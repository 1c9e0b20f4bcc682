"""The way "prov-id" of another distribution, in a test suite that uses the pytest plug-in."""

from __future__ import annotations

from importlib import import_module

import pytest

from cosmic_login.core.login_methods import row_of
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from tests.prov_id import DISTRIBUTION, METHOD


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DISTRIBUTION)


def test_the_robot_answers_its_prompt_as_its_row_says(cosmic: LoginBench) -> None:
    robot = Robot()
    outcome = cosmic.login(robot, method=METHOD)
    assert outcome.identity is not None
    assert (outcome.identity.name, outcome.identity.method) == ("Prov Testsson", METHOD)
    assert [type(prompt).__name__ for prompt in robot.asked] == ["Working", "ChoosePicture"]
    row = row_of(METHOD)
    assert row is not None
    assert row.label == "Prov-id med bild"


def test_a_test_may_answer_in_its_place(cosmic: LoginBench) -> None:
    prompts = import_module("prov_id.prompts")
    pictures = iter(("house", "tree", "boat"))
    robot = Robot().on(prompts.ChoosePicture, lambda _prompt: prompts.PictureChosen(next(pictures)))
    assert cosmic.login(robot, method=METHOD).identity is not None
    assert [prompt.wrong_before for prompt in robot.asked_for(prompts.ChoosePicture)] == [False, True, True]
