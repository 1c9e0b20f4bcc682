"""How long the tests take, against those of another checkout: ``benchmarks/suite.py --against ../before``.

Make that checkout with ``git worktree add ../before COMMIT``. Both are set up and compiled first (``make setup``, and a
collection of all tests); then ``make test`` runs in each in turn, so that a machine that is busy with something else
slows both. What counts is the median of the rounds' ratios. Where the environment forbids compiled code to be kept
(``PYTHONDONTWRITEBYTECODE``), ``--compiled`` allows it to both. Without ``--against`` nothing is run.
Aim against commit 64dde93: at most 0.5.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

AIM = 0.5
HERE = Path(__file__).resolve().parents[1]


def make(tree: Path, environment: dict[str, str], target: str, arguments: str = "") -> tuple[float, str]:
    """Run a target of the tree's Makefile; return the seconds it took and the last line it printed."""
    command = ["make", "--no-print-directory", target, *([f"ARGS={arguments}"] if arguments else [])]
    before = time.perf_counter()
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - before
    last = (done.stdout.strip() or done.stderr.strip() or "nothing printed").splitlines()[-1]
    if done.returncode:
        print(f"{tree}: make {target}: status {done.returncode}: {last}", file=sys.stderr)
    return seconds, last


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="the other checkout")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--compiled", action="store_true", help="let both keep compiled code, whatever the environment")
    chosen, _ = parser.parse_known_args()
    if chosen.against is None:
        print("name another checkout with --against; a round takes both suites' time")
        return 0
    # What make itself hands down would reach the other tree's make.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    if chosen.compiled:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
    trees = {"the other": chosen.against.resolve(), "this": HERE}
    for tree in trees.values():
        make(tree, environment, "setup")
        make(tree, environment, "test", "--collect-only -q")
    ratios = []
    for number in range(chosen.rounds):
        took = {}
        for name in list(trees)[:: -1 if number % 2 else 1]:
            took[name], last = make(trees[name], environment, "test", "-q")
            print(f"{name:10} {took[name]:7.0f} s  {last}", flush=True)
        ratios.append(took["this"] / took["the other"])
    ratio = statistics.median(ratios)
    print(f"ratio {ratio:.2f} (aim against 64dde93: at most {AIM})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
