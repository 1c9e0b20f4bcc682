"""A card that is not of the training, such as a real SITHS card: whose it is, and why the IdP does not take it."""

from __future__ import annotations

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.core.diagnosis import Finding
from cosmic_login.core.failures import CardOf
from cosmic_login.core.prompts import EnterCode
from cosmic_login.diagnosis.cards import check_readers
from cosmic_login.diagnosis.case import Case
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from tests.real_card import ISSUER, like_a_real_card

HOLDER = "Anna Testsson"


@pytest.mark.parametrize("method", ["siths-this-device", "siths-md"])
def test_a_login_says_whose_it_is_and_why_not(cosmic: LoginBench, method: str) -> None:
    cosmic.readers.insert(DEFAULT_READER, like_a_real_card(cosmic.card("anna-1")))
    robot = Robot()
    failure = cosmic.login(robot, method=method).failure
    assert failure is not None
    assert failure.code == "card.not_training"
    assert failure.whose == CardOf(HOLDER, ISSUER)
    assert HOLDER not in str(failure)
    assert bool(robot.asked_for(EnterCode)) == (method == "siths-md")  # there it is the handshake that is refused
    assert cosmic.audit()[-1].event == "login.failed"


def test_doctor_says_the_same(cosmic: LoginBench) -> None:
    cosmic.readers.insert(DEFAULT_READER, like_a_real_card(cosmic.card("anna-1")))
    case = Case(lambda: cosmic.world.profile, cosmic.world.clock, readers=(cosmic.readers,))
    found: list[Finding] = [finding for finding in check_readers(case) if finding.name == "certificate"]
    assert found
    for finding in found:
        words = finding.found.words()
        assert finding.status == "warn"
        assert finding.mend is not None
        assert all(part in words for part in (HOLDER, ISSUER, "card.not_training"))
