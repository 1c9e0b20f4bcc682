"""Row R6 in the real window: desk and session in two network namespaces, with a line between them that can be cut."""

from __future__ import annotations

import contextlib
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.app import World
from cosmic_login.profile import Profile
from cosmic_login.testing import pcscd
from tests.e2e.desktop import Screen, enter_code, started
from tests.e2e.program import run
from tests.e2e.remote_desk import PcscAtDesk, VirtualAtDesk, sharing
from tests.e2e.test_shared_xvfb import choose_md
from tests.far_apart import DESK, FarApart, missing_parts

READER = "Läsare på din egen dator"


@pytest.fixture
def far() -> Iterator[FarApart]:
    why = missing_parts()
    if why:
        pytest.skip(why)
    with FarApart(delay=0.01) as made:
        yield made


@pytest.mark.parametrize("kind", [VirtualAtDesk, PcscAtDesk], ids=["virtual", "pcscd"])
def test_r6_a_day_at_work_in_a_remote_session(
    screen: Screen, cosmic_profile: Path, tmp_path: Path, far: FarApart, kind: type[VirtualAtDesk | PcscAtDesk]
) -> None:
    """Log in by this device, pull the card on the desk, put it back, unlock, cut the line, and see it come back.

    Then log in by MD. The trail names the desk wherever a card was used.
    """
    if kind is PcscAtDesk and (why := pcscd.missing_parts()):
        pytest.skip(why)
    assert run(cosmic_profile, "card", "show", "anna-1").returncode == 0
    assert run(cosmic_profile, "settings", "set", "session.removal_countdown_s", "0").returncode == 0
    desk_profile = Path(shutil.copytree(cosmic_profile, tmp_path / "desk"))
    with (
        contextlib.closing(kind(desk_profile, "anna-1", far.at_desk)) as card,
        sharing(
            desk_profile, "--listen", f"{DESK}:9743", *card.options, around=far.at_desk, env=card.environment
        ) as desk,
    ):
        desk.pair(cosmic_profile, far.in_session)
        with started(screen, cosmic_profile, "--reader-from", desk.address, prefix=tuple(far.in_session())) as program:
            program._seen = 0  # the card may have been seen before the window was
            program.wait_for("card.situation", situation="ready", reader=READER)
            program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
            program.after(lambda: enter_code(program, "123456"), "login.succeeded", loa=3)
            program.wait_for("state.changed", state="workspace")
            desk.news("asks", use="key")

            program.after(lambda: card.pull(desk), "session.locked")
            program.wait_for("card.situation", situation="no-card")
            program.after(lambda: card.put(desk), "card.situation", situation="ready")
            screen.wait_for_window("Cosmic")
            program.after(lambda: screen.keys("alt+p"), "prompt.shown", prompt="enter_code")
            program.after(lambda: enter_code(program, "123456"), "state.changed", state="workspace")

            program.mark()
            far.cut = True
            program.wait_for("reader.line_lost")
            program.wait_for("session.locked")
            program.wait_for("card.situation", situation="line-lost")
            program.mark()
            far.cut = False
            program.wait_for("card.situation", situation="ready")
            screen.wait_for_window("Cosmic")
            program.after(lambda: screen.keys("alt+p"), "prompt.shown", prompt="enter_code")
            program.after(lambda: enter_code(program, "123456"), "state.changed", state="workspace")

            screen.wait_for_window("Cosmic")
            program.after(lambda: screen.keys("alt+l"), "session.ended")
            program.wait_for("state.changed", state="start")
            program.after(lambda: choose_md(program), "prompt.shown", prompt="confirm_certificate")
            program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="md_code")
            program.after(lambda: screen.keys(*"123456", "Return"), "login.succeeded", method="siths-md")
            program.wait_for("state.changed", state="workspace")
    world = World(Profile.open(cosmic_profile))
    assert world.audit.verify().ok
    rows = [row for row in world.audit.records() if row.event.startswith(("login.", "session."))]
    assert {row.extra.get("desk") for row in rows} == {socket.gethostname()}
    assert Counter(row.method for row in rows if row.event == "login.succeeded") == {
        "siths-this-device": 3, "siths-md": 1,
    }  # fmt: skip


def test_r6_the_line_is_cut_where_a_code_is_asked_for(
    screen: Screen, cosmic_profile: Path, tmp_path: Path, far: FarApart
) -> None:
    """At the code window of a login, and of an unlocking: a wrong code typed meanwhile costs no try.

    Each time the window names the line, and goes on with the right code once the line is back.
    """
    assert run(cosmic_profile, "card", "show", "anna-1").returncode == 0
    assert run(cosmic_profile, "settings", "set", "login.starting_over_s", "0").returncode == 0
    desk_profile = Path(shutil.copytree(cosmic_profile, tmp_path / "desk"))
    listen = ("--listen", f"{DESK}:9743", "--card", "anna-1")
    with sharing(desk_profile, *listen, around=far.at_desk) as desk:
        desk.pair(cosmic_profile, far.in_session)
        with started(screen, cosmic_profile, "--reader-from", desk.address, prefix=tuple(far.in_session())) as program:
            program._seen = 0  # the card may have been seen before the window was
            program.wait_for("card.situation", situation="ready", reader=READER)

            def typed_in_vain(state: str, *keys: str) -> None:
                far.cut = True
                program.after(lambda: screen.keys(*keys), "state.changed", state=state)
                assert program.wait_for("login.failed", failure="reader.remote_lost")
                program.wait_for("card.situation", situation="line-lost")
                screen.wait_for_window("Cosmic")
                assert World(Profile.open(desk_profile)).cards.summary("anna-1").tries_left == 3
                program.mark()
                far.cut = False
                program.wait_for("card.situation", situation="ready")
                screen.wait_for_window("Cosmic")

            program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
            screen.wait_for_window("SITHS eID")
            typed_in_vain("authentication_failed", *"999999", "Return")
            program.after(lambda: screen.keys("Return"), "state.changed", state="start")
            program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="enter_code")
            program.after(lambda: enter_code(program, "123456"), "state.changed", state="workspace")
            screen.wait_for_window("Cosmic")
            program.after(lambda: screen.keys("Return"), "session.locked")
            program.after(lambda: screen.keys("alt+p"), "prompt.shown", prompt="enter_code")
            screen.wait_for_window("SITHS eID")
            typed_in_vain("unlock_failed", *"999999", "Return")
            program.after(lambda: screen.keys("Return"), "state.changed", state="locked")
            program.after(lambda: screen.keys("alt+p"), "prompt.shown", prompt="enter_code")
            program.after(lambda: enter_code(program, "123456"), "state.changed", state="workspace")
    world = World(Profile.open(cosmic_profile))
    assert world.audit.verify().ok
    rows = [row for row in world.audit.records() if row.event.startswith(("login.", "session."))]
    assert {row.extra.get("desk") for row in rows} == {socket.gethostname()}
    ends = [row.reason or row.event for row in rows if row.event in {"login.succeeded", "login.failed"}]
    assert ends == ["reader.remote_lost", "login.succeeded"] * 2
