"""Measures how many branches of the rooms under a floor are taken by the tests beside them, and fails below the floor.

    scripts/coverage_floor.py            # what CI keeps
    scripts/coverage_floor.py TREE       # the same tests of another checkout, with its own .venv, to compare

The tests of ``TESTS`` alone count: what a whole login happens to pass by is not tested by that. Programs that the tests
start are not measured. The floors stand in pyproject.toml (``[tool.cosmic-login.branch-coverage]``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Of tests/unit: the rooms themselves, and two whose tests are those of core's settings and of the client's HTTP.
TESTS = ("core", "cards", "authenticators", "idp", "profile", "net")


def measure(root: Path, python: Path, data: Path, *options: str) -> tuple[int, dict[str, float]]:
    """Run the tests in a tree; return pytest's status and the percentage of each room's branches that they take.

    ``data`` is where coverage.py leaves what it found.
    """
    report = data.with_suffix(".json")
    of_coverage = ["--cov=cosmic_login", "--cov-branch", f"--cov-report=json:{report}", "--cov-config=/dev/null"]
    done = subprocess.run(
        [
            *(str(python), "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *of_coverage, *options),
            *(f"tests/unit/{room}" for room in TESTS),
        ],
        cwd=root,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "COVERAGE_FILE": str(data),
            "PYTHONPATH": str(root / "src"),
        },
        check=False,
    )
    taken: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for name, found in json.loads(report.read_text())["files"].items():
        parts = Path(name).parts
        room = parts[parts.index("cosmic_login") + 1]
        taken[room] += found["summary"]["covered_branches"]
        there[room] += found["summary"]["num_branches"]
    return done.returncode, {room: 100 * taken[room] / there[room] for room in sorted(there) if there[room]}


def main() -> int:
    """Measure and compare."""
    tree = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors: dict[str, float] = project["tool"]["cosmic-login"]["branch-coverage"]
    with tempfile.TemporaryDirectory(prefix="coverage-") as folder:
        status, found = measure(tree, tree / ".venv/bin/python", Path(folder, "data"))
    for room, floor in floors.items():
        low = found[room] < floor
        print(f"{room:15} {found[room]:5.1f} % of its branches, floor {floor:g} %{'  BELOW' if low else ''}")
        status |= low
    return status


if __name__ == "__main__":
    sys.exit(main())
