"""Mina sidor with a real card and a real IdP: a reserve card is activated (R14), a signing pair is fetched (R5)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.tasks import mina_sidor
from cosmic_login.authenticators.tasks.card_tasks import TASKS
from cosmic_login.authenticators.tasks.mina_sidor import SITE_TASKS
from cosmic_login.cards.idprime import IdPrimeCard, PinRef, Scheme
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Answer, CodeEntered, EnterCode, InsertCard, Prompt, Seen, ShowActivation
from cosmic_login.core.secret import Code
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone, picture_of

A = TypeVar("A", bound=Answer)
CODE, SIGNATURE_CODE = "123456", "654321"
#: Each task with a card that it works with; anna-r1 is the reserve card of the fixture.
WITH = [(task, "anna-1" if task == "activate-phone" else "anna-r1") for task in sorted(SITE_TASKS)]


class Person:
    """Types the code whenever it is asked for; ``stop_at`` cancels at that prompt, counted from 1."""

    def __init__(self, stop_at: int = 0, code: str = CODE) -> None:
        self.asked: list[Prompt[Any]] = []
        self.codes: list[Code] = []
        self._stop_at, self._code = stop_at, code

    async def ask(self, prompt: Prompt[A]) -> A:
        self.asked.append(prompt)
        if len(self.asked) == self._stop_at:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.Event().wait()
        match prompt:
            case InsertCard():
                raise LoginFailure("card.absent")
            case EnterCode(wrong_before=True):
                raise LoginFailure("code.wrong", tries_left=prompt.tries_left)
            case EnterCode():
                self.codes.append(Code(self._code))
                return cast("A", CodeEntered(self.codes[-1]))
        return cast("A", Seen())


def do(cosmic: LoginBench, task: str, person: Person | None = None) -> Person:
    person = person or Person()

    async def whole() -> None:
        client = cosmic.world.client(task=task)
        try:
            await TASKS[task](cosmic.world.order("siths-this-device", client), person.ask)
        finally:
            await cosmic.world.close_clients()

    asyncio.run(whole())
    return person


def failing(cosmic: LoginBench, task: str, person: Person | None = None) -> LoginFailure:
    with pytest.raises(LoginFailure) as caught:
        do(cosmic, task, person)
    return caught.value


@pytest.fixture
def reserve(cosmic: LoginBench) -> str:
    card = cosmic.world.cards.issue_reserve("anna", 10)
    cosmic.insert(card.card_id)
    return card.card_id


def test_a_reserve_card_logs_in_after_its_activation_and_not_before(cosmic: LoginBench, reserve: str) -> None:
    refused = cosmic.login()
    assert refused.failure is not None
    assert refused.failure.code == "access.card_not_activated"
    person = do(cosmic, "activate-card")
    assert {prompt.relying_party for prompt in person.asked if isinstance(prompt, EnterCode)} == {
        "SITHS Mina sidor (övning)"
    }
    identity = cosmic.login().identity
    assert identity is not None
    assert (identity.loa, identity.claims["acr"]) == (2, "http://id.sambi.se/loa/loa2")
    events = [row.event for row in cosmic.audit()]
    assert events.index("card.activated") < events.index("session.ended"), "the site logs its visitor out"
    assert not cosmic.card(reserve).powered


def test_the_first_use_of_a_reserve_card_asks_for_the_code_twice(cosmic: LoginBench, reserve: str) -> None:
    assert len(do(cosmic, "activate-card").codes) == 2
    assert len(do(cosmic, "activate-card").codes) == 1, "twice is as good as once"
    assert cosmic.card(reserve).state.registered is False, "what the IdP knows is the IdP's"


def test_an_ordinary_card_needs_none_of_it(cosmic: LoginBench) -> None:
    cosmic.insert("anna-1")
    assert failing(cosmic, "activate-card").code == "card.not_reserve"


@pytest.fixture(params=["anna-1", "karin-2"])
def plain(cosmic: LoginBench, request: pytest.FixtureRequest) -> str:
    """Give a card without a signing pair: RSA, and P-256."""
    name = str(request.param)
    if name == "karin-2":
        path = cosmic.world.profile.directory_file
        path.write_text('[cards.karin-2]\nperson = "karin"\nkey_type = "ec256"\n', "utf-8")
    cosmic.insert(name)
    return name


def test_a_fetched_signing_pair_signs(cosmic: LoginBench, plain: str) -> None:
    assert failing(cosmic, "fetch-signing", Person(code="000000")).code == "code.wrong"
    do(cosmic, "fetch-signing")
    assert failing(cosmic, "fetch-signing").code == "card.signing_there"

    connection = cosmic.readers.connect(DEFAULT_READER)
    try:
        card = IdPrimeCard(connection)
        card.open()
        signing = next(found for found in card.certificates() if found.usage == "sign")
        certificate = x509.load_der_x509_certificate(signing.der)
        judged = cosmic.world.pki.judge().judge(certificate, cosmic.world.clock.now(), usage="sign")
        assert judged.card_number == card.card_number
        card.verify(Code(SIGNATURE_CODE), PinRef.SIGN)
        scheme = Scheme.ES256 if signing.key_type == "ec" else Scheme.RS256
        signature = card.sign(signing, scheme, b"recept")
    finally:
        connection.close()
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, b"recept", padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert len(signature) == 64
    assert cosmic.login().identity is not None, "and the card logs in as before"


def test_the_code_for_a_phone_is_shown_until_the_person_says_done_and_works_once(
    cosmic: LoginBench, phone: TestPhone
) -> None:
    cosmic.insert("anna-1")
    person = do(cosmic, "activate-phone")
    (shown,) = [prompt for prompt in person.asked if isinstance(prompt, ShowActivation)]
    assert shown.text.startswith("siths-activate.")
    assert shown.text not in repr(shown)
    phone.phone.install("siths")

    async def activate() -> None:
        await phone.phone.activate("siths", picture_of(shown.text), Code(CODE), "min telefon")

    asyncio.run(activate())
    assert [eid.holder for eid in phone.ids()] == ["Anna Testsson"]
    with pytest.raises(LoginFailure) as caught:
        asyncio.run(activate())
    assert caught.value.code == "activation.unknown"


class Bystander(Person):
    """Types the code, and presses nothing at the page with the phone's code; ``then`` happens there."""

    def __init__(self, then: Callable[[str], Awaitable[object]]) -> None:
        super().__init__()
        self._then = then

    async def ask(self, prompt: Prompt[A]) -> A:
        if isinstance(prompt, ShowActivation):
            self.asked.append(prompt)
            doing = asyncio.ensure_future(self._then(prompt.text))
            try:
                await asyncio.Event().wait()
            finally:
                await doing  # the phone has a life of its own
        return await super().ask(prompt)


def test_the_page_goes_on_by_itself_when_the_phone_has_used_the_code(cosmic: LoginBench, phone: TestPhone) -> None:
    cosmic.insert("anna-1")
    cosmic.world.pause = lambda _seconds: asyncio.sleep(0)
    phone.phone.install("siths")
    person = Bystander(lambda text: phone.phone.activate("siths", picture_of(text), Code(CODE), "min telefon"))
    do(cosmic, "activate-phone", person)
    assert [eid.holder for eid in phone.ids()] == ["Anna Testsson"]
    shown = person.asked[-1]
    assert isinstance(shown, ShowActivation)
    assert shown.valid_until is not None
    left = (shown.valid_until - cosmic.world.clock.now()).total_seconds()
    assert 0 < left <= 15 * 60


def test_the_page_ends_when_the_codes_time_is_over(cosmic: LoginBench, monkeypatch: pytest.MonkeyPatch) -> None:
    cosmic.insert("anna-1")
    cosmic.world.pause = lambda _seconds: asyncio.sleep(0)
    monkeypatch.setattr(mina_sidor, "timedelta", lambda seconds: timedelta(seconds=seconds - 15 * 60))
    assert failing(cosmic, "activate-phone", Bystander(lambda _text: asyncio.sleep(0))).code == "activation.expired"


def test_a_reserve_card_vouches_for_no_phone(cosmic: LoginBench, reserve: str) -> None:
    do(cosmic, "activate-card")
    assert failing(cosmic, "activate-phone").code == "enrolment.card_needed"


@pytest.mark.parametrize(("task", "card"), WITH)
def test_left_at_each_prompt_nothing_is_left_behind(cosmic: LoginBench, reserve: str, task: str, card: str) -> None:
    for stop_at in range(1, 30):
        cosmic.insert(card)
        person = Person(stop_at)
        try:
            do(cosmic, task, person)
        except asyncio.CancelledError:
            assert all(code.wiped for code in person.codes)
            assert not cosmic.card(card).powered
            cosmic.readers.connect(DEFAULT_READER).close()  # nobody has it
        else:
            break
    assert stop_at > 6
    logins = [row.login for row in cosmic.audit() if row.event == "login.attempted"]
    ended = {row.login for row in cosmic.audit() if row.event in {"login.failed", "session.ended"}}
    assert set(logins) <= ended, "every login at the site came to an end"


@pytest.mark.parametrize(("task", "card"), WITH)
def test_a_card_pulled_at_any_command_costs_no_try_and_stays_whole(
    cosmic: LoginBench, reserve: str, task: str, card: str
) -> None:
    pulled_at = 0
    while True:
        pulled_at += 1
        cosmic.insert(card, faults=FaultProfile(pulled_at=pulled_at))
        try:
            do(cosmic, task)
        except LoginFailure as failure:
            assert failure.code in {"card.removed", "card.absent"}  # noqa: PT017 - what may happen on the way
        else:
            break
        used = cosmic.card(card)
        assert (used.tries_left()[0x11], len(used.state.slots)) == (3, 2)
    assert pulled_at > 10


def test_the_idp_gone_is_said(cosmic: LoginBench, reserve: str) -> None:
    client = cosmic.world.idp_base_url()
    cosmic.world.stop_idp()
    cosmic.world.use_idp(client, "")
    assert failing(cosmic, "activate-card").code == "idp.unreachable"
    assert not cosmic.card(reserve).powered
