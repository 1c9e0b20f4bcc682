"""A stranger before a locked session: every control of the running window has a row in the table, and none opens it.

The walk finds the controls by itself, by what assistive technology is told of them, and by the keys and menus of every
window; it presses all of them, and what comes up then too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.flow import LOGIN
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompts import ChooseServiceId
from cosmic_login.gui.ports import locked_session
from cosmic_login.gui.ports.cards import CardChoice
from cosmic_login.gui.ports.locked_session import ROWS, Who
from cosmic_login.gui.shell.phone_process import PhoneProcess
from cosmic_login.gui.trainer.panel import TrainerPanel
from cosmic_login.testing.gallery import dialogs
from cosmic_login.testing.gallery.login_screens import ANNA, BO, SHEETS, fresh
from cosmic_login.ui.widgets.button import ActionButton
from tests.gui.scripted import OTHER, OWN, Scripted, Stage
from tests.gui.test_lock import IN, lock, logged_in

#: Within these a session is locked.
LOCKED = ("locked", "unlock_", "take_over")
#: What a control can do that is no more than looking at it.
_LOOKS = frozenset({"SetFocus"})
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
_PANEL = "Panel: *"
Controls = dict[str, Callable[[], object]]


def _place(widget: QWidget) -> str:
    """Return what the part of the program is called that a control is in."""
    walk: QWidget | None = widget
    while walk is not None:
        if isinstance(walk, TrainerPanel):
            return "Panel"
        walk = walk.parentWidget()
    title = widget.window().windowTitle()
    return "Cosmic" if title.startswith("Cosmic") else title


def _name(widget: QWidget) -> str:
    name: str = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return f"tjänste-id {name}" if type(widget).__name__ == "ServiceIdButton" else name


def controls() -> Controls:
    """Return everything that can be done now in any window of the program, and how."""
    found: Controls = {}
    for window in QApplication.topLevelWidgets():
        if not window.isVisible():
            continue
        if isinstance(window, QMenu):
            found |= {f"Cosmic: {window.accessibleName()} > {_plain(each)}": each.trigger for each in window.actions()
                      if not each.isSeparator()}  # fmt: skip
            continue
        found[f"{_place(window)}: [close]"] = window.close
        for widget in (window, *window.findChildren(QWidget)):
            if widget.window() is window and widget.isVisible():
                found |= _of_widget(widget)
        for key in window.findChildren(QShortcut):
            parent = key.parent()
            if key.isEnabled() and isinstance(parent, QWidget) and parent.isVisible() and parent.window() is window:
                name = key.key().toString(QKeySequence.SequenceFormat.PortableText)
                found[f"{_place(window)}: [{name}]"] = key.activated.emit
    return found


def _plain(action: QAction) -> str:
    return action.text().replace("&", "").partition("\t")[0]


def _of_widget(widget: QWidget) -> Controls:
    of_keys = {f"{_place(widget)}: action {_plain(each)}": each.trigger for each in widget.actions()}
    return of_keys | _pressed(widget)


def _pressed(widget: QWidget) -> Controls:
    interface = QAccessible.queryAccessibleInterface(widget)
    able = interface.actionInterface()
    names = [name for name in able.actionNames() if name not in _LOOKS] if able is not None else []
    place = f"{_place(widget)}: {_name(widget)}"
    if isinstance(widget, QAbstractButton):
        return {place: widget.click}  # as "Press" does, which takes a tenth of a second; also one that is shut now
    if names:

        def act() -> None:
            for name in names:
                able.doAction(name)

        return {place: act}
    if isinstance(widget, QLineEdit) or type(widget).__name__ == "SelectableText":
        return {place: widget.setFocus}
    return {}


def rowless(found: Controls) -> list[str]:
    """Return the controls that nobody has thought of."""
    return [control for control in found if locked_session.row_for(control) is None]


class NoPracticeCodes:
    """Nothing to show; the switch in the menu is there."""

    hidden = False

    def listen(self, _call: Callable[[], None]) -> None:
        """Have nothing to tell."""

    def code(self, _reader: str, _kind: str) -> None:
        """Return none."""


class Walker:
    """A window with a session that Anna has locked, and everything beside it that there can be."""

    def __init__(self, qtbot: QtBot, script: Scripted, *, trainer: bool = False) -> None:
        ports = dialogs.ports()
        ports["trainer"].opened = trainer
        ports["practice"] = NoPracticeCodes()
        kept: list[object] = []
        self.stage = stage = Stage(qtbot, script, save_settings=kept.append, **ports)
        self.started: list[None] = []
        self.phone = PhoneProcess(stage.app.window, self._phone, stage.app.ending)
        stage.app.sink.on_methods(dict.fromkeys(METHODS, ""))
        stage.app.window.header.card_menu.set_cards(
            [CardChoice("anna-1", "Anna Testsson (anna-1)")], lambda _card: None
        )
        script.end = IN
        logged_in(stage)
        stage.app.features.settings.change("manner", "true-to-life")
        lock(stage)
        self.before = stage.app.features.settings.settings

    def _phone(self) -> list[str]:
        self.started.append(None)
        return ["true"]

    def settle(self) -> None:
        """Let what was pressed come to its end on both threads."""
        for _ in range(4):
            self._round()

    def _round(self) -> None:
        io = self.stage.app._io
        assert io is not None
        done: list[bool] = []
        io.to_loop(lambda: io.to_chart(lambda: done.append(True)))
        self.stage.qtbot.waitUntil(lambda: bool(done))
        QApplication.processEvents()

    @staticmethod
    def close_popups() -> None:
        """Close the menus that are open."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    def reset(self) -> None:
        """Put everything back to the locked screen."""
        self.close_popups()
        opened = self.stage.app.features.help
        for window in (opened.shown, opened.about):
            if window is not None:
                window.close()
        for kind in ("restart", "declined", "cancelled", "retry"):
            self.stage.app.actions.signal(kind)
            self.settle()
        self.stage.wait("locked")
        self.stage.screen.arrive()
        QApplication.processEvents()

    def check(self, way: tuple[str, ...]) -> None:
        """Check that nobody who has proved nothing has opened, ended or seen anything."""
        app = self.stage.app
        assert app.conductor is not None
        view = app.conductor.view
        assert view.identity == IN, way
        assert view.locked_since is not None, way
        assert self.stage.ended == [], way
        assert app.window.isVisible(), way
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and isinstance(each, QDialog)]
        assert [type(each).__name__ for each in shown if type(each).__name__ not in {"HelpView", "AboutView"}] == [], (
            way
        )
        assert not [each for each in QApplication.allWidgets() if isinstance(each, QFileDialog) and each.isVisible()]
        settings = app.features.settings.settings
        same = self.before._replace(
            theme=settings.theme, text_scale=settings.text_scale, language=settings.language,
            show_keypad=settings.show_keypad,
        )  # fmt: skip
        assert settings == same, way

    def press(self, way: tuple[str, ...]) -> Controls:
        """Press one control after the other; return what there is then."""
        self.reset()
        for control in way:
            act = controls().get(control)
            if act is not None:
                act()
                self.settle()
        self.check(way)
        settings = self.stage.app.features.settings
        if settings.settings.language != "sv":  # the rows are in Swedish
            settings.change("language", "sv")
        return controls()

    def walk(self) -> Iterator[tuple[str, ...]]:
        """Press every control that can be found, and yield the ways."""
        seen: set[str] = set()
        todo: deque[tuple[str, ...]] = deque([()])
        while todo:
            way = todo.popleft()
            found = self.press(way)
            assert rowless(found) == [], way
            yield way
            new = [control for control in found if control not in seen]
            seen.update(new)
            todo.extend((*way, control) for control in new)


@pytest.fixture
def walker(qtbot: QtBot, script: Scripted) -> Iterator[Walker]:
    made = Walker(qtbot, script)
    yield made
    made.close_popups()
    made.stage.close()


def locked_views() -> Iterator[tuple[str, tuple[View, ...]]]:
    """Yield every screen as it looks within a locked session."""
    for number, sheet in enumerate(SHEETS, 1):
        views = tuple(_within(view) for view in fresh(sheet, 1000 * number, 0.0))
        if all(view is not None for view in views):
            yield sheet.name, tuple(view for view in views if view is not None)
    many = tuple(replace(OWN, hsa_id=f"TSTNMT2321000057-{number}") for number in range(7))
    view = _within(View("choose_service_id", number=9, prompt=ChooseServiceId((OWN, OTHER, *many))))
    assert view is not None
    yield "many service IDs", (view,)


def _within(view: View) -> View | None:
    """Return a view as it is within a locked session; None where there is no such thing."""
    leaves = {state.name for state in LOGIN.leaves()}
    there = {"start": "locked", "authentication_failed": "unlock_failed", "login_failed": "unlock_failed"}
    state = there.get(view.state, view.state)
    state = state if state.startswith(LOCKED) else f"unlock_{state}"
    other = BO if state == "take_over" else None
    shown = replace(view, state=state, identity=ANNA, locked_since=ANNA.since, other=other)
    return shown if state in leaves else None


def test_a_stranger_opens_ends_and_sees_nothing_and_every_control_has_a_row(walker: Walker) -> None:
    found = {control for way in walker.walk() for control in way}
    assert {"Cosmic: [close]", "Cosmic: [Ctrl+D]", "SITHS eID: Avbryt", "Cosmic: Meny > Diagnos…"} <= found
    assert walker.started, "the phone is another program"
    walker.reset()
    for name, views in locked_views():
        for view in views:
            walker.stage.app.show_view(view)
        for larger in (True, False):
            if walker.stage.siths.up and walker.stage.siths.page is not None:
                walker.stage.siths.pad.show_keypad(shown=larger)
            if hasattr(walker.stage.screen, "enlarge_code"):
                walker.stage.screen.enlarge_code()
            now = controls()
            assert rowless(now) == [], name
            found |= set(now)
    patterns = {each for row in ROWS for each in row.controls} - {_PANEL}
    unused = {each for each in patterns if not any(fnmatchcase(control, each) for control in found)}
    assert unused == set(), sorted(found)


def test_a_trainer_has_the_panel_too(qtbot: QtBot, script: Scripted) -> None:
    trained = Walker(qtbot, script, trainer=True)
    try:
        qtbot.waitUntil(lambda: any(control.startswith("Panel: ") for control in controls()))
        now = controls()
        assert rowless(now) == []
        assert any(fnmatchcase(control, _PANEL) for control in now)
        trained.stage.app.features.settings.change("manner", "safe")
        assert trained.stage.app.actions.may("setting.manner")
        assert not trained.stage.app.actions.may("show_settings")
    finally:
        trained.stage.close()


@pytest.mark.parametrize("kind", ["button", "key", "menu", "window", "action"])
def test_a_new_control_without_a_row_is_found(walker: Walker, kind: str) -> None:
    window, screen = walker.stage.app.window, walker.stage.screen
    assert rowless(controls()) == []
    match kind:
        case "button":
            secret = ActionButton("Hemlig genväg")
            screen.column.addWidget(secret)
            secret.show()
        case "key":
            QShortcut(QKeySequence("Ctrl+Alt+9"), window)
        case "menu":
            window.header.tools.offer("Hemlig genväg", lambda: None)
            window.header.tools.click()
        case "window":
            extra = QWidget(window, windowTitle="Hemligt")
            extra.setWindowFlag(extra.windowFlags().Window)
            extra.show()
        case "action":
            window.addAction(QAction("Hemlig genväg", window))
    assert len(rowless(controls())) >= 1


def test_the_program_asks_the_table(walker: Walker) -> None:
    actions: Any = walker.stage.app.actions
    for row in ROWS:
        wanted = row.who is Who.ANYBODY
        assert actions.may(row.action) == wanted, row.action
    assert not actions.may("something new")
    actions.change_setting("idle_minutes", 0.0)
    actions.change_setting("manner", "safe")
    assert walker.stage.app.features.settings.settings == walker.before


def test_what_opens_or_ends_a_locked_session_in_the_chart_is_in_the_table() -> None:
    """Over every edge that leads out of it: a verified login, JA after one, the clock, or the system."""
    proofs = {"authenticated.same": "unlock", "accepted": "answer.accepted", "shut_down": "shut_down",
              "time_up": "time_up"}  # fmt: skip
    within = {name for name in LOGIN.states if name.startswith((*LOCKED, "unlocking"))}
    out = {kind for (source, kind), edge in LOGIN.edges.items()
           if source in within and edge.target is not None and edge.target not in within}  # fmt: skip
    assert out == set(proofs)
    rows = {row.action: row.who for row in ROWS}
    assert all(rows[action] not in {Who.ANYBODY, Who.NOBODY} for action in proofs.values())
