"""Checks of readers and cards: with a real pcscd, and with the readers that a window has open."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.app import DEFAULT_READER, World, world
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.diagnosis import Finding
from cosmic_login.diagnosis.cards import check_readers
from cosmic_login.diagnosis.case import Case
from cosmic_login.profile import Profile
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.unit.cards.hearing import Heard
from tests.unit.diagnosis.kit import by_name, case_at

__all__ = ["private_pcscd"]
pytest.importorskip("smartcard.scard", reason="pyscard is not installed")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[World]:
    with world(Profile.open(tmp_path / "profile")) as opened:
        yield opened


def of_virtual(made: World, *, free: bool = True) -> list[Finding]:
    """Check the virtual readers, as a window has them open."""
    case = Case(
        lambda: made.profile,
        made.clock,
        readers=(made.virtual_readers,),
        cards_free=lambda: contextlib.nullcontext(enter_result=free),
        in_window=True,
    )
    return [finding for finding in check_readers(case) if finding.name != "pcsc"]


def test_readers_without_cards(private_pcscd: PrivatePcscd, tmp_path: Path) -> None:
    pcsc, *found = check_readers(case_at(tmp_path / "profile"))
    assert pcsc.status == "ok"
    assert [finding.subject for finding in found] == list(private_pcscd.reader_names)
    assert {finding.found.words() for finding in found} == {"Inget kort i läsaren"}


@pytest.mark.parametrize(("card", "status", "tries"), [("anna-1", "ok", 3), ("eva-1", "warn", 0)])
def test_a_card_is_read_and_loses_no_try(
    private_pcscd: PrivatePcscd, made: World, card: str, status: str, tries: int
) -> None:
    virtual = made.cards.open(card)
    service, heard, vpcd = PcscReaders(), Heard(), VpcdCard(virtual, port=private_pcscd.ports[0])
    try:
        service.watch(heard)
        vpcd.start()
        heard.wait(lambda h: h.cards.get(private_pcscd.reader_names[0]) == virtual.ATR)
        found = by_name(check_readers(Case(lambda: made.profile, made.clock)))
    finally:
        vpcd.stop()
        service.close()
    assert made.cards.summary(card).tries_left == tries
    assert (found["card"].status, found["card"].subject) == (status, private_pcscd.reader_names[0])
    assert f"legitimeringskoden: {tries}" in found["card"].found.words()
    assert found["certificate"].status == "ok"


def test_a_stopped_daemon_is_a_warning(private_pcscd: PrivatePcscd, tmp_path: Path) -> None:
    private_pcscd.stop()
    (finding,) = check_readers(case_at(tmp_path / "profile"))
    assert finding.status == "warn"
    assert "pcsc.stopped" in finding.found.words()
    assert finding.mend is not None


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("anna-1", ""),
        ("bo-1", ""),  # with certificates for signatures
        ("cecilia-1", "certificate.expired"),
        ("david-1", "certificate.revoked"),
        ("johan-1", "certificate.untrusted"),
    ],
)
def test_certificates_are_judged_as_the_idp_would(made: World, card: str, code: str) -> None:
    made.virtual_readers.insert(DEFAULT_READER, made.cards.open(card))
    certificates = [finding for finding in of_virtual(made) if finding.name == "certificate"]
    assert certificates
    for finding in certificates:
        assert (finding.status == "warn") == bool(code)
        assert code in finding.found.words()
        assert made.directory.person(made.directory.card(card).person).name not in finding.found.words()


def test_a_card_that_a_login_has_is_left_alone(made: World) -> None:
    card = made.cards.open("anna-1")
    made.virtual_readers.insert(DEFAULT_READER, card)
    with connected(made):  # exclusive: a second one would fail
        found = by_name(of_virtual(made, free=False))
    assert found["card"].status == "ok"
    assert "inloggning pågår" in found["card"].found.words()


def test_a_card_in_use_by_others_says_so(made: World) -> None:
    made.virtual_readers.insert(DEFAULT_READER, made.cards.open("anna-1"))
    with connected(made):
        found = by_name(of_virtual(made))
    assert found["card"].status == "warn"
    assert "card.in_use" in found["card"].found.words()


@contextlib.contextmanager
def connected(made: World) -> Iterator[None]:
    connection = made.virtual_readers.connect(DEFAULT_READER)
    try:
        yield
    finally:
        connection.close()
