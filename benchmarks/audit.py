"""The audit trail: rows verified and appended per second, against another checkout: ``--against ../before``.

Make that checkout with ``git worktree add ../before COMMIT`` and set it up. The same rows are verified by both, in
processes of their own, turn and turn about, so that a machine that is busy with something else slows both; likewise
for appending, each to a new trail. This program verifies with all cores and with one. What counts is the median of the
rounds' ratios. Aims against commit 64dde93: 4 times as many rows with two cores, twice as many with one; memory that
does not grow with the trail (``--rows 2000000`` shows it).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
KEY = bytes(range(32))
AIMS = {"all cores": 4.0, "one core": 2.0}

# argv: what, trail, rows or workers. Uses what both checkouts have; prints seconds and the most memory (KiB).
WORK = """
import json, os, resource, sys, time
from pathlib import Path
from cosmic_login.audit import AuditTrail
from cosmic_login.core.clock import SystemClock

what, path, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
trail = AuditTrail.open(path, bytes(range(32)), SystemClock())
before = time.perf_counter()
if what == "append":
    for i in range(number):
        trail.append("login.succeeded", login=f"{i:032x}", person="199001132399", name="Test Testsson", loa=3)
else:
    verdict = trail.verify(**({"workers": number} if number else {}))
    assert verdict.ok, verdict
seconds = time.perf_counter() - before
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""

# argv: trail, rows. Run by the other checkout, so that both can read what it writes; not through `append`, which
# waits for the disk after each row.
WRITE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from cosmic_login.audit.record import NO_ROW, AuditRecord, seal_line
from cosmic_login.audit.verify import ChainKeys, Head

path, rows = Path(sys.argv[1]), int(sys.argv[2])
keys, last, size, begun = ChainKeys.of(bytes(range(32))), NO_ROW, 0, datetime(2026, 11, 23, 8, tzinfo=UTC)
with path.open("wb") as file:
    for seq in range(1, rows + 1):
        record = AuditRecord(
            seq, begun + timedelta(seconds=seq * 1.37), "login.succeeded", login=f"{seq:032x}", person="199001132399",
            name="\\u00c5sa Testsson", method="siths-this-device", loa=3, service_id="TSTNMT2321000057-1001",
            organisation="Region J\\u00f6nk\\u00f6pings l\\u00e4n", previous=last,
        )
        line, last = seal_line(record.members(), keys.row)
        size += len(line)
        file.write(line)
path.with_name(path.name + ".head").write_bytes(Head(rows, size, last).encode(keys))
"""


def run(tree: Path, source: str, *arguments: str) -> Any:  # noqa: ANN401 - whatever the script prints as JSON
    """Run a script with the checkout's own Python and sources."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run(
        [tree / ".venv" / "bin" / "python", "-c", source, *arguments],
        env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout or "null")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="the other checkout; else this one alone")
    parser.add_argument("--rows", type=int, help="of the trail that is verified (default: a million, alone 100 000)")
    parser.add_argument("--appended", type=int, default=300, help="rows appended in each round")
    parser.add_argument("--rounds", type=int, default=3)
    chosen, _ = parser.parse_known_args()
    other = chosen.against.resolve() if chosen.against else None
    rows = chosen.rows or (1_000_000 if other else 100_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.log"
        run(other or HERE, WRITE, str(path), str(rows))
        print(f"{rows} rows, {path.stat().st_size / 1e6:.0f} MB; {len(os.sched_getaffinity(0))} cores")
        ratios: dict[str, list[float]] = {"all cores": [], "one core": [], "append": []}
        for number in range(chosen.rounds):
            took = {}
            if other:
                took["the other"], memory = run(other, WORK, "verify", str(path), "0")
                _told("verify", "the other", rows / took["the other"], memory)
            for name, workers in (("all cores", 0), ("one core", 1)):
                took[name], memory = run(HERE, WORK, "verify", str(path), str(workers))
                _told("verify", name, rows / took[name], memory)
                if other:
                    ratios[name].append(took["the other"] / took[name])
            for name, tree in (("the other", other), ("this", HERE)):
                if tree:
                    new = Path(folder) / f"{name[:3]}-{number}.log"
                    took[name], memory = run(tree, WORK, "append", str(new), str(chosen.appended))
                    _told("append", name, chosen.appended / took[name], memory)
            if other:
                ratios["append"].append(took["the other"] / took["this"])
    for name, found in ratios.items():
        if found:
            aim = f" (aim against 64dde93: at least {AIMS[name]:.0f})" if name in AIMS else ""
            print(f"{name:10} ratio {statistics.median(found):.2f}{aim}")
    return 0


def _told(what: str, name: str, per_second: float, memory: int) -> None:
    print(f"{what} {name:10} {per_second:9.0f} rows/s  {memory / 1024:5.0f} MiB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
