"""Opens what stands beside the program's main window: the help, and the SITHS eID window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from cosmic_login.core.contact import CONTACTS
from cosmic_login.gui.help.view import HelpView, topic_of
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.announce import bring_to_front

if TYPE_CHECKING:
    from cosmic_login.gui.shell.application import LoginApplication


def open_help(app: LoginApplication, topic: str) -> None:
    """Open the help over the active window, in place of one that is open; an empty topic: of what is shown now."""
    if app.help is not None:
        app.help.close()
    siths_up = app.siths is not None and app.siths.isActiveWindow()
    owner = app.siths if siths_up and app.siths is not None else app.window
    key = topic or topic_of(app.conductor.view if app.conductor is not None else None)
    opened = app.help = HelpView(app.parts.contacts or app.settings.contacts or CONTACTS, owner, key)
    opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if app.parts.insight is not None:
        opened.offer(texts.say(texts.DIAGNOSIS), app.show_diagnosis, "Ctrl+D")
    opened.destroyed.connect(lambda: _gone(app, opened))
    opened.show()


def siths_window(app: LoginApplication) -> SithsWindow:
    """Make the SITHS eID window, which gives the main window the focus back when it goes."""
    siths = SithsWindow(app, app.window)
    siths.went.connect(lambda: None if app.ending else bring_to_front(app.window))
    siths.keypad_wanted.connect(lambda shown: app.desk.change("show_keypad", shown))
    app.settings_changed.connect(siths.pad.use)
    siths.pad.use(app.settings)
    return siths


def _gone(app: LoginApplication, which: HelpView) -> None:
    if app.help is which:  # it may have been opened anew meanwhile
        app.help = None
