"""Run the tests again and again, also on a busy machine, and print a line for each run.

Three whole runs, the second of them with every core kept busy by something else, and ten runs of ``tests/e2e`` and
``tests/interop``. ``--whole``, ``--parts`` and ``--busy`` choose others; paths choose other parts. What a run that
failed has printed is kept in a file that its line names. Ends with status 1 when a run failed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PARTS = ["tests/e2e", "tests/interop"]
#: What pytest ends with: "2 failed, 640 passed, 3 deselected in 71.25s (0:01:11)".
_COUNTS = re.compile(r"(\d+) (failed|passed|skipped|errors?|xfailed|xpassed)\b")


@contextlib.contextmanager
def busy() -> Iterator[None]:
    """Keep every core busy until the block ends."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def run(name: str, arguments: Sequence[str]) -> bool:
    """Run the tests once, print the line, and return whether they passed."""
    before = time.perf_counter()
    done = subprocess.run(
        ["make", "--no-print-directory", "test", f"ARGS={' '.join(arguments)}"],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - before
    lines = done.stdout.strip().splitlines() or [""]
    counts = {kind: int(number) for number, kind in _COUNTS.findall(lines[-1])}
    passed = done.returncode == 0 and counts.get("passed", 0) > 0 and not counts.get("skipped")
    told = ", ".join(f"{number} {kind}" for kind, number in counts.items()) or f"status {done.returncode}"
    line = f"{'ok    ' if passed else 'FAILED'} {name:28} {told}, {seconds:.0f} s"
    if not passed:
        with tempfile.NamedTemporaryFile("w", prefix="steady-", suffix=".txt", delete=False) as kept:
            kept.write(done.stdout)
        line += f" ({kept.name})"
    print(line, flush=True)
    return passed


def main() -> int:
    """Do all the runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", type=int, default=3, help="whole runs (3)")
    parser.add_argument("--parts", type=int, default=10, help="runs of the parts (10)")
    parser.add_argument("--busy", choices=("second", "all", "none"), default="second", help="which runs meet load")
    parser.add_argument("paths", nargs="*", default=PARTS, help="the parts")
    chosen = parser.parse_args()
    runs = [(f"whole {number}", ["-q"], number == 2) for number in range(1, chosen.whole + 1)]
    runs += [(f"parts {number}", [*chosen.paths, "-q"], False) for number in range(1, chosen.parts + 1)]
    passed = []
    for name, arguments, second in runs:
        loaded = chosen.busy == "all" or (second and chosen.busy == "second")
        with busy() if loaded else contextlib.nullcontext():
            passed.append(run(f"{name}, busy cores" if loaded else name, arguments))
    print(f"{sum(passed)} of {len(passed)} runs passed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
