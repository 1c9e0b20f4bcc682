"""Shared computers and the two manners, in the real program on a screen of its own, by the keyboard alone.

Each test is named by the row of the instruction that it shows.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.desktop import Program, Screen, enter_code, put_card, started, take_card
from tests.e2e.program import log_events, run

LIVELY = ("--manner", "true-to-life")


def logged_in(program: Program, card: str = "anna-1") -> None:
    """Log in with SITHS eID on this device."""
    put_card(program, card)
    program.after(lambda: program.screen.keys("Return"), "prompt.shown", prompt="enter_code")
    program.after(lambda: enter_code(program, "123456"), "state.changed", state="workspace")
    program.screen.wait_for_window("Cosmic")


def locked(program: Program) -> None:
    """Leave the room, and the computer locked."""
    logged_in(program)
    program.after(lambda: program.screen.keys("Return"), "session.locked")


def choose_md(program: Program) -> None:
    """Press "Logga in på annat sätt", then "Logga in med SITHS-kort"."""
    program.screen.wait_for_window("Cosmic")
    # Enter presses at once; a letter with Alt holds the button down for a tenth of a second.
    program.screen.keys("Home", "Down", "Down", "Return", "alt+s")


def audited(profile: Path) -> str:
    """Return the audit trail as it is shown, once it has verified."""
    checked = run(profile, "audit", "verify")
    assert checked.returncode == 0, checked.stderr
    return run(profile, "audit", "show").stdout


def test_r3_pulling_the_card_locks_the_session(screen: Screen, cosmic_profile: Path) -> None:
    assert run(cosmic_profile, "settings", "set", "session.removal_countdown_s", "1").returncode == 0
    with started(screen, cosmic_profile) as program:
        logged_in(program)
        take_card(program)
        program.wait_for("state.changed", state="lock_soon")
        program.wait_for("session.locked")
    assert "session.locked" in audited(cosmic_profile)


def test_r17_true_to_life_pressing_without_a_card_locks_cosmic_up(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile, *LIVELY) as program:
        program.after(lambda: choose_md(program), "state.changed", state="frozen")
        screen.wait_for_window("Cosmic")
        program.mark()
        screen.keys("Return", "Tab", "Escape", "alt+d", "F1", "ctrl+d", "alt+F4")
        screen.keys("ctrl+alt+r")
        program.wait_for("state.changed", state="start", before="frozen")
        events = [row["event"] for row in log_events(cosmic_profile)[program._seen :]]
        assert events == ["state.changed"], "something answered before the restart"
        screen.keys("alt+F4")
        assert program.ended() == 0


def test_r17_in_the_safe_manner_the_button_waits_for_the_card(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        program.after(lambda: choose_md(program), "state.changed", state="insert_card")
        put_card(program, "anna-1")
        program.wait_for("prompt.shown", prompt="confirm_certificate")


def test_r17_the_system_can_end_a_cosmic_that_does_not_answer(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile, *LIVELY) as program:
        program.after(lambda: choose_md(program), "state.changed", state="frozen")
        program.process.terminate()
        assert program.ended() == 0


def test_r19_with_md_the_code_is_not_asked_for_again(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        locked(program)
        put_card(program, "karin-1")
        screen.wait_for_window("Cosmic")
        screen.keys("Down", "Return", "Down", "Down", "Return", "alt+s")
        program.wait_for("prompt.shown", prompt="confirm_certificate")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="md_code")
        program.after(lambda: screen.keys(*"123456", "Return"), "takeover.asked", method="siths-md")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+j"), "session.ended", taken_over=True)
        program.wait_for("login.succeeded", method="siths-md")
        codes = [row for row in log_events(cosmic_profile) if row["fields"].get("prompt") == "md_code"]
        assert len(codes) == 1
    shown = audited(cosmic_profile)
    assert "session.taken_over" in shown


def test_r24_with_siths_eid_the_code_is_asked_for_once_more(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        locked(program)
        put_card(program, "karin-1")
        screen.wait_for_window("Cosmic")
        screen.keys("Down", "Return", "alt+d")
        program.wait_for("prompt.shown", prompt="enter_code")
        program.after(lambda: enter_code(program, "123456"), "takeover.asked")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+j"), "session.ended", taken_over=True)
        program.wait_for("prompt.shown", prompt="enter_code", tries_left=3)
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")
    shown = audited(cosmic_profile)
    assert "session.takeover_asked" in shown
    assert "session.taken_over" in shown


def test_r24_no_leaves_the_session_to_its_person(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        locked(program)
        put_card(program, "karin-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
        program.after(lambda: enter_code(program, "123456"), "takeover.asked")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+n"), "takeover.answered", yes=False)
        put_card(program, "anna-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")
        program.wait_for("state.changed", state="workspace")
    shown = audited(cosmic_profile)
    assert "session.takeover_refused" in shown
    assert "session.unlocked" in shown


def fails(program: Program) -> None:
    """Fail by a card that has expired."""
    put_card(program, "cecilia-1")
    program.after(lambda: program.screen.keys("Return"), "login.failed")
    program.screen.wait_for_window("Cosmic")


def test_r21_trying_again_starts_over_and_closing_closes(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        fails(program)
        program.after(lambda: screen.keys("Return"), "state.changed", state="starting_over")
        program.wait_for("state.changed", state="start", before="starting_over")
        program.after(lambda: screen.keys("Return"), "login.failed")
        screen.wait_for_window("Cosmic")
        screen.keys("Tab", "Return")
        assert program.ended() == 0


@pytest.mark.soak
def test_r21_true_to_life_starting_over_takes_a_minute(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile, *LIVELY) as program:
        fails(program)
        program.after(lambda: screen.keys("Return"), "state.changed", state="starting_over")
        before = time.monotonic()
        time.sleep(55)
        program.mark()
        screen.keys("Escape", "Return")
        program.wait_for("state.changed", state="start", before="starting_over")
        assert time.monotonic() - before > 59
