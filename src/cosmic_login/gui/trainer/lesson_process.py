"""A lesson: a program of its own with a profile of its own, which the panel starts, hears of, and ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QProcess, Signal

_PATIENCE_MS = 10_000


class LessonEnded(NamedTuple):
    """How it ended. ``failure`` is a failure's code where it could not begin or go on; ``seconds`` its time."""

    finished: bool = False
    seconds: float = 0.0
    mistakes: int = 0
    hints: int = 0
    failure: str = ""


class LessonProcess(QObject):
    """At most one lesson."""

    ended = Signal(object)  # LessonEnded

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def running(self) -> bool:
        """Whether a lesson is under way."""
        return self._process is not None

    def start(self, command: Sequence[str]) -> None:
        """Start a program that prints its result as one JSON object; nothing happens while another runs."""
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        program, *arguments = command
        process.start(program, arguments)

    def close(self) -> None:
        """End the lesson, whose window closes as if it was left, and wait for its end."""
        process, self._process = self._process, None
        if process is None or process.state() == QProcess.ProcessState.NotRunning:
            return
        process.blockSignals(True)
        process.terminate()
        if not process.waitForFinished(_PATIENCE_MS):
            process.kill()
            process.waitForFinished(_PATIENCE_MS)

    def _finished(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self.ended.emit(result_of(bytes(process.readAllStandardOutput().data())))
            process.deleteLater()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # of every other one "finished" tells
            self._process = None
            self.ended.emit(LessonEnded(failure="internal.error"))


def result_of(printed: bytes) -> LessonEnded:
    """Read what the program printed; one that printed nothing of use was ended in the middle."""
    try:
        told = json.loads(printed)
        if "failure" in told:
            return LessonEnded(failure=str(told["failure"]["code"]))
        (played,) = told["played"]
        return LessonEnded(
            bool(played["finished"]), float(played["seconds"]), len(played["mistakes"]), int(played["hints"])
        )
    except (ValueError, KeyError, TypeError):
        return LessonEnded()
