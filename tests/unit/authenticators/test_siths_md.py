"""R15, R16: SITHS eID MD with the real card, the real IdP and real TLS of both versions."""

from __future__ import annotations

from typing import Any

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.core.prompts import (
    ChooseServiceId,
    CodePurpose,
    ConfirmCertificate,
    EnterCode,
    InsertCard,
    ReadingCertificate,
)
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from tests.unit.authenticators.test_siths_this_device import first_card

SIGN, VERIFY = b"\x00\x2a\x9e\x9a", b"\x00\x20\x00\x11\x10"
VERSIONS = ["1.2", "1.3"]


class Overheard:
    """Counts what a card is asked to do."""

    def __init__(self, card: VirtualCard) -> None:
        self.signatures = self.codes = 0
        self._ask = card.transmit
        card.transmit = self._hear  # type: ignore[method-assign]

    def _hear(self, command: Any) -> bytes:
        raw = bytes(command)
        self.signatures += raw.startswith(SIGN)
        self.codes += raw.startswith(VERIFY)
        return self._ask(command)


def md(cosmic: LoginBench, robot: Robot | None = None, version: str = "1.3") -> Any:
    return cosmic.login(robot, method="siths-md", options={"tls": version})


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("key_type", ["rsa2048", "ec256"])
def test_the_card_signs_the_handshake_once_and_the_person_is_in(
    cosmic: LoginBench, key_type: str, version: str
) -> None:
    card = first_card(cosmic, key_type=key_type)
    person = cosmic.world.directory.persons[cosmic.world.directory.card(card).person]
    heard = Overheard(cosmic.insert(card))
    robot = Robot()

    outcome = md(cosmic, robot, version)

    identity = outcome.identity
    assert identity is not None, outcome.failure
    assert (identity.name, identity.method, identity.loa) == (person.name, "siths-md", 3)
    assert identity.claims["amr"] == ["sc", "pin"]
    assert identity.claims["acr"] == LOA_URI[3]
    assert identity.evidence["reader"] == DEFAULT_READER
    assert (heard.signatures, heard.codes) == (1, 1)
    order = [type(prompt) for prompt in robot.asked if not isinstance(prompt, InsertCard) and prompt.waits]
    assert order == [ConfirmCertificate, EnterCode]
    assert len(robot.asked_for(ReadingCertificate)) == 1
    (asked,) = robot.asked_for(EnterCode)
    assert (asked.purpose, asked.tries_left, asked.holder) == (CodePurpose.TLS, 3, person.name)
    assert [row.event for row in cosmic.audit() if row.method == "siths-md"] == ["login.attempted", "login.succeeded"]


def test_the_hsa_id_certificate_is_shown_and_used(cosmic: LoginBench) -> None:
    card = first_card(cosmic, service_ids=3)
    person = cosmic.world.directory.persons[cosmic.world.directory.card(card).person]
    cosmic.insert(card)
    robot = Robot()

    identity = md(cosmic, robot).identity

    (shown,) = robot.asked_for(ConfirmCertificate)
    own = next(each for each in person.service_ids if each.own_region)
    assert shown.certificate.serial_number == own.hsa_id
    assert shown.certificate.holder == person.name
    assert shown.certificate.issuer.startswith("TRAINING SITHS-like Person HSA-id")
    assert shown.certificate.valid_from < shown.certificate.valid_until
    assert robot.asked_for(ChooseServiceId) == [], "the HSA-id certificate says which service ID it is"
    assert identity.claims["employeeHsaId"] == own.hsa_id


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("special", "code"),
    [
        ({"expired": True}, "certificate.expired"),
        ({"revoked": True}, "certificate.revoked"),
        ({"early": True}, "certificate.not_yet_valid"),
        ({"foreign_issuer": True}, "certificate.untrusted"),
    ],
)
def test_each_certificate_of_no_use_has_its_own_message(
    cosmic: LoginBench, special: dict[str, Any], code: str, version: str
) -> None:
    cosmic.insert(first_card(cosmic, **special))

    outcome = md(cosmic, version=version)

    assert outcome.failure is not None
    assert outcome.failure.code == code
    last = cosmic.audit()[-1]
    assert (last.event, last.method, last.reason) == ("login.failed", "siths-md", code)


def test_a_wrong_code_asks_again_and_each_code_is_sent_once(cosmic: LoginBench) -> None:
    heard = Overheard(cosmic.insert(first_card(cosmic)))
    robot = Robot(codes=["111111", "123456"])

    assert md(cosmic, robot).identity is not None

    asked = robot.asked_for(EnterCode)
    assert [(prompt.tries_left, prompt.wrong_before) for prompt in asked] == [(3, False), (2, True)]
    assert (heard.codes, heard.signatures) == (2, 1)


def test_a_blocked_code_is_said_before_anybody_types(cosmic: LoginBench) -> None:
    heard = Overheard(cosmic.insert(first_card(cosmic, blocked=True)))
    robot = Robot()
    outcome = md(cosmic, robot)
    assert outcome.failure is not None
    assert outcome.failure.code == "code.blocked"
    assert robot.asked_for(EnterCode) == []
    assert (heard.codes, heard.signatures) == (0, 0)


def test_a_card_pulled_before_the_code_is_said_so(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic))

    def pull(_prompt: EnterCode) -> Any:
        cosmic.pull()
        raise LoginFailure("card.removed")

    outcome = md(cosmic, Robot().on(EnterCode, pull))
    assert outcome.failure is not None
    assert outcome.failure.code == "card.removed"
    assert cosmic.audit()[-1].reason == "card.removed"


@pytest.mark.parametrize("appears", [True, False])
def test_a_certificate_that_appears_late_is_waited_for(cosmic: LoginBench, appears: bool) -> None:
    """R16: "wait some seconds so the certificate is read"."""
    card = cosmic.insert(first_card(cosmic), faults=FaultProfile(certificate_after_s=3600))
    robot, looks = Robot(), 0

    async def pause(seconds: float) -> None:
        nonlocal looks
        assert 0 < seconds <= 1
        assert isinstance(robot.asked[-1], ReadingCertificate), "it is said that the certificate is being read"
        looks += 1
        if appears and looks == 3:
            card.faults = FaultProfile()

    cosmic.world.pause = pause
    outcome = md(cosmic, robot)
    if appears:
        assert outcome.identity is not None, outcome.failure
        assert looks == 3
    else:
        assert outcome.failure.code == "card.no_certificate"
        assert looks * 0.5 == pytest.approx(30)
