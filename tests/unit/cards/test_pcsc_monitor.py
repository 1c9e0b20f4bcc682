"""The PC/SC monitor with a real pcscd and vpcd: it misses nothing, survives everything, and stops."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ServiceBack,
    ServiceLost,
    Watch,
)
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.testing.pcscd import PrivatePcscd, missing_parts

from .hearing import Heard
from .some_cards import SELECT, OtherCard, plain_card

pytest.importorskip("smartcard.scard", reason="pyscard is not installed")


@contextmanager
def watching(listener: Heard) -> Iterator[Watch]:
    service = PcscReaders()
    watch = service.watch(listener)
    yield watch
    service.close()


@contextmanager
def card_in(port: int, card: VirtualCard | None = None) -> Iterator[VpcdCard]:
    vpcd = VpcdCard(card or plain_card(), port=port)
    vpcd.start()
    try:
        yield vpcd
    finally:
        vpcd.stop()


def test_first_what_is_there_then_every_change(private_pcscd: PrivatePcscd) -> None:
    first, second = private_pcscd.reader_names
    witness, heard = Heard(), Heard()
    with card_in(private_pcscd.ports[0]), watching(witness):
        witness.wait(lambda h: h.cards.get(first) == VirtualCard.ATR)
        with watching(heard):
            with card_in(private_pcscd.ports[1], OtherCard.make("other", [])):
                heard.wait_for(CardInserted(second, OtherCard.ATR))
            heard.wait_for(CardRemoved(second))
    assert heard.events == [
        ServiceBack("pcsc"),
        ReaderAdded(first),
        CardInserted(first, VirtualCard.ATR),
        ReaderAdded(second),
        CardInserted(second, OtherCard.ATR),
        CardRemoved(second),
    ]


def test_using_a_card_is_no_event(private_pcscd: PrivatePcscd) -> None:
    first, second = private_pcscd.reader_names
    heard = Heard()
    with watching(heard), card_in(private_pcscd.ports[0]):
        heard.wait_for(CardInserted(first, VirtualCard.ATR))
        for _ in range(3):
            connection = PcscReaders().connect(first)
            connection.transmit(SELECT)
            connection.close()
        with card_in(private_pcscd.ports[1]):
            heard.wait_for(CardInserted(second, VirtualCard.ATR))
        assert heard.events.count(CardInserted(first, VirtualCard.ATR)) == 1
        assert CardRemoved(first) not in heard.events


class Sleeper(Heard):
    """Hears of the first card and sleeps over it until it is woken."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep, self.wake = threading.Event(), threading.Event()

    def __call__(self, event: ReaderEvent) -> None:
        super().__call__(event)
        if isinstance(event, CardInserted) and not self.asleep.is_set():
            self.asleep.set()
            assert self.wake.wait(60)


def test_a_card_swapped_between_two_looks_is_a_removal_and_an_insertion(private_pcscd: PrivatePcscd) -> None:
    reader, port = private_pcscd.reader_names[0], private_pcscd.ports[0]
    witness, sleeper = Heard(), Sleeper()
    with watching(witness), watching(sleeper):
        with card_in(port):
            assert sleeper.asleep.wait(20)
            witness.wait_for(CardInserted(reader, VirtualCard.ATR))
        witness.wait_for(CardRemoved(reader))
        with card_in(port):
            witness.wait_for(CardInserted(reader, VirtualCard.ATR), count=2)
            sleeper.wake.set()
            sleeper.wait_for(CardInserted(reader, VirtualCard.ATR), count=2)
            card_events = [event for event in sleeper.events if isinstance(event, CardInserted | CardRemoved)]
    assert card_events == [
        CardInserted(reader, VirtualCard.ATR),
        CardRemoved(reader),
        CardInserted(reader, VirtualCard.ATR),
    ]


def test_a_hundred_swaps_in_sixteen_slots_are_told_and_a_sleeper_learns_how_they_ended() -> None:
    """As fast as pcscd sees it: it looks every 400 ms, and takes a card that is at the door at once for the old one."""
    if reason := missing_parts():
        pytest.skip(reason)
    swaps = 7
    heard, sleeper = Heard(), Sleeper()

    def swap(reader: str, port: int) -> None:
        cards = [plain_card(), OtherCard.make("other", [])]
        for turn in range(swaps):
            with card_in(port, cards[turn % 2]):
                heard.wait(lambda h: h.cards[reader] == cards[turn % 2].ATR)  # noqa: B023 - called at once
            heard.wait_for(CardRemoved(reader), count=turn + 1)

    with PrivatePcscd([f"Reader {number}" for number in range(8)]) as pcscd, watching(heard), watching(sleeper):
        heard.wait(lambda h: len(h.cards) == 16)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(swap, pcscd.reader_names, pcscd.ports))
        first = pcscd.reader_names[0]
        with card_in(pcscd.ports[0], OtherCard.make("other", [])):
            heard.wait(lambda h: h.cards[first] == OtherCard.ATR)
            sleeper.wake.set()
            sleeper.wait(lambda h: len(h.cards) == 16 and h.cards == heard.cards)
        sleeper.wait_for(CardRemoved(first), count=sleeper.events.count(CardInserted(first, OtherCard.ATR)))
    for reader in pcscd.reader_names[1:]:
        assert heard.events.count(CardRemoved(reader)) == swaps
        assert heard.events.count(CardInserted(reader, VirtualCard.ATR)) == swaps - swaps // 2


def test_a_daemon_that_stops_and_comes_back_is_told_with_all_that_follows(private_pcscd: PrivatePcscd) -> None:
    first, second = private_pcscd.reader_names
    heard = Heard()
    with watching(heard):
        with card_in(private_pcscd.ports[0]):
            heard.wait_for(CardInserted(first, VirtualCard.ATR))
            seen = len(heard.events)
            private_pcscd.stop()
            heard.wait(lambda h: not h.cards)
            assert heard.events[seen:] == [
                ServiceLost("pcsc", "pcsc.stopped"),
                CardRemoved(first),
                ReaderRemoved(first),
                ReaderRemoved(second),
            ]
        private_pcscd.start()
        with card_in(private_pcscd.ports[0], OtherCard.make("other", [])):
            heard.wait(lambda h: h.cards == {first: OtherCard.ATR, second: None})
        for _ in range(3):
            private_pcscd.stop(kill=True)
            heard.wait(lambda h: h.service_code == "pcsc.stopped" and not h.cards)
            private_pcscd.start()
            heard.wait(lambda h: set(h.cards) == {first, second})


def test_a_watch_begins_before_the_daemon(private_pcscd: PrivatePcscd) -> None:
    private_pcscd.stop()
    heard = Heard()
    with watching(heard):
        heard.wait_for(ServiceLost("pcsc", "pcsc.stopped"))
        private_pcscd.start()
        heard.wait(lambda h: set(h.cards) == set(private_pcscd.reader_names))
        assert heard.events[:2] == [ServiceLost("pcsc", "pcsc.stopped"), ServiceBack("pcsc")]


def test_readers_follow_the_daemons_configuration(private_pcscd: PrivatePcscd) -> None:
    heard = Heard()
    with watching(heard):
        heard.wait(lambda h: set(h.cards) == {"Test reader 00 00", "Test reader 00 01"})
        private_pcscd.stop()
        private_pcscd.start(["Another reader"])
        heard.wait(lambda h: set(h.cards) == {"Another reader 00 00", "Another reader 00 01"})
        with card_in(private_pcscd.ports[1]):
            heard.wait_for(CardInserted("Another reader 00 01", VirtualCard.ATR))


def test_stopping_ends_the_thread_in_every_state_and_nothing_is_told_afterwards(private_pcscd: PrivatePcscd) -> None:
    for running in (True, False):
        if not running:
            private_pcscd.stop()
        before = threading.active_count()
        heard = Heard()
        watch = PcscReaders().watch(heard)
        heard.wait(lambda h: bool(h.events))
        watch.stop()
        watch.stop()
        assert threading.active_count() == before
        told = len(heard.events)
        if not running:
            private_pcscd.start()
            witness = Heard()
            with watching(witness):
                witness.wait(lambda h: len(h.cards) == 2)
        assert len(heard.events) == told


def test_a_listener_may_raise_or_stop_its_own_watch(
    private_pcscd: PrivatePcscd, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()
    ready, ended = threading.Event(), threading.Event()
    watches: list[Watch] = []

    def bad(event: ReaderEvent) -> None:
        assert ready.wait(20)
        heard(event)
        if isinstance(event, ServiceBack):
            raise OSError("mistake")
        if len(heard.cards) == 2:
            watches[0].stop()
            ended.set()

    watches.append(PcscReaders().watch(bad))
    ready.set()
    assert ended.wait(20)
    watches[0].stop()
    assert "mistake" in caplog.text
