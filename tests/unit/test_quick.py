"""The short verdict of `make quick`: what it runs is there, and finds most faults (the latter in a soak)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.seeded_faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests/quick.txt"
ENOUGH = 15


def test_every_place_of_the_list_is_there() -> None:
    chosen = LIST.read_text("utf-8").split()
    assert [place for place in chosen if not (ROOT / place.partition("::")[0]).exists()] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.path)
def test_every_fault_has_its_place(fault: Fault) -> None:
    text = (ROOT / "src/cosmic_login" / fault.path).read_text("utf-8")
    assert text.count(fault.right) == 1
    compile(text.replace(fault.right, fault.wrong), fault.path, "exec")


@pytest.mark.soak
def test_the_chosen_tests_find_most_faults(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "__pycache__", "pictures", "build", "dist"))
    assert chosen_tests(tree), "they fail without a fault"
    missed = []
    for fault in FAULTS:
        path = tree / "src/cosmic_login" / fault.path
        original = path.read_text("utf-8")
        path.write_text(original.replace(fault.right, fault.wrong), "utf-8")
        if chosen_tests(tree):
            missed.append(f"{fault.path}: {fault.right.strip()}")
        path.write_text(original, "utf-8")
    print(f"{len(FAULTS) - len(missed)} of {len(FAULTS)} found; not: {missed}")
    assert len(FAULTS) - len(missed) >= ENOUGH, missed


def chosen_tests(tree: Path) -> bool:
    """Run the chosen tests in a copy; whether all pass."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "--dist", "loadgroup", f"@{LIST.relative_to(ROOT)}"],
        cwd=tree,
        env={name: value for name, value in os.environ.items() if not name.startswith(("COSMIC_", "PYTEST_"))}
        | {"PYTHONPATH": str(tree / "src"), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode in {0, 1, 2}, done.stdout.decode()  # 2: a fault that keeps a module from being imported
    return done.returncode == 0
