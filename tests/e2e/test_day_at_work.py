"""The real program through a whole day: start, login, lock, unlock, log out, close; by the keyboard alone."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.desktop import Screen, enter_code, put_card, started, take_card
from tests.e2e.test_program_life import asked_for_the_code, audited, orders


def test_a_day_at_work(screen: Screen, cosmic_profile: Path) -> None:
    """Start, log in, lock, unlock, log out, close."""
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        asked_for_the_code(program)
        program.after(lambda: enter_code(program, "123456"), "login.succeeded", loa=3)
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+s"), "session.locked")
        program.wait_for("state.changed", state="locked")
        program.after(lambda: screen.keys("alt+p"), "prompt.shown", prompt="enter_code")
        assert program.wait_for("login.started")["fields"]["unlocks"]
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")
        program.wait_for("state.changed", state="workspace")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+l"), "session.ended")
        program.wait_for("state.changed", state="start")
        take_card(program)
        screen.keys("alt+F4")
        assert program.ended() == 0
    events = [record.event for record in audited(cosmic_profile)]
    assert events.count("login.succeeded") == 2
    # Unlocking is a login of its own; the session is one all the same, and ends once.
    assert events.count("session.ended") == 1
    wanted = ["session.locked", "session.unlocked", "session.ended"]
    assert next(event for event in events if event in wanted) == "session.locked"
    assert set(wanted) <= set(events)
    assert set(orders(cosmic_profile)) == {"complete"}
