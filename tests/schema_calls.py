"""Starts schemathesis, which calls an API as its OpenAPI document says, and as it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_CONFIG = Path(__file__).with_name("schemathesis.toml")
#: Makes RSA keys or a whole IdP, or lasts as long as it is told: who knows the document alone asks for much of it.
_LEFT_OUT = ("issueCard", "beginLogin", "followEvents", "makeEnvironment")


def call_by_the_document(
    address: str, token: str, folder: Path, *, examples: int, seed: int, phases: str = "fuzzing", seconds: int = 400
) -> subprocess.CompletedProcess[str]:
    """Call every operation but those of ``_LEFT_OUT``, each so many times in each way, and return how it went."""
    words = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", os.fspath(_CONFIG), "run"),
        *(f"{address}/openapi.json", "-H", f"Authorization: Bearer {token}", "--no-color", "--seed", str(seed)),
        *("--max-examples", str(examples), "--phases", phases, "--request-timeout", "30"),
        *(word for name in _LEFT_OUT for word in ("--exclude-operation-id", name)),
    ]
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return subprocess.run(words, cwd=folder, env=kept, capture_output=True, text=True, timeout=seconds, check=False)
