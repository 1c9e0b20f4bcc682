"""The guard around somebody else's readers: each wrong word of theirs is answered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from cosmic_login.cards.guarded import GuardedService, guarded
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    Leave,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ServiceLost,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.plugins import left_out


class Foreign:
    """A service whose events the test tells, and whose card answers what the test says."""

    def __init__(self, name: str, answer: Any = b"\x90\x00") -> None:
        self.name, self.answer = name, answer
        self.tell: Callable[[Any], None] = lambda _event: None
        self.watches = 0

    reader, atr = "A", bytearray(b"\x3b")

    def readers(self) -> tuple[()]:
        return ()

    def watch(self, listener: Callable[[ReaderEvent], None]) -> Foreign:
        self.tell = listener
        self.watches += 1
        return self

    def connect(self, _reader: str) -> Foreign:
        return self

    def transmit(self, _command: bytes | bytearray) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def stop(self) -> None: ...

    def close(self, _leave: Leave = Leave.UNPOWER) -> None: ...


def around(service: Foreign) -> GuardedService:
    made = guarded(cast("Any", service))
    assert guarded(made) is made
    return made


@pytest.mark.parametrize(
    ("called", "told"),
    [("Skrivbord 1", "Skrivbord 1"), ("desk\nrow", "deskrow"), ("x" * 99, "x" * 60), (None, ""), (RuntimeError(), "")],
)
def test_a_desk_is_told_as_the_trail_can_have_it(called: Any, told: str) -> None:
    class Elsewhere(Foreign):
        @property
        def desk(self) -> Any:
            if isinstance(called, Exception):
                raise called
            return called

    assert around(Elsewhere("elsewhere")).desk == told
    assert around(Foreign("here")).desk == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [(("firefox", "opensc\n"), ("firefox", "opensc")), (("x" * 99, 7), ("x" * 60,)), (None, ()), (RuntimeError(), ())],
)
def test_programs_that_may_have_a_card_are_told_as_they_can_be_shown(said: Any, told: tuple[str, ...]) -> None:
    class Shared(Foreign):
        def programs(self, reader: str) -> Any:
            assert reader == "A"
            if isinstance(said, Exception):
                raise said
            return said

    assert around(Shared("shared")).programs("A") == told
    assert around(Foreign("alone")).programs("A") == ()


def test_a_service_that_tells_nonsense_is_out_once_with_all_its_readers() -> None:
    service, heard = Foreign("nonsense"), list[ReaderEvent]()
    guard = around(service)
    watch = guard.watch(heard.append)
    told = [ReaderAdded("A"), ReaderAdded("B"), CardInserted("B", b"\x3b"), ReaderAdded("C"), ReaderRemoved("C")]
    for event in (*told, "a card was inserted", None, ReaderAdded("D")):
        service.tell(event)
    gone = [ServiceLost("nonsense", "plugin.left_out"), ReaderRemoved("A"), CardRemoved("B"), ReaderRemoved("B")]
    assert heard == told + gone
    assert len([plugin for plugin in left_out() if plugin.name == "nonsense"]) == 1

    late = list[ReaderEvent]()
    guard.watch(late.append).stop()
    assert late == gone[:1]
    assert service.watches == 1
    assert guard.readers() == ()
    watch.stop()


def test_a_stopped_watch_hears_nothing_more() -> None:
    service, heard = Foreign("stopped"), list[ReaderEvent]()
    watch = around(service).watch(heard.append)
    watch.stop()
    service.tell(ReaderAdded("A"))
    assert heard == []


@pytest.mark.parametrize("answer", [None, b"", b"\x90", "9000", bytearray(b"\x90\x00"), OSError("gone")])
def test_an_answer_that_is_none_makes_the_card_unreadable(answer: Any) -> None:
    connection = around(Foreign("mute", answer)).connect("A")
    with pytest.raises(LoginFailure) as caught:
        connection.transmit(b"\x00\xa4\x04\x0c")
    assert caught.value.code == "card.unreadable"
    connection.close()


def test_its_failures_and_its_good_answers_come_through() -> None:
    service = Foreign("good")
    connection = around(service).connect("A")
    assert (connection.atr, connection.transmit(b"\0\xa4\4\0")) == (b"\x3b", b"\x90\x00")
    service.answer = LoginFailure("card.removed")
    with pytest.raises(LoginFailure, match=r"card\.removed"):
        connection.transmit(b"\0\xa4\4\0")
