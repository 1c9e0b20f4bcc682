"""What is on the card in the reader: whose it is, the tries of its codes, and its certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cosmic_login.core.card_content import (
    CardContent,
    CertificateOnCard,
    CodeTries,
    ReaderContent,
    Standing,
)
from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.my_card import texts
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.row_list import FocusRow, RowList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.gui.ports.my_card import CardContentPort
    from cosmic_login.ui.background import BackgroundRunner


def _row(picture: tuple[str, str], words: Sequence[tuple[str, str]]) -> FocusRow:
    row = FocusRow(picture, words)
    told = [text for text, _role in words if text]
    row.name(told[0], " ".join(told[1:]))
    return row


def grouped(number: str) -> str:
    """Return a card number in groups of four, as it is read aloud and compared."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _card_row(reader: str, card: CardContent) -> FocusRow:
    words = (
        (card.holder or texts.say(texts.UNKNOWN_HOLDER), "subheading"),
        (card.organisation, "small"),
        (texts.say(texts.NUMBER).format(number=grouped(card.number)), "small"),
        (texts.say(texts.READER).format(reader=reader), "muted"),
    )
    return _row(("card", "accent"), words)


def _code_row(tries: CodeTries) -> FocusRow:
    name = (texts.say(texts.CODES[tries.code]), "label")
    if tries.left is None:
        return _row(("lock", "muted"), (name, (texts.say(texts.NOT_TOLD), "muted")))
    if tries.left == 0:
        return _row(("lock", "error"), (name, (texts.say(texts.BLOCKED[tries.code]), "error")))
    return _row(
        ("lock", "muted" if tries.left > 1 else "warning"),
        (name, (texts.count(texts.TRIES, tries.left), "small" if tries.left > 1 else "warning")),
    )


def _certificate_row(certificate: CertificateOnCard) -> FocusRow:
    facts = certificate.facts
    since, until = (swedish(moment).strftime("%Y-%m-%d") for moment in (facts.valid_from, facts.valid_until))
    good = certificate.standing is Standing.VALID
    name = texts.say(texts.USES[certificate.use]).format(hsa_id=facts.serial_number)
    words = (
        (name, "label"),
        (
            texts.say(texts.STANDINGS[certificate.standing]).format(since=since, until=until),
            "small" if good else "error",
        ),
        (texts.say(texts.FOR[certificate.use]), "small"),
        (texts.say(texts.ISSUER).format(issuer=facts.issuer), "muted"),
    )
    return _row(("check", "accent") if good else ("warning", "error"), words)


def rows_of(content: ReaderContent) -> Iterator[FocusRow]:
    """Yield the rows of one reader."""
    if content.failure is not None:
        cause, mend = window_texts.failure_texts(content.failure)
        yield _row(
            ("warning", "error"),
            ((cause, "label"), (f"{mend} ({content.failure.code})", "small"),
             (texts.say(texts.READER).format(reader=content.reader), "muted")),
        )  # fmt: skip
    elif content.card is None:
        where = texts.say(texts.READER).format(reader=content.reader)
        yield _row(("reader", "muted"), ((texts.say(texts.EMPTY), "small"), (where, "muted")))
    else:
        yield _card_row(content.reader, content.card)
        for code in content.card.codes:
            yield _code_row(code)
        for certificate in content.card.certificates:
            yield _certificate_row(certificate)
        if not content.card.certificates:
            yield _row(("info", "muted"), ((texts.say(texts.NO_CERTIFICATES), "muted"),))


class MyCardView(ToolDialog):
    """Follows what is in the readers for as long as it is open; ``something_changed`` has it look again."""

    def __init__(self, read: CardContentPort, runner: BackgroundRunner, owner: QWidget) -> None:
        self._read, self._runner = read, runner
        self.looking = self._again = False
        self.list = RowList(texts.say(texts.LIST))
        super().__init__(owner, texts.say(texts.TITLE))
        self.state = Paragraph(texts.say(texts.READING), "muted")
        self.note = Note()
        self.again = ActionButton(texts.say(texts.READ_AGAIN))
        self.again.clicked.connect(self.look)
        self.shut = ActionButton(texts.say(texts.CLOSE))
        self.shut.clicked.connect(self.close)
        for widget in (self.state, self.note):
            self.column.addWidget(widget)
        self.column.addWidget(self.list, 1)
        self.add_buttons(self.again, self.shut)
        self.shut.setFocus()
        self.look()

    def look(self) -> None:
        """Read what is in the readers; one time after the other."""
        if self.looking:
            self._again = True
            return
        self.looking = True
        self._runner.run(self._read, self._ended(self._came), self._ended(self._failed))

    def _ended(self, then: Callable[..., None]) -> Callable[..., None]:
        def ended(result: object) -> None:
            self.looking = False
            if not self.there:
                return
            again, self._again = self._again, False
            if again:  # what was read is old already
                self.look()
            else:
                then(result)

        return ended

    def _came(self, contents: Sequence[ReaderContent] | None) -> None:
        before = self.said()
        self.note.say("")
        if contents is None:
            self.state.say(texts.say(texts.BUSY))
            self.list.show_rows([])
        else:
            self.state.say("" if contents else texts.say(texts.NO_READER))
            self.list.show_rows([row for content in _fullest_first(contents) for row in rows_of(content)])
        self._tell(before)

    def _failed(self, failure: LoginFailure) -> None:
        before = self.said()
        self.state.say("")
        self.list.show_rows([])
        self.note.say(window_texts.failure_line(failure), "error")
        self._tell(before)

    def said(self) -> str:
        """Return what is shown, briefly, for screen readers: the rows themselves are read as they are walked."""
        first = self.list.rows[0].accessibleName() if self.list.rows else ""
        return " ".join(part for part in (self.state.text(), self.note.words.text(), first) if part)

    def _tell(self, before: str) -> None:
        if self.said() != before:
            announce(self, self.said())


def _fullest_first(contents: Sequence[ReaderContent]) -> list[ReaderContent]:
    """Put readers with a card first; empty ones are told of only when nothing else is."""
    full = [content for content in contents if content.card is not None or content.failure is not None]
    return full or list(contents)
