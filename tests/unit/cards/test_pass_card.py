"""A card for doors (R26): it answers its reset like any card, and is told apart from one to log in with."""

from __future__ import annotations

import contextlib
import json
import threading
from pathlib import Path

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.card.watch import CardStatus, CardWatch
from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.pass_card import PassCard
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.cli.main import main
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CardSituation, EnterCode, InsertCard
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from cosmic_login.testing.robot import Robot
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import Wire

__all__ = ["private_pcscd"]
PASS, LOGIN = "maj-pass", "maj-1"


def kind_of(card: VirtualCard) -> str:
    """Return the failure that the driver meets with a card, empty for one to log in with."""
    card.power_on()
    wire = Wire(card)
    try:
        IdPrimeCard(wire).open()
    except LoginFailure as failure:
        return failure.code
    finally:
        wire.close()
    return ""


def test_the_driver_tells_it_apart(cosmic: LoginBench) -> None:
    assert kind_of(cosmic.card(PASS)) == "card.other_kind"
    assert kind_of(cosmic.card(LOGIN)) == ""
    assert cosmic.card(PASS).ATR != VirtualCard.ATR


def test_it_refuses_every_command(cosmic: LoginBench) -> None:
    card = cosmic.card(PASS)
    card.power_on()
    try:
        for ins in range(0x100):
            answer = card.transmit(bytes((0x00, ins, 0, 0, 2, 0x3F, 0x00)))
            assert answer[-2:] != b"\x90\x00", hex(ins)
    finally:
        card.power_off()


def test_it_is_a_pass_card_still_after_a_restart(cosmic: LoginBench, cosmic_profile: Path) -> None:
    cosmic.card(PASS)
    again = LoginBench(cosmic_profile)
    try:
        assert isinstance(again.card(PASS), PassCard)
        assert not isinstance(again.card(LOGIN), PassCard)
        summary = again.world.cards.summary(PASS)
    finally:
        again.close()
    assert (summary.state, summary.loa, summary.tries_left, summary.key_type) == ("pass", 0, 0, "")


def test_issuing_it_anew_keeps_it_what_it_is(cosmic: LoginBench) -> None:
    cosmic.world.cards.issue(cosmic.world.directory.card(PASS))
    assert kind_of(cosmic.card(PASS)) == "card.other_kind"


def test_a_login_asks_for_another_card_and_goes_on_with_it(cosmic: LoginBench) -> None:
    cosmic.insert(PASS)

    def change(prompt: InsertCard) -> None:
        if prompt.situation is CardSituation.OTHER_KIND:
            cosmic.insert(LOGIN)

    robot = Robot().on(InsertCard, change)
    assert cosmic.login(robot).identity is not None
    assert CardSituation.OTHER_KIND in [prompt.situation for prompt in robot.asked_for(InsertCard)]
    assert [prompt.holder for prompt in robot.asked_for(EnterCode)] == ["Maj Larmsson"]


def test_between_logins_it_is_shown_as_another_kind(cosmic: LoginBench) -> None:
    cosmic.insert(PASS)
    told: list[CardStatus] = []
    seen = threading.Event()

    def tell(status: CardStatus) -> None:
        told.append(status)
        if status.situation is CardSituation.OTHER_KIND:
            seen.set()

    watch = CardWatch(cosmic.readers, tell)
    watch.start()
    try:
        assert seen.wait(20), told
    finally:
        watch.stop()
    assert told[-1].reader == DEFAULT_READER


def test_the_command_line_tells_it_apart(cosmic: LoginBench, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(cosmic.world.profile.root)
    cosmic.close()
    assert main(["--profile", root, "card", "list", "--json"]) == 0
    rows = {row["card"]: row["state"] for row in json.loads(capsys.readouterr().out)}
    assert (rows[PASS], rows[LOGIN]) == ("pass", "ok")
    assert main(["--profile", root, "card", "show", PASS]) != 0
    assert capsys.readouterr().err.startswith("card.other_kind: ")


def test_in_a_real_pcscd_too(private_pcscd: PrivatePcscd, cosmic: LoginBench) -> None:
    service, heard = PcscReaders(), Heard()
    vpcd = VpcdCard(cosmic.card(PASS), port=private_pcscd.ports[0])
    with contextlib.ExitStack() as stack:
        stack.callback(service.close)
        service.watch(heard)
        vpcd.start()
        stack.callback(vpcd.stop)
        heard.wait(lambda h: h.cards.get(private_pcscd.reader_names[0]) == PassCard.ATR)
        connection = service.connect(private_pcscd.reader_names[0])
        stack.callback(connection.close)
        assert connection.atr == PassCard.ATR
        with pytest.raises(LoginFailure) as caught:
            IdPrimeCard(connection).open()
    assert caught.value.code == "card.other_kind"
