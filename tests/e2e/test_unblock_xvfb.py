"""A card that is blocked, and its mend, by the keyboard alone on a screen of its own."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.desktop import Screen, enter_code, put_card, started


def test_three_wrong_codes_and_the_mend_by_the_puk(screen: Screen, cosmic_profile: Path) -> None:
    new = "824613"
    with started(screen, cosmic_profile) as program:
        put_card(program, "anna-1")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code", tries_left=3)
        program.after(lambda: enter_code(program, "000000"), "prompt.shown", tries_left=2)
        program.after(lambda: enter_code(program, "000000"), "prompt.shown", tries_left=1)
        program.after(lambda: enter_code(program, "000000"), "login.failed", failure="code.blocked")
        screen.wait_for_window("SITHS eID")  # says that the code is blocked, and offers the PUK
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="unblock_code")
        screen.wait_for_window("SITHS eID")
        program.after(
            lambda: screen.keys(*"12345678", "Tab", *new, "Tab", *new, "Return"), "card_task.done", task="unblock"
        )
        program.after(lambda: screen.keys("Return"), "state.changed", state="start")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code", tries_left=3)
        program.after(lambda: enter_code(program, new), "login.succeeded")
