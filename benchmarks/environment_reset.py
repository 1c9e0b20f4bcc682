"""What the way back of an environment costs, over HTTP: after a test that changed cards, a phone, people and clock.

Prints milliseconds (median and worst), those of a named snapshot and of a new environment, and how many times longer
the first reset of a profile takes, which makes the keys of all cards. ``cpu_ms`` is what a reset costs the IdP's
process, whatever else the machine does. Aim: a reset under 200 ms. With the address of a
PostgreSQL database as the second argument the IdP keeps everything there.
Run: ``python benchmarks/environment_reset.py [rounds] [database]``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx2
import psutil  # type: ignore[import-untyped]

AIM_MS = 200
_OLLE = {"personal_number": "196607113146", "given_name": "Olle", "family_name": "Provsson"}


class Door:
    """The control API of a program that was started for this."""

    def __init__(self, address: str, token: str) -> None:
        self._http = httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=120)

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        response = self._http.request(method, path, json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def timed(self, method: str, path: str, body: object = None) -> float:
        begun = time.perf_counter()
        self.call(method, path, body)
        return (time.perf_counter() - begun) * 1000

    def mess(self) -> None:
        """Do what a test does."""
        self.call("PUT", "/people/olle", _OLLE)
        self.call("PUT", "/cards/olle-1", {"person": "olle", "key_type": "ec256"})
        self.call("POST", "/cards/anna-1/revoke")
        self.call("POST", "/cards/bo-1/block")
        self.call("POST", "/cards/farid-1/insert")
        self.call("POST", "/phones/Annas/activate", {"person": "anna"})
        self.call("PUT", "/clock", {"ahead_s": 60})


def measured(door: Door, path: str, rounds: int, program: psutil.Process) -> tuple[list[float], float]:
    """Return how long each way back takes, and what one costs the process on average, in milliseconds."""
    found, cost = [], 0.0
    for _ in range(rounds):
        door.mess()
        before = program.cpu_times()
        found.append(door.timed("POST", path))
        after = program.cpu_times()
        cost += after.user + after.system - before.user - before.system
    return sorted(found), cost / rounds * 1000


def main() -> None:
    """Measure and print one JSON object."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    database = ["--database", sys.argv[2]] if len(sys.argv) > 2 else []
    with tempfile.TemporaryDirectory(prefix="cosmic-bench-") as folder:
        profile = Path(folder) / "profile"
        words = [sys.executable, "-m", "cosmic_login", "--profile", str(profile), "idp", "--control-api", *database]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as program:
            try:
                assert program.stdout is not None
                ready = json.loads(program.stdout.readline())
                door = Door(ready["control_v1"], (profile / "control-token").read_text())
                first = door.timed("POST", "/environment/reset")
                process = psutil.Process(program.pid)
                resets, cost = measured(door, "/environment/reset", rounds, process)
                door.call("PUT", "/environment/snapshots/kept")
                named, _ = measured(door, "/environment/snapshots/kept/restore", rounds, process)
                made = [door.timed("POST", "/environments", {"environment": f"e{n}"}) for n in range(3)]
            finally:
                program.terminate()
    found = {
        "rounds": rounds,
        "first_ms": round(first),
        "reset_ms": round(statistics.median(resets)),
        "worst_ms": round(resets[-1]),
        "cpu_ms": round(cost),
        "snapshot_ms": round(statistics.median(named)),
        "new_environment_ms": round(statistics.median(made)),
        "first_to_reset": round(first / statistics.median(resets), 1),
        "aim_ms": AIM_MS,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
