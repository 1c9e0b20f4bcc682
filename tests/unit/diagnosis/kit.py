"""A patient for the checks, and findings by their names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cosmic_login.core.diagnosis import Finding
from cosmic_login.diagnosis.case import Case
from cosmic_login.profile import Profile


def case_at(root: Path, **more: Any) -> Case:
    """Return a case of the profile at ``root``, opened at the first look."""
    return Case(lambda: Profile.open(root), in_window=True, **more)


def by_name(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Return findings by name; each says what it found, and how to mend it when it is not well."""
    found = {}
    for finding in findings:
        assert finding.found.words(), finding
        assert bool(finding.members()["mend"]) == (finding.status != "ok"), finding
        found[finding.name] = finding
    return found
