"""What is written down of a login: names of events and codes, never who it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.authenticators.engine.headless import Outcome, run_login
from cosmic_login.cards.reader import CardInserted, CardRemoved, ReaderAdded, ReaderRemoved, ServiceBack, ServiceLost
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CardSituation
from cosmic_login.diagnosis.journal import Journal
from cosmic_login.profile.logs import LogHandler, configure_logging
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogHandler]:
    made = configure_logging(tmp_path)
    yield made
    made.close()


def written(log: LogHandler) -> list[tuple[str, dict[str, object]]]:
    rows = [json.loads(line) for line in log.path.read_text().splitlines()] if log.path.exists() else []
    return [(row["event"], row["fields"]) for row in rows]


def logged_in(cosmic: LoginBench, robot: Robot) -> Outcome:
    """Log in as the command does."""

    async def log_in() -> Outcome:
        client = cosmic.world.client()
        return await run_login(
            "siths-this-device",
            robot,
            authenticators=lambda: cosmic.world.authenticators,
            make_order=lambda method: cosmic.world.order(method, client),
            clock=cosmic.world.clock,
            on_view=Journal("command").view,
            close_clients=cosmic.world.close_clients,
        )

    return asyncio.run(log_in())


def test_a_whole_login_is_written_down_and_nobody_is_named(cosmic: LoginBench, log: LogHandler) -> None:
    cosmic.insert("bo-1")
    outcome = logged_in(cosmic, Robot(codes=["999999", "123456"]))
    assert outcome.identity is not None
    rows = written(log)
    events = [event for event, _ in rows]
    assert events[:3] == ["idp.started", "state.changed", "login.started"]
    assert events[-2:] == ["state.changed", "login.succeeded"]
    assert rows[-1][1] == {"method": "siths-this-device", "loa": 3, "source": "command"}
    asked = [told for event, told in rows if event == "prompt.shown" and told["prompt"] == "enter_code"]
    assert [(told["tries_left"], told["wrong_before"]) for told in asked] == [(3, False), (2, True)]
    text = log.path.read_text()
    person = cosmic.world.directory.person("bo")
    for secret in (person.name, person.family_name, person.personal_number, "999999", "123456"):
        assert secret not in text


def test_a_failed_login_has_its_code(cosmic: LoginBench, log: LogHandler) -> None:
    cosmic.insert("cecilia-1")
    outcome = logged_in(cosmic, Robot())
    assert outcome.failure is not None
    (told,) = [told for event, told in written(log) if event == "login.failed"]
    assert told["failure"] == outcome.failure.code
    (last,) = [told for event, told in written(log) if event == "state.changed" and told["failure"]]
    assert last["state"] == "authentication_failed"


def test_readers_and_cards(log: LogHandler) -> None:
    journal = Journal("window")
    for event in (
        ServiceBack("virtual"), ReaderAdded("R"), CardInserted("R", b"\x3b\x00"), CardRemoved("R"),
        ReaderRemoved("R"), ServiceLost("pcsc", "pcsc.stopped"),
    ):  # fmt: skip
        journal.reader_event(event)
    rows = written(log)
    assert [event for event, _ in rows] == [
        "readers.back", "reader.added", "card.inserted", "card.removed", "reader.removed", "readers.lost",
    ]  # fmt: skip
    assert rows[2][1] == {"reader": "R", "atr": "3b:00"}
    assert rows[5][1]["failure"] == "pcsc.stopped"


def test_the_same_situation_is_written_once(log: LogHandler) -> None:
    journal = Journal("window")
    for situation in (CardSituation.NO_CARD, CardSituation.NO_CARD, None, None):
        journal.situation(situation, "R")
    journal.situation(None, "R", pulled="S")
    assert [told["situation"] for _, told in written(log)] == ["no-card", "ready", "ready"]


def test_a_failure_with_a_number_in_its_detail_is_masked(log: LogHandler) -> None:
    from cosmic_login.authenticators.engine.conductor import View

    journal = Journal("window")
    journal.view(View("working", method="m"))
    journal.view(View("login_failed", method="m", failure=LoginFailure("access.person_unknown", "199001132399")))
    assert "199001132399" not in log.path.read_text()
    assert [event for event, _ in written(log)].count("login.failed") == 1


def test_abandoning_locking_and_card_tasks(log: LogHandler) -> None:
    from cosmic_login.authenticators.engine.conductor import View

    journal = Journal("window")
    for state in (
        "working", "start", "manage_working", "managed", "start", "manage_working", "manage_failed", "manage_working",
        "start", "workspace", "locked", "unlock_working", "locked", "logging_out", "start",
    ):  # fmt: skip
        failure = LoginFailure("puk.wrong", tries_left=9) if state == "manage_failed" else None
        journal.view(View(state, method="m", task="unblock", failure=failure))
    assert [event for event, _ in written(log) if event != "state.changed"] == [
        "login.started", "login.abandoned", "card_task.started", "card_task.done", "card_task.started",
        "card_task.failed", "card_task.started", "card_task.abandoned", "session.locked", "login.started",
        "login.abandoned", "session.ended",
    ]  # fmt: skip
