"""The diagnosis: what works and what does not, with the mend for each; made in the background, anew on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from cosmic_login.core.diagnosis import Finding, as_text
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.diagnosis.finding_list import FindingList
from cosmic_login.gui.diagnosis.texts import say, translate
from cosmic_login.gui.ports.diagnosis import DiagnosticsPort
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.background import BackgroundRunner
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

TITLE = QT_TRANSLATE_NOOP("Diagnosis", "Diagnos")
LOOKING = QT_TRANSLATE_NOOP("Diagnosis", "Kontrollerar. Det tar några sekunder.")
ALL_WELL = QT_TRANSLATE_NOOP("Diagnosis", "Allt fungerar. Kontrollerat klockan {time}.")
SOME_AMISS = QT_TRANSLATE_NOOP("Diagnosis", "Att se över: {warn}. Fungerar inte: {fail}. Kontrollerat klockan {time}.")
AGAIN = QT_TRANSLATE_NOOP("Diagnosis", "Kontrollera &igen")
COPY = QT_TRANSLATE_NOOP("Diagnosis", "Kopiera som &text")
SAVE = QT_TRANSLATE_NOOP("Diagnosis", "&Spara för supporten…")
LOG = QT_TRANSLATE_NOOP("Diagnosis", "Visa &loggen")
CLOSE = QT_TRANSLATE_NOOP("Diagnosis", "St&äng")
COPIED = QT_TRANSLATE_NOOP("Diagnosis", "Diagnosen är kopierad.")
SAVING = QT_TRANSLATE_NOOP("Diagnosis", "Sparar.")
SAVED = QT_TRANSLATE_NOOP("Diagnosis", "Sparat i {path}. Filen innehåller inga koder och inga hela personnummer.")
FAILED = QT_TRANSLATE_NOOP("Diagnosis", "{cause} {mend} ({code})")
ZIP_FILES = QT_TRANSLATE_NOOP("Diagnosis", "Zip-filer (*.zip)")
LIST = QT_TRANSLATE_NOOP("Diagnosis", "Vad som har kontrollerats")
#: Several events of a reader come at once; the diagnosis is made after the last of them.
SETTLING_MS = 400


class DiagnosisView(ToolDialog):
    """Shows findings worst first. ``choose_file`` asks where to save and calls back with the path."""

    def __init__(
        self, port: DiagnosticsPort, runner: BackgroundRunner, owner: QWidget, show_log: Callable[[], None]
    ) -> None:
        self.list = FindingList(say(LIST))
        super().__init__(owner, say(TITLE))
        self._port, self._runner = port, runner
        self.findings: Sequence[Finding] | None = None
        self.looking = False
        self._stale = False
        self.choose_file: Callable[[Callable[[Path], None]], None] = self._ask_where
        self.summary = Paragraph("", "muted")
        self.note = Note()
        self.again = ActionButton(say(AGAIN), PRIMARY)
        self.copy = ActionButton(say(COPY))
        self.save = ActionButton(say(SAVE))
        self.log = ActionButton(say(LOG))
        self.shut = ActionButton(say(CLOSE))
        for widget in (self.summary, self.note):
            self.column.addWidget(widget)
        self.column.addWidget(self.list, 1)
        self.add_buttons(self.again, self.copy, self.save, self.log, self.shut)
        self.again.clicked.connect(self.look)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(lambda: self.choose_file(self._save))
        self.log.clicked.connect(show_log)
        self.shut.clicked.connect(self.close)
        self.bind(QKeySequence.StandardKey.Refresh, self.again)
        self.bind(QKeySequence.StandardKey.Copy, self.copy)
        self.bind(QKeySequence.StandardKey.Save, self.save)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLING_MS)
        self._settle.timeout.connect(self.look)
        self.again.setFocus()
        self.look()

    def fit(self) -> None:
        """Let the buttons scroll with the findings on low windows."""
        super().fit()
        if self.height() < active_theme().px(self.low):
            self.list.take_in(self.foot)
        elif self.column.indexOf(self.foot) < 0:
            self.column.addWidget(self.foot)

    # -- looking -----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Make the diagnosis, beside the GUI's thread; one at a time."""
        if self.looking:
            self._stale = True
            return
        self.looking, self._stale = True, False
        self.summary.say(say(LOOKING))
        self._runner.run(self._port.diagnose, self._found, self._failed)

    def something_changed(self) -> None:
        """Readers or cards have changed: look again when they have settled."""
        self._settle.start()

    def _found(self, findings: Sequence[Finding]) -> None:
        if not self.there:
            return
        self.looking = False
        # Worst first; what stands together in the list of checks stays together.
        self.findings = sorted(findings, key=lambda finding: ("fail", "warn", "ok").index(finding.status))
        self.list.show_findings(self.findings)
        self.note.say("")
        self._summarise()
        if self._stale:
            self.look()

    def _summarise(self) -> None:
        counts = {status: sum(f.status == status for f in self.findings or ()) for status in ("warn", "fail")}
        text = SOME_AMISS if any(counts.values()) else ALL_WELL
        now = f"{swedish(datetime.now(UTC)):%H:%M:%S}"
        self.summary.say(say(text).format(time=now, **counts))
        announce(self, self.summary.text())

    def _failed(self, failure: LoginFailure) -> None:
        if self.there:
            self.looking = False
            self._tell_failure(failure)

    def _tell_failure(self, failure: LoginFailure) -> None:
        cause, mend = texts.failure_texts(failure)
        self._tell(say(FAILED).format(cause=cause, mend=mend, code=failure.code), "error")

    def _tell(self, text: str, tone: str = "info") -> None:
        self.note.say(text, tone)
        announce(self, text)

    # -- taking it along ---------------------------------------------------------------------------------------

    def _copy(self) -> None:
        if self.findings is not None:
            QGuiApplication.clipboard().setText(as_text(self.findings, translate))
            self._tell(say(COPIED))

    def _ask_where(self, then: Callable[[Path], None]) -> None:
        name = f"cosmic-login-{swedish(datetime.now(UTC)):%Y%m%d-%H%M}.zip"
        dialog = QFileDialog(self, say(SAVE).replace("&", ""), str(Path.home() / name), say(ZIP_FILES))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    def _save(self, path: Path) -> None:
        self._tell(say(SAVING))
        port, findings = self._port, self.findings
        self._runner.run(
            lambda: port.save(path, translate, findings),
            lambda _none: self._saved(path),
            lambda failure: self._tell_failure(failure) if self.there else None,
        )

    def _saved(self, path: Path) -> None:
        if self.there:
            self._tell(say(SAVED).format(path=path))
