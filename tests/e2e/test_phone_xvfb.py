"""The phone beside the login window, both real programs: what it knows of the screen are its pixels."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.ui.design_tokens import THEMES
from tests.e2e.desktop import Screen, missing_parts, started
from tests.e2e.phone_desk import CODE, PhoneDesk, shown_code
from tests.e2e.program import log_events, run
from tests.walks import rest_whole

pytestmark = [pytest.mark.timeout(240)]

SIZES = {1.0: (1400, 900), 1.5: (2100, 1350), 2.0: (2800, 1800)}
LOOKS = [(1.0, "light"), (1.5, "dark"), (2.0, "light"), (1.0, "dark")]


@pytest.fixture(params=rest_whole(LOOKS, lambda look: look == LOOKS[0]), ids=lambda look: f"{look[0]:.0%}-{look[1]}")
def look(request: pytest.FixtureRequest) -> tuple[float, str]:
    found: tuple[float, str] = request.param
    return found


@pytest.fixture
def screen(look: tuple[float, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    if reason := missing_parts():
        pytest.skip(reason)
    with Screen(tmp_path_factory.mktemp("home"), SIZES[look[0]]) as made:
        yield made


@pytest.fixture
def desk(screen: Screen, look: tuple[float, str], cosmic_profile: Path) -> Iterator[PhoneDesk]:
    """Give a phone beside the login window, in a look, with the app SITHS eID installed."""
    assert run(cosmic_profile, "settings", "set", "theme", look[1]).returncode == 0
    with started(screen, cosmic_profile, env={"QT_SCALE_FACTOR": str(look[0])}) as program:
        yield PhoneDesk(program)
        screen.front("Cosmic")
        screen.keys("alt+F4")
        assert program.ended() == 0
    events = [(row["event"], row["fields"]) for row in log_events(cosmic_profile)]
    assert ("phone.closed", {"status": 0}) in events  # it went with the login window
    assert CODE not in (cosmic_profile / "log" / "cosmic-login.log").read_text("utf-8")


def activate(desk: PhoneDesk, person: str, app: str, look: tuple[float, str]) -> None:
    """Install an app and activate it by the one-time code on the screen; keys, and the mouse at the end."""
    desk.open()
    if app == "bankid":
        desk.screen.keys("Right")
    desk.page("store", "Return")
    desk.page("app", "Return")
    desk.page("add", "alt+h" if app == "siths" else "alt+l")
    text = desk.activation(person, app)
    desk.page("scan_activation", "alt+s")
    desk.program.mark()
    with shown_code(desk.screen, text, look[0]):
        desk.come("new_code")
    desk.screen.front("Telefon")
    desk.screen.keys(*CODE, "Return", *CODE)
    desk.program.mark()
    desk.press_primary("Telefon", THEMES[look[1]].accent)
    desk.come("activated")
    desk.page("app", "Return")
    desk.page("id", "Tab", "Return")
    assert "Anna Testsson" in desk.screen.title()
    desk.page("app", "Escape")


WAYS = {"siths": "siths-other-device", "bankid": "bankid"}
#: By keys from the start screen: "SITHS eID på annan enhet"; "Logga in på annat sätt" and the second one there.
KEYS_TO = {"siths": ("alt+a",), "bankid": ("alt+l", "Down", "Return")}


def keep_picture(screen: Screen, name: str) -> None:
    """Keep a picture of the screen for the docs, where ``COSMIC_PICTURES`` says."""
    if folder := os.environ.get("COSMIC_PICTURES"):
        screen.picture(Path(folder) / f"{name}.png")


def log_in(desk: PhoneDesk, app: str, look: tuple[float, str]) -> None:
    """Log in by keys in the login window, keys and mouse on the phone, and log out."""
    program, screen = desk.program, desk.screen
    screen.front("Cosmic")
    program.mark()
    screen.keys(*KEYS_TO[app], pause_ms=250)  # the list opens when the button has been pressed for a moment
    program.wait_for("state.changed", state="show_qr", method=WAYS[app])
    desk.open()
    program.mark()
    screen.keys("alt+s")
    desk.come("asked")
    keep_picture(screen, f"{app}-{look[0]:.0%}-{look[1]}")
    screen.keys(*CODE)
    program.mark()
    desk.press_primary("Telefon", THEMES[look[1]].accent)
    desk.come("answered")
    told = program.wait_for("login.succeeded")
    assert told["fields"]["method"] == WAYS[app]
    assert told["fields"]["loa"] == 3
    desk.page("app", "Return")
    desk.page("home", "Escape")
    screen.front("Cosmic")
    program.after(lambda: screen.keys("alt+l"), "session.ended")
    program.wait_for("state.changed", state="start")


def test_a_phone_is_activated_by_the_screen_and_logs_in_beside_the_window(
    desk: PhoneDesk, look: tuple[float, str]
) -> None:
    """With each app in turn; between window and phone there is only what can be seen."""
    for app in WAYS:
        activate(desk, "anna", app, look)
        log_in(desk, app, look)
