"""The settings in the window, by the keyboard alone: they apply at once, are kept, and say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.conductor import CardRemoval
from cosmic_login.core.contact import Contact
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.settings import Found, Settings
from cosmic_login.core.settings_table import SETTINGS
from cosmic_login.core.window_geometry import Area, WindowGeometry
from cosmic_login.gui.settings.dialog import SettingsDialog
from cosmic_login.gui.settings.fields import ChoiceField, LineField
from cosmic_login.gui.shell.main_window import MainWindow
from cosmic_login.profile.settings import read_leniently, write_settings
from cosmic_login.ui.design_tokens import DARK, TARGET
from cosmic_login.ui.language import active_language
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from tests.gui.scripted import Scripted, Stage

# Menus are opened as a person does; the offscreen platform has no stack of windows and says so.
pytestmark = pytest.mark.qt_log_ignore(
    r".*This plugin does not support (raise\(\)|grabbing the keyboard).*", extend=True
)
KEY = Qt.Key
Open = Callable[..., Stage]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


@pytest.fixture
def open_stage(qtbot: QtBot, file: Path) -> Iterator[Open]:
    """Start the window on a settings file, with nothing given that would win over it."""
    stages: list[Stage] = []

    def start(**more: object) -> Stage:
        parts = {
            "load_settings": lambda: read_leniently(file),
            "save_settings": lambda settings: write_settings(file, settings),
            **more,
        }
        stages.append(Stage(qtbot, Scripted(), given={}, **parts))
        return stages[-1]

    yield start
    for stage in stages:
        active_language().set("sv")
        stage.close()


@pytest.fixture
def stage(open_stage: Open) -> Stage:
    return open_stage()


def opened(stage: Stage) -> SettingsDialog:
    """Open the dialog by its keys."""
    stage.app.window.activateWindow()  # as a window manager does when a dialog has gone
    stage.qtbot.waitUntil(stage.app.window.isActiveWindow)
    QTest.keyClick(stage.app.window, KEY.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = stage.app.features.settings.dialog
    assert dialog is not None
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def tab_to(stage: Stage, widget: QWidget) -> None:
    for _ in range(40):
        if stage.focused() is widget:
            return
        stage.press(KEY.Key_Tab)
    pytest.fail(f"Tab does not reach {widget.accessibleName()}")


def choose(stage: Stage, name: str, *, down: int = 0, up: int = 0) -> None:
    """Open a choice with Enter, walk from the present one, and take it with Enter."""
    dialog = stage.app.features.settings.dialog
    assert dialog is not None
    tab_to(stage, dialog.fields[name].editor)
    stage.press(KEY.Key_Return)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    for key in [KEY.Key_Down] * down + [KEY.Key_Up] * up + [KEY.Key_Return]:
        QTest.keyClick(menu, key)


def write(stage: Stage, name: str, text: str) -> None:
    """Write into a field and leave it by Tab."""
    dialog = stage.app.features.settings.dialog
    assert dialog is not None
    tab_to(stage, dialog.fields[name].editor)
    QTest.keyClick(stage.focused(), KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    stage.press(KEY.Key_Backspace)
    for number, line in enumerate(text.split("\n")):
        if number:
            stage.press(KEY.Key_Return)
        stage.type(line)
    stage.press(KEY.Key_Tab)


def kept(stage: Stage, file: Path, name: str, value: object) -> None:
    """Wait until the file says so."""
    stage.qtbot.waitUntil(lambda: getattr(read_leniently(file).settings, name) == value)


def test_colours_and_text_size_apply_at_once_and_are_kept(stage: Stage, file: Path) -> None:
    opened(stage)
    choose(stage, "theme", down=2)
    assert stage.app.features.settings.theme.colours is DARK
    kept(stage, file, "theme", "dark")
    choose(stage, "text_scale", down=3)
    assert stage.app.features.settings.theme.text_scale == 1.5
    kept(stage, file, "text_scale", 1.5)
    choose(stage, "text_scale", up=3)
    assert stage.app.features.settings.theme.text_scale == stage.app.features.settings.theme.system_text_scale
    kept(stage, file, "text_scale", None)


def test_another_language_is_spoken_at_once_with_the_focus_where_it_was(stage: Stage, file: Path) -> None:
    dialog = opened(stage)
    choose(stage, "language", down=1)
    assert dialog.windowTitle() == dialog.heading.text() == "Settings"
    assert stage.app.window.start.this_device.text() == "SITHS eID on this device"
    assert stage.focused() is dialog.fields["language"].editor
    kept(stage, file, "language", "en")
    choose(stage, "language", up=1)
    assert dialog.windowTitle() == "Inställningar"


def test_reduced_motion_is_heeded(stage: Stage) -> None:
    opened(stage)
    choose(stage, "reduced_motion", down=1)
    assert not stage.app.features.settings.theme.moves
    choose(stage, "reduced_motion", down=1)
    assert stage.app.features.settings.theme.moves


def test_what_the_chart_goes_by_reaches_it(stage: Stage, file: Path) -> None:
    heard: list[Settings] = []
    stage.app.settings_changed.connect(heard.append)
    conductor = stage.app.conductor
    assert conductor is not None
    assert (conductor.limits["starting_over"], conductor.card_removal) == (2, CardRemoval.LOCK)
    opened(stage)
    choose(stage, "manner", down=1)
    assert conductor.limits["starting_over"] == 60
    write(stage, "starting_over_s", "5")
    assert conductor.limits["starting_over"] == 5
    write(stage, "starting_over_s", "")
    assert conductor.limits["starting_over"] == 60
    choose(stage, "card_removal", down=1)
    assert conductor.card_removal is CardRemoval.LOG_OUT
    write(stage, "removal_countdown_s", "7")
    assert conductor.limits["removal_countdown"] == 7
    write(stage, "idle_minutes", "0")
    assert heard[-1] == stage.app.features.settings.settings
    assert stage.app.features.settings.settings.idle_minutes == 0
    kept(stage, file, "idle_minutes", 0)


@pytest.mark.parametrize(
    ("name", "wrong", "reason", "right", "value"),
    [
        ("idle_minutes", "1000", "Skriv ett tal från 0 till 480.", "20", 20),
        ("idle_minutes", "ofta", "Skriv ett tal från 0 till 480.", "20", 20),
        ("idp_url", "http://idp.example.se", "Skriv en adress med https, ", "https://idp.example.se", None),
        ("contacts", "\n".join("ABCDEFGHI"), "Skriv ett namn eller en roll på varje rad", "Anna: 1", None),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_changes_nothing(
    stage: Stage, name: str, wrong: str, reason: str, right: str, value: object
) -> None:
    field = opened(stage).fields[name]
    before = stage.app.features.settings.settings
    write(stage, name, wrong)
    assert field.error.isVisible()
    assert field.error.text().startswith(reason)
    assert field.editor.accessibleDescription().startswith(reason)
    assert stage.app.features.settings.settings == before
    write(stage, name, right)
    assert not field.error.isVisible()
    assert reason not in field.editor.accessibleDescription()
    assert stage.app.features.settings.settings != before
    assert value is None or getattr(stage.app.features.settings.settings, name) == value


def test_contacts_are_named_by_the_help(stage: Stage, file: Path) -> None:
    opened(stage)
    write(stage, "contacts", "Enhetens Test: 12 34\nReceptionen")
    kept(stage, file, "contacts", (Contact("Enhetens Test", "12 34"), Contact("Receptionen")))
    stage.press(KEY.Key_Escape)
    stage.app.actions.show_help()
    assert stage.app.features.help.shown is not None
    words = stage.app.features.help.shown.contacts.words.text()
    assert words.index("Enhetens Test, 12 34") < words.index("Receptionen")
    assert "141 41" not in words


def test_contacts_that_were_only_looked_at_stay(stage: Stage, file: Path) -> None:
    dialog = opened(stage)
    tab_to(stage, dialog.fields["contacts"].editor)
    assert isinstance(stage.focused(), QPlainTextEdit)
    stage.press(KEY.Key_Tab)
    assert stage.focused() is dialog.reset
    assert stage.app.features.settings.settings == Settings()
    assert not file.exists()


def test_a_reset_can_be_taken_back(stage: Stage, file: Path) -> None:
    dialog = opened(stage)
    choose(stage, "theme", down=2)
    write(stage, "idle_minutes", "3")
    mine = stage.app.features.settings.settings
    write(stage, "removal_countdown_s", "wrong")
    tab_to(stage, dialog.reset)
    stage.press(KEY.Key_Return)
    assert stage.app.features.settings.settings == Settings()
    assert dialog.fields["theme"].editor.accessibleDescription().startswith("Som systemet.")
    assert not dialog.fields["removal_countdown_s"].error.isVisible()
    assert "ursprungliga värden" in dialog.note.words.text()
    kept(stage, file, "idle_minutes", 15)
    assert dialog.reset.text() == "Ångra återställningen"
    stage.press(KEY.Key_Return)
    assert stage.app.features.settings.settings == mine
    assert dialog.reset.text() == "Återställ"
    kept(stage, file, "idle_minutes", 3)


def test_what_is_chosen_in_the_menu_or_by_keys_is_kept_too(stage: Stage, file: Path) -> None:
    next(
        action for action in stage.app.window.header.look.menu_of_looks().actions() if action.text() == "Mörkt"
    ).trigger()
    kept(stage, file, "theme", "dark")
    QTest.keyClick(stage.app.window, KEY.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    kept(stage, file, "text_scale", 1.25)
    next(
        action for action in stage.app.window.header.look.menu_of_looks().actions() if action.text() == "English"
    ).trigger()
    kept(stage, file, "language", "en")
    dialog = opened(stage)
    assert dialog.fields["theme"].value == "dark"
    next(
        action for action in stage.app.window.header.look.menu_of_looks().actions() if "100 %" in action.text()
    ).trigger()
    assert dialog.fields["text_scale"].value == 1.0


def test_the_file_s_look_is_there_at_the_first_paint(
    open_stage: Open, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('[appearance]\ntheme = "dark"\ntext_scale = 2\nlanguage = "en"\nreduced_motion = "on"\n', "utf-8")
    painted: list[str] = []
    first = MainWindow.furnish

    def furnish(window: MainWindow) -> None:
        painted.append(window.palette().window().color().name())
        first(window)

    monkeypatch.setattr(MainWindow, "furnish", furnish)
    stage = open_stage()
    assert painted == [DARK.canvas]
    assert (
        stage.app.features.settings.theme.colours,
        stage.app.features.settings.theme.text_scale,
        stage.app.features.settings.theme.moves,
    ) == (DARK, 2.0, False)
    assert stage.app.window.start.this_device.text() == "SITHS eID on this device"


def test_a_broken_file_is_told_with_code_and_line_and_kept_when_something_is_saved(
    open_stage: Open, file: Path
) -> None:
    file.write_text("[login]\nmanner = 3\n", "utf-8")
    stage = open_stage()
    advice = stage.app.window.start.advice
    assert advice.isVisible()
    assert "Inställningsfilen är felaktig." in advice.words.text()
    assert "settings.malformed: settings.toml:2: login.manner: " in advice.words.text()
    dialog = opened(stage)
    assert "settings.toml:2" in dialog.note.words.text()
    assert not file.with_name("settings.toml.broken-1").exists()
    choose(stage, "theme", down=1)
    kept(stage, file, "theme", "light")
    assert file.with_name("settings.toml.broken-1").read_text("utf-8") == "[login]\nmanner = 3\n"


def test_what_cannot_be_saved_applies_and_is_told(open_stage: Open) -> None:
    def full(_settings: Settings) -> None:
        raise LoginFailure("profile.full")

    stage = open_stage(save_settings=full)
    dialog = opened(stage)
    choose(stage, "theme", down=2)
    assert stage.app.features.settings.theme.colours is DARK
    stage.qtbot.waitUntil(lambda: "(profile.full)" in dialog.note.words.text())
    assert "Disken är full." in dialog.note.words.text()


def test_the_options_of_a_run_win_and_are_not_kept(open_stage: Open, file: Path) -> None:
    file.write_text('[login]\nidp_url = "https://a.example.se"\n', "utf-8")
    stage = open_stage(in_force=lambda settings: settings.changed("idp_url", "https://b.example.se"))
    field = opened(stage).fields["idp_url"]
    assert isinstance(field, LineField)
    assert field.line.text() == "https://b.example.se"
    assert "när programmet startades" in field.about.text()
    choose(stage, "theme", down=2)
    kept(stage, file, "theme", "dark")
    assert read_leniently(file).settings.idp_url == "https://a.example.se"
    assert stage.app.features.settings.settings.idp_url == "https://b.example.se"


def test_every_setting_has_a_field_that_says_what_it_is_and_tab_reaches_them_in_order(stage: Stage) -> None:
    dialog = opened(stage)
    assert list(dialog.fields) == [row.name for row in SETTINGS]
    order = []
    for _ in range(len(SETTINGS) + 2):
        order.append(stage.focused())
        interface = QAccessible.queryAccessibleInterface(stage.focused())
        assert interface.text(QAccessible.Text.Name)
        stage.press(KEY.Key_Tab)
    assert order == [*(field.editor for field in dialog.fields.values()), dialog.reset, dialog.shut]
    for row in SETTINGS:
        interface = QAccessible.queryAccessibleInterface(dialog.fields[row.name].editor)
        assert interface.text(QAccessible.Text.Name) == row.label
        assert row.about in interface.text(QAccessible.Text.Description)


def test_esc_closes_and_the_keys_open_it_anew(stage: Stage) -> None:
    first = opened(stage)
    stage.press(KEY.Key_Escape)
    assert not first.isVisible()
    assert opened(stage) is not first
    assert opened(stage) is stage.app.features.settings.dialog


@pytest.mark.parametrize(("scale", "height"), [(1.0, 480), (2.0, 480), (2.0, 900)])
def test_nothing_is_cut_on_a_small_screen(stage: Stage, scale: float, height: int) -> None:
    stage.app.features.settings.theme.set(text_scale=scale)
    dialog = opened(stage)
    dialog.resize(320, height)
    write(stage, "idle_minutes", "1000")

    texts: list[Paragraph | ActionButton] = [*dialog.findChildren(Paragraph), *dialog.findChildren(ActionButton)]

    def cut() -> list[str]:
        page = dialog.area.widget()
        assert page is not None
        found = [] if page.width() <= dialog.area.viewport().width() else ["the page is wider than the window"]
        for child in texts:
            if child.isVisibleTo(dialog):
                low = child.height() < child.heightForWidth(child.width())
                outside = child.mapTo(dialog, child.rect().topRight()).x() > dialog.width()
                small = isinstance(child, ActionButton) and child.height() < TARGET
                found += [child.text()] if low or outside or small else []
        return found

    stage.qtbot.waitUntil(lambda: cut() == [])
    tab_to(stage, dialog.fields["idle_minutes"].editor)
    editor = dialog.fields["idle_minutes"].editor
    top = editor.mapTo(dialog.area.viewport(), editor.rect().topLeft()).y()
    assert 0 <= top <= dialog.area.viewport().height() - editor.height()


def test_the_present_choice_is_always_among_the_options(open_stage: Open, file: Path) -> None:
    file.write_text("[appearance]\ntext_scale = 1.3\n", "utf-8")
    field = opened(open_stage()).fields["text_scale"]
    assert isinstance(field, ChoiceField)
    assert field.options[1.3] == "130 %"
    assert [action.isChecked() for action in field.menu().actions()].count(True) == 1


def test_the_window_comes_up_where_it_was_if_that_is_on_a_screen(open_stage: Open) -> None:
    places: list[WindowGeometry] = []
    there = WindowGeometry(Area(40, 30, 500, 450))
    stage = open_stage(load_geometry=lambda: there, save_geometry=places.append)
    assert stage.app.window.geometry().getRect() == tuple(there.area)
    stage.app.window.setGeometry(50, 60, 510, 460)
    stage.app.finish()
    assert places == [WindowGeometry(Area(50, 60, 510, 460))]


def test_a_place_on_a_screen_that_has_gone_is_corrected(open_stage: Open) -> None:
    stage = open_stage(load_geometry=lambda: WindowGeometry(Area(9000, -4000, 500, 450)))
    screen = screen_room(stage.app.window)
    assert screen.contains(stage.app.window.geometry())


def test_a_maximised_window_comes_up_so_and_remembers_its_size(open_stage: Open) -> None:
    places: list[WindowGeometry] = []
    there = WindowGeometry(Area(40, 30, 500, 450), maximised=True)
    stage = open_stage(load_geometry=lambda: there, save_geometry=places.append)
    assert stage.app.window.isMaximized()
    stage.app.finish()
    assert places == [there]


def test_without_a_place_to_keep_them_everything_works(qtbot: QtBot) -> None:
    stage = Stage(qtbot, Scripted(), given={"theme": "light"}, load_settings=lambda: Found(Settings()))
    try:
        opened(stage)
        choose(stage, "theme", down=1)
        assert stage.app.features.settings.theme.colours is DARK
    finally:
        stage.close()
