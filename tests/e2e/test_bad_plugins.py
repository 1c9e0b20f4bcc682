"""Plug-ins that are of no use: one line names each, and everything else works (the real program)."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.bad_plugin import BAD, ENTRY_POINTS, Bad, distribute
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment, log_events, run, wait_for_event

LOGIN = ("login", "--person", "anna", "--code-env", "CODE", "--json")
READERS = """
import threading

class Readers:
    def __init__(self, name, readers):
        self.name, self.readers = name, readers
    def watch(self, listener):
        return self.readers()
    def connect(self, reader):
        return self.readers()
    def close(self):
        self.readers()

def fail():
    raise SystemError("returned a result with an exception set")

def hang():
    threading.Event().wait()

def raising(context):
    return Readers("raising", fail)

def hanging(context):
    return Readers("hanging", hang)
"""
#: What a login without a window does not find out: it loads no screens.
SEEN_BY_DOCTOR = [each for each in BAD if each.only_with_windows]


def logged(profile: Path) -> list[str]:
    texts = [str(row["fields"].get("text", "")) for row in log_events(profile)]
    return [text for text in texts if "left out the plug-in" in text]


#: One of each distribution's three parts; the others are told apart without a program (tests/unit/core).
SEEN_BY_LOGIN = [each for each in BAD if each.name in {"raises-at-import", "no-translation", "no-authenticator"}]


@pytest.mark.parametrize("bad", SEEN_BY_LOGIN, ids=lambda bad: bad.name)
def test_login_names_it_in_one_line_and_ours_log_in(bad: Bad, cosmic_profile: Path, tmp_path: Path) -> None:
    env = distribute(tmp_path / "site", bad)
    done = run(cosmic_profile, *LOGIN, env=env)
    assert json.loads(done.stdout)["identity"]["name"] == "Anna Testsson"
    (line,) = done.stderr.splitlines()
    assert line.startswith("plugin.left_out: ")
    assert "bad-plugin 3.1" in line
    assert bad.says in line
    (line,) = logged(cosmic_profile)
    assert bad.says in line


@pytest.mark.parametrize("bad", [BAD[0], *SEEN_BY_DOCTOR], ids=lambda bad: bad.name)
def test_doctor_names_it_in_one_line(bad: Bad, cosmic_profile: Path, tmp_path: Path) -> None:
    found = json.loads(run(cosmic_profile, "doctor", "--json", env=distribute(tmp_path / "site", bad)).stdout)
    (warned,) = [each for each in found if each["name"] == "plugins" and each["status"] == "warn"]
    assert "bad-plugin 3.1" in warned["found"]
    assert bad.says in warned["found"]
    assert warned["mend"]
    assert "waving" not in next(each for each in found if each["name"] == "plugins")["found"]


def test_the_same_plugin_without_a_fault_is_used(cosmic_profile: Path, tmp_path: Path) -> None:
    """And its prompt, which says of no answer without a window, ends the login with a code of its own."""
    env = distribute(tmp_path / "site")
    found = json.loads(run(cosmic_profile, "doctor", "--json", env=env).stdout)
    (said,) = [each for each in found if each["name"] == "plugins"]
    assert said["found"].endswith(", waving")
    done = run(cosmic_profile, *LOGIN, "--method", "waving", env=env)
    failure = json.loads(done.stdout)["failure"]
    assert (done.stderr, done.returncode) == ("", 1)
    assert (failure["code"], failure["detail"]) == ("prompt.no_window", "wave")


def test_two_faults_are_two_lines(cosmic_profile: Path, tmp_path: Path) -> None:
    """A reader service stands by itself, in whatever distribution it comes."""
    env = distribute(tmp_path / "site", BAD[0])
    points = tmp_path / "site" / "bad_plugin-3.1.dist-info" / "entry_points.txt"
    points.write_text(f"{ENTRY_POINTS}\n[cosmic_login.readers]\nwave = bad_plugin.nowhere:open\n")
    done = run(cosmic_profile, *LOGIN, env=env)
    assert "identity" in json.loads(done.stdout)
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert sorted("no licence" in line for line in lines) == [False, True]


def test_a_reader_service_that_raises_or_hangs_is_out_and_ours_log_in(cosmic_profile: Path, tmp_path: Path) -> None:
    env = distribute(tmp_path / "site")
    package = tmp_path / "site" / "bad_plugin"
    (package / "readers.py").write_text(READERS)
    points = tmp_path / "site" / "bad_plugin-3.1.dist-info" / "entry_points.txt"
    lines = "".join(f"{name} = bad_plugin.readers:{name}\n" for name in ("raising", "hanging"))
    points.write_text(f"[cosmic_login.readers]\n{lines}")
    done = run(cosmic_profile, *LOGIN, env=env)
    assert "identity" in json.loads(done.stdout)
    named = done.stderr.splitlines()
    assert sorted(line.split("(")[1].split()[0] for line in named) == ["hanging", "raising"]
    findings = json.loads(run(cosmic_profile, "doctor", "--json", env=env).stdout)
    warned = [each["found"] for each in findings if each["name"] == "plugins" and each["status"] == "warn"]
    assert sorted("SystemError" in found for found in warned) == [False, True]


@pytest.mark.parametrize("bad", [BAD[0], BAD[5]], ids=lambda bad: bad.name)
def test_the_window_starts_all_the_same_and_writes_it_down_once(bad: Bad, cosmic_profile: Path, tmp_path: Path) -> None:
    env = environment(distribute(tmp_path / "site", bad))
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with warm.start(command(cosmic_profile), env, **piped) as process:
        try:
            wait_for_event(process, "window.started")
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=TIMEOUT_S)
        except BaseException:
            process.kill()
            raise
    assert (process.returncode, out, err) == (0, "", "")
    (line,) = logged(cosmic_profile)
    assert bad.says in line
