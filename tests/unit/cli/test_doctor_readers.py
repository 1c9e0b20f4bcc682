"""``doctor`` with a real pcscd: readers and the cards in them, as the driver reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.app import world
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.cli.checks import Check, run_checks
from cosmic_login.cli.context import CliContext
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.unit.cards.hearing import Heard

__all__ = ["private_pcscd"]
pytest.importorskip("smartcard.scard", reason="pyscard is not installed")


@pytest.fixture
def context(tmp_path: Path) -> Iterator[CliContext]:
    made = CliContext(profile_dir=tmp_path / "profile")
    yield made
    made.close()


def readers(context: CliContext) -> list[Check]:
    return [check for check in run_checks(context) if check.name in {"pcsc", "reader"}]


def test_readers_without_cards(private_pcscd: PrivatePcscd, context: CliContext) -> None:
    pcsc, *found = readers(context)
    assert pcsc.status == "ok"
    assert [check.found for check in found] == [f"{name}: no card" for name in private_pcscd.reader_names]


@pytest.mark.parametrize(("card", "status", "tries"), [("anna-1", "ok", 3), ("eva-1", "warn", 0)])
def test_a_card_is_read_and_loses_no_try(
    private_pcscd: PrivatePcscd, context: CliContext, card: str, status: str, tries: int
) -> None:
    with world(context.profile) as made:
        virtual = made.cards.open(card)
        service, heard, vpcd = PcscReaders(), Heard(), VpcdCard(virtual, port=private_pcscd.ports[0])
        try:
            service.watch(heard)
            vpcd.start()
            heard.wait(lambda h: h.cards.get(private_pcscd.reader_names[0]) == virtual.ATR)
            first = readers(context)[1]
        finally:
            vpcd.stop()
            service.close()
        assert made.cards.summary(card).tries_left == tries
    assert first.status == status
    assert f"tries left {tries}" in first.found


def test_a_stopped_daemon_is_a_warning(private_pcscd: PrivatePcscd, context: CliContext) -> None:
    private_pcscd.stop()
    (check,) = readers(context)
    assert (check.status, check.found.split(":")[0]) == ("warn", "pcsc.stopped")
    assert check.mend
