"""What holds for every test: nobody meets the machine's own readers, and in CI a skipped test is a failed one."""

from __future__ import annotations

import os
import sys

import pytest

from cosmic_login.testing.pcscd import process_socket_path

if sys.platform == "linux":
    # Before anything makes a PC/SC context; child processes inherit it.
    process_socket_path()

#: Node ids that may skip in CI, each with its reason. Keep it empty: CI's machine has all parts.
ALLOWED_SKIPS: dict[str, str] = {}


class SkipWatch:
    """Collects skips, and ends a session that had one with a failure."""

    def __init__(self, allowed: dict[str, str]) -> None:
        self._allowed = allowed
        self.skips: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report.nodeid, report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report.nodeid, report.longrepr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skips and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skips:
            terminalreporter.section("skipped in CI, which counts as failed", red=True)
            for node, reason in self.skips.items():
                terminalreporter.write_line(f"{node}: {reason}")

    def _note(self, node: str, reason: object) -> None:
        if node not in self._allowed:
            self.skips[node] = str(reason[2] if isinstance(reason, tuple) else reason)


def pytest_configure(config: pytest.Config) -> None:
    """Watch for skips where CI says so; on the controlling process only, which hears of every worker's tests."""
    config.addinivalue_line("markers", "soak: repeats for minutes; runs with `make soak` only")
    if os.environ.get("CI") == "true" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch(ALLOWED_SKIPS), "skip-watch")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests out of ordinary runs: deselected, not skipped."""
    if os.environ.get("COSMIC_SOAK"):
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    if soak:
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if item not in soak]
