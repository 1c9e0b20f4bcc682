"""The window as a whole: every state has a screen, every control a name, and all of it fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.flow import CARD, LOGIN
from cosmic_login.core.prompts import (
    CardSituation,
    CardToChoose,
    ChangeCode,
    ChooseCard,
    ChooseServiceId,
    ConfirmCertificate,
    InsertCard,
    ReadingCertificate,
    ShowActivation,
    Step,
    UnblockCode,
    Working,
)
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.ports.states import CODE_STATES, STATUS_STATES, STRIP_STATES
from cosmic_login.gui.shell.main_window import MainWindow
from cosmic_login.gui.shell.screen_registry import SCREENS
from cosmic_login.testing.gallery.login_screens import FACTS, md_code, qr
from cosmic_login.ui.design_tokens import SHAPE_PAIRS, TARGET, TEXT_PAIRS, THEMES, Colours, contrast
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from tests.gui.scripted import ANNA, OTHER, OWN, READER, THIRD, Scripted, Stage, code_prompt

KEY = Qt.Key
VIEWS = {
    "start": View(),
    "working": View("working", prompt=Working(Step.READING_CARD)),
    "insert_card": View("insert_card", prompt=InsertCard(CardSituation.UNREADABLE, (READER, "Läsare 2"))),
    "choose_card": View(
        "choose_card",
        prompt=ChooseCard((CardToChoose(READER, "Anna Testsson", "97521"), CardToChoose("B", "", "97524"))),
    ),
    "register_code": View("register_code", prompt=code_prompt(register=True)),
    "enter_code": View("enter_code", prompt=code_prompt(1, wrong=True)),
    "choose_service_id": View("choose_service_id", prompt=ChooseServiceId((OWN, OTHER, THIRD))),
    "show_qr": View("show_qr", prompt=qr()),
    "reading_certificate": View("reading_certificate", prompt=ReadingCertificate(READER)),
    "confirm_certificate": View("confirm_certificate", prompt=ConfirmCertificate(FACTS, READER)),
    "md_code": View("md_code", prompt=md_code(1, wrong=True)),
    "authentication_failed": View(
        "authentication_failed", failure=LoginFailure("certificate.revocation_unknown", tries_left=2)
    ),
    "login_failed": View("login_failed", failure=LoginFailure("access.no_service_id")),
    "workspace": View("workspace", identity=ANNA),
    "logging_out": View("logging_out"),
    "closing": View("closing"),
    "closed": View("closed"),
    "starting_over": View("starting_over"),
    "managed": View("managed", task="unblock"),
    "manage_failed": View("manage_failed", task="unblock", failure=LoginFailure("puk.blocked")),
    "manage_change_code": View("manage_change_code", prompt=ChangeCode("Anna Testsson", 3)),
    "manage_unblock_code": View("manage_unblock_code", prompt=UnblockCode("Anna Testsson")),
    "manage_show_activation": View("manage_show_activation", prompt=ShowActivation("siths-activate.code")),
    "lock_soon": View("lock_soon", identity=ANNA),
    "log_out_soon": View("log_out_soon", identity=ANNA),
    "locked": View("locked", identity=ANNA),
    "unlock_failed": View("unlock_failed", identity=ANNA, failure=LoginFailure("card.removed")),
    "take_over": View("take_over", identity=ANNA, other=replace(ANNA, name="Bo Testberg")),
    "taking_over": View("taking_over"),
}
_AGAIN = (
    "working", "insert_card", "choose_card", "register_code", "enter_code", "choose_service_id", "reading_certificate",
    "confirm_certificate", "md_code", "show_qr",
)  # fmt: skip
VIEWS |= {f"unlock_{name}": replace(VIEWS[name], state=f"unlock_{name}", identity=ANNA) for name in _AGAIN}
VIEWS |= {f"manage_{name}": replace(VIEWS[name], state=f"manage_{name}") for name in _AGAIN[:5]}


def show(stage: Stage, state: str, first_number: int = 1000) -> list[QWidget]:
    """Show a view in both windows; return the controls of the window that has the word."""
    view = replace(VIEWS[state], number=first_number + list(VIEWS).index(state))
    stage.app.window.show_view(view)
    stage.siths.show_view(view)
    window: QWidget = stage.siths if state in CODE_STATES else stage.app.window
    return [child for child in window.findChildren(QWidget) if child.isVisibleTo(window)]


def test_every_leaf_state_has_a_screen() -> None:
    assert {state.name for state in LOGIN.leaves()} == set(SCREENS) | STRIP_STATES
    assert set(SCREENS) == set(VIEWS)
    assert {state.name for state in CARD.leaves()} == STATUS_STATES


class Shown(QObject):
    """Notes every widget that comes up as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.add(type(watched).__name__)
        return False


def test_no_part_of_a_screen_comes_up_as_a_window(stage: Stage) -> None:
    """A flash of a stray window would take the keyboard away."""
    shown = Shown()
    stage.app.qt.installEventFilter(shown)
    for state in VIEWS:
        show(stage, state)
    stage.app.qt.removeEventFilter(shown)
    assert shown.names == {"SithsWindow"}


@pytest.mark.parametrize("colours", THEMES.values(), ids=lambda colours: colours.name)
def test_contrast(colours: Colours) -> None:
    for front, back in TEXT_PAIRS:
        ratio = contrast(getattr(colours, front), getattr(colours, back))
        assert ratio >= 4.5, f"{front} on {back}: {ratio:.2f}"
    for front, back in SHAPE_PAIRS:
        ratio = contrast(getattr(colours, front), getattr(colours, back))
        assert ratio >= 3.0, f"{front} beside {back}: {ratio:.2f}"


@pytest.mark.parametrize("colours", THEMES.values(), ids=lambda colours: colours.name)
def test_what_an_empty_field_says_can_be_read(qtbot: QtBot, qapp: QApplication, colours: Colours) -> None:
    """A style sheet alone would give it half of the text's colour."""
    theme, field = Theme(qapp, colours.name, 1.0), QLineEdit()
    qtbot.addWidget(field)
    field.ensurePolished()
    shown = field.palette().placeholderText().color()
    assert (shown.name(), shown.alpha()) == (colours.muted, 255)
    theme.deleteLater()


def test_the_contrast_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_control_has_a_name(stage: Stage) -> None:
    """In one window that goes through all states."""
    seen = 0
    for state in VIEWS:
        for child in show(stage, state):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                interface = QAccessible.queryAccessibleInterface(child)
                assert interface.text(QAccessible.Text.Name), f"{type(child).__name__} in {state}"
                seen += 1
    assert seen > 2 * len(VIEWS)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_on_a_small_window(qtbot: QtBot, script: Scripted, scale: float) -> None:
    """At 320x480, at the usual and at twice the text size: no sideways scrolling, every text has its room."""
    stage = Stage(qtbot, script, given={"theme": "light", "text_scale": scale})
    faults: dict[str, list[str]] = {}
    try:
        for state in VIEWS:
            window = stage.siths if state in CODE_STATES else stage.app.window
            stage.app.window.resize(320, 480)
            children = show(stage, state)
            stage.siths.resize(320, 480)
            for _ in range(24):  # layouts settle by events
                QApplication.sendPostedEvents()
                QApplication.processEvents()
                faults[state] = cut(window, children)
                if not faults[state]:
                    break
    finally:
        stage.close()
    assert faults == {state: [] for state in VIEWS}


def cut(window: MainWindow | SithsWindow, children: list[QWidget]) -> list[str]:
    """Return the texts that do not have the room they need."""
    area = window.viewport_area
    page = area.widget()
    assert page is not None
    found = [] if page.width() <= area.viewport().width() else ["the page is wider than the window"]
    for child in children:
        if isinstance(child, (Paragraph, ActionButton)):
            low = child.height() < child.heightForWidth(child.width())
            outside = child.mapTo(window, child.rect().topRight()).x() > window.width()
            small = isinstance(child, ActionButton) and child.height() < TARGET
            found += [child.text()] if low or outside or small else []
    return found


def test_themes_are_followed_and_can_be_set(stage: Stage) -> None:
    for name, colours in THEMES.items():
        stage.app.features.settings.theme.set(name)
        shot = stage.app.window.grab().toImage()
        assert shot.pixelColor(4, shot.height() // 2).name() == colours.canvas
    with pytest.raises(ValueError, match="lila"):
        stage.app.features.settings.theme.set("lila")
    with stage.qtbot.waitSignal(stage.app.features.settings.theme.changed):
        stage.app.features.settings.theme.set("system")


def test_tab_reaches_every_control_in_reading_order(stage: Stage) -> None:
    order: list[str] = []
    for _ in range(6):
        order.append(stage.focused().accessibleName())
        stage.press(KEY.Key_Tab)
    start = stage.app.window.start
    expected = [start.this_device, start.other_device, start.other_way, start.codes, stage.app.window.help]
    assert order[:5] == [button.text() for button in expected]
    assert order[5] == stage.app.window.header.look.text()


def test_focus_can_be_seen(stage: Stage) -> None:
    button = stage.app.window.start.this_device
    stage.app.window.start.other_device.setFocus()
    without = button.grab().toImage()
    button.setFocus()
    assert button.grab().toImage() != without


def test_help_names_the_contacts_in_order(stage: Stage) -> None:
    stage.press(KEY.Key_F1)
    assert stage.app.features.help.shown is not None
    text = stage.app.features.help.shown.contacts.words.text()
    assert text.index("IT-kontaktperson") < text.index("IT-support") < text.index("141 41")
    said = " ".join(label.text() for label in stage.app.features.help.shown.findChildren(QLabel))
    assert "Nova Ward" in said
    stage.app.features.help.shown.close()


def test_cards_are_live_on_the_start_screen(stage: Stage) -> None:
    words = stage.app.window.status.words
    assert "Inget kort i läsaren" in words.text()
    stage.app.sink.client_session.tell_cards(CardStatus(None, READER, "Anna Testsson"))
    stage.qtbot.waitUntil(lambda: "Kort: Anna Testsson" in words.text())
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.NO_READER))
    stage.qtbot.waitUntil(lambda: "Ingen kortläsare" in words.text())
    stage.app.sink.on_idp("inbyggd")
    stage.qtbot.waitUntil(lambda: "IdP: inbyggd" in words.text())


def test_markup_in_a_name_is_shown_as_it_is(stage: Stage, script: Scripted) -> None:
    script.prompts = (replace(code_prompt(), holder="<b>Anna</b> & Co"),)
    stage.to("enter_code")
    assert stage.siths.code_page.holder.textFormat() == Qt.TextFormat.PlainText
    assert stage.siths.code_page.holder.text().startswith("<b>Anna</b> & Co")


def test_escape_where_nothing_can_be_cancelled_does_nothing(stage: Stage) -> None:
    stage.press(KEY.Key_Escape)
    assert stage.state == "start"
    assert stage.app.window.isVisible()


def test_every_failure_of_the_table_can_be_shown(stage: Stage) -> None:
    for code in FAILURES:
        stage.app.window.show_view(View("authentication_failed", failure=LoginFailure(code)))
        assert stage.screen.code.toPlainText() == code
        assert stage.screen.cause.words.text()


def test_many_emits_and_void_calls_do_not_wear_the_binding_out(stage: Stage) -> None:
    """PySide6 6.12.0 on Python 3.11 aborts after some 600 emits and 5,000 void calls."""

    class Bell(QObject):
        rung = Signal(int)

    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(heard.append)
    for i in range(20_000):
        bell.rung.emit(i)
        bell.setObjectName("bell")
    assert len(heard) == 20_000


def test_buttons_are_push_buttons_for_screen_readers(stage: Stage) -> None:
    for button in stage.app.window.findChildren(QPushButton):
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface.role() == QAccessible.Role.Button
        assert "&" not in interface.text(QAccessible.Text.Name)
