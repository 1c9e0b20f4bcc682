"""A million hostile commands to the virtual card: a status word each time, no try wrong, no growth."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.reader import CardConnection
from cosmic_login.cards.virtual.card import CardCodes, VirtualCard
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.soak.campaign import Campaign, memory_of
from tests.soak.hostile_apdus import CodesModel, HostileApdus
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import make_card

__all__ = ["private_pcscd"]

TRIES, PUK_TRIES = 3, 10
#: Commands that a card has before it is replaced, unless nothing helps it any more.
LIFE = 5_000
#: What a card of the family answers (ISO/IEC 7816-4, table 5); the rest of ``61`` and ``6C`` says how much.
KNOWN = frozenset(
    (0x9000, 0x6282, 0x6700, 0x6883, 0x6884, 0x6982, 0x6983, 0x6985, 0x6986, 0x6A80, 0x6A81, 0x6A82, 0x6A86, 0x6A88,
     0x6B00, 0x6D00, 0x6E00)
)  # fmt: skip
#: Bytes of the shortest command there is.
LEAST = 4
#: Answers with a private key's work in them: to PSO COMPUTE DIGITAL SIGNATURE and PSO DECIPHER.
_WORKS = ((0x2A, 0x9E, 0x9A), (0x2A, 0x80, 0x86))

Send = Callable[[bytes], bytes]


def new_card() -> VirtualCard:
    return make_card("rsa2048", "ec256", sign=True, codes=CardCodes(tries=TRIES, puk_tries=PUK_TRIES))


def one_life(run: Campaign, card: VirtualCard, send: Send, reset: Callable[[], None] | None = None) -> None:
    """Send commands to a card until it has had enough of them."""
    model, apdus = CodesModel(TRIES, PUK_TRIES), HostileApdus(run.random)
    until = min(run.size, run.done + LIFE)
    while run.done < until and not model.dead and not run.over:
        run.done += 1
        if run.random.random() < 0.01 and reset is not None:
            reset()
            model.reset()
        raw = apdus(model)
        expected = model.status_of(raw)
        answer = send(raw)
        assert len(answer) >= 2, raw.hex()
        sw = int.from_bytes(answer[-2:], "big")
        kind = sw >> 8
        assert sw in KNOWN or kind in {0x61, 0x6C} or sw & 0xFFF0 == 0x63C0, (raw.hex(), hex(sw))
        assert expected in {None, sw}, (raw[:5].hex(), hex(sw), hex(expected or 0))
        assert model.agrees(card), (raw[:5].hex(), card.tries_left(), model.left)
        if tuple(raw[1:4]) in _WORKS and kind in {0x61, 0x90} and not raw[0]:
            assert model.shown, raw[:5].hex()
            run.counts["with the key"] += 1
        run.counts["9000" if sw == 0x9000 else f"{kind:02X}"] += 1
    run.counts["cards"] += 1
    run.counts["cards that were dead"] += model.dead


def in_process(run: Campaign) -> None:
    """Meet one card after the other."""
    for _ in run.rounds(0):
        card = new_card()
        card.power_on()

        def reset(card: VirtualCard = card) -> None:
            card.power_off()
            card.power_on()

        one_life(run, card, card.transmit, reset)
        card.power_off()


@contextlib.contextmanager
def in_a_reader(card: VirtualCard, pcscd: PrivatePcscd, service: PcscReaders) -> Iterator[CardConnection]:
    """Give a connection to a card in the reader of a real pcscd."""
    reader = pcscd.reader_names[0]
    vpcd = VpcdCard(card, port=pcscd.ports[0])
    heard = Heard()
    watch = service.watch(heard)
    try:
        vpcd.start()
        heard.wait(lambda h: h.cards.get(reader) == card.ATR)
        connection = service.connect(reader)
        try:
            yield connection
        finally:
            connection.close()
    finally:
        vpcd.stop()
        heard.wait(lambda h: h.cards.get(reader) is None)
        watch.stop()


def through_pcscd(run: Campaign, pcscd: PrivatePcscd) -> None:
    """Meet one card after the other in a reader."""
    service = PcscReaders()
    try:
        for _ in run.rounds(0):
            card = new_card()
            with in_a_reader(card, pcscd, service) as connection:

                def send(raw: bytes, connection: CardConnection = connection) -> bytes:
                    if len(raw) < LEAST:  # vpcd's own commands have one byte
                        return b"\x67\x00"
                    try:
                        return connection.transmit(raw)
                    except LoginFailure as failure:
                        # pcscd sends on what a reader of T=0 can; the rest it refuses itself.
                        run.counts[failure.code] += 1
                        return b"\x67\x00"

                one_life(run, card, send)
    finally:
        service.close()


def test_hostile_apdus() -> None:
    run = Campaign.short("apdus", 12_000)
    in_process(run)
    assert run.counts["with the key"]
    assert run.counts["cards that were dead"] < run.counts["cards"]


def test_hostile_apdus_through_pcscd(private_pcscd: PrivatePcscd) -> None:
    run = Campaign.short("apdus", 600)
    through_pcscd(run, private_pcscd)
    assert run.counts["9000"]


@pytest.mark.soak
def test_a_million_hostile_apdus() -> None:
    run = Campaign.whole("apdus", 980_000)
    run.watched = "self"
    in_process(Campaign("apdus", min(run.size, 50_000), seed=run.seed + 1, quiet=True))
    before = memory_of()
    in_process(run)
    run.must_not_grow("this process", before, memory_of(), most=0.1)
    run.tell()


@pytest.mark.soak
def test_hostile_apdus_through_pcscd_for_long(private_pcscd: PrivatePcscd) -> None:
    run = Campaign.whole("apdus through pcscd", 20_000)
    through_pcscd(Campaign("apdus", min(run.size, 2_000), seed=run.seed + 1, quiet=True), private_pcscd)
    before, daemon = memory_of(), memory_of(private_pcscd.pid)
    through_pcscd(run, private_pcscd)
    run.must_not_grow("this process", before, memory_of(), most=0.1)
    run.must_not_grow("pcscd", daemon, memory_of(private_pcscd.pid), most=0.1)
    run.tell()
