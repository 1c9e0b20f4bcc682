"""The window "SITHS eID": the card app of this machine, which asks for codes (R7, R9) and changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.prompts import ChangeCode, EnterCode, UnblockCode, Working
from cosmic_login.core.situations import Step
from cosmic_login.gui.login.progress import progress_of
from cosmic_login.gui.login.siths.code_page import CodePage
from cosmic_login.gui.login.siths.keypad_part import KeypadPart
from cosmic_login.gui.login.siths.new_code_page import ChangePage, UnblockPage
from cosmic_login.gui.login.siths.outcome_page import OutcomePage, outcome_of
from cosmic_login.gui.login.siths.page import SithsPage
from cosmic_login.gui.ports.actions import WindowActions
from cosmic_login.gui.ports.states import CODE_STATES
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce, bring_to_front
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.reveal import keep_focus_revealed
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.action_row import ActionRow
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.secret import Code

_WORKING = frozenset({"working", "unlock_working", "manage_working"})
#: One height for all that the window says, and the width without the keypad; at the usual text size.
_WIDTH, _HEIGHT = 440, 644
_NARROWEST = 300  # beside the keypad
_TITLE_BAR, _EDGE = 40, 4  # about what a window manager puts around the window, before it has done so


class SithsWindow(QMainWindow):
    """Appears by itself when a code is asked for, and gives the focus back when it is done.

    It holds one page: what is asked for, or how it ended. Buttons and keypad are the window's own. The window keeps
    one height; the keypad stands beside the page. Where text is large and the screen is small the page scrolls, and
    the buttons stay in sight.
    """

    went = Signal()  # it was up and has gone
    keypad_wanted = Signal(bool)  # the person has chosen to see the keypad, or not

    def __init__(self, actions: WindowActions, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self._actions = actions
        self._number = 0
        self._up = False
        self._working = False
        self._step: Step | None = None
        self._view: View | None = None
        self.setObjectName("siths")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        self._lay_out()
        self.retranslate()
        QShortcut(QKeySequence("Esc"), self, self._cancel)
        QShortcut(QKeySequence("F1"), self, actions.show_help)
        active_theme().changed.connect(self._fit)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        keep_focus_revealed()

    def _build(self) -> None:
        self.code_page, self.change_page, self.unblock_page = CodePage(), ChangePage(), UnblockPage()
        self.outcome_page = OutcomePage()
        self.pages: tuple[SithsPage, ...] = (self.code_page, self.change_page, self.unblock_page)
        self._page: SithsPage | None = None
        for page in self.pages:
            page.changed.connect(self._typed)
            page.submitted.connect(self._submit)
        self.pad = KeypadPart()
        self.pad.wanted.connect(self.keypad_wanted)
        self.pad.changed.connect(self._pad_changed)
        self.step = Paragraph("", "muted")
        self.busy = BusyBar()
        self.send = ActionButton("", PRIMARY)
        self.send.clicked.connect(self._submit)
        self.cancel = ActionButton("")
        self.cancel.clicked.connect(self._cancel)

    def _lay_out(self) -> None:
        """Put everything in its place, from the outside in: each move of a widget styles all that it holds anew."""
        page, whole = QWidget(), QWidget()
        for widget in (page, whole):
            widget.setObjectName("siths")
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCentralWidget(whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.viewport_area = QScrollArea()
        self.viewport_area.setWidgetResizable(True)
        self.viewport_area.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.viewport_area, 1)
        self.viewport_area.setWidget(page)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(2 * design_tokens.GRID)
        column.addLayout(self.foot)
        self.column = QVBoxLayout(page)
        self.column.setSpacing(2 * design_tokens.GRID)
        self.sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.sides.setSpacing(6 * design_tokens.GRID)
        self.column.addLayout(self.sides)
        pages = QVBoxLayout()
        pages.setSpacing(2 * design_tokens.GRID)
        self.sides.addLayout(pages, 1)
        for part in (*self.pages, self.outcome_page, self.pad):
            pages.addWidget(part, 3 if part is self.outcome_page else 0)  # in the middle, or a little above it
            part.hide()
        pages.addStretch(1)
        self.sides.addWidget(self.pad.keypad, 0, Qt.AlignmentFlag.AlignVCenter)
        self.foot.addWidget(self.step)
        self.foot.addWidget(self.busy)
        self.foot.addSpacing(design_tokens.GRID)
        self.foot.addLayout(ActionRow(self.send, self.cancel))
        self.setMinimumSize(280, 320)

    def retranslate(self) -> None:
        """Say everything anew; what has been typed stays."""
        self.setWindowTitle(texts.say(texts.SITHS))
        self.pad.retranslate()
        for page in self.pages:
            page.retranslate()
        if self._up and self._page is None and self._view is not None and (outcome := outcome_of(self._view)):
            self.outcome_page.tell(outcome)
        self._name_parts()
        if self._working:
            self._work(self._step)

    def _name_parts(self) -> None:
        self.setAccessibleName(self.heading.text())
        self.busy.retranslate()
        outcome = self.outcome_page.outcome
        if self._page is not None:
            self.send.set_label(texts.say(self._page.send_text))
            self.send.setAccessibleDescription("")
            self.cancel.set_label(texts.say(texts.CANCEL))
            self.cancel.setAccessibleDescription(texts.say(self._page.cancel_text))
        elif outcome is not None:
            self.send.set_label(outcome.button)
            self.send.setAccessibleDescription(self.outcome_page.spoken())
            self.cancel.set_label(texts.say(texts.CANCEL if self._working else code_texts.CLOSE))
            self.cancel.setAccessibleDescription("")

    @property
    def page_shown(self) -> SithsPage | None:
        """The page that asks; None while nothing is asked here."""
        return self._page if self._up and not self._working else None

    # -- views -------------------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Come up, go on, or go, as the chart's state wants it."""
        before, self._view = self._view, view
        if view.state in CODE_STATES and view.prompt is not None:
            if view.number != self._number:
                self._ask(view)
        elif not self._up:
            return
        elif view.state in _WORKING:
            step = view.prompt.step if isinstance(view.prompt, Working) else None
            if step is Step.VERIFYING:
                self._go()
            else:
                self._work(step)
        elif before is None or (before.state, before.failure) != (view.state, view.failure):
            self._tell(view)
        progress = progress_of(view) if self._page is self.code_page else None
        self.code_page.step.say(progress.worded() if progress is not None else "")

    def _ask(self, view: View) -> None:
        page = self._page_of(view)
        if page is None or view.prompt is None:
            return
        if self._page is not page:
            self.code_page.forget()
        self._number = view.number
        self._page = page
        self.code_page.again = view.again
        spoken = page.ask(view.prompt)
        page.practice.clear()
        self._show_page(page)
        self._set_working(working=False)
        name_controls(self)
        self.pad.serve(page)
        self._come()
        number = view.number
        self._actions.practice(view.prompt, lambda code: self._practise(page, number, code))
        announce(self, spoken)

    def _practise(self, page: SithsPage, number: int, code: Code | None) -> None:
        """Draw a training card's code, unless what it is for is over."""
        if self._page is page and self._number == number:
            page.practice.show_code(code)
        elif code is not None:
            code.wipe()

    def _page_of(self, view: View) -> SithsPage | None:
        match view.prompt:
            case EnterCode():
                return self.code_page
            case ChangeCode():
                return self.change_page
            case UnblockCode():
                return self.unblock_page
        return None

    def _tell(self, view: View) -> None:
        """Say how it ended; go when there is nothing to say here."""
        outcome = outcome_of(view)
        if outcome is None:
            self._go()
            return
        self._wipe()
        self._page = None
        self.outcome_page.tell(outcome)
        self._show_page(self.outcome_page)
        self._set_working(working=False)
        self.send.setVisible(bool(outcome.button))
        self._come()

    def _show_page(self, page: QWidget) -> None:
        for other in (*self.pages, self.outcome_page):
            other.setVisible(other is page)
        self.pad.offer(there=self._page is not None)
        self.send.show()
        self._name_parts()

    def _work(self, step: Step | None) -> None:
        self._step = step
        self._set_working(working=True)
        self.step.say(texts.say(texts.STEPS[step]) if step is not None else "")

    def _set_working(self, *, working: bool) -> None:
        self._working = working
        if not working:
            self.step.say("")
        self.busy.setVisible(working)
        for page in self.pages:
            page.set_working(working=working)
        self.pad.set_working(working=working)
        self._name_parts()
        self._typed()
        if working:
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- coming and going --------------------------------------------------------------------------------------

    def _come(self) -> None:
        came = not self._up
        self._up = True
        if came:
            self._size()
        self._fit()
        self.front()

    def room(self) -> QRect:
        """Return where on its screen the window may be, without what the window manager puts around it."""
        room = screen_room(self)
        frame, inner = self.frameGeometry(), self.geometry()
        if frame == inner:  # nothing has been put there yet
            return room.adjusted(_EDGE, _TITLE_BAR, -_EDGE, -_EDGE)
        return room.adjusted(
            inner.left() - frame.left(), inner.top() - frame.top(),
            inner.right() - frame.right(), inner.bottom() - frame.bottom(),
        )  # fmt: skip

    def _size(self) -> None:
        """Take the window's own size, within the screen, over the middle of the login: panes stay in sight."""
        theme, room = active_theme(), self.room()
        width = theme.px(_WIDTH) + (0 if self.pad.keypad.isHidden() else self._beside())
        place = QRect(room.topLeft(), QSize(width, theme.px(_HEIGHT)).boundedTo(room.size()))
        owner = self.parentWidget()
        login = owner.centralWidget() if isinstance(owner, QMainWindow) else owner
        if login is not None:
            place.moveCenter(login.mapToGlobal(login.rect().center()))
        self.setGeometry(_inside(place, room))

    def _beside(self) -> int:
        """Return how much room the keypad takes beside the page."""
        return self.pad.keypad.sizeHint().width() + self.sides.spacing()

    def _pad_changed(self) -> None:
        """Become wider or narrower by the keypad, which the person has asked for or sent away."""
        if self._up and not self.isMaximized():
            wider = -self._beside() if self.pad.keypad.isHidden() else self._beside()
            room = self.room()
            place = QRect(self.pos(), self.size() + QSize(wider, 0))
            place.moveTopLeft(self.geometry().topLeft())
            place.setWidth(min(max(place.width(), active_theme().px(_NARROWEST)), room.width()))
            self.setGeometry(_inside(place, room))
        self._fit()

    def front(self) -> None:
        """Come to the front, with the focus on what is next."""
        if not self._up:
            return
        bring_to_front(self)
        if self._working:
            focus: QWidget = self.cancel
        elif self._page is not None:
            focus = self._page.first_focus()
        else:
            focus = self.cancel if self.send.isHidden() else self.send
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        self._up = False
        self._page = None
        for page in self.pages:
            page.forget()
        self.outcome_page.forget()
        self.went.emit()  # first, so that the focus goes to the main window and not to another program's
        self.hide()

    def _wipe(self) -> None:
        for page in self.pages:
            page.wipe()
            page.practice.clear()

    @property
    def up(self) -> bool:
        """Whether the window is shown."""
        return self._up

    @property
    def page(self) -> SithsPage | None:
        """The page that asks; None while the window tells how it ended."""
        return self._page

    @property
    def heading(self) -> Paragraph:
        """The heading of what is shown."""
        return self._page.heading if self._page is not None else self.outcome_page.heading

    @property
    def field(self) -> CodeField:
        """The field for the code of a login."""
        return self.code_page.field

    # -- what the person does ----------------------------------------------------------------------------------

    def _typed(self) -> None:
        ready = self._page is None or self._page.complete
        self.send.setEnabled(ready and not self._working)

    def _submit(self) -> None:
        if self._working:
            return
        if self._page is None:
            self._go_on()
            return
        answer = self._page.take()
        if answer is None:
            return
        number, self._number = self._number, 0
        self._work(None)
        self._actions.answer(number, answer)

    def _go_on(self) -> None:
        """From an outcome: to the PUK, or to where the chart's "retry" leads."""
        outcome = self.outcome_page.outcome
        if outcome is not None and outcome.go_on == "unblock":
            self._actions.manage("unblock")
        elif outcome is not None and outcome.go_on == "again" and self._view is not None:
            self._actions.manage(self._view.task)
        elif outcome is not None and outcome.go_on:
            self._actions.signal(outcome.go_on)

    def _cancel(self) -> None:
        """Cancel what is asked for; from an outcome: leave the rest to the main window."""
        self._wipe()
        if self._page is not None or self._working:
            self._actions.signal("cancelled")
        elif self._view is not None and self._view.state == "managed":
            self._actions.signal("retry")
        else:
            self._go()

    # -- the window itself -------------------------------------------------------------------------------------

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        if isinstance(new, CodeField):
            self.pad.aim_at(new)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Cancel; the chart hides the window."""
        event.ignore()
        self._cancel()

    def _fit(self) -> None:
        theme = active_theme()
        margin = (4 if self.width() < theme.px(340) or self.height() < theme.px(400) else 6) * design_tokens.GRID
        self.column.setContentsMargins(margin, margin, margin, margin // 2)
        self.foot.setContentsMargins(margin, margin // 2, margin, margin)
        ways = QBoxLayout.Direction
        beside = self.width() - 2 * margin - self._beside() >= theme.px(_NARROWEST)
        self.sides.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the margins."""
        super().resizeEvent(event)
        self._fit()


def _inside(place: QRect, room: QRect) -> QRect:
    """Return a place moved so far that it lies in a room, or begins at its edge."""
    place.moveRight(min(place.right(), room.right()))
    place.moveBottom(min(place.bottom(), room.bottom()))
    place.moveLeft(max(place.left(), room.left()))
    place.moveTop(max(place.top(), room.top()))
    return place
