"""The wall before pyscard, with a stand-in for it: failures of ours come out, and only names of ASCII go in."""

from __future__ import annotations

import importlib.metadata
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards import pcsc_library
from cosmic_login.cards.pcsc_library import Pyscard, answering, load_scard
from cosmic_login.core.failures import LoginFailure


class Binding:
    """A module that keeps what it was told, or raises."""

    SCARD_PCI_T0, SCARD_PCI_T1 = "T0", "T1"

    def __init__(self, raises: Exception | None = None) -> None:
        self.raises = raises
        self.told: list[tuple[Any, ...]] = []
        self.command: list[int] = []

    def _answer(self, *args: Any) -> tuple[int, list[int]]:
        self.told.append(args)
        if self.raises is not None:
            raise self.raises
        return 0, [0x90, 0x00]

    SCardConnect = SCardGetStatusChange = SCardListReaders = _answer

    def SCardTransmit(self, card: int, protocol: str, command: list[int]) -> tuple[int, list[int]]:  # noqa: N802
        self.command = command
        return self._answer(card, protocol, tuple(command))


@pytest.mark.parametrize(("protocol", "name"), [(api.PROTOCOL_T0, "T0"), (api.PROTOCOL_T1, "T1")])
def test_a_command_goes_by_the_cards_protocol_and_its_copy_is_wiped(protocol: int, name: str) -> None:
    binding = Binding()
    command = [0, 0x20, 0, 0x11]
    assert Pyscard(binding).SCardTransmit(7, protocol, command) == (0, [0x90, 0x00])
    assert binding.told == [(7, name, (0, 0x20, 0, 0x11))]
    assert binding.command == [0] * 4
    assert command == [0, 0x20, 0, 0x11], "the caller's own is the caller's to wipe"


def test_a_command_is_wiped_also_when_the_binding_raises() -> None:
    binding = Binding(SystemError("returned a result with an exception set"))
    with pytest.raises(LoginFailure) as caught:
        Pyscard(binding).SCardTransmit(7, api.PROTOCOL_T1, b"\1\2\3")
    assert (caught.value.code, caught.value.detail) == ("pcsc.stopped", "pyscard: SystemError in SCardTransmit")
    assert binding.command == [0] * 3


@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("SCardConnect", (1, "Läsare", 2, 3)),
        ("SCardGetStatusChange", (1, 0, [("Reader", 0), ("L\udce4sare", 0)])),
    ],
)
def test_a_name_that_is_not_ascii_never_reaches_it(function: str, args: tuple[Any, ...]) -> None:
    binding = Binding()
    with pytest.raises(LoginFailure, match=r"reader\.unknown"):
        getattr(Pyscard(binding), function)(*args)
    assert binding.told == []


def test_other_calls_go_through_as_they_are_and_raise_failures_of_ours() -> None:
    binding = Binding()
    wall = Pyscard(binding)
    wall.SCardConnect(1, "Reader", 2, 3)
    wall.SCardGetStatusChange(1, 0, [("Reader", 0)])
    wall.SCardListReaders(1, [])
    assert binding.told == [(1, "Reader", 2, 3), (1, 0, [("Reader", 0)]), (1, [])]
    with pytest.raises(LoginFailure, match=r"pcsc\.stopped.*UnicodeError in SCardListReaders"):
        Pyscard(Binding(UnicodeError())).SCardListReaders(1, [])


def test_without_pcsc_lite_pyscard_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc_library, "pcsc_lite", lambda: None)
    binding = Binding()
    monkeypatch.setitem(sys.modules, "smartcard.scard", binding)
    monkeypatch.setitem(sys.modules, "smartcard", SimpleNamespace(scard=binding))
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"9 of {name}")
    load_scard().SCardListReaders(1, [])
    assert binding.told == [(1, [])]
    assert answering() == "pyscard 9 of pyscard"


def test_without_either_the_failure_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc_library, "pcsc_lite", lambda: None)
    monkeypatch.setitem(sys.modules, "smartcard.scard", None)
    for call in (load_scard, answering):
        with pytest.raises(LoginFailure, match=r"pcsc\.missing.*neither libpcsclite nor pyscard"):
            call()
