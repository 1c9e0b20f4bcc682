"""A reader service that does what none should takes nothing else with it, and is named in one line."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest

from cosmic_login.authenticators.card.finder import wait_for_card
from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.card.watch import CardWatch
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ReaderService,
    Watch,
)
from cosmic_login.cards.readers import ReaderHub
from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.plugins import left_out
from cosmic_login.core.prompts import InsertCard, Prompt
from cosmic_login.core.situations import CardSituation
from cosmic_login.testing.bench import LoginBench

from .hearing import Heard
from .some_cards import plain_card


class BadReaders(VirtualReaders):
    """Virtual readers of which one call does something else."""

    def __init__(self, call: str, does: Callable[..., Any]) -> None:
        super().__init__(f"bad-{call}-{does.__name__}")
        self.add("Bad")
        setattr(self, call, does)


def system_error(*_: object) -> Any:
    raise SystemError("returned a result with an exception set")


def unicode_error(*_: object) -> Any:
    b"\xe4".decode()


def nothing(*_: object) -> Any:
    return None


BAD = [(call, does) for call in ("readers", "watch") for does in (system_error, unicode_error, nothing)]


def lines(name: str) -> list[str]:
    return [plugin.line for plugin in left_out() if plugin.name == name]


@pytest.mark.parametrize(("call", "does"), BAD)
def test_the_others_go_on(cosmic: LoginBench, call: str, does: Callable[..., Any]) -> None:
    bad = BadReaders(call, does)
    services = (bad, cosmic.readers)
    cosmic.insert("anna-1")
    (reader,) = (state.name for state in cosmic.readers.readers())

    hub, heard, seen = ReaderHub(services), Heard(several_services=True), threading.Event()
    assert reader in [state.name for state in hub.readers()]
    watch = hub.watch(heard)
    heard.wait(lambda h: h.cards.get(reader) is not None and "Bad" not in h.cards)
    watch.stop()

    def tell(status: CardStatus) -> None:
        if status.who.startswith("Anna"):
            seen.set()

    cards = CardWatch(ReaderHub(services), tell)
    cards.start()
    assert seen.wait(20)
    cards.stop()

    async def ask(_prompt: Prompt[Any]) -> None:
        return None

    async def find() -> str:
        card = await wait_for_card(services, cast("Any", ask))
        await card.close()
        return card.reader

    assert asyncio.run(find()) == reader
    (line,) = lines(bad.name)
    assert "BadReaders" in line
    bad.close()


@pytest.mark.parametrize("does", [system_error, unicode_error, nothing])
def test_a_card_that_cannot_be_connected_to_is_unreadable(does: Callable[..., Any]) -> None:
    bad = BadReaders("connect", does)
    bad.insert("Bad", plain_card())
    told: list[CardSituation | None] = []
    seen = threading.Event()

    def tell(status: CardStatus) -> None:
        told.append(status.situation)
        if status.situation is CardSituation.UNREADABLE:
            seen.set()

    watch = CardWatch(cast("ReaderService", bad), tell)
    watch.start()
    assert seen.wait(20), told
    watch.stop()
    with pytest.raises(LoginFailure, match=r"card\.unreadable"):
        ReaderHub([bad]).connect("Bad")
    bad.close()


def test_a_service_that_tells_nonsense_loses_its_readers() -> None:
    told: list[Callable[[ReaderEvent], None]] = []

    class Telling(VirtualReaders):
        def watch(self, listener: Callable[[ReaderEvent], None]) -> Any:
            told.append(listener)
            return super().watch(listener)

    bad, heard = Telling("telling"), Heard(several_services=True)
    bad.add("Bad")
    bad.insert("Bad", plain_card())
    watch = ReaderHub([bad]).watch(heard)
    heard.wait(lambda h: h.cards.get("Bad") is not None)
    told[0](cast("ReaderEvent", "a card was inserted"))
    heard.wait(lambda h: not h.cards)
    assert [type(event) for event in heard.events if not hasattr(event, "service")] == [
        ReaderAdded,
        CardInserted,
        CardRemoved,
        ReaderRemoved,
    ]
    assert lines("telling")
    watch.stop()
    bad.close()


class Stuck:
    """A watch whose end does not come."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.go_on = watch, threading.Event()

    def stop(self) -> None:
        self.go_on.wait()
        self.watch.stop()


def test_a_watch_that_cannot_be_stopped_is_left() -> None:
    made: list[Stuck] = []

    class Foreign(BadReaders):
        """Not one of ours, which are trusted to come back."""

        def watch(self, listener: Callable[[ReaderEvent], None]) -> Any:
            made.append(Stuck(super().watch(listener)))
            return made[-1]

    bad, heard = Foreign("close", nothing), Heard()
    watch = ReaderHub([bad]).watch(heard)
    heard.wait(lambda h: "Bad" in h.cards)
    watch.stop()
    assert lines(bad.name)
    made[0].go_on.set()


class GoneMeanwhile(VirtualReaders):
    """Readers of which one is unplugged after it was looked at, before anybody watches."""

    def watch(self, listener: Callable[[ReaderEvent], None]) -> Any:
        if "Gone" in self.cards():
            self.remove("Gone")
        return super().watch(listener)


def test_a_reader_that_goes_before_the_watch_begins_is_not_waited_at() -> None:
    readers = GoneMeanwhile()
    readers.add("Gone")

    async def find() -> list[InsertCard]:
        asked: list[InsertCard] = []
        last = asyncio.Event()

        async def ask(prompt: Prompt[Any]) -> None:
            if isinstance(prompt, InsertCard):
                asked.append(prompt)
                last.set()
                await asyncio.Event().wait()

        search = asyncio.ensure_future(wait_for_card([readers], cast("Any", ask)))
        await asyncio.wait_for(last.wait(), 20)
        search.cancel()
        await asyncio.gather(search, return_exceptions=True)
        return asked

    assert [(each.situation, each.readers) for each in asyncio.run(find())] == [(CardSituation.NO_READER, ())]
    readers.close()
