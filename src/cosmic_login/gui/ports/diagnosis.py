"""What the window can look into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from cosmic_login.core.diagnosis import Finding, LogPage, Translate


class DiagnosticsPort(Protocol):
    """The diagnosis, the log and the file for the support. Each call may block and may raise ``LoginFailure``.

    Called in worker threads.
    """

    def diagnose(self) -> Sequence[Finding]:
        """Run every check."""

    def read_log(self, anew: bool, /) -> LogPage:
        """Read the log anew, or what was added since the last time."""

    def save(self, path: Path, translate: Translate, findings: Sequence[Finding] | None, /) -> None:
        """Write the file for the support, with the findings of a diagnosis that has just been made if there is one."""
