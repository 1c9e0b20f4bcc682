from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    Leave,
    ReaderAdded,
    ReaderContext,
    ReaderEvent,
    ReaderRemoved,
    ReaderState,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.reader import VirtualReaders, open_reader_service
from cosmic_login.cards.virtual.sealed_state import CardFile
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile

from .hearing import Heard
from .some_cards import ASK_CODE_STATE, SELECT, VERIFY, OtherCard, PausingCard, plain_card

ATR = VirtualCard.ATR


@pytest.fixture
def readers() -> Iterator[VirtualReaders]:
    service = VirtualReaders()
    service.add("A")
    yield service
    service.close()


def failing(code: str) -> pytest.RaisesExc[LoginFailure]:
    return pytest.RaisesExc(LoginFailure, match=code.replace(".", r"\."))


def test_a_watch_tells_what_is_there_and_then_every_change_in_order(readers: VirtualReaders) -> None:
    readers.insert("A", plain_card())
    heard = Heard()
    readers.watch(heard)
    readers.add("B")
    readers.insert("B", OtherCard.make("other", []))
    readers.pull("A")
    readers.remove("B")
    heard.wait_for(ReaderRemoved("B"))
    assert heard.events == [
        ServiceBack("virtual"),
        ReaderAdded("A"),
        CardInserted("A", ATR),
        ReaderAdded("B"),
        CardInserted("B", OtherCard.ATR),
        CardRemoved("A"),
        CardRemoved("B"),
        ReaderRemoved("B"),
    ]
    assert readers.readers() == (ReaderState("A", None),)


def test_a_stopped_watch_is_told_nothing_and_its_thread_is_gone(readers: VirtualReaders) -> None:
    stopped, other = Heard(), Heard()
    watch = readers.watch(stopped)
    readers.watch(other)
    stopped.wait_for(ReaderAdded("A"))
    before = threading.active_count()
    watch.stop()
    watch.stop()
    readers.insert("A", plain_card())
    other.wait_for(CardInserted("A", ATR))
    assert threading.active_count() == before - 1
    assert stopped.events == [ServiceBack("virtual"), ReaderAdded("A")]


def test_a_listener_may_raise_or_stop_its_own_watch(readers: VirtualReaders, caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard()

    def bad(event: ReaderEvent) -> None:
        heard(event)
        if event == ReaderAdded("A"):
            raise ValueError("mistake")
        if isinstance(event, CardInserted):
            watch.stop()

    watch = readers.watch(bad)
    heard.wait_for(ReaderAdded("A"))
    readers.insert("A", plain_card())
    heard.wait_for(CardInserted("A", ATR))
    readers.pull("A")
    watch.stop()
    assert heard.cards == {"A": ATR}
    assert "mistake" in caplog.text


def test_a_connection_is_exclusive_until_it_is_closed(readers: VirtualReaders) -> None:
    readers.insert("A", plain_card())
    first = readers.connect("A")
    with failing("card.in_use"):
        readers.connect("A")
    assert (first.reader, first.atr, first.transmit(SELECT)) == ("A", ATR, b"\x90\x00")
    first.close()
    second = readers.connect("A")
    first.close()  # late and once more: must not free the card for a third
    with failing("card.in_use"):
        readers.connect("A")
    with failing("card.removed"):
        first.transmit(SELECT)
    second.close()


def test_a_card_that_another_program_holds_is_in_use(readers: VirtualReaders) -> None:
    profile = Profile.temporary()
    held = VirtualCard.make("one", [], medium=CardFile(profile, "one"))
    same = VirtualCard.make("one", [], medium=CardFile(profile, "one"))
    held.power_on()
    readers.insert("A", same)
    assert readers.readers() == (ReaderState("A", ATR),)
    with failing("card.in_use"):
        readers.connect("A")
    held.power_off()
    readers.connect("A").close()
    held.power_on()  # let go completely
    held.power_off()
    profile.discard()


@pytest.mark.parametrize("leave", list(Leave))
def test_closing_clears_the_security_status(readers: VirtualReaders, leave: Leave) -> None:
    readers.insert("A", plain_card())
    connection = readers.connect("A")
    connection.transmit(SELECT)
    assert connection.transmit(VERIFY) == b"\x90\x00"
    assert connection.transmit(ASK_CODE_STATE) == b"\x90\x00"
    connection.close(leave)
    again = readers.connect("A")
    again.transmit(SELECT)
    assert again.transmit(ASK_CODE_STATE) == b"\x63\xc3"
    again.close()


def test_nothing_reaches_a_pulled_card(readers: VirtualReaders) -> None:
    card = plain_card()
    readers.insert("A", card)
    connection = readers.connect("A")
    connection.transmit(SELECT)
    readers.pull("A")
    with failing("card.removed"):
        connection.transmit(VERIFY[:-1] + b"\x39")
    readers.insert("A", card)
    with failing("card.removed"):  # the old connection stays dead
        connection.transmit(VERIFY[:-1] + b"\x39")
    fresh = readers.connect("A")
    connection.close()  # and does not take the power from the new one
    fresh.transmit(SELECT)
    assert fresh.transmit(VERIFY) == b"\x90\x00"
    assert card.tries_left()[0x11] == 3
    fresh.close()
    with failing("card.absent"):
        readers.pull("A")
        readers.connect("A")
    with failing("reader.unknown"):
        readers.connect("B")


@pytest.mark.parametrize(
    ("take", "code"),
    [
        (lambda readers: readers.pull("A"), "card.removed"),
        (lambda readers: readers.remove("A"), "card.removed"),
        (lambda readers: readers.insert("A", plain_card()), "card.removed"),
        (lambda readers: readers.stop_service(), "pcsc.stopped"),
    ],
    ids=["pulled", "unplugged", "exchanged", "service stopped"],
)
def test_nobody_is_told_that_a_card_is_gone_while_it_still_answers(
    readers: VirtualReaders, monkeypatch: pytest.MonkeyPatch, take: Callable[[VirtualReaders], None], code: str
) -> None:
    """Whoever hears it may use the card at once."""
    readers.insert("A", plain_card())
    connection, watch = readers.connect("A"), readers.watch(Heard())
    found: list[object] = []

    def asking(event: ReaderEvent) -> None:
        if isinstance(event, ServiceLost | CardRemoved):
            try:
                found.append(connection.transmit(SELECT))
            except LoginFailure as failure:
                found.append(failure.code)

    monkeypatch.setattr(watch, "put", asking)
    take(readers)
    monkeypatch.undo()
    assert set(found) == {code}


def test_pulling_in_the_middle_of_a_command_does_not_wait_for_the_card(readers: VirtualReaders) -> None:
    pausing = PausingCard()
    readers.insert("A", pausing.card)
    connection = readers.connect("A")
    with ThreadPoolExecutor(2) as pool:
        command = pool.submit(connection.transmit, SELECT)
        assert pausing.inside.wait(20)
        readers.pull("A")
        assert readers.readers() == (ReaderState("A", None),)
        back = pool.submit(readers.insert, "A", pausing.card)  # waits until the card has let go of the old command
        pausing.go_on.set()
        with failing("card.removed"):
            command.result(20)
        back.result(20)
    fresh = readers.connect("A")
    assert fresh.transmit(SELECT) == b"\x90\x00"
    fresh.close()


class PulledWhile(VirtualCard):
    """A card that is pulled in the middle of getting or of losing its power, by another hand, once."""

    def hand(self, moment: str, readers: VirtualReaders) -> None:
        self._hand, self._moment = readers, moment

    def power_on(self) -> bytes:
        atr = super().power_on()
        self._pull("power_on")
        return atr

    def power_off(self) -> None:
        self._pull("power_off")
        super().power_off()

    _moment = ""

    def _pull(self, now: str) -> None:
        if self._moment == now:
            self._moment = ""
            self._hand.pull("A")


def test_a_card_that_is_pulled_while_it_gets_power_is_let_go(readers: VirtualReaders) -> None:
    card = PulledWhile.make("pulled", [])
    assert isinstance(card, PulledWhile)
    readers.insert("A", card)
    card.hand("power_on", readers)
    with failing("card.absent"):
        readers.connect("A")
    assert not card.powered


def test_a_card_that_is_pulled_while_it_loses_power_is_done_with(readers: VirtualReaders) -> None:
    card = PulledWhile.make("pulled", [])
    assert isinstance(card, PulledWhile)
    readers.insert("A", card)
    connection = readers.connect("A")
    card.hand("power_off", readers)
    connection.close()
    assert not card.powered
    card.power_on()  # as another program might: nothing of the old stay takes the power away again
    readers.settle()
    assert card.powered


def test_settling_waits_for_the_command_that_was_under_way(readers: VirtualReaders) -> None:
    pausing = PausingCard()
    readers.insert("A", pausing.card)
    connection = readers.connect("A")
    with ThreadPoolExecutor(2) as pool:
        command = pool.submit(connection.transmit, SELECT)
        assert pausing.inside.wait(20)
        readers.pull("A")
        settled = pool.submit(readers.settle)
        assert not settled.done()
        pausing.go_on.set()
        settled.result(20)
        assert not pausing.card.powered
        with failing("card.removed"):
            command.result(20)


def test_a_card_that_a_fault_pulls_is_removed(readers: VirtualReaders) -> None:
    heard = Heard()
    readers.watch(heard)
    card = plain_card()
    card.faults = FaultProfile(pulled_at=2)
    readers.insert("A", card)
    connection = readers.connect("A")
    connection.transmit(SELECT)
    with failing("card.removed"):
        connection.transmit(VERIFY)
    heard.wait_for(CardRemoved("A"))
    with failing("card.absent"):
        readers.connect("A")


def test_a_card_that_dies_stays_in_the_reader_and_can_be_tried_again(readers: VirtualReaders) -> None:
    card = plain_card()
    card.faults = FaultProfile(dies_at=2)
    readers.insert("A", card)
    connection = readers.connect("A")
    connection.transmit(SELECT)
    for _ in range(2):
        with failing("card.unreadable"):
            connection.transmit(SELECT)
    connection.close()
    assert readers.readers() == (ReaderState("A", ATR),)
    again = readers.connect("A")
    assert again.transmit(SELECT) == b"\x90\x00"
    again.close()


def test_a_card_is_in_one_reader_at_a_time(readers: VirtualReaders) -> None:
    readers.add("B")
    heard = Heard()
    readers.watch(heard)
    card = plain_card()
    readers.insert("A", card)
    readers.insert("B", card)
    readers.insert("B", OtherCard.make("other", []))
    heard.wait(lambda h: h.cards == {"A": None, "B": OtherCard.ATR})


def test_a_stopped_service_loses_its_readers_and_gets_them_back(readers: VirtualReaders) -> None:
    readers.insert("A", plain_card())
    heard = Heard()
    readers.watch(heard)
    connection = readers.connect("A")
    readers.stop_service()
    with failing("pcsc.stopped"):
        connection.transmit(SELECT)
    with failing("pcsc.stopped"):
        readers.connect("A")
    with failing("pcsc.stopped"):
        readers.readers()
    late = Heard()
    readers.watch(late)
    readers.start_service()
    for listener in (heard, late):
        listener.wait(lambda h: h.cards == {"A": ATR} and h.service_code == "")
        assert ServiceLost("virtual", "pcsc.stopped") in listener.events
    connection.close()
    again = readers.connect("A")
    assert again.transmit(SELECT) == b"\x90\x00"
    again.close()


def test_many_hands_leave_a_world_without_contradictions(readers: VirtualReaders) -> None:
    readers.add("B")
    heard = Heard()
    readers.watch(heard)
    cards = [plain_card("one"), OtherCard.make("two", [])]

    def hand(number: int) -> None:
        for turn in range(100):
            readers.insert("AB"[(number + turn) % 2], cards[number % 2])
            readers.pull("AB"[turn % 2])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hand, range(4)))
    readers.pull("A")
    readers.insert("B", cards[1])
    heard.wait(lambda h: h.cards == {"A": None, "B": OtherCard.ATR})
    assert readers.readers() == (ReaderState("A", None), ReaderState("B", OtherCard.ATR))


def test_the_entry_point_plugs_in_as_many_readers_as_wanted() -> None:
    for options, names in (({}, ["Virtuell läsare 1"]), ({"readers": "2"}, ["Virtuell läsare 1", "Virtuell läsare 2"])):
        service = open_reader_service(ReaderContext(None, options))
        assert [state.name for state in service.readers()] == names
        service.close()
    with failing("settings.malformed"):
        open_reader_service(ReaderContext(None, {"readers": "many"}))


def test_a_card_counts_as_let_go_when_it_is_and_not_before() -> None:
    order: list[str] = []
    off, go_on = threading.Event(), threading.Event()

    class Lingering(VirtualCard):
        def power_off(self) -> None:
            if order:
                off.set()
                assert go_on.wait(20)
                order.append("off")
            super().power_off()

    readers, pausing, other = VirtualReaders(), PausingCard(), plain_card()

    def settle() -> None:
        readers.settle()
        order.append("settled")

    card = Lingering(pausing.card.state, sleep=pausing._pause)
    card.faults = FaultProfile(slow_ms=1)
    for name in ("one", "two"):
        readers.add(name)
    readers.insert("one", card)
    connection = readers.connect("one")
    with ThreadPoolExecutor(2) as pool:
        command = pool.submit(connection.transmit, SELECT)
        assert pausing.inside.wait(20)
        order.append("pulled")
        readers.pull("one")
        pausing.go_on.set()
        assert off.wait(20)
        readers.insert("two", other)
        readers.pull("two")  # the list of cards that are leaving is gone through
        settling = pool.submit(settle)
        wait([settling], timeout=0.2)
        go_on.set()
        settling.result(20)
        assert command.exception(20) is not None
    assert order == ["pulled", "off", "settled"]
    readers.close()


def test_the_same_again_is_told_once(readers: VirtualReaders) -> None:
    heard = Heard()
    readers.watch(heard)
    readers.add("A")
    readers.start_service()
    readers.stop_service()
    readers.stop_service()
    readers.add("B")  # nobody is told while the service is away
    readers.start_service()
    readers.remove("B")
    heard.wait_for(ReaderRemoved("B"))
    lost = [ServiceLost("virtual", "pcsc.stopped"), ReaderRemoved("A")]
    back = [ServiceBack("virtual"), ReaderAdded("A"), ReaderAdded("B"), ReaderRemoved("B")]
    assert heard.events == [ServiceBack("virtual"), ReaderAdded("A"), *lost, *back]


class MoodyCard(OtherCard):
    """Another program has it, so many times more, or it says nothing when it gets power."""

    refusals, mute = 0, False

    def power_on(self) -> bytes:
        if self.refusals:
            self.refusals -= 1
            raise LoginFailure("card.in_use")
        return b"" if self.mute else super().power_on()


def test_a_card_that_another_program_has_is_waited_for() -> None:
    service, card = VirtualReaders(card_wait=20), MoodyCard.make("moody", [])
    assert isinstance(card, MoodyCard)
    service.add("A")
    service.insert("A", card)
    card.refusals = 1
    connection = service.connect("A")
    assert card.refusals == 0
    assert connection.transmit(SELECT) == b"\x90\x00"
    service.close()


def test_a_card_that_is_mute_when_it_gets_power_is_unreadable(readers: VirtualReaders) -> None:
    card = MoodyCard.make("moody", [])
    assert isinstance(card, MoodyCard)
    readers.insert("A", card)
    card.mute = True
    with failing("card.unreadable"):
        readers.connect("A")
    card.mute = False
    readers.connect("A").close()
