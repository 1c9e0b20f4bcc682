"""Another program has the card for itself: everybody is told, nobody is held up, and what waits goes on by itself."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.another_program import AnotherProgram, another_program
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment, log_events, login, run, wait_for_event
from tests.e2e.test_real_pcscd import attached

__all__ = ["private_pcscd"]
pytest.importorskip("smartcard.scard", reason="pyscard is not installed")


@pytest.fixture
def holder(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> Iterator[AnotherProgram]:
    """Have Anna's card in a reader of a real pcscd, in another program's transaction of a minute."""
    with (
        attached(cosmic_profile, "anna-1", private_pcscd),
        another_program(private_pcscd, private_pcscd.reader_names[0]) as program,
    ):
        yield program


@contextlib.contextmanager
def started(profile: Path, pcscd: PrivatePcscd, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with warm.start(
        command(profile, *arguments),
        environment({**pcscd.environment, "COSMIC_LOGIN_CODE": "123456"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], how: signal.Signals, holder: AnotherProgram) -> int:
    """Signal, and wait for the end, which must come while the card is still held."""
    process.send_signal(how)
    process.communicate(timeout=TIMEOUT_S / 3)
    assert holder.holds
    return process.returncode


def test_commands_say_so_and_end(cosmic_profile: Path, private_pcscd: PrivatePcscd, holder: AnotherProgram) -> None:
    env, reader = private_pcscd.environment, private_pcscd.reader_names[0]
    refused = login(cosmic_profile, "anna", "--reader", reader, "--card-wait", "0.2", **env)
    assert refused["failure"]["code"] == "card.in_use"
    assert "python" in refused["failure"]["detail"]
    shown = run(cosmic_profile, "card", "show", "--reader", reader, "--card-wait", "0.2", env=env)
    assert shown.stderr.startswith("card.in_use: ")
    findings = json.loads(run(cosmic_profile, "doctor", "--json", env=env).stdout)
    (card,) = [finding for finding in findings if finding["name"] == "card"]
    assert "card.in_use" in card["found"]
    assert holder.holds


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_login_that_waits_ends_at_a_signal(
    cosmic_profile: Path, private_pcscd: PrivatePcscd, holder: AnotherProgram, how: signal.Signals
) -> None:
    arguments = ("login", "--person", "anna", "--reader", private_pcscd.reader_names[0], "--card-wait", "300")
    with started(cosmic_profile, private_pcscd, *arguments) as process:
        wait_for_event(process, "prompt.shown", step="reading-card")
        assert ended(process, how, holder) == 1
    assert not [row for row in log_events(cosmic_profile) if row["event"] == "internal.error"]


def test_a_command_that_waits_goes_on_when_the_card_is_let_go(
    cosmic_profile: Path, private_pcscd: PrivatePcscd, holder: AnotherProgram
) -> None:
    arguments = ("login", "--person", "anna", "--reader", private_pcscd.reader_names[0], "--card-wait", "300")
    with started(cosmic_profile, private_pcscd, *arguments) as process:
        wait_for_event(process, "prompt.shown", step="reading-card")
        holder.let_go()
        out, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("Anna")


def test_the_window_says_so_goes_on_and_ends(
    cosmic_profile: Path, private_pcscd: PrivatePcscd, holder: AnotherProgram
) -> None:
    reader = private_pcscd.reader_names[0]
    with started(cosmic_profile, private_pcscd) as process:
        wait_for_event(process, "card.situation", situation="in-use", reader=reader)
        holder.let_go()
        wait_for_event(process, "card.situation", situation="ready", reader=reader)
        with another_program(private_pcscd, reader) as again:
            assert ended(process, signal.SIGTERM, again) == 0
