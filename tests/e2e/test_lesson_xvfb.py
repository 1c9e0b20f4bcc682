"""Lessons in the real program on a screen of its own: a whole one by the keyboard, and one through AT-SPI."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.desktop import Screen, enter_code, put_card, started, take_card
from tests.e2e.program import log_events, wait_for_event
from tests.e2e.test_atspi import FIELD, THIS_DEVICE, bus, check_names, reader

__all__ = ["bus"]
PRACTISE = ("scenario", "play", "this-device", "--way", "practise", "--json")


def test_a_lesson_is_practised_by_the_keyboard_with_one_mistake(screen: Screen, cosmic_profile: Path) -> None:
    # So large that the pane has a window of its own, which must not take the keyboard when it comes.
    (cosmic_profile / "settings.toml").write_text("[appearance]\ntext_scale = 1.5\n", "utf-8")
    with started(screen, cosmic_profile, *PRACTISE) as program:
        wait_for_event(cosmic_profile, "lesson.step", verdict="begun", step=0)  # maybe before the window was in front
        screen.wait_for_window("Cosmic")
        put_card(program, "anna-1")
        program.wait_for("lesson.step", verdict="done", step=0)
        program.after(lambda: screen.keys("Return"), "lesson.step", verdict="done", step=1)
        program.after(lambda: enter_code(program, "000000"), "lesson.step", verdict="mistake", step=2)
        program.wait_for("lesson.step", verdict="back-on-track", step=2)
        screen.wait_for_window("SITHS eID")
        program.after(lambda: enter_code(program, "123456"), "lesson.step", verdict="done", step=2)
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+l"), "lesson.step", verdict="done", step=3)
        take_card(program)
        program.wait_for("lesson.step", verdict="finished")
        screen.keys("F7", "Tab")  # past "begin again" to "leave"
        screen.keys("Return")
        out, err = program.process.communicate(timeout=30)
    assert (program.process.returncode, err) == (0, "")
    assert '"mistakes": [\n' in out or '"mistakes": ["' in out
    assert not (cosmic_profile / "lessons").exists()
    assert [row["event"] for row in log_events(cosmic_profile) if row["event"] == "internal.error"] == []


def test_a_lesson_that_is_shown_uses_the_phones_own_window(
    screen: Screen, cosmic_profile: Path, tmp_path: Path
) -> None:
    """It opens the app, reads the code off the screen by the phone's camera, and types a wrong code and a right one."""
    show = ("scenario", "play", "phone-code-wrong", "--way", "show", "--pace", "0.1", "--json")
    with started(screen, cosmic_profile, *show) as program:
        program.wait_for("lesson.step", verdict="finished")
        screen.wait_for_window("Cosmic")  # the keyboard is back where the lesson is led from
        screen.picture(tmp_path / "shown.png")
        screen.keys("F7", "Tab", "Tab", "Tab")
        screen.keys("Return")
        out, err = program.process.communicate(timeout=30)
    assert (program.process.returncode, err) == (0, "")
    rows = log_events(cosmic_profile)
    assert [(row["fields"]["verb"], row["fields"]["window"]) for row in rows if row["event"] == "lesson.phone"] == [
        ("scan", True),
        ("confirm", True),
        ("confirm", True),
    ]
    assert [row for row in rows if row["event"] == "internal.error"] == []
    assert "phone.code_wrong" not in out, "what a lesson shows on purpose is nobody's mistake"


def test_a_lesson_is_practised_through_assistive_technology(
    screen: Screen, cosmic_profile: Path, bus: dict[str, str]
) -> None:
    with reader(screen, bus) as reads, started(screen, cosmic_profile, *PRACTISE, env=bus) as program:
        assert "Steg 1 av 5" in reads.hear("Steg 1 av 5")
        reads.press("Ledtråd")
        assert "Kortet väljs i menyns kort" in reads.hear("Ledtråd:")
        check_names(reads.showing())
        reads.press("Kort", role="push button")
        program.after(lambda: reads.press("Anna Testsson (anna-1)"), "lesson.step", verdict="done", step=0)
        program.after(lambda: reads.press(THIS_DEVICE), "lesson.step", verdict="done", step=1)
        reads.node(FIELD)
        reads.heard.clear()
        reads.ask("write", name=FIELD, text="907351")
        program.after(lambda: reads.press("Legitimera"), "lesson.step", verdict="mistake", step=2)
        assert "Det blev något annat" in reads.hear("Nu är du där steget börjar: försök igen.")
        reads.ask("write", name=FIELD, text="123456")
        program.after(lambda: reads.press("Legitimera"), "lesson.step", verdict="done", step=2)
        program.after(lambda: reads.press("Logga ut"), "lesson.step", verdict="done", step=3)
        reads.press("Kort", role="push button")
        program.after(lambda: reads.press("Ta ut kortet"), "lesson.step", verdict="finished")
        assert "Övningen är klar" in reads.hear("Övningen är klar")
        reads.press("Avsluta övningen")
        program.process.communicate(timeout=30)
    assert program.process.returncode == 0
