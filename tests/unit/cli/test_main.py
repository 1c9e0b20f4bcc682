"""The command line's contract: one line and a code for whatever goes wrong, and the right exit status."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login import __version__
from cosmic_login.core.failures import FAILURES
from tests.e2e.program import command, environment, run

from .kit import TIMEOUT_S, run_script, script, some_trail


def the_line(stderr: str, code: str) -> str:
    """Check that standard error is one line ``<code>: <cause> <mend>``, and return what follows."""
    assert stderr.count("\n") == 1, stderr
    assert "Traceback" not in stderr
    start = f"{code}: {FAILURES[code].cause} {FAILURES[code].mend}"
    assert stderr.startswith(start), stderr
    return stderr[len(start) :].strip()


@pytest.mark.parametrize("arguments", [["--version"], ["audit", "--version"]])
def test_version(tmp_path: Path, arguments: list[str]) -> None:
    done = run(None, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"cosmic-login {__version__}\n", "")


def test_help_lists_the_commands_and_loads_none_of_them() -> None:
    done = run_script(
        """
status = main(["--help"])
watched = ("cosmic_login.cli.", "cosmic_login.run.", "PySide6", "starlette", "httpx")
print(sorted(m for m in sys.modules if m.startswith(watched)))
sys.exit(status)
"""
    )
    assert done.returncode == 0
    for name in ("login", "card", "idp", "audit", "doctor"):
        assert f"    {name} " in done.stdout
    loaded = ["cli.main", "cli.options", "run.command_help", "run.context", "run.exit_status", "run.output"]
    loaded = [f"cosmic_login.{name}" for name in loaded]
    assert done.stdout.endswith(f"{loaded}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["audit"],
        ["audit", "nonsense"],
        ["audit", "show", "--nonsense"],
        ["audit", "show", "--since", "yesterday"],
        ["audit", "show", "--last", "-1"],
        ["audit", "export"],
        ["--log-level", "loud", "audit", "verify"],
        ["--temp-profile", "--profile", "x", "audit", "verify"],
        ["audit", "verify", "--profile"],
        ["audit", "--temp-prof", "verify"],
    ],
)
def test_a_wrong_command_is_usage_invalid_and_status_2(arguments: list[str]) -> None:
    done = run(None, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert the_line(done.stderr, "usage.invalid").startswith("(cosmic-login")


def test_a_code_on_the_command_line_is_not_repeated() -> None:
    done = run(None, "login", "--person", "anna", "--code", "493817")
    assert done.returncode == 2
    assert "493817" not in done.stderr
    assert "--code ******" in the_line(done.stderr, "usage.invalid")


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_global_options_stand_anywhere(tmp_path: Path, place: int) -> None:
    some_trail(tmp_path / "p")
    words = ["audit", "verify", "--json"]
    words[place:place] = [f"--profile={tmp_path / 'p'}"]
    done = run(None, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"records": 3' in done.stdout


def test_the_environment_names_the_profile_too(tmp_path: Path) -> None:
    some_trail(tmp_path / "p")
    done = run(None, "audit", "verify", "--json", env={"COSMIC_LOGIN_HOME": str(tmp_path / "p")})
    assert '"records": 3' in done.stdout


def test_english_on_request(tmp_path: Path) -> None:
    some_trail(tmp_path)
    assert run(tmp_path, "audit", "verify", "--lang", "en").stdout == "The audit trail is whole: 3 rows.\n"
    assert run(tmp_path, "audit", "verify").stdout == "Åtkomstloggen är hel: 3 rader.\n"


def test_a_failure_is_one_line_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text('{"version": 99}')
    done = run(tmp_path, "audit", "verify")
    assert (done.returncode, done.stdout) == (1, "")
    rest = the_line(done.stderr, "profile.newer")
    assert rest == f"({tmp_path / 'profile.json'}: version 99, this program knows 1)"


def test_a_failure_of_many_lines_and_with_numbers_becomes_one_line_without() -> None:
    done = run_script(
        """
import cosmic_login.cli.audit.command as audit
from cosmic_login.core.failures import LoginFailure
def fail(args, context):
    raise LoginFailure("code.wrong", "first\\nsecond\\x1b[2J 199001132399", tries_left=2)
audit.open_trail = fail
sys.exit(main(["--temp-profile", "audit", "verify"]))
"""
    )
    assert done.returncode == 3
    assert the_line(done.stderr, "code.wrong") == "(first second [2J 19900113-****; försök kvar: 2)"


BROKEN = """
import cosmic_login.cli.audit.command as audit
def broken(args, context):
    context.profile
    raise RuntimeError("surprise: PIN 493817 of 199001132399")
audit.open_trail = broken
sys.exit(main([*sys.argv[1:], "audit", "verify"]))
"""


def test_an_unexpected_error_is_internal_and_its_traceback_only_in_the_log(tmp_path: Path) -> None:
    done = run_script(BROKEN, "--profile", str(tmp_path))
    assert (done.returncode, done.stdout) == (70, "")
    log = tmp_path / "log" / "cosmic-login.log"
    assert the_line(done.stderr, "internal.error") == f"(RuntimeError, {log})"
    written = log.read_text()
    assert "Traceback" in written
    assert "RuntimeError: surprise" in written
    assert "493817" not in written
    assert "199001132399" not in written


def test_without_a_lasting_profile_the_traceback_has_a_file_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run(
        script(BROKEN, "--temp-profile"),
        env=environment({"TMPDIR": str(tmp_path)}),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    rest = the_line(done.stderr, "internal.error")
    (log,) = tmp_path.iterdir()
    assert rest == f"(RuntimeError, {log})"
    assert "RuntimeError: surprise" in log.read_text()
    assert "493817" not in log.read_text()


def test_an_error_in_a_thread_is_told_the_same_way(tmp_path: Path) -> None:
    done = run_script(
        """
import signal, threading
import cosmic_login.cli.audit.command as audit
signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may have it ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
real = audit.open_trail
def with_thread(args, context):
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    return real(args, context)
audit.open_trail = with_thread
sys.exit(main(["--profile", sys.argv[1], "audit", "verify"]))
""",
        str(tmp_path),
    )
    assert done.returncode == 0
    assert the_line(done.stderr, "internal.error").startswith("(ZeroDivisionError")
    assert "ZeroDivisionError" in (tmp_path / "log" / "cosmic-login.log").read_text()


WAITS = """
import signal, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may have it ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
import cosmic_login.cli.audit.command as audit
def wait(args, context):
    print(context.profile.root, flush=True)
    sys.stdin.read()
    print("went on", flush=True)
    raise SystemExit(0)
audit.open_trail = wait
sys.exit(main(["--temp-profile", "audit", "verify"]))
"""


@contextlib.contextmanager
def waiting(folder: Path, text: str = WAITS) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Give the program and its temporary profile, below ``folder``, while it waits for its input; it is gone after."""
    with subprocess.Popen(
        script(text),
        env=environment({"TMPDIR": str(folder)}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of POSIX systems")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupted_program_says_nothing_and_cleans_up(tmp_path: Path, sent: signal.Signals, status: int) -> None:
    with waiting(tmp_path) as (process, root):
        assert root.is_dir()
        process.send_signal(sent)
        assert process.wait(timeout=TIMEOUT_S) == status
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert not root.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently elsewhere")
@pytest.mark.parametrize("arguments", [["audit", "show"], ["audit", "export", "--output", "-"]])
def test_a_reader_that_goes_away_is_no_matter(tmp_path: Path, arguments: list[str]) -> None:
    some_trail(tmp_path)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(tmp_path, *arguments),
            env=environment(),
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_temporary_profile_is_gone_afterwards(tmp_path: Path) -> None:
    done = run(None, "--temp-profile", "audit", "verify", env={"TMPDIR": str(tmp_path)})
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_of_another_encoding_is_no_reason_to_fail(tmp_path: Path) -> None:
    some_trail(tmp_path)
    done = run(tmp_path, "audit", "verify", env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "\\xc5tkomstloggen \\xe4r hel: 3 rader.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of POSIX systems")
def test_a_program_that_is_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    """``nohup`` has SIGHUP ignored, and so it stays."""
    ignoring = WAITS.replace("signal.SIGHUP, signal.SIG_DFL", "signal.SIGHUP, signal.SIG_IGN")
    with waiting(tmp_path, ignoring) as (process, _):
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate("", timeout=TIMEOUT_S)
    assert (process.returncode, out, err) == (0, "went on\n", "")
