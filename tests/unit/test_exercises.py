"""Each page of docs/exercises is followed to the letter in a copy of the tree; one that has gone stale fails.

A ``diff`` block changes the file that the line before it names: the lines without a plus are looked for and must be
there once, hunks are set apart by ``@@``. Any other block is a new file. Of a ``console`` block each ``$`` line is run,
ends as it says (``# ends with``, 0 otherwise), and prints the lines below it, among others and in that order.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "exercises").glob("*.md"))
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"(?:(New file|In) `([^`]+)`(?:(?!\n\n).)*\n\n)?```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (.+?)(?:  # ends with (\d+))?\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of what a newcomer has checked out, but for the pictures."""
    copy = tmp_path / "checkout"
    unwanted = shutil.ignore_patterns("gallery", ".mypy_cache")
    for folder in ("assets", "docs", "scripts", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=unwanted)
    shutil.copytree(ROOT / "src", copy / "src")
    for name in ("Makefile", "README.md", "conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    return copy


def follow(page: str, tree: Path) -> Iterator[str]:
    """Do what a page says; yields what was run, so that a page that runs nothing is noticed."""
    for how, name, kind, text in BLOCK.findall(page):
        if kind == "console":
            yield from run_all(text, tree)
        elif how == "New file":
            path = tree / name
            assert not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        else:
            assert (how, kind) == ("In", "diff"), f"nothing says what is done with this block:\n{text}"
            for hunk in text.split("@@\n"):
                change(tree / name, hunk)


def change(path: Path, hunk: str) -> None:
    """Replace the lines before by the lines after; the last may be the beginning of one."""
    lines = hunk.splitlines()
    before, after = (("\n".join(line[1:] for line in lines if line[:1] != sign)) for sign in "+-")
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{path.name} has {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after), "utf-8")


def run_all(console: str, tree: Path) -> Iterator[str]:
    """Run the commands of a block, as one would in the checkout after ``make setup``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COSMIC_", "PYTEST_"))}
    environment = {
        **kept,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(tree / "src"),
        "COSMIC_LOGIN_HOME": str(tree / "profile"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    assert COMMAND.sub("", console) == ""
    for command, status, expected in COMMAND.findall(console):
        done = subprocess.run(
            ["bash", "-c", command.replace("make ", f"make --old-file=setup BIN={BIN} ")],
            cwd=tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == int(status or 0), f"$ {command}\n{done.stdout}"
        at = 0
        for line in expected.splitlines():
            at = done.stdout.find(line, at)
            assert at >= 0, f"$ {command}\ndoes not print {line!r} there, but\n{done.stdout}"
        yield command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_following_the_page_gives_what_it_says(page: Path, tree: Path) -> None:
    assert len(list(follow(page.read_text("utf-8"), tree))) >= 2


def test_there_is_a_page_for_each_question_of_the_map() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    linked = set(re.findall(r"\(exercises/([\w-]+)\.md\)", text))
    assert (
        linked == {page.stem for page in PAGES} >= {"setting", "failure-code", "subcommand", "login-method", "screen"}
    )


@pytest.mark.parametrize(
    ("stale", "reason"),
    [
        ("In `a.txt`:\n\n```diff\n two\n+three\n```\n", "has 0 times"),
        ("New file `b.txt`:\n\n```\ntext\n```\n\n```console\n$ cat b.txt\nother\n```\n", "does not print 'other'"),
        ("```console\n$ cat b.txt\n```\n", "No such file"),
        ("```python\nimport this\n```\n", "nothing says"),
    ],
    ids=["diff", "output", "status", "block"],
)
def test_a_stale_page_is_found(tmp_path: Path, stale: str, reason: str) -> None:
    (tmp_path / "a.txt").write_text("one\n", "utf-8")
    with pytest.raises(AssertionError, match=reason):
        list(follow(stale, tmp_path))
