from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.authenticators.registry import load_authenticators
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderContext,
    ReaderState,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.cards.readers import ReaderHub, load_reader_services
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.core.failures import LoginFailure

from .hearing import Heard
from .some_cards import SELECT, OtherCard, plain_card

ATR = VirtualCard.ATR


@pytest.fixture
def services() -> Iterator[tuple[VirtualReaders, VirtualReaders]]:
    one, two = VirtualReaders("one"), VirtualReaders("two")
    for service in (one, two):
        service.add("Same")
    two.add("Own")
    yield one, two
    one.close()
    two.close()


def test_a_hub_shows_all_readers_by_names_of_their_own(services: tuple[VirtualReaders, VirtualReaders]) -> None:
    one, two = services
    hub = ReaderHub(services)
    assert [state.name for state in hub.readers()] == ["Same", "Same (two)", "Own"]
    one.insert("Same", plain_card())
    two.insert("Same", OtherCard.make("other", []))
    assert hub.readers() == (ReaderState("Same", ATR), ReaderState("Same (two)", OtherCard.ATR), ReaderState("Own"))
    for name, atr in (("Same", ATR), ("Same (two)", OtherCard.ATR)):
        connection = hub.connect(name)
        assert (connection.atr, connection.transmit(SELECT)) == (atr, b"\x90\x00")
        connection.close()
    with pytest.raises(LoginFailure, match=r"reader\.unknown"):
        hub.connect("None such")


def test_a_hub_connects_to_a_reader_nobody_has_listed(services: tuple[VirtualReaders, VirtualReaders]) -> None:
    services[1].insert("Own", plain_card())
    connection = ReaderHub(services).connect("Own")
    assert connection.transmit(SELECT) == b"\x90\x00"
    connection.close()


def test_a_hub_merges_the_events_of_all_services(services: tuple[VirtualReaders, VirtualReaders]) -> None:
    one, two = services
    events = Heard(several_services=True)
    watch = ReaderHub(services).watch(events)
    two.insert("Same", plain_card())
    one.stop_service()
    two.pull("Same")
    two.insert("Own", OtherCard.make("other", []))
    events.wait(
        lambda h: (
            h.cards == {"Same (two)": None, "Own": OtherCard.ATR} and ServiceLost("one", "pcsc.stopped") in h.events
        )
    )
    own = [event for event in events.events if event in {CardInserted("Same (two)", ATR), CardRemoved("Same (two)")}]
    assert own == [CardInserted("Same (two)", ATR), CardRemoved("Same (two)")]
    watch.stop()
    told = len(events.events)
    witness = Heard()
    two.watch(witness)
    two.pull("Own")
    witness.wait_for(CardRemoved("Own"))
    assert len(events.events) == told


def test_a_hub_works_as_long_as_one_service_does(services: tuple[VirtualReaders, VirtualReaders]) -> None:
    one, two = services
    hub = ReaderHub(services)
    one.stop_service()
    assert [state.name for state in hub.readers()] == ["Same", "Own"]
    two.stop_service()
    with pytest.raises(LoginFailure, match=r"pcsc\.stopped"):
        hub.readers()
    one.start_service()
    assert [state.name for state in hub.readers()] == ["Same (one)"]


def test_our_services_are_found_by_their_entry_points() -> None:
    services = load_reader_services(ReaderContext(None, {}))
    assert {"virtual", "pcsc"} <= {service.name for service in services}
    for service in services:
        service.close()


MODULE = """
def refuse(context=None):
    raise OSError("no such device")

class Incomplete:
    name = method = "incomplete"
    def __init__(self, context=None): pass

answer = 42
"""


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("broken_plugin:refuse", "no such device"),
        ("broken_plugin:Incomplete", "Incomplete has no"),
        ("broken_plugin:nothing", "AttributeError"),
        ("broken_plugin:answer", "cannot be called"),
        ("no_such_module:anything", "ModuleNotFoundError"),
    ],
)
def test_a_broken_plugin_is_left_out_with_a_warning(
    target: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    distribute(tmp_path, f"broken = {target}")
    monkeypatch.syspath_prepend(tmp_path)
    with caplog.at_level(logging.WARNING):
        services = load_reader_services(ReaderContext(None, {}))
        methods = load_authenticators()
    assert {service.name for service in services} == {"virtual", "pcsc", "remote"}
    assert set(methods) == {"siths-this-device", "siths-other-device", "siths-md", "bankid"}
    warnings = [record.getMessage() for record in caplog.records if "broken" in record.getMessage()]
    assert len(warnings) == 2
    assert all(reason in warning for warning in warnings)
    for service in services:
        service.close()


def test_a_plugin_does_not_take_the_name_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    distribute(tmp_path, "virtual = broken_plugin:refuse", "siths-this-device = broken_plugin:refuse")
    monkeypatch.syspath_prepend(tmp_path)
    services = load_reader_services(ReaderContext(None, {}))
    assert {service.name for service in services} == {"virtual", "pcsc", "remote"}
    assert load_authenticators()["siths-this-device"].method == "siths-this-device"
    assert "the name 'virtual' is taken" in caplog.text
    for service in services:
        service.close()


def distribute(path: Path, *lines: str) -> None:
    """Lay out a distribution whose entry points stand in both groups."""
    (path / "broken_plugin.py").write_text(MODULE)
    information = path / "broken_plugin-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 1.0\n")
    points = "\n".join(lines)
    (information / "entry_points.txt").write_text(
        f"[cosmic_login.readers]\n{points}\n\n[cosmic_login.authenticators]\n{points}\n"
    )


def test_events_name_the_service_they_come_from(services: tuple[VirtualReaders, VirtualReaders]) -> None:
    heard = Heard()
    watch = ReaderHub(services[:1]).watch(heard)
    heard.wait_for(ReaderAdded("Same"))
    watch.stop()
    assert heard.events == [ServiceBack("one"), ReaderAdded("Same")]
