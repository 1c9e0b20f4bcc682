"""Icons and the desktop entry are found where the program is used from; tests/e2e/test_distribution.py installs it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cosmic_login.assets import asset

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["icons/card.svg", "icons/cosmic.svg", "cosmic-login.desktop"])
def test_a_checkout_uses_its_own_files(name: str) -> None:
    assert asset(name) == ROOT / "assets" / name


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons.unicorn\.svg is missing"):
        asset("icons/unicorn.svg")


def test_the_wheel_takes_what_the_program_asks_for() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    asked = set()
    for path in (ROOT / "src").rglob("*.py"):
        asked |= set(re.findall(r"\basset\(f?\"([^\"{]+)", path.read_text("utf-8")))
    assert asked, "nobody asks for an asset in the form that this test reads"
    taken = [path.removeprefix("assets/") for path in wheel["only-include"]]
    assert [name for name in asked if not any(name.startswith(path) for path in taken)] == []
