"""The person's own logins ("Mina inloggningar"), so that a stranger's would be noticed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.swedish_time import date_and_time
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.row_list import FocusRow, RowList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.gui.ports.session import OwnLogin
    from cosmic_login.ui.background import BackgroundRunner


class OwnLoginRow(FocusRow):
    """One login: when, what came of it, how and how surely, for whom."""

    def __init__(self, login: OwnLogin) -> None:
        self.login = login
        when = date_and_time(login.time)
        came = texts.say(session_texts.OWN_SUCCEEDED)
        if login.failure:
            cause = texts.failure_texts(LoginFailure(login.failure))[0] if login.failure in FAILURES else login.failure
            came = texts.say(session_texts.OWN_FAILED).format(cause=cause, code=login.failure)
        level = "" if login.loa is None else texts.say(texts.LEVEL).format(loa=login.loa)
        how = " · ".join(part for part in (texts.method_label(login.method), level) if part)
        words = ((when, "label"), (came, "error" if login.failure else "small"), (how, "muted"))
        picture = ("fail", "error") if login.failure else ("check", "accent")
        super().__init__(picture, (*words, (login.organisation, "muted")))
        self.name(f"{when}: {came}", ". ".join(part for part in (how, login.organisation) if part))


class OwnLoginsView(ToolDialog):
    """The list, newest first. ``read`` runs in a worker thread and may raise ``LoginFailure``."""

    def __init__(self, read: Callable[[], Sequence[OwnLogin]], runner: BackgroundRunner, owner: QWidget) -> None:
        title = texts.plain(texts.say(session_texts.OWN_LOGINS))
        self.list = RowList(texts.say(session_texts.OWN_LIST))
        super().__init__(owner, title)
        self.summary = Paragraph(texts.say(session_texts.OWN_READING), "muted")
        self.note = Note()
        self.shut = ActionButton(texts.say(session_texts.OWN_CLOSE))
        self.shut.clicked.connect(self.close)
        self.column.addWidget(Paragraph(texts.say(session_texts.OWN_SENTENCE), "small"))
        self.column.addWidget(self.summary)
        self.column.addWidget(self.note)
        self.column.addWidget(self.list, 1)
        self.add_buttons(self.shut)
        self.shut.setFocus()
        runner.run(read, self._came, self._failed)

    def _came(self, logins: Sequence[OwnLogin]) -> None:
        if not self.there:
            return
        self.list.show_rows([OwnLoginRow(login) for login in logins])
        count = texts.count(session_texts.OWN_COUNT, len(logins))
        self.summary.say(count if logins else texts.say(session_texts.OWN_NONE))
        if self.list.rows:
            self.list.rows[0].setFocus()
        announce(self, self.summary.text())

    def _failed(self, failure: LoginFailure) -> None:
        if not self.there:
            return
        cause, mend = texts.failure_texts(failure)
        self.summary.say("")
        self.note.say(texts.say(session_texts.OWN_TROUBLE).format(cause=cause, mend=mend, code=failure.code), "error")
        announce(self, self.note.words.text())
