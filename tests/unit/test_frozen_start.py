"""What a frozen program begins with understands what the program asks of ``sys.executable``."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from cosmic_login import __version__

START = Path(__file__).resolve().parents[2] / "packaging" / "start.py"


def started(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["cosmic-login", *words])
    try:
        runpy.run_path(str(START), run_name="__main__")
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


@pytest.mark.parametrize("before", [(), ("-m", "cosmic_login")])
def test_it_is_the_command(
    before: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert started(monkeypatch, *before, "--version") == 0
    assert capsys.readouterr().out == f"cosmic-login {__version__}\n"


def test_a_probe_is_run_with_its_arguments(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert started(monkeypatch, "-c", "import sys; print(sys.argv); sys.exit(3)", "one") == 3
    assert capsys.readouterr().out == "['-c', 'one']\n"
