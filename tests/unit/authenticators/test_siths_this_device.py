"""R1, R7, R9, R10: the login with a card on this device, with the real card, the real IdP and the real audit trail."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.core.prompts import (
    Answer,
    CardChosen,
    CardSituation,
    ChooseCard,
    ChooseServiceId,
    CodeEntered,
    CodePurpose,
    EnterCode,
    InsertCard,
    Prompt,
    Step,
    Working,
)
from cosmic_login.core.secret import Code
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot


def first_card(cosmic: LoginBench, **wanted: Any) -> str:
    """Find a card of the directory by what is special about it."""
    usual = {
        "registered": True,
        "revoked": False,
        "blocked": False,
        "foreign_issuer": False,
        "reserve": False,
    }
    for card in cosmic.world.cards.ids():
        spec = cosmic.world.directory.card(card)
        person = cosmic.world.directory.persons[spec.person]
        ids = wanted.get("service_ids", 1)
        plain = {
            name: value for name, value in (usual | wanted).items() if name not in {"service_ids", "expired", "early"}
        }
        expired = spec.valid_days <= 0
        early = spec.valid_from_days > 0
        if (
            all(getattr(spec, name) == value for name, value in plain.items())
            and expired == wanted.get("expired", False)
            and early == wanted.get("early", False)
            and len(person.service_ids) == ids
            and not person.coordination_number
        ):
            return card
    raise AssertionError(f"the directory has no card with {wanted}")


def test_card_and_code_give_a_verified_identity(cosmic: LoginBench) -> None:
    card = first_card(cosmic, key_type="rsa2048")
    person = cosmic.world.directory.persons[cosmic.world.directory.card(card).person]
    cosmic.insert(card)
    robot = Robot()

    outcome = cosmic.login(robot)

    assert outcome.failure is None
    identity = outcome.identity
    assert identity is not None
    assert identity.name == person.name
    assert identity.claims["employeeHsaId"] == person.service_ids[0].hsa_id
    assert identity.claims["organizationName"] == person.service_ids[0].organisation
    assert identity.claims["acr"] == LOA_URI[3]
    assert identity.claims["amr"] == ["sc", "pin"]
    assert "personalIdentityNumber" not in identity.claims
    assert person.personal_number not in str(identity.claims)
    assert identity.evidence["reader"] == DEFAULT_READER
    (asked,) = robot.asked_for(EnterCode)
    assert (asked.purpose, asked.tries_left, asked.holder) == (CodePurpose.AUTHENTICATE, 3, person.name)
    assert [step.prompt for step in outcome.steps].count("enter_code") == 1


def test_an_ec_card_logs_in_too(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic, key_type="ec256"))
    outcome = cosmic.login()
    assert outcome.identity is not None, outcome.failure


def test_the_first_use_registers_the_card_and_asks_twice_afterwards_once(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic, registered=False))
    first, second = Robot(), Robot()

    assert cosmic.login(first).identity is not None
    assert cosmic.login(second).identity is not None

    assert [prompt.purpose for prompt in first.asked_for(EnterCode)] == [
        CodePurpose.REGISTER,
        CodePurpose.AUTHENTICATE,
    ]
    assert [prompt.purpose for prompt in second.asked_for(EnterCode)] == [CodePurpose.AUTHENTICATE]
    assert "card.registered" in [row.event for row in cosmic.audit()]


def test_a_wrong_code_is_told_before_the_next_try_and_the_right_one_restores_the_tries(cosmic: LoginBench) -> None:
    card = cosmic.insert(first_card(cosmic))
    robot = Robot(codes=["111111", "123456"])

    assert cosmic.login(robot).identity is not None

    assert [(p.tries_left, p.wrong_before) for p in robot.asked_for(EnterCode)] == [(3, False), (2, True)]
    assert cosmic.world.cards.summary(card.card_id).tries_left == 3


def test_three_wrong_codes_block_the_card(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic))
    robot = Robot(codes=["111111"])

    outcome = cosmic.login(robot)

    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.tries_left) == ("code.blocked", 0)
    assert [p.tries_left for p in robot.asked_for(EnterCode)] == [3, 2, 1]
    again = Robot()
    blocked = cosmic.login(again)
    assert blocked.failure is not None
    assert blocked.failure.code == "code.blocked"
    assert again.asked_for(EnterCode) == []


@pytest.mark.parametrize(
    ("special", "code"),
    [
        ({"expired": True}, "certificate.expired"),
        ({"revoked": True}, "certificate.revoked"),
        ({"early": True}, "certificate.not_yet_valid"),
        ({"foreign_issuer": True}, "certificate.untrusted"),
        ({"blocked": True}, "code.blocked"),
    ],
)
def test_a_card_that_is_of_no_use_is_told_before_a_code_is_asked(
    cosmic: LoginBench, special: dict[str, Any], code: str
) -> None:
    cosmic.insert(first_card(cosmic, **special))
    robot = Robot()

    outcome = cosmic.login(robot)

    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert (outcome.failure.moment is not None) == (code in {"certificate.expired", "certificate.not_yet_valid"})
    assert robot.asked_for(EnterCode) == []
    last = cosmic.audit()[-1]
    assert (last.event, last.reason) == ("login.failed", code)


def test_a_reserve_card_logs_in_at_level_two(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic, reserve=True))
    identity = cosmic.login().identity
    assert identity is not None
    assert identity.claims["acr"] == LOA_URI[2]


def test_several_service_ids_are_offered_own_region_first(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic, service_ids=3))
    robot = Robot()

    identity = cosmic.login(robot).identity

    (asked,) = robot.asked_for(ChooseServiceId)
    assert len(asked.choices) == 3
    assert [choice.own_region for choice in asked.choices] == sorted(
        (choice.own_region for choice in asked.choices), reverse=True
    )
    assert asked.choices[0].organisation == "Region Jönköpings län"
    assert identity is not None
    assert identity.hsa_id == asked.choices[0].hsa_id
    other = Robot(service_id=asked.choices[2].hsa_id)
    chosen = cosmic.login(other).identity
    assert chosen is not None
    assert (chosen.hsa_id, chosen.organisation) == (asked.choices[2].hsa_id, asked.choices[2].organisation)


def test_a_service_id_chosen_beforehand_is_not_asked_for(cosmic: LoginBench) -> None:
    card = first_card(cosmic, service_ids=3)
    person = cosmic.world.directory.persons[cosmic.world.directory.card(card).person]
    cosmic.insert(card)
    robot = Robot()
    identity = cosmic.login(robot, service_id=person.service_ids[1].hsa_id).identity
    assert identity is not None
    assert identity.hsa_id == person.service_ids[1].hsa_id
    assert robot.asked_for(ChooseServiceId) == []


def test_a_card_pulled_at_any_command_is_told_as_that_and_costs_no_try(cosmic: LoginBench) -> None:
    card = first_card(cosmic)
    for number in range(1, 200):
        cosmic.insert(card, faults=FaultProfile(pulled_at=number))
        robot = Robot(codes=["123456"])
        # A card pulled while it is read leaves the person at "insert card"; the robot takes that as the end.
        robot.on(InsertCard, _give_up)
        outcome = cosmic.login(robot)
        cosmic.card(card).faults = FaultProfile()
        assert cosmic.world.cards.summary(card).tries_left == 3, f"pulled at APDU {number}"
        if outcome.identity is not None:
            assert number > 10
            return
        assert outcome.failure is not None
        assert outcome.failure.code in {"card.removed", "card.absent"}, f"pulled at APDU {number}"
    raise AssertionError("the login never came through")


def _give_up(prompt: InsertCard) -> Answer | None:
    raise LoginFailure("card.absent", prompt.situation.value)


def test_the_card_may_come_late(cosmic: LoginBench) -> None:
    card = first_card(cosmic)
    robot = Robot()

    def put_it_in(prompt: InsertCard) -> Answer | None:
        if prompt.situation is CardSituation.NO_CARD:
            cosmic.insert(card)
        return None

    robot.on(InsertCard, put_it_in)
    assert cosmic.login(robot).identity is not None
    assert robot.asked_for(InsertCard)[0].readers == (DEFAULT_READER,)


@pytest.fixture
def two_cards(cosmic: LoginBench) -> LoginBench:
    """Put two cards to log in with into two readers."""
    cosmic.readers.add("Läsare 2")
    cosmic.insert(first_card(cosmic))
    cosmic.insert(first_card(cosmic, reserve=True), "Läsare 2")
    return cosmic


def test_of_two_login_cards_the_person_says_which(two_cards: LoginBench) -> None:
    robot = Robot(reader="Läsare 2")
    identity = two_cards.login(robot).identity
    assert identity is not None
    assert identity.evidence["reader"] == "Läsare 2"
    asked = robot.asked_for(ChooseCard)[-1]  # events that come late have it asked anew
    assert [choice.reader for choice in asked.choices] == [DEFAULT_READER, "Läsare 2"]
    assert all(choice.holder and choice.number for choice in asked.choices)
    assert robot.asked_for(EnterCode)[0].reader == "Läsare 2"


def test_two_login_cards_of_which_one_is_taken_out_are_one(two_cards: LoginBench) -> None:
    robot = Robot()

    def take_one_out(_prompt: ChooseCard) -> Answer | None:
        two_cards.pull("Läsare 2")
        return None

    robot.on(ChooseCard, take_one_out)
    identity = two_cards.login(robot).identity
    assert identity is not None
    assert identity.evidence["reader"] == DEFAULT_READER


def test_a_card_that_went_when_it_was_chosen_is_not_waited_for(two_cards: LoginBench) -> None:
    robot = Robot()

    def too_late(_prompt: ChooseCard) -> Answer | None:
        two_cards.pull("Läsare 2")
        return CardChosen("Läsare 2")

    robot.on(ChooseCard, too_late)
    identity = two_cards.login(robot).identity
    assert identity is not None
    assert identity.evidence["reader"] == DEFAULT_READER


@pytest.mark.parametrize(
    "kind", ["connecting", "reading-card", "checking-certificate", "enter_code", "signing", "choose"]
)
def test_leaving_anywhere_cancels_the_order_wipes_the_code_and_lets_the_card_go(cosmic: LoginBench, kind: str) -> None:
    cosmic.insert(first_card(cosmic, service_ids=3))
    given: list[Code] = []

    async def run() -> None:
        reached = asyncio.Event()
        robot = Robot()

        def watch(prompt: Prompt[Any]) -> Answer | None:
            robot.asked.append(prompt)
            if _kind(prompt) == kind:
                reached.set()
                if not isinstance(prompt, Working):
                    return None
            if isinstance(prompt, EnterCode):
                given.append(Code("123456"))
                return CodeEntered(given[-1])
            return None

        task = asyncio.create_task(cosmic.login_async(_Wrapped(watch)))
        await asyncio.wait_for(reached.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert all(code.wiped for code in given)
    rows = cosmic.audit()
    attempts = [row for row in rows if row.event == "login.attempted"]
    ends = [row for row in rows if row.event in {"login.failed", "login.succeeded"}]
    assert len(attempts) == len(ends)
    assert all(row.reason == "order.cancelled" for row in ends)
    cosmic.readers.connect(DEFAULT_READER).close()  # nobody holds the card
    assert cosmic.login().identity is not None


def _kind(prompt: Prompt[Any]) -> str:
    match prompt:
        case Working(step=step):
            return Step(step).value
        case EnterCode():
            return "enter_code"
        case ChooseServiceId():
            return "choose"
    return ""


class _Wrapped(Robot):
    def __init__(self, watch: Any) -> None:
        super().__init__()
        self._watch = watch

    def __call__(self, prompt: Prompt[Any]) -> Answer | None:
        answer: Answer | None = self._watch(prompt)
        return answer


def test_a_login_that_never_reached_the_idp_is_on_the_local_record(cosmic_profile: Path) -> None:
    bench = LoginBench(cosmic_profile, idp_url="http://127.0.0.1:1")
    try:
        bench.insert("anna-1")
        outcome = bench.login()
        assert outcome.failure is not None
        assert outcome.failure.code == "idp.unreachable"
        rows = [(row.event, row.reason, row.source) for row in bench.audit()]
        assert rows == [("login.attempted", "", "client"), ("login.failed", "idp.unreachable", "client")]
    finally:
        bench.close()


def test_the_idp_being_away_is_said_and_kept_on_the_local_record(cosmic: LoginBench) -> None:
    cosmic.insert(first_card(cosmic))
    robot = Robot()

    def idp_dies(_prompt: EnterCode) -> Answer | None:
        cosmic.world.stop_idp()
        return CodeEntered(Code("123456"))

    robot.on(EnterCode, idp_dies)
    outcome = cosmic.login(robot)
    assert outcome.failure is not None
    assert outcome.failure.code == "idp.unreachable"
    assert (cosmic.audit()[-1].event, cosmic.audit()[-1].reason) == ("login.failed", "idp.unreachable")


@pytest.mark.parametrize("appears", [True, False])
def test_a_certificate_that_appears_late_is_waited_for_and_said(cosmic: LoginBench, appears: bool) -> None:
    """R16: "wait some seconds so the certificate is read"; it is no case for the ID administrator."""
    card = cosmic.insert(first_card(cosmic), faults=FaultProfile(certificate_after_s=3600))
    robot, looks = Robot(), 0

    async def pause(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)  # who looks on gets to see it
        if appears and looks == 3:
            card.faults = FaultProfile()

    cosmic.world.pause = pause
    outcome = cosmic.login(robot)
    if appears:
        assert outcome.identity is not None, outcome.failure
        assert looks == 3
    else:
        assert outcome.failure is not None
        assert outcome.failure.code == "card.no_certificate"
        assert looks * 0.5 == pytest.approx(30)
    assert [each.step for each in robot.asked_for(Working)].count(Step.AWAITING_CERTIFICATE) == 1
