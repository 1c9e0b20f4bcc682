"""The settings dialog: everything applies at once, so there is nothing to confirm; what was reset can be had back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.settings import Settings
from cosmic_login.core.settings_table import SECTIONS, SETTINGS
from cosmic_login.gui.settings.fields import Field, field_of, say
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.tool_dialog import ToolDialog
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.gui.ports.settings import SettingsModel

TITLE = QT_TRANSLATE_NOOP("Settings", "Inställningar")
ABOUT = QT_TRANSLATE_NOOP("Settings", "Det du ändrar gäller genast och sparas.")
RESET = QT_TRANSLATE_NOOP("Settings", "Åte&rställ")
UNDO = QT_TRANSLATE_NOOP("Settings", "Ång&ra återställningen")
CLOSE = QT_TRANSLATE_NOOP("Settings", "St&äng")
HAS_RESET = QT_TRANSLATE_NOOP("Settings", "Alla inställningar har sina ursprungliga värden.")
BACK_AGAIN = QT_TRANSLATE_NOOP("Settings", "Inställningarna är som före återställningen.")
BROKEN = QT_TRANSLATE_NOOP(
    "Settings",
    "Inställningsfilen gick inte att läsa, så de ursprungliga värdena gäller. När du ändrar något sparas den "
    "felaktiga filen bredvid den nya. ({failure})",
)
NOT_SAVED = QT_TRANSLATE_NOOP("Settings", "Ändringen gäller, men gick inte att spara. {words} ({code})")


class SettingsDialog(ToolDialog):
    """One page with four groups. Not modal: what is changed can be seen in the window behind it."""

    low = 360

    def __init__(self, model: SettingsModel, owner: QWidget) -> None:
        super().__init__(owner, say(TITLE))
        self._model = model
        self._before_reset: Settings | None = None
        self.fields: dict[str, Field] = {}
        self.sentence = Paragraph("", "muted")
        self.note = Note()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reset = ActionButton("")
        self.shut = ActionButton("")
        for part in (self.sentence, self.note):
            self.column.addWidget(part)
        self.column.addWidget(self.area, 1)
        self.add_buttons(self.reset, self.shut)
        self.reset.clicked.connect(self._reset)
        self.shut.clicked.connect(self.close)
        model.changed.connect(self._show_settings)
        model.saved.connect(self._heard_of_saving, Qt.ConnectionType.QueuedConnection)
        if model.failure is not None:
            self.note.say(say(BROKEN).format(failure=model.failure), "warning")
        self.retranslate()
        self.fields[SETTINGS[0].name].editor.setFocus()

    # -- what is shown -----------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language in force, with the focus where it was."""
        held = next((name for name, field in self.fields.items() if field.editor.hasFocus()), "")
        self.setWindowTitle(say(TITLE))
        self.heading.say(say(TITLE))
        self.sentence.say(say(ABOUT))
        self.shut.set_label(say(CLOSE))
        self._label_reset()
        self.column.addWidget(self.foot)
        old = self.area.takeWidget()
        self.area.setWidget(self._page())
        self.fit()
        if old is not None:
            old.hide()
            old.deleteLater()  # the choice of another language comes from a button on it
        if held:
            self.fields[held].editor.setFocus()
        self.setTabOrder(self.fields[SETTINGS[-1].name].editor, self.reset)
        self.setTabOrder(self.reset, self.shut)

    def _page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("siths")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = self.page = QVBoxLayout(page)
        column.setContentsMargins(2, 2 * design_tokens.GRID, 3 * design_tokens.GRID, 2 * design_tokens.GRID)
        column.setSpacing(3 * design_tokens.GRID)
        kept, in_force = self._model.kept, self._model.settings
        for section, heading in SECTIONS.items():
            if self.fields and section != next(iter(SECTIONS)):
                column.addSpacing(3 * design_tokens.GRID)
            column.addWidget(Paragraph(say(heading), "subheading"))
            for row in SETTINGS:
                if row.section == section:
                    given = row.of(kept) != row.of(in_force)
                    field = self.fields[row.name] = field_of(row, row.of(in_force), given=given)
                    field.chosen.connect(self._choose)
                    column.addWidget(field)
        column.addStretch(1)
        return page

    def _show_settings(self, settings: Settings) -> None:
        """Show what was changed, here or elsewhere; what a person is writing stays."""
        for row in SETTINGS:
            field = self.fields[row.name]
            if field.value != row.of(settings):
                field.show_value(row.of(settings))

    def _label_reset(self) -> None:
        self.reset.set_label(say(RESET if self._before_reset is None else UNDO))
        self.fit()

    # -- what a person does ------------------------------------------------------------------------------------

    def _choose(self, name: str, value: object) -> None:
        if self._before_reset is not None:
            self._before_reset = None
            self._label_reset()
        self.note.say("")
        self._model.change(name, value)  # type: ignore[arg-type]  # Qt's signal carries any object

    def _reset(self) -> None:
        before, self._before_reset = self._before_reset, self._model.kept if self._before_reset is None else None
        self._model.replace(before or Settings())
        for field in self.fields.values():
            field.show_value(field.row.of(self._model.settings))  # also what was written but not taken
        self._label_reset()
        self._tell(say(HAS_RESET if before is None else BACK_AGAIN), "info")

    def _heard_of_saving(self, failure: LoginFailure | None) -> None:
        if failure is not None and self.there:
            words = " ".join(texts.failure_texts(failure))
            self._tell(say(NOT_SAVED).format(words=words, code=failure.code), "error")

    def _tell(self, text: str, tone: str) -> None:
        self.note.say(text, tone)
        announce(self.note, text)

    # -- keys and sizes ----------------------------------------------------------------------------------------

    def fit(self) -> None:
        """On low windows leave the sentence out and have the buttons scroll with the page."""
        super().fit()
        if not self.fields:
            return
        low = self.height() < active_theme().px(self.low)
        home = self.page if low else self.column
        if home.indexOf(self.foot) < 0:
            home.addWidget(self.foot)
        self.sentence.setVisible(not low)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Scroll to what gets the focus by Tab, with what is written about it."""
        moved = super().focusNextPrevChild(forward)
        widget = self.focusWidget()
        field = next((field for field in self.fields.values() if field.editor is widget), None)
        if field is not None:
            self.area.ensureWidgetVisible(field, 0, active_theme().px(8))
            self.area.ensureWidgetVisible(field.editor, 0, active_theme().px(8))
        return moved
