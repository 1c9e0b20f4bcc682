"""A card pulled while ``cosmic-login login`` waits for its code on a terminal: the command ends, and says so."""

from __future__ import annotations

import json
import os
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, background, command, environment, run

__all__ = ["private_pcscd"]

LOCAL_FLAGS = 3  # of what termios.tcgetattr returns


@contextmanager
def at_a_terminal(profile: Path, *arguments: str, env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the program with a terminal as its standard input; give it and the keyboard's end of the terminal."""
    keyboard, terminal = os.openpty()
    piped = {"stdin": terminal, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = warm.start(command(profile, *arguments), environment(env), **piped)
    try:
        yield process, keyboard
    finally:
        process.kill()
        process.communicate()
        os.close(keyboard)
        os.close(terminal)


def read_until(keyboard: int, text: str) -> None:
    """Wait until the terminal shows this."""
    shown = b""
    while text.encode() not in shown:
        shown += os.read(keyboard, 1000)


def test_a_pulled_card_ends_the_wait_for_a_code(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    env, reader = private_pcscd.environment, private_pcscd.reader_names[0]
    arguments = ("login", "--person", "anna", "--reader", reader, "--json")
    attach = ("card", "attach", "anna-1", "--vpcd", f"127.0.0.1:{private_pcscd.ports[0]}")
    with (
        background(cosmic_profile, *attach) as card,
        at_a_terminal(cosmic_profile, *arguments, env=env) as (login, keyboard),
    ):
        as_it_was = termios.tcgetattr(keyboard)
        read_until(keyboard, "kod: ")
        assert not termios.tcgetattr(keyboard)[LOCAL_FLAGS] & termios.ECHO
        os.write(keyboard, b"123")  # half a code
        card["process"].terminate()
        output, errors = login.communicate(timeout=TIMEOUT_S)
        assert (login.returncode, errors) == (1, "")
        assert json.loads(output)["failure"]["code"] == "card.removed"
        assert termios.tcgetattr(keyboard) == as_it_was
    listed = {row["card"]: row for row in json.loads(run(cosmic_profile, "card", "list", "--json").stdout)}
    assert listed["anna-1"]["tries_left"] == 3
    rows = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert (rows[-1]["event"], rows[-1]["reason"]) == ("login.failed", "card.removed")


def test_a_code_that_is_typed_logs_in(cosmic_profile: Path) -> None:
    with at_a_terminal(cosmic_profile, "login", "--person", "anna", "--json", env={}) as (login, keyboard):
        read_until(keyboard, "kod: ")
        os.write(keyboard, b"123456\n")
        output, errors = login.communicate(timeout=TIMEOUT_S)
        assert (login.returncode, errors) == (0, "")
        assert json.loads(output)["identity"]["name"].startswith("Anna")


@pytest.mark.parametrize(("typed", "code"), [(b"12\n", "code.malformed"), (b"\x04", "code.missing")])
def test_what_is_no_code_costs_no_try(cosmic_profile: Path, typed: bytes, code: str) -> None:
    with at_a_terminal(cosmic_profile, "login", "--person", "anna", "--json", env={}) as (login, keyboard):
        read_until(keyboard, "kod: ")
        os.write(keyboard, typed)
        output, errors = login.communicate(timeout=TIMEOUT_S)
        assert (login.returncode, errors) == (1, "")
        assert json.loads(output)["failure"]["code"] == code
    listed = {row["card"]: row for row in json.loads(run(cosmic_profile, "card", "list", "--json").stdout)}
    assert listed["anna-1"]["tries_left"] == 3
