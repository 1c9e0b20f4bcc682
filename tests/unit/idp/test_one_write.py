"""An answer goes out in one write, and whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from cosmic_login.idp.tls.one_write import OneWrite


class Wire:
    """As much of a transport as is asked for."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.ended = ""

    def write(self, data: bytes) -> None:
        assert not self.ended
        self.writes.append(data)

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def is_closing(self) -> bool:
        return bool(self.ended)

    def get_extra_info(self, name: str) -> str:
        return f"of {name}"


class Loop:
    """Calls when it is told to."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []

    def call_soon(self, call: Callable[[], None]) -> None:
        self.soon.append(call)

    def go_round(self) -> None:
        calls, self.soon = self.soon, []
        for call in calls:
            call()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def together(wire: Wire, loop: Loop) -> OneWrite:
    return OneWrite(cast("Any", wire), cast("Any", loop))


def test_head_and_body_are_one_write(wire: Wire, loop: Loop, together: OneWrite) -> None:
    together.write(b"head")
    together.write(b"body")
    assert wire.writes == []
    together.flush()
    assert wire.writes == [b"headbody"]
    loop.go_round()
    assert wire.writes == [b"headbody"]


def test_what_nobody_flushes_goes_out_with_the_next_round(wire: Wire, loop: Loop, together: OneWrite) -> None:
    together.write(b"some of a long answer")
    loop.go_round()
    assert wire.writes == [b"some of a long answer"]
    together.write(b"the rest")
    loop.go_round()
    assert wire.writes[1:] == [b"the rest"]


def test_closing_sends_what_is_kept_and_aborting_does_not(wire: Wire, loop: Loop, together: OneWrite) -> None:
    together.write(b"last words")
    assert not together.is_closing()
    together.close()
    assert (wire.writes, wire.ended, together.is_closing()) == ([b"last words"], "closed", True)
    wire.ended = ""
    together.write(b"never heard")
    together.abort()
    loop.go_round()
    assert (wire.writes, wire.ended) == ([b"last words"], "aborted")


def test_everything_else_is_the_transports(together: OneWrite) -> None:
    assert together.get_extra_info("peername") == "of peername"
