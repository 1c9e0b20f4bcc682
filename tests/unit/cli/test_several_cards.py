"""``login`` with several cards in the readers: the person's own is taken, and a stranger's never."""

from __future__ import annotations

import argparse
from typing import Any, cast

import pytest

from cosmic_login.cli.login import Answers
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CardChosen, CardToChoose, ChooseCard
from cosmic_login.run.context import CliContext


class Anna:
    name = "Anna Testsson"


def answered(*holders: str) -> object:
    args = argparse.Namespace(code_env="", service_id="", reader="")
    choices = tuple(CardToChoose(f"Läsare {place}", holder, "97") for place, holder in enumerate(holders))
    return Answers(cast("Any", Anna()), args, CliContext())(ChooseCard(choices))


def test_the_persons_one_card_is_taken() -> None:
    assert answered("Bo Provberg", Anna.name) == CardChosen("Läsare 1")


@pytest.mark.parametrize("holders", [("Bo Provberg", "Karin"), (Anna.name, "Bo Provberg", Anna.name)])
def test_none_or_two_of_them_is_a_failure_that_names_the_readers(holders: tuple[str, ...]) -> None:
    with pytest.raises(LoginFailure) as caught:
        answered(*holders)
    assert caught.value.code == "card.several"
    assert all(f"Läsare {place} ({holder})" in caught.value.detail for place, holder in enumerate(holders))
