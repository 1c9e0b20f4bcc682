"""Cards that are slow, pulled, dead or mad: at every command of a whole login."""

from __future__ import annotations

import pytest

from cosmic_login.cards.idprime import IdPrimeCard, Scheme
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from tests.unit.cards.support import Wire, make_card, opened, pin


def whole_login(card: VirtualCard) -> int:
    """Log in with the card; return how many commands that took."""
    card.power_on()
    wire = Wire(card)
    try:
        driver = IdPrimeCard(wire)
        driver.open()
        certificate = driver.certificates()[0]
        driver.tries_left()
        driver.verify(pin())
        driver.sign(certificate, Scheme.RS256, b"challenge")
        return len(wire.sent)
    finally:
        wire.close()


COMMANDS = whole_login(make_card())
CPLC_COMMAND = 2


def tries(card: VirtualCard) -> int:
    card.faults = FaultProfile()
    driver, wire = opened(card)
    try:
        return driver.tries_left()
    finally:
        wire.close()


@pytest.mark.parametrize("number", range(1, COMMANDS + 1))
@pytest.mark.parametrize(("pulled", "code"), [(True, "card.removed"), (False, "card.unreadable")])
def test_a_card_that_goes_at_any_command_loses_no_try(pulled: bool, code: str, number: int) -> None:
    card = make_card()
    card.faults = FaultProfile(pulled_at=number) if pulled else FaultProfile(dies_at=number)
    with pytest.raises(LoginFailure) as caught:
        whole_login(card)
    assert caught.value.code == code
    assert tries(card) == 3
    whole_login(card)


@pytest.mark.parametrize("number", range(1, COMMANDS + 1))
def test_garbage_at_any_command_is_garbled_and_loses_no_try(number: int) -> None:
    card = make_card()
    card.faults = FaultProfile(garbage_at=number)
    with pytest.raises(LoginFailure) as caught:
        whole_login(card)
    assert caught.value.code == "card.garbled"
    assert tries(card) == 3


@pytest.mark.parametrize("number", range(1, COMMANDS + 1))
def test_a_wrong_status_word_at_any_command_loses_no_try(number: int) -> None:
    card = make_card()
    card.faults = FaultProfile(status_word=(number, 0x6F00))
    outcome = "ok"  # for a command that the driver can do without
    try:
        whole_login(card)
    except LoginFailure as failure:
        outcome = failure.code
    assert outcome == ("ok" if number == CPLC_COMMAND else "card.refused")
    assert tries(card) == 3


def test_a_pulled_card_stays_out_and_a_dead_one_mute_until_they_get_power() -> None:
    card = make_card()
    for fault, code in ((FaultProfile(pulled_at=1), "card.removed"), (FaultProfile(dies_at=1), "card.unreadable")):
        card.power_on()
        card.faults = fault
        for _ in range(3):
            with pytest.raises(LoginFailure) as caught:
                card.transmit(b"\0\x20\0\x11")
            assert caught.value.code == code
        card.faults = FaultProfile()
        with pytest.raises(LoginFailure):
            card.transmit(b"\0\x20\0\x11")
        card.power_on()
        assert card.transmit(b"\0\x20\0\x11") == b"\x63\xc3"


def test_a_slow_card_takes_its_time_for_every_command() -> None:
    slept: list[float] = []
    card = make_card(sleep=slept.append)
    card.faults = FaultProfile(slow_ms=250)
    assert whole_login(card) == len(slept)
    assert set(slept) == {0.25}


def test_certificates_that_come_later_come_though_the_card_is_asked_again_and_again() -> None:
    clock = ManualClock()
    card = make_card(clock=clock)
    card.faults = FaultProfile(certificate_after_s=5)
    driver, _ = opened(card)
    assert driver.certificates() == ()
    clock.advance(3)
    card.power_off()
    driver, _ = opened(card)
    assert driver.certificates() == ()
    clock.advance(2)
    assert len(driver.certificates()) == 1
