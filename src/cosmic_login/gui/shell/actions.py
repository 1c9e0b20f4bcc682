"""What a person does, done: passed to the conductor, or to the feature that opens what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import LoginConductor
    from cosmic_login.core.prompts import Answer, Prompt
    from cosmic_login.core.secret import Code
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.shell.features import Features


class PersonActions:
    """``WindowActions`` of the running program. What is pressed before the conductor is there is not lost."""

    def __init__(self, features: Features, request_close: Callable[[], bool], trainer: Callable[[], bool]) -> None:
        """``trainer``: whether a trainer started the program, who may do more over a locked session."""
        self._features, self._request_close, self._trainer = features, request_close, trainer
        self.methods: Mapping[str, str] = {}
        self._conductor: LoginConductor | None = None
        self._wish: Callable[[], None] | None = None

    def connect(self, conductor: LoginConductor) -> None:
        """Act on this conductor from now on, beginning with what was pressed before."""
        self._conductor = conductor
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    # -- the login ---------------------------------------------------------------------------------------------

    def choose(self, method: str) -> None:
        """Start logging in; at once, or as soon as the conductor is there."""
        if self._conductor is None:
            self._wish = lambda: self.choose(method)
        elif self._conductor.allows("method_chosen"):
            self._conductor.choose(method)

    def manage(self, task: str) -> None:
        """Start a card task (``change-code``, ``unblock``); at once, or as soon as the conductor is there."""
        if self._conductor is None:
            self._wish = lambda: self.manage(task)
        elif self._conductor.allows("manage_chosen"):
            self._conductor.manage(task)

    def answer(self, number: int, answer: Answer) -> None:
        """Answer a prompt; a late answer is dropped and its code wiped."""
        if self._conductor is not None:
            self._conductor.answer(number, answer)

    def practice(self, prompt: Prompt[Any], show: Callable[[Code | None], None]) -> None:
        """Have the training card's code drawn by ``show``, if it may be shown."""
        if self._features.practice is not None:
            self._features.practice.ask(prompt, show)

    def signal(self, kind: str) -> None:
        """Post a signal if the chart has an edge for it now."""
        if self._conductor is not None and self._conductor.allows(kind):
            self._conductor.signal(kind)

    @property
    def locked(self) -> bool:
        """Whether a session is locked: who is not its person sees neither settings nor log until it is opened."""
        return self._conductor is not None and self._conductor.view.locked_since is not None

    def request_close(self) -> bool:
        """End by way of the chart: a login is abandoned, a session is logged out, then the windows close."""
        return self._request_close()

    # -- what stands beside it ---------------------------------------------------------------------------------

    def change_setting(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it; over a locked session only what helps to read the screen."""
        if self._may(f"setting.{name}"):
            self._features.settings.change(name, value)

    def show_siths(self) -> None:
        """Bring the SITHS eID window to the front."""
        if self._features.siths is not None:
            self._features.siths.front()

    def show_own_logins(self) -> None:
        """Open the list of the logins of the person who is in, if the composition root offers it."""
        if self._features.session is not None and self._may("show_own_logins"):
            self._features.session.show_own_logins()

    def show_help(self, *, topic: str = "") -> None:
        """Open the help over whichever window is active, at a topic; by default the one of what is shown now."""
        if self._may("show_help"):
            self._features.help.show(topic)

    def show_about(self) -> None:
        """Say what the program is: nothing of anybody."""
        if self._may("show_about"):
            self._features.help.show_about()

    def show_my_card(self) -> None:
        """Show what is on the card in the reader; not over a locked session."""
        if self._features.my_card is not None and self._may("show_my_card"):
            self._features.my_card.show()

    def show_sharing(self) -> None:
        """Open the window in which the reader is shared with a session elsewhere; not over a locked session."""
        if self._features.sharing is not None and self._may("show_sharing"):
            self._features.sharing.show()

    def show_settings(self) -> None:
        """Open the settings; not over a locked session, whose locking they decide."""
        if self._may("show_settings"):
            self._features.settings.open(self._features.window)

    def show_diagnosis(self) -> None:
        """Open the diagnosis, if the composition root offers one; nothing before the I/O thread is there.

        Not over a locked session: log and audit extract can be saved from it.
        """
        if self._may("show_diagnosis") and self._features.diagnosis is not None:
            self._features.diagnosis.show_diagnosis()

    def show_log(self) -> None:
        """Open the program's log, under the same conditions; not over a locked session."""
        if self._may("show_log") and self._features.diagnosis is not None:
            self._features.diagnosis.show_log()

    def may(self, action: str) -> bool:
        """Whether something may be done now by whoever sits here (``gui/ports/locked_session.py``)."""
        if not self.locked:
            return True
        from cosmic_login.gui.ports import locked_session  # noqa: PLC0415 - after the first paint

        return locked_session.may(action, trainer=self._trainer())

    def _may(self, action: str) -> bool:
        """Tell whether something may be done, and say why if not."""
        if not self.may(action):
            self.say_locked()
            return False
        return True

    def say_locked(self) -> None:
        """Say that a locked session shuts this off."""
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415 - after the first paint
        from cosmic_login.ui.announce import announce  # noqa: PLC0415

        announce(self._features.window, texts.say(texts.UNLOCK_FIRST))
