"""A machine without a screen that works, or without Qt's libraries: it is said, and what needs neither works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e import warm
from tests.e2e.program import command, environment, login, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")

MISSING = 'raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory", name=__name__)\n'


@pytest.fixture
def without_qt(tmp_path: Path) -> dict[str, str]:
    """Stand in for a PySide6 whose libraries are not there."""
    package = tmp_path / "lacking" / "PySide6"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    for name in ("QtCore", "QtGui", "QtWidgets"):
        (package / f"{name}.py").write_text(MISSING)
    return {"PYTHONPATH": str(package.parent)}


@pytest.mark.parametrize("place", [{"DISPLAY": "no-such.invalid:0"}, {"WAYLAND_DISPLAY": "wayland-none"}])
def test_a_display_that_is_named_and_cannot_be_opened(tmp_path: Path, place: dict[str, str]) -> None:
    env = {name: value for name, value in environment().items() if name not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}}
    ended = []
    for arguments in ((), ("phone",), ("doctor",)):
        line = command(tmp_path / "profile", *arguments)
        piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with warm.start(line, env | place, **piped) as program:
            try:
                said = program.communicate(timeout=60)
            except BaseException:
                program.kill()
                raise
        ended.append(subprocess.CompletedProcess(line, program.returncode, *said))
    window, phone, doctor = ended
    for done in (window, phone):
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("display.missing: ")
    assert doctor.returncode == 1
    assert [line.split()[0] for line in doctor.stdout.splitlines() if " display " in line] == ["FAIL"]


def test_without_qt_the_windows_say_so_and_logins_do_without(cosmic_profile: Path, without_qt: dict[str, str]) -> None:
    for arguments in ((), ("phone",), ("demo",)):
        done = run(cosmic_profile, *arguments, env=without_qt)
        assert (done.returncode, done.stderr.split(":")[0], done.stderr.count("\n")) == (1, "qt.missing", 1)
        assert "libEGL.so.1" in done.stderr
    assert "identity" in login(cosmic_profile, "anna", "--method", "bankid", **without_qt)
    doctor = run(cosmic_profile, "doctor", env=without_qt).stdout
    assert [line.split()[0] for line in doctor.splitlines() if " qt " in line] == ["FAIL"]
    assert "libegl1" in doctor
