"""What holds for a whole run in CI: a test that was skipped has not been run, and that is a failure."""

from __future__ import annotations

import os

import pytest

#: Node ids that may skip in CI, each with its reason. Keep it empty: CI's machine has all parts.
ALLOWED_SKIPS: dict[str, str] = {}


class SkipWatch:
    """Collects skips, and ends a session that had one with a failure."""

    def __init__(self, allowed: dict[str, str]) -> None:
        self._allowed = allowed
        self.skips: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of every test; with pytest-xdist of every worker's."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report.nodeid, report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Hear of modules that were skipped as a whole."""
        if report.skipped:
            self._note(report.nodeid, report.longrepr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn success into failure."""
        if self.skips and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which tests, and why."""
        if self.skips:
            terminalreporter.section("skipped in CI, which counts as failed", red=True)
            for node, reason in self.skips.items():
                terminalreporter.write_line(f"{node}: {reason}")

    def _note(self, node: str, reason: object) -> None:
        if node not in self._allowed:
            self.skips[node] = str(reason[2] if isinstance(reason, tuple) else reason)


def pytest_configure(config: pytest.Config) -> None:
    """Watch where CI says so; on the controlling process only."""
    if os.environ.get("CI") == "true" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch(ALLOWED_SKIPS), "skip-watch")
