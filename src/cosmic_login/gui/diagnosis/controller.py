"""Opens the diagnosis and the log beside the main window, each once, and keeps them up to date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from cosmic_login.gui.diagnosis.log_view import LogView
from cosmic_login.gui.diagnosis.view import DiagnosisView
from cosmic_login.gui.ports.diagnosis import DiagnosticsPort
from cosmic_login.ui.announce import bring_to_front
from cosmic_login.ui.background import BackgroundRunner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.ui.tool_dialog import ToolDialog

D = TypeVar("D", bound="ToolDialog")


class DiagnosisController:
    """The two views over one window."""

    def __init__(
        self, port: DiagnosticsPort, runner: BackgroundRunner, owner: QWidget, ask_for_log: Callable[[], None]
    ) -> None:
        """``ask_for_log`` is what the diagnosis calls for the log: the window may refuse."""
        self._port, self._runner, self._owner, self._ask_for_log = port, runner, owner, ask_for_log
        self._diagnosis: DiagnosisView | None = None
        self._log: LogView | None = None

    @property
    def diagnosis(self) -> DiagnosisView | None:
        """The diagnosis, while it is open."""
        return _open(self._diagnosis)

    @property
    def log(self) -> LogView | None:
        """The log, while it is open."""
        return _open(self._log)

    def show_diagnosis(self) -> None:
        """Open the diagnosis, or bring it to the front."""
        if self.diagnosis is None:
            self._diagnosis = DiagnosisView(self._port, self._runner, self._owner, self._ask_for_log)
        bring_to_front(self._diagnosis or self._owner)

    def show_log(self) -> None:
        """Open the log, or bring it to the front."""
        if self.log is None:
            self._log = LogView(self._port, self._runner, self._owner)
        bring_to_front(self._log or self._owner)

    def something_changed(self) -> None:
        """Tell an open diagnosis that readers or cards have changed."""
        if self.diagnosis is not None:
            self.diagnosis.something_changed()

    def retranslate(self) -> None:
        """Open anew, in the language in force, what is open."""
        for view, show in ((self.diagnosis, self.show_diagnosis), (self.log, self.show_log)):
            if view is not None:
                view.close()
                show()

    def close(self) -> None:
        """Close what is open."""
        for view in (self.diagnosis, self.log):
            if view is not None:
                view.close()


def _open(view: D | None) -> D | None:
    """Return the view unless it has been closed; Qt deletes it a moment later."""
    return view if view is not None and view.there and not view.closed else None
