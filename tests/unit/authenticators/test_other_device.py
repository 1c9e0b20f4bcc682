"""R12, R13, R20, R23: logging in with a phone, with the real IdP, a real phone and the real audit trail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.authenticators.methods.other_device import PATIENCE
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.core.prompts import Answer, AuthenticatorApp, ChooseServiceId, Prompt, Seen, ShowQr, Step, Working
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone
from cosmic_login.testing.robot import Robot

METHODS = {AuthenticatorApp.SITHS: "siths-other-device", AuthenticatorApp.BANKID: "bankid"}
FACES = pytest.mark.parametrize("face", list(AuthenticatorApp))


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest) -> None:
    """Look at the IdP every 20 ms where the machine's clock runs."""
    if "cosmic" in request.fixturenames:
        request.getfixturevalue("cosmic").world.pause = lambda _seconds: asyncio.sleep(0.02)


def attempts(cosmic: LoginBench) -> list[str]:
    """Return how every login that was attempted ended, by the audit trail."""
    rows = [row for row in cosmic.audit() if row.event.startswith("login.")]
    begun = [row for row in rows if row.event == "login.attempted"]
    ends = [row for row in rows if row.event != "login.attempted"]
    assert len(begun) == len(ends)
    return [row.reason or row.event for row in ends]


@FACES
def test_a_phone_that_reads_the_code_gives_a_verified_identity(
    cosmic: LoginBench, phone: TestPhone, face: AuthenticatorApp
) -> None:
    phone.activate("anna", face.value)
    told = asyncio.Event()  # the screen knows that the code was read

    async def answer_then(phone: TestPhone, frame: str) -> None:
        await phone.scan_async(frame)
        await told.wait()
        await phone.confirm_async()

    show = phone.reaction(answer_then)

    def look(prompt: ShowQr) -> Answer:
        if prompt.hint == "userSign":
            told.set()
        return show(prompt)

    robot = Robot().on(ShowQr, look)
    outcome = cosmic.login(robot, method=METHODS[face])
    assert outcome.failure is None
    assert phone.outcomes == [None]
    assert outcome.identity is not None
    claims = outcome.identity.claims
    assert claims["amr"] == ["swk", "pin"]
    assert claims["acr"] == LOA_URI[3]
    assert claims["loginMethod"] == METHODS[face] == outcome.identity.method
    assert outcome.identity.loa == 3
    assert outcome.identity.name == cosmic.world.directory.person("anna").name
    assert outcome.identity.evidence == {"device": "phone", "app": face.value}
    assert [step.prompt for step in outcome.steps] == ["working", "show_qr", "working"]
    shown: list[ShowQr] = robot.asked_for(ShowQr)
    assert shown[0].app is face
    assert shown[0].frame.startswith(f"{face}.")
    assert shown[0].start_left > 0
    assert shown[-1].frame == ""
    assert shown[-1].hint == "userSign"
    assert shown[-1].start_left == 0
    assert {prompt.seconds_total for prompt in shown} == {shown[0].seconds_total}
    assert attempts(cosmic) == ["login.succeeded"]


@FACES
def test_several_service_ids_are_offered(cosmic: LoginBench, phone: TestPhone, face: AuthenticatorApp) -> None:
    phone.activate("bo", face.value)
    robot = Robot().on(ShowQr, phone.reaction())
    outcome = cosmic.login(robot, method=METHODS[face])
    (asked,) = robot.asked_for(ChooseServiceId)
    assert {choice.hsa_id for choice in asked.choices} == {
        own.hsa_id for own in cosmic.world.directory.person("bo").service_ids
    }
    assert outcome.identity is not None
    assert outcome.identity.hsa_id == asked.choices[0].hsa_id


def test_a_service_id_chosen_beforehand_is_not_asked_for(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("bo")
    wanted = cosmic.world.directory.person("bo").service_ids[-1].hsa_id
    robot = Robot().on(ShowQr, phone.reaction())
    outcome = cosmic.login(robot, method="siths-other-device", service_id=wanted)
    assert outcome.identity is not None
    assert outcome.identity.hsa_id == wanted
    assert robot.asked_for(ChooseServiceId) == []


@FACES
def test_saying_no_on_the_phone_is_told_with_the_services_word_for_it(
    cosmic: LoginBench, phone: TestPhone, face: AuthenticatorApp
) -> None:
    async def decline(held: TestPhone, frame: str) -> None:
        await held.scan_async(frame)
        await held.phone.decline()

    phone.activate("anna", face.value)
    outcome = cosmic.login(Robot().on(ShowQr, phone.reaction(decline)), method=METHODS[face])
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.hint) == ("order.declined", "userCancel")
    assert attempts(cosmic) == ["order.declined"]


class Stepping:
    """A world whose clock goes on by what a login waits."""

    def __init__(self, root: Path) -> None:
        self.clock = ManualClock()
        self.bench = LoginBench(root, self.clock)
        self.bench.world.pause = self._pause

    async def _pause(self, seconds: float) -> None:
        self.clock.advance(seconds)


@pytest.fixture
def stepping(tmp_path: Path) -> Iterator[Stepping]:
    """Return such a world."""
    made = Stepping(tmp_path / "profile")
    yield made
    made.bench.close()


@FACES
def test_a_code_that_nobody_reads_is_renewed_some_times_and_then_the_login_ends(
    stepping: Stepping, face: AuthenticatorApp
) -> None:
    robot = Robot()
    outcome = stepping.bench.login(robot, method=METHODS[face])
    shown: list[ShowQr] = robot.asked_for(ShowQr)
    renewals = [prompt.renewals_left for prompt in shown]
    assert renewals == sorted(renewals, reverse=True)
    assert set(renewals) == {5, 4, 3, 2, 1, 0}
    assert all(prompt.frame for prompt in shown), "there is always something to read"
    assert len({prompt.frame for prompt in shown}) == len(shown), "each second has its own code"
    assert 170 <= len(shown) <= 186
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.hint) == ("order.start_failed", "startFailed")
    assert [step.prompt for step in outcome.steps] == ["working", "show_qr"]
    assert attempts(stepping.bench) == ["order.start_failed"]


def test_a_renewed_code_logs_in_too(stepping: Stepping) -> None:
    phone = TestPhone(stepping.bench.world, "Telefon")
    phone.activate("anna", "bankid")

    def late(prompt: ShowQr) -> Answer:
        if prompt.renewals_left == 3 and prompt.frame:
            phone.answer(prompt.frame)  # in a thread of its own, while the login stands still
        return Seen()

    outcome = stepping.bench.login(Robot().on(ShowQr, late), method="bankid")
    assert outcome.identity is not None
    assert attempts(stepping.bench) == ["login.succeeded"]


def test_a_phone_that_is_left_lying_after_the_scan_ends_the_login_in_time(stepping: Stepping) -> None:
    phone = TestPhone(stepping.bench.world, "Telefon")
    phone.activate("anna")
    robot = Robot()

    def scan(prompt: ShowQr) -> Answer:
        if prompt.frame:
            phone.scan(prompt.frame)
        return Seen()

    outcome = stepping.bench.login(robot.on(ShowQr, scan), method="siths-other-device")
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.hint) == ("order.expired", "expiredTransaction")
    left = [prompt.seconds_left for prompt in robot.asked_for(ShowQr)]
    assert left == sorted(left, reverse=True)
    with pytest.raises(LoginFailure) as told:
        phone.confirm()
    assert told.value.code.startswith("order.")
    assert attempts(stepping.bench) == ["order.expired"]


MOMENTS = ("connecting", "outstandingTransaction", "userSign", "verifying", "choose")


@FACES
@pytest.mark.parametrize("moment", MOMENTS)
def test_leaving_at_any_moment_leaves_nothing_pending_at_the_service(
    cosmic: LoginBench, phone: TestPhone, face: AuthenticatorApp, moment: str
) -> None:  # R23
    phone.activate("bo", face.value)
    stay_at_scan = moment == "userSign"

    async def only_scan(held: TestPhone, frame: str) -> None:
        await held.scan_async(frame)

    show = phone.reaction(only_scan if stay_at_scan else None)

    async def run() -> None:
        reached = asyncio.Event()

        def watch(prompt: Prompt[Any]) -> Answer | None:
            if _moment(prompt) == moment:
                reached.set()
                if isinstance(prompt, ChooseServiceId):
                    return None
            return show(prompt) if isinstance(prompt, ShowQr) else Robot()(prompt)

        robot = Robot()
        for kind in (Working, ShowQr, ChooseServiceId):
            robot.on(kind, watch)
        task = asyncio.create_task(cosmic.login_async(robot, method=METHODS[face]))
        await asyncio.wait_for(reached.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert set(attempts(cosmic)) <= {"order.cancelled"}
    if stay_at_scan:  # the phone is told, and nobody types a code in vain
        with pytest.raises(LoginFailure) as told:
            phone.confirm()
        assert told.value.code == "order.cancelled"


def _moment(prompt: Prompt[Any]) -> str:
    match prompt:
        case Working(step=step):
            return Step(step).value
        case ShowQr():
            return prompt.hint
        case ChooseServiceId():
            return "choose"
    return ""


def test_a_login_that_ends_while_the_code_is_typed_is_told_on_both_sides(cosmic: LoginBench, phone: TestPhone) -> None:
    """Somebody logs in with the same person's phone elsewhere meanwhile: the older order ends."""
    phone.activate("anna", "bankid")

    async def scan_and_begin_again(held: TestPhone, frame: str) -> None:
        await held.scan_async(frame)
        other = Robot().on(ShowQr, held.another("Andra telefonen").reaction())
        outcome = await cosmic.login_async(other, method="bankid")
        assert outcome.identity is not None

    phone.another("Andra telefonen").activate("anna", "bankid")
    outcome = cosmic.login(Robot().on(ShowQr, phone.reaction(scan_and_begin_again)), method="bankid")
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.hint) == ("order.replaced", "cancelled")
    with pytest.raises(LoginFailure) as told:
        phone.confirm()
    assert told.value.code == "order.replaced"


def test_two_persons_on_two_phones_at_once(cosmic: LoginBench, phone: TestPhone) -> None:
    other = phone.another("Bos telefon")
    phone.activate("anna")
    other.activate("bo", "bankid")

    async def run() -> None:
        robots = (Robot().on(ShowQr, phone.reaction()), Robot().on(ShowQr, other.reaction()))
        outcomes = await asyncio.gather(
            cosmic.login_async(robots[0], method="siths-other-device"),
            cosmic.login_async(robots[1], method="bankid"),
        )
        names = [outcome.identity.name for outcome in outcomes if outcome.identity is not None]
        assert names == [cosmic.world.directory.person(key).name for key in ("anna", "bo")]

    asyncio.run(run())


def test_the_idp_being_away_at_the_start_is_kept_on_the_local_record(cosmic_profile: Path) -> None:
    bench = LoginBench(cosmic_profile, idp_url="http://127.0.0.1:9")
    try:
        outcome = bench.login(method="bankid")
        assert outcome.failure is not None
        assert outcome.failure.code == "idp.unreachable"
        assert attempts(bench) == ["idp.unreachable"]
    finally:
        bench.close()


@FACES
def test_the_idp_may_start_anew_between_scan_and_code(
    cosmic: LoginBench, phone: TestPhone, face: AuthenticatorApp
) -> None:
    """Nothing but the store is needed to go on; meanwhile no old code stands on the screen."""
    idps = [EmbeddedIdp.start(cosmic.world.profile)]
    cosmic.world.idp_url = idps[0].base_url
    phone.activate("anna", face.value)
    missed = asyncio.Event()
    frames: list[str] = []

    async def away_and_back(held: TestPhone, frame: str) -> None:
        await held.scan_async(frame)
        old = idps.pop()
        await asyncio.to_thread(old.stop)
        await missed.wait()
        port = int(old.base_url.rpartition(":")[2])
        idps.append(await asyncio.to_thread(EmbeddedIdp.start, cosmic.world.profile, port=port))
        await held.confirm_async()

    react = phone.reaction(away_and_back)

    def watch(prompt: ShowQr) -> Answer:
        if prompt.hint == "unreached":
            frames.append(prompt.frame)
            missed.set()
        return react(prompt)

    try:
        cosmic.world.pause = lambda _seconds: asyncio.sleep(0.2)
        outcome = cosmic.login(Robot().on(ShowQr, watch), method=METHODS[face])
        assert outcome.failure is None
        assert outcome.identity is not None
        assert set(frames) == {""}
        assert attempts(cosmic) == ["login.succeeded"]
    finally:
        for idp in idps:
            idp.stop()


def test_an_idp_that_stays_away_ends_the_login_as_unreachable(cosmic: LoginBench) -> None:
    idp = EmbeddedIdp.start(cosmic.world.profile)
    cosmic.world.idp_url = idp.base_url
    robot = Robot()

    def stop(prompt: ShowQr) -> Answer:
        if prompt.frame:
            idp.stop()
        return Seen()

    outcome = cosmic.login(robot.on(ShowQr, stop), method="bankid")
    assert outcome.failure is not None
    assert outcome.failure.code == "idp.unreachable"
    assert [prompt.hint for prompt in robot.asked_for(ShowQr)].count("unreached") == PATIENCE
