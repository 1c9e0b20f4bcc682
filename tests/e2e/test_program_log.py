"""The real window as a process of its own, watched through its log."""

from __future__ import annotations

import itertools
import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment, log_events, run, wait_for_event


def test_the_window_writes_down_its_life(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with warm.start(command(profile), environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            started = wait_for_event(process, "window.started")
            assert started["fields"]["idp"].startswith("http://127.0.0.1:")
            wait_for_event(process, "idp.started", embedded=True)
            wait_for_event(process, "reader.added", reader="Virtuell läsare 1")
            wait_for_event(process, "card.situation", situation="no-card")
            process.send_signal(signal.SIGTERM)
            wait_for_event(profile, "state.changed", state="closed", before="start")
            closed = wait_for_event(profile, "window.closed")
            out, err = process.communicate(timeout=TIMEOUT_S)
        except BaseException:
            process.kill()
            raise
    assert (process.returncode, out, err) == (0, "", "")
    events = [row["event"] for row in log_events(profile)]
    assert events.index("idp.stopped") < events.index("window.closed") == len(events) - 1
    assert closed["fields"] == {"status": 0}


def test_a_login_played_in_the_window_is_written_down_whole(cosmic_profile: Path, tmp_path: Path) -> None:
    done = run(cosmic_profile, "demo", "--card", "bo-1", "--pictures", str(tmp_path / "pictures"))
    assert done.returncode == 0, done.stderr
    rows = log_events(cosmic_profile)
    ours = ("login.started", "login.succeeded", "session.ended")
    assert [row["event"] for row in rows if row["event"] in ours] == list(ours)
    asked = [row["fields"]["prompt"] for row in rows if row["event"] == "prompt.shown"]
    assert [prompt for prompt in asked if prompt != "working"][-2:] == ["enter_code", "choose_service_id"]
    states = [(row["fields"]["before"], row["fields"]["state"]) for row in rows if row["event"] == "state.changed"]
    assert states[0][0] == "start"
    assert states[-1][1] == "closed"
    assert all(one[1] == other[0] for one, other in itertools.pairwise(states))  # none is missing


def test_waiting_ends_with_the_program(tmp_path: Path) -> None:
    with (
        subprocess.Popen(
            command(tmp_path / "profile", "card", "list"),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
        pytest.raises(AssertionError, match="the program has ended"),
    ):
        wait_for_event(process, "never.comes")
