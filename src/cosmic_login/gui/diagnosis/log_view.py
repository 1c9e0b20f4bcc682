"""The program's log: its last lines, filtered by level and words, and what is added while one looks."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QWidget

from cosmic_login.core.diagnosis import LogLine, LogPage
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.gui.diagnosis.texts import say
from cosmic_login.gui.ports.diagnosis import DiagnosticsPort
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.background import BackgroundRunner
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

TITLE = QT_TRANSLATE_NOOP("Diagnosis", "Programmets logg")
ABOUT = QT_TRANSLATE_NOOP("Diagnosis", "Koder och hela personnummer skrivs aldrig i loggen.")
LEVEL = QT_TRANSLATE_NOOP("Diagnosis", "&Nivå: {level}")
LEVELS = {
    "debug": QT_TRANSLATE_NOOP("Diagnosis", "Alla rader"),
    "info": QT_TRANSLATE_NOOP("Diagnosis", "Upplysningar och uppåt"),
    "warning": QT_TRANSLATE_NOOP("Diagnosis", "Varningar och fel"),
    "error": QT_TRANSLATE_NOOP("Diagnosis", "Bara fel"),
}
SEARCH = QT_TRANSLATE_NOOP("Diagnosis", "Sök i loggen")
SHOWN = QT_TRANSLATE_NOOP("Diagnosis", "Visar {shown} av {all} rader.")
NOTHING = QT_TRANSLATE_NOOP("Diagnosis", "Loggen är tom.")
NO_HIT = QT_TRANSLATE_NOOP("Diagnosis", "Ingen rad passar.")
FOLLOW = QT_TRANSLATE_NOOP("Diagnosis", "Till &slutet")
CLOSE = QT_TRANSLATE_NOOP("Diagnosis", "St&äng loggen")
FAILED = QT_TRANSLATE_NOOP("Diagnosis", "{cause} {mend} ({code})")
#: How often the file is looked at while the view is open.
EVERY_MS = 500
#: How many lines are kept; older ones go.
KEPT = 2000


class LogView(ToolDialog):
    """The log's lines as text to read, search and copy. The file is read beside the GUI's thread."""

    def __init__(self, port: DiagnosticsPort, runner: BackgroundRunner, owner: QWidget) -> None:
        self._filters = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        super().__init__(owner, say(TITLE))
        self._port, self._runner = port, runner
        self._lines: list[LogLine] = []
        self._anew = True
        self.reading = False
        self.note = Note()
        self.level = "info"
        self.levels = ActionButton("")
        self.levels.clicked.connect(self._open_levels)
        self.search = QLineEdit()
        self.search.setPlaceholderText(say(SEARCH))
        self.search.setAccessibleName(say(SEARCH))
        self.search.setClearButtonEnabled(True)
        self.count = Paragraph("", "caption")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(say(TITLE))
        self.text.setObjectName("log")
        self.follow = ActionButton(say(FOLLOW))
        self.shut = ActionButton(say(CLOSE))
        self.column.addWidget(Paragraph(say(ABOUT), "muted"))
        self.column.addWidget(self.note)
        self._filters.setSpacing(2 * design_tokens.GRID)
        self._filters.addWidget(self.levels)
        self._filters.addWidget(self.search, 1)
        self.column.addLayout(self._filters)
        self.column.addWidget(self.text, 1)
        self.column.addWidget(self.count)
        self.add_buttons(self.follow, self.shut)
        self._wait = QTimer(self)  # filtering waits until the typing pauses
        self._wait.setSingleShot(True)
        self._wait.setInterval(120)
        self._wait.timeout.connect(self._show_all)
        self._tick = QTimer(self)
        self._tick.setInterval(EVERY_MS)
        self._tick.timeout.connect(self.read)
        self.search.textChanged.connect(self._wait.start)
        self.follow.clicked.connect(self._to_end)
        self.shut.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.search.setFocus)
        self.choose_level("info")
        self.search.setFocus()

    def fit(self) -> None:
        """Put the filters under each other on narrow windows."""
        super().fit()
        narrow = self.width() < active_theme().px(480)
        ways = QBoxLayout.Direction
        self._filters.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    # -- which lines -------------------------------------------------------------------------------------------

    def choose_level(self, level: str) -> None:
        """Show lines of this level and those above it."""
        self.level = level
        self.levels.set_label(say(LEVEL).format(level=say(LEVELS[level])))
        self._show_all()

    def menu_of_levels(self) -> QMenu:
        """Return the menu, with the present choice marked."""
        menu = QMenu(self)
        for name, label in LEVELS.items():
            action = menu.addAction(say(label))
            action.setCheckable(True)
            action.setChecked(name == self.level)
            action.triggered.connect(lambda _checked=False, level=name: self.choose_level(level))
        return menu

    def _open_levels(self) -> None:
        menu = self.menu_of_levels()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.levels.mapToGlobal(QPoint(0, self.levels.height())))

    # -- reading -----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to follow."""
        super().showEvent(event)
        self.read()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop following."""
        self._tick.stop()
        super().hideEvent(event)

    def read(self) -> None:
        """Read what there is; one reading at a time."""
        if not self.reading:
            self.reading = True
            anew = self._anew
            self._runner.run(lambda: self._port.read_log(anew), self._came, self._failed)

    def _came(self, page: LogPage) -> None:
        if not self.there:
            return
        self.reading, self._anew = False, False
        self.note.say("")
        if page.anew:
            self._lines = list(page.lines)
            self._show_all()
        elif page.lines:
            self._lines = [*self._lines, *page.lines][-KEPT:]
            self._add(page.lines)

    def _failed(self, failure: LoginFailure) -> None:
        if not self.there:
            return
        self.reading = False
        cause, mend = texts.failure_texts(failure)
        text = say(FAILED).format(cause=cause, mend=mend, code=failure.code)
        if self.note.words.text() != text:
            self.note.say(text, "error")
            announce(self, text)

    # -- showing -----------------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        shown = [self._line(line) for line in self._lines if self._fits(line)]
        self.text.setPlainText("\n".join(shown))
        self._count(len(shown))
        self._to_end()

    def _add(self, lines: tuple[LogLine, ...]) -> None:
        """Append; who has scrolled up to read stays where they are."""
        at_end = self._at_end()
        fitting = [self._line(line) for line in lines if self._fits(line)]
        if fitting:
            self.text.appendPlainText("\n".join(fitting))
        self._count(self._shown + len(fitting))
        if at_end:
            self._to_end()

    def _fits(self, line: LogLine) -> bool:
        order = list(LEVELS)
        level = order.index(line.level) if line.level in order else len(order) - 1  # critical, and what is not ours
        wanted = self.search.text().casefold().split()
        text = self._line(line).casefold()
        return level >= order.index(self.level) and all(word in text for word in wanted)

    @staticmethod
    def _line(line: LogLine) -> str:
        if not line.event:
            return line.text
        time = line.time.replace("T", " ").removesuffix("Z")
        return f"{time}  {line.level.upper():<7}  {line.event}  {line.fields}".rstrip()

    def _count(self, shown: int) -> None:
        self._shown = min(shown, len(self._lines))
        if not self._lines:
            text = say(NOTHING)
        elif not shown:
            text = say(NO_HIT)
        else:
            text = say(SHOWN).format(shown=self._shown, all=len(self._lines))
        self.count.say(text)

    def _at_end(self) -> bool:
        bar = self.text.verticalScrollBar()
        return bar.value() >= bar.maximum() - 1

    def _to_end(self) -> None:
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.moveCursor(QTextCursor.MoveOperation.StartOfBlock)
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())
