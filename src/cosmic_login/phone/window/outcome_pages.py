"""How it ended: answered, declined, activated, failed, no power; and the page for what takes a moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import swedish
from cosmic_login.phone.models import EId
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.controller import PhoneController
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY
from cosmic_login.ui.widgets.paragraph import show_in_place
from cosmic_login.ui.widgets.selectable import SelectableText

_WORK = {"fetching": texts.OPENING, "fetching_activation": texts.FETCHING}


class WorkingPage(PhonePage):
    """Something takes a moment; it can be cancelled."""

    def __init__(self, controller: PhoneController) -> None:
        super().__init__(controller, texts.say(_WORK[controller.place.page]))
        self.column.addSpacing(2 * design_tokens.GRID)
        self.add(BusyBar())
        self.column.addStretch(1)
        self.cancel = self.button(texts.CANCEL, SECONDARY, controller.back)
        self.add(self.cancel)


class DonePage(PhonePage):
    """Answered, declined or activated: one sentence and one button."""

    outcome = True

    def __init__(self, controller: PhoneController) -> None:
        heading, sentence, sign = self._words(controller)
        super().__init__(controller, heading, sentence, sign=sign)
        self.column.addStretch(3)
        self.done = self.button(texts.DONE, PRIMARY, lambda: controller.post("done"))
        self.add(self.done)

    @staticmethod
    def _words(controller: PhoneController) -> tuple[str, str, str]:
        place = controller.place
        if place.page == "activated" and isinstance(eid := place.eid, EId):
            date = f"{swedish(eid.valid_until):%Y-%m-%d}"
            said = texts.say(texts.ACTIVATED).format(holder=eid.holder, date=date)
            return texts.say(texts.ACTIVATED_HEADING[place.app]), said, "check"
        asked = place.asked
        assert asked is not None  # noqa: S101 - the chart leads here from a request only
        if place.page == "declined":
            said = texts.say(texts.DECLINED).format(party=asked.relying_party)
            return texts.say(texts.DECLINED_HEADING), said, "info"
        return texts.say(texts.ANSWERED_HEADING[asked.kind]), texts.say(texts.ANSWERED), "check"


class FailedPage(PhonePage):
    """Cause, mend, code to read out; again where that makes sense."""

    outcome = True

    def __init__(self, controller: PhoneController) -> None:
        failure = controller.place.failure or LoginFailure("internal.error")
        cause, mend = texts.failure_texts(failure)
        super().__init__(controller, cause, mend, sign="fail", ink="error")
        self.column.addSpacing(2 * design_tokens.GRID)
        code = SelectableText("failure-code")
        code.say(texts.say(texts.FAILURE_CODE).format(code=failure.code))
        code.setAccessibleName(code.toPlainText())
        code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.code = code
        self.add(code)
        self.column.addStretch(3)
        self.again = self.button(texts.AGAIN, PRIMARY, controller.again)
        show_in_place(self.again, visible=bool(controller.place.again))
        shut = self.button(
            texts.CLOSE, SECONDARY if controller.place.again else PRIMARY, lambda: controller.post("done")
        )
        self.shut = shut
        self.add(self.again, shut)

    def first_focus(self) -> QWidget:
        """Return the way on."""
        return self.again if self.controller.place.again else self.shut


class DeadPage(PhonePage):
    """The battery is empty."""

    outcome = True

    def __init__(self, controller: PhoneController) -> None:
        super().__init__(
            controller, texts.say(texts.DEAD_HEADING), texts.say(texts.DEAD), sign="battery-low", ink="error"
        )
        self.column.addStretch(3)
        self.power_on = self.button(texts.POWER_ON, PRIMARY, controller.power_on)
        self.add(self.power_on)
