"""The real program on a screen of its own, by the keyboard alone: every key comes from the X server.

A tiny window manager runs (openbox): X gives the focus to nobody by itself, and Cosmic and SITHS eID are two
windows that hand it to each other.
"""

from __future__ import annotations

from pathlib import Path

from tests.e2e.desktop import Screen, enter_code, put_card, started, take_card
from tests.e2e.program import log_events


def test_a_whole_login_and_log_out(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        program.after(lambda: screen.keys("Return"), "state.changed", state="insert_card")
        put_card(program, "anna-1")
        program.wait_for("prompt.shown", prompt="enter_code", tries_left=3)
        enter_code(program, "123456")
        program.wait_for("login.succeeded", loa=3)
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+l"), "session.ended")
        program.wait_for("state.changed", state="start")
        screen.keys("alt+F4")
        assert program.ended() == 0
    events = [row["event"] for row in log_events(cosmic_profile)]
    assert events[-1] == "window.closed"


def test_a_card_used_for_the_first_time_asks_twice(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "farid-1")
        program.after(lambda: screen.keys("alt+d"), "prompt.shown", prompt="register_code")
        program.after(lambda: enter_code(program, "123456"), "prompt.shown", prompt="enter_code")
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")


def test_choosing_a_service_id_by_the_arrows(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "bo-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
        program.after(lambda: enter_code(program, "123456"), "prompt.shown", prompt="choose_service_id")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("Down", "Return"), "login.succeeded")


def test_wrong_code_then_right(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code", tries_left=3)
        program.after(
            lambda: enter_code(program, "000000"), "prompt.shown", prompt="enter_code", tries_left=2, wrong_before=True
        )
        # Too short, mended with Backspace, letters refused: only then the six digits.
        screen.keys("9", "9", "BackSpace", "BackSpace", "a", "Return")
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")


def test_escape_leaves_the_code_and_the_next_login_works(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
        screen.wait_for_window("SITHS eID")
        program.after(lambda: screen.keys("1", "2", "Escape"), "login.abandoned")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code", tries_left=3)
        program.after(lambda: enter_code(program, "123456"), "login.succeeded")
        take_card(program)
