"""The first ``card list`` of a fresh profile against the second: what a new profile costs whoever looks at it first.

Each pair is a profile of its own; prints the ratio of medians. Aim: 1.5.
Run: ``python benchmarks/card_list.py [rounds]``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIM = 1.5


def timed(profile: Path) -> float:
    """Return the seconds that one ``card list`` takes, the interpreter's start with it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "cosmic_login", "--profile", profile, "card", "list"],
        env=environment,
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print one JSON object."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    first, second = [], []
    with tempfile.TemporaryDirectory(prefix="cosmic-bench-") as folder:
        timed(Path(folder) / "warm")
        for number in range(rounds):
            profile = Path(folder) / str(number)
            first.append(timed(profile))
            second.append(timed(profile))
    ratio = statistics.median(first) / statistics.median(second)
    print(json.dumps({"rounds": rounds, "first_to_second": round(ratio, 2), "aim": AIM}))


if __name__ == "__main__":
    main()
