"""A Cosmic that really does not answer (R17, R18): no input reaches it and nothing of it is painted until a restart.

Beside it stands a strip that is the exercise's own, with the one way on. Ctrl+Alt+R does the same from anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.gui.login.screens.frozen import FrozenScreen
from cosmic_login.gui.ports.states import STAYS_AWAKE, STRIP_STATES
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.ports.actions import Actions

_T = QEvent.Type
_INPUT = frozenset(
    {
        _T.KeyPress, _T.KeyRelease, _T.ShortcutOverride, _T.Shortcut, _T.InputMethod,
        _T.MouseButtonPress, _T.MouseButtonRelease, _T.MouseButtonDblClick, _T.MouseMove, _T.Wheel,
        _T.TouchBegin, _T.TouchUpdate, _T.TouchEnd, _T.TouchCancel, _T.TabletPress, _T.TabletMove, _T.TabletRelease,
        _T.ContextMenu, _T.HoverEnter, _T.HoverMove, _T.HoverLeave, _T.Enter, _T.Leave, _T.ToolTip,
        _T.DragEnter, _T.DragMove, _T.Drop, _T.Close,
    }
)  # fmt: skip
_CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class FrozenStrip(QMainWindow):
    """A small window of the exercise's own, beside the one that does not answer."""

    def __init__(self, actions: Actions, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Dialog)  # over its owner, not over everything
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.setObjectName("shell")
        self._actions = actions
        self.screen_shown: FrozenScreen
        self.say()
        theme = active_theme()
        self.resize(theme.px(360), theme.px(300))
        self.setMinimumSize(240, 160)

    def say(self) -> None:
        """Say everything in the language in force; what was said before is replaced."""
        self.screen_shown = FrozenScreen(self._actions)
        page = QWidget()
        page.setObjectName("card")
        column = QVBoxLayout(page)
        column.setContentsMargins(*([5 * design_tokens.GRID] * 4))
        column.addWidget(self.screen_shown)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self.setCentralWidget(area)
        name_controls(self)
        area.show()  # at once, also in a window that is up
        self.setWindowTitle(f"{texts.say(texts.MARK)}: {texts.say(take_over_texts.FROZEN_HEADING)}")

    def come_up(self, owner: QWidget) -> None:
        """Show it in the owner's lower right corner; the owner keeps the keyboard."""
        room = screen_room(owner)
        frame = owner.frameGeometry()
        self.resize(self.size().boundedTo(room.size()))
        x = min(frame.right() - self.width() - 12, room.right() - self.width())
        y = min(frame.bottom() - self.height() - 12, room.bottom() - self.height())
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        announce(self, self.screen_shown.spoken())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stay: without it there would be no way on by the mouse."""
        event.ignore()


class FreezeSimulation(QObject):
    """Freezes the program's windows and thaws them, as the chart's state wants it."""

    def __init__(self, app: QApplication, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._app, self._actions, self._window = app, actions, window
        self._still: list[QWidget] = []
        self._title = ""
        self.strip: FrozenStrip | None = None

    @property
    def frozen(self) -> bool:
        """Whether nothing answers now."""
        return self.strip is not None

    def look(self, view: View) -> bool:
        """Follow the chart; return True while nothing else may be shown."""
        wanted = view.state in STRIP_STATES
        if wanted and not self.frozen:
            self._freeze()
        elif self.frozen and not wanted:
            self.thaw()
        return wanted

    def _freeze(self) -> None:
        # Only what is seen: a button that is about to be deleted is a window of its own for a moment, and then gone.
        shown = [each for each in self._app.topLevelWidgets() if each.isVisible() and each.updatesEnabled()]
        self._still = [each for each in shown if not each.property(STAYS_AWAKE)]
        self._title = self._window.windowTitle()
        self._window.setWindowTitle(texts.say(take_over_texts.NOT_ANSWERING).format(title=self._title))
        for each in self._still:
            each.setUpdatesEnabled(False)
        self.strip = FrozenStrip(self._actions, self._window)
        self._app.installEventFilter(self)
        self._app.setOverrideCursor(Qt.CursorShape.BusyCursor)
        self.strip.come_up(self._window)

    def thaw(self) -> None:
        """Let everything answer again; does nothing when it does."""
        strip, self.strip = self.strip, None
        if strip is None:
            return
        self._app.removeEventFilter(self)
        self._app.restoreOverrideCursor()
        strip.hide()
        strip.deleteLater()
        for each in self._still:
            each.setUpdatesEnabled(True)
        self._still = []
        self._window.setWindowTitle(self._title)
        self._window.activateWindow()

    def retranslate(self) -> None:
        """Say on the strip anew what it says; what does not answer keeps its words."""
        if self.strip is not None:
            self.strip.say()

    def close(self) -> None:
        """Thaw, for good: the program ends."""
        self.thaw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep input from everything that is Cosmic's; the keys of the restart are taken anywhere."""
        kind = event.type()
        if kind not in _INPUT or self.strip is None:
            return False
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_R and event.modifiers() == _CTRL_ALT:
            if kind == _T.KeyPress:
                self._actions.signal("restart")
            return True
        if self._awake(watched):
            return False
        event.ignore()
        return True

    def _awake(self, watched: QObject) -> bool:
        """Whether something is the strip's, or another window's that is not Cosmic's own."""
        if isinstance(watched, QWidget):
            return watched.window() is self.strip or bool(watched.window().property(STAYS_AWAKE))
        awake = [each for each in self._app.topLevelWidgets() if each is self.strip or each.property(STAYS_AWAKE)]
        return isinstance(watched, QWindow) and any(each.windowHandle() is watched for each in awake)
