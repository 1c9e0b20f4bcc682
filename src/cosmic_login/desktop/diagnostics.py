"""What the window can look into: the diagnosis, the log and the file for the support, of the world behind it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.core.diagnosis import Finding, LogPage, Translate
    from cosmic_login.diagnosis.case import Case
    from cosmic_login.diagnosis.log_reader import LogReader
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)


class DiagnosticsAdapter:
    """``DiagnosticsPort``: its methods block, and are called in worker threads.

    The attributes are filled in as the window's world starts.
    """

    def __init__(self, context: CliContext) -> None:
        self._context = context
        self._reader: LogReader | None = None
        self.readers: tuple[ReaderService, ...] | None = None
        self.idp_url, self.idp_ca = context.idp_url, context.idp_ca
        self.cards_free: Callable[[], AbstractContextManager[bool]] = lambda: contextlib.nullcontext(enter_result=True)

    def diagnose(self) -> Sequence[Finding]:
        """Run every check."""
        from cosmic_login.diagnosis.checks import run_checks
        from cosmic_login.profile.logs import log_event

        findings = list(run_checks(self._case()))
        failed = [finding.name for finding in findings if finding.status == "fail"]
        warned = [finding.name for finding in findings if finding.status == "warn"]
        log_event(_log, "diagnosis.made", failed=failed, warned=warned)
        return findings

    def read_log(self, anew: bool) -> LogPage:
        """Read the log: its last lines, or what was added."""
        from cosmic_login.diagnosis.log_reader import LogReader
        from cosmic_login.profile.logs import LOG_NAME

        if self._reader is None:
            self._reader = LogReader(self._context.profile.log_dir / LOG_NAME)
        return self._reader.read(anew=anew)

    def save(self, path: Path, translate: Translate, findings: Sequence[Finding] | None) -> None:
        """Write the file for the support. Raises ``file.unwritable``."""
        from cosmic_login.diagnosis.support import save_support_file
        from cosmic_login.profile.logs import log_event

        save_support_file(path, self._case(), translate, findings)
        log_event(_log, "support.saved")

    def _case(self) -> Case:
        from cosmic_login.app import World
        from cosmic_login.diagnosis.case import Case
        from cosmic_login.run.runs_out import runs_out

        return Case(
            lambda: self._context.profile,
            idp_url=self.idp_url,
            idp_ca=self.idp_ca,
            readers=self.readers,
            cards_free=self.cards_free,
            in_window=True,
            runs_out=lambda: runs_out(World(self._context.profile)),
        )
