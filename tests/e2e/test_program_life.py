"""The real program as people start and end it, well and badly: by its log, its audit trail and its store."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.app import World
from cosmic_login.profile import Profile
from tests.e2e.desktop import PATIENCE_S, Program, Screen, enter_code, put_card, started
from tests.e2e.program import log_events, run


def audited(profile: Path) -> list[Any]:
    """Return the audit trail's rows, once it has verified."""
    world = World(Profile.open(profile))
    try:
        verified = world.audit.verify()
        assert verified.ok, verified
        return list(world.audit.records())
    finally:
        world.close()


def orders(profile: Path) -> list[str]:
    """Return the status of every order at the IdP."""
    with closing(sqlite3.connect(profile / "idp.sqlite")) as store:
        return [row[0] for row in store.execute("SELECT status FROM login_order")]


def asked_for_the_code(program: Program) -> None:
    """Go on until the code is asked for."""
    program.after(lambda: program.screen.keys("Return"), "prompt.shown", prompt="enter_code")
    program.screen.wait_for_window("SITHS eID")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_the_code_is_asked_for(screen: Screen, cosmic_profile: Path, number: int) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        asked_for_the_code(program)
        screen.keys("1", "2", "3")
        program.mark()
        program.process.send_signal(number)
        program.wait_for("login.abandoned")
        assert program.ended() == 0
    assert log_events(cosmic_profile)[-1]["event"] == "window.closed"
    last = [record for record in audited(cosmic_profile) if record.event.startswith("login.")][-1]
    assert (last.event, last.reason) == ("login.failed", "order.cancelled")
    assert orders(cosmic_profile) == ["failed"]
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")  # the card had been let go, and no try was spent
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code", tries_left=3)
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")


def test_a_signal_while_somebody_is_logged_in(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        asked_for_the_code(program)
        program.after(lambda: enter_code(program, "123456"), "state.changed", state="workspace")
        program.after(program.process.terminate, "session.ended")
        assert program.ended() == 0
    assert [record.event for record in audited(cosmic_profile)][-1] == "session.ended"


def test_killed_after_a_wrong_code_and_started_again(screen: Screen, cosmic_profile: Path) -> None:
    """What the card and the audit trail knew before, they know afterwards; nothing stays locked."""
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        asked_for_the_code(program)
        program.after(lambda: enter_code(program, "000000"), "prompt.shown", tries_left=2, wrong_before=True)
        program.process.kill()
        assert program.process.wait(PATIENCE_S) == -signal.SIGKILL
    before = audited(cosmic_profile)
    assert [record.event for record in before][-1].startswith("login.")
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code", tries_left=2)
        program.after(lambda: enter_code(program, "000000"), "prompt.shown", tries_left=1)
        program.after(lambda: enter_code(program, "000000"), "login.failed", failure="code.blocked")
        program.process.kill()
        assert program.process.wait(PATIENCE_S) == -signal.SIGKILL
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        program.after(lambda: screen.keys("Return"), "login.failed", failure="code.blocked")
    after = audited(cosmic_profile)
    assert [record.event for record in after[: len(before)]] == [record.event for record in before]
    checked = run(cosmic_profile, "audit", "verify")
    assert checked.returncode == 0, checked.stderr


def test_killed_while_logged_in_and_started_again(screen: Screen, cosmic_profile: Path) -> None:
    """Who was told to be in is in the audit trail, whatever happens at the next moment."""
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        asked_for_the_code(program)
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")
        program.process.kill()
        assert program.process.wait(PATIENCE_S) == -signal.SIGKILL
    assert audited(cosmic_profile)[-1].event == "login.succeeded"
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        asked_for_the_code(program)
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")
