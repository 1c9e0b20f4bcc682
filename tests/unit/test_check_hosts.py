"""No committed file names a package registry's or a mirror's host; the names here are put together from pieces."""

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("check_hosts")


def test_this_repository_names_none(tool: ModuleType) -> None:
    assert list(tool.named(ROOT)) == []


@pytest.mark.parametrize("git", [True, False], ids=["checkout", "sdist"])
@pytest.mark.parametrize(
    "host",
    [
        ("https://pypi", "org/simple"),
        ("https://files.pythonhosted", "org/packages"),
        ("http://deb", "debian", "org/debian"),
        ("http://ftp", "se", "debian", "org/debian"),
        ("http://mirror", "example", "debian"),
        ("registry", "npmjs", "org"),
    ],
    ids=lambda parts: parts[-2],
)
def test_a_name_is_found_with_its_line(tool: ModuleType, tmp_path: Path, host: tuple[str, ...], git: bool) -> None:
    if git:
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("/made/\n", "utf-8")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "list.txt").write_text(".".join(host), "utf-8")
    (tmp_path / "notes.md").write_text(f"first\nfrom {'.'.join(host)}\n", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff" + ".".join(host).encode())
    (found,) = tool.named(tmp_path)
    assert found.startswith("notes.md:2: ")


def test_no_name_is_passed_over_before_it_is_looked_for(tool: ModuleType) -> None:
    for parts in tool._HOSTS:
        choices = parts[-1].strip("()").split("|") if parts[-1].startswith("(") else [parts[-1]]
        assert all(any(word in ".".join((*parts[:-1], each)) for word in tool._WORDS) for each in choices), parts


@pytest.mark.parametrize("text", ["pip, npm and apt", "debian.org says so", "see https://www.example.org", "pypi-org"])
def test_other_words_are_let_through(tool: ModuleType, tmp_path: Path, text: str) -> None:
    (tmp_path / ".gitignore").touch()
    (tmp_path / "notes.md").write_text(text, "utf-8")
    assert list(tool.named(tmp_path)) == []
