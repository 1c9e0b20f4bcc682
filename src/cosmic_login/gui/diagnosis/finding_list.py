"""The findings of a diagnosis under each other; arrows walk through them, and each reads out as one."""

from __future__ import annotations

from collections.abc import Sequence

from cosmic_login.core.diagnosis import STATUS_WORDS, Finding
from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.gui.diagnosis.texts import say, translate
from cosmic_login.ui.widgets.row_list import FocusRow, RowList

MEND = QT_TRANSLATE_NOOP("Diagnosis", "Åtgärd: {mend}")
#: Picture and colour of a status; the pictures differ in shape too.
PICTURES = {"ok": ("check", "accent"), "warn": ("warning", "warning"), "fail": ("fail", "error")}
_ROLES = {"ok": "small", "warn": "warning", "fail": "error"}


class FindingRow(FocusRow):
    """One finding: status, what was looked at, what was found, how to mend it."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        status = say(STATUS_WORDS[finding.status])
        title, found = finding.title(translate), finding.found.words(translate)
        mend = say(MEND).format(mend=finding.mend.words(translate)) if finding.mend is not None else ""
        shown = status if finding.status != "ok" else ""
        words = ((title, "label"), (shown, _ROLES[finding.status]), (found, "muted"), (mend, "small"))
        super().__init__(PICTURES[finding.status], words)
        self.name(f"{title}: {status}", " ".join(part for part in (found, mend) if part))


class FindingList(RowList):
    """The rows of a diagnosis."""

    rows: Sequence[FindingRow]

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show other findings; the focus stays in the row where it was."""
        self.show_rows([FindingRow(finding) for finding in findings])
