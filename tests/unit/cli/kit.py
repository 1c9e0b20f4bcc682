"""The real program in a process of its own, and scripts around its ``main``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cosmic_login.audit import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.profile import Profile
from tests.e2e.program import environment

TIMEOUT_S = 60
NUMBER = "199001132399"


def script(source: str, *arguments: str) -> list[str]:
    """Return the command of a script that may use ``main`` and ends with its status."""
    return [sys.executable, "-c", f"import sys\nfrom cosmic_login.cli.main import main\n{source}", *arguments]


def run_script(source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        script(source, *arguments),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def some_trail(root: Path) -> Path:
    """Make a profile with three rows of audit and return the trail's file."""
    profile, clock = Profile.open(root), ManualClock()
    trail = AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), clock)
    trail.append("login.attempted", login="one", method="siths-this-device")
    clock.advance(3600)
    trail.append("login.succeeded", login="one", person=NUMBER, name="Anna Testsson", loa=3)
    trail.append("login.failed", login="two", person="TSTNMT2321000057-1002", reason="code.wrong", name="Bo\nProvberg")
    return profile.audit_file
