"""The entry in the menu of programs: well-formed, and it starts the program of this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = shutil.which("desktop-file-validate")
needs_validator = pytest.mark.skipif(VALIDATOR is None, reason="desktop-file-validate (desktop-file-utils) is missing")


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


def checkout(folder: Path) -> Path:
    """Make a checkout with a program that says that it was started."""
    for part in ("scripts/desktop.sh", "assets/cosmic-login.desktop", "assets/icons/cosmic.svg"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, folder / part)
    program = folder / ".venv" / "bin" / "cosmic-login"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "started: $0"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


@needs_validator
def test_the_entry_is_well_formed() -> None:
    done = run(str(VALIDATOR), ROOT / "assets" / "cosmic-login.desktop")
    assert (done.returncode, done.stdout) == (0, "")


@needs_validator
@pytest.mark.parametrize("name", ["plain", "with space", 'q"uo$te`s 100%'])
def test_it_is_put_into_the_users_menu_and_taken_out(tmp_path: Path, name: str) -> None:
    program = checkout(tmp_path / name)
    data = tmp_path / "data"
    script = tmp_path / name / "scripts" / "desktop.sh"
    assert run(script, XDG_DATA_HOME=str(data)).returncode == 0
    entry = data / "applications" / "cosmic-login.desktop"
    assert (data / "icons" / "hicolor" / "scalable" / "apps" / "cosmic-login.svg").is_file()
    assert run(str(VALIDATOR), entry).returncode == 0
    started = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
    assert unquoted(started.removeprefix("Exec=").removesuffix(" %u")) == str(program)
    assert run(script, "remove", XDG_DATA_HOME=str(data)).returncode == 0
    assert not entry.exists()


@pytest.mark.skipif(shutil.which("gio") is None, reason="gio (libglib2.0-bin) is missing")
def test_a_link_in_a_browser_starts_it(tmp_path: Path) -> None:
    program, told = checkout(tmp_path / "with space"), tmp_path / "told"
    os.mkfifo(told)
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{told}"\n', encoding="utf-8")
    places = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run(tmp_path / "with space" / "scripts" / "desktop.sh", **places).returncode == 0
    link = "cosmic-login:siths-eid?autostarttoken=abc&idp=http%3A%2F%2F127.0.0.1%3A1"
    with subprocess.Popen(["gio", "open", link], env={**os.environ, **places}) as opening:
        assert told.read_text("utf-8") == f"{link}\n"  # waits for the program
        assert opening.wait(60) == 0


def test_without_the_program_it_says_what_to_do(tmp_path: Path) -> None:
    checkout(tmp_path).unlink()
    done = run(tmp_path / "scripts" / "desktop.sh", XDG_DATA_HOME=str(tmp_path / "data"))
    assert done.returncode == 1
    assert "make setup" in done.stderr
    assert not (tmp_path / "data").exists()


def unquoted(value: str) -> str:
    """Read a quoted argument as a desktop does: the string's escapes first, then the argument's, then the percent."""
    string = value.replace("\\\\", "\\")
    assert string[0] == string[-1] == '"'
    out, rest = "", iter(string[1:-1])
    for char in rest:
        out += next(rest) if char == "\\" else char
    return out.replace("%%", "%")
