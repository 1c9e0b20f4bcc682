"""How long the pytest plug-in takes until the first test can begin, and how much of it cards would be.

Printed: the median of preparing the profile that tests copy, without cards and with every card issued before (as it
was until cards were issued on first use), and their ratio; turn and turn about, so that a busy machine slows both.
Aims: under 0.3 s on a machine that is not busy, and not a quarter of what it is with all cards.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from cosmic_login.directory import Directory
from cosmic_login.testing.plugin import prepare

AIM_S, AIM_RATIO = 0.3, 0.25


def seconds(cards: Sequence[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        prepare(Path(folder) / "profile", cards)
        return time.perf_counter() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    every = [spec.card for person in Directory.load().persons.values() for spec in person.cards]
    seconds(())  # imports
    pairs = [(seconds(()), seconds(every)) for _ in range(rounds)]
    without, ratio = statistics.median(one for one, _ in pairs), statistics.median(one / all_ for one, all_ in pairs)
    print(f"profile without cards {without:.3f} s (aim < {AIM_S} s on an idle machine; best {min(pairs)[0]:.3f} s)")
    print(f"ratio to {len(every)} cards issued beforehand {ratio:.2f} (aim < {AIM_RATIO})")


if __name__ == "__main__":
    main()
