"""What a person can do in the window. Screens and dialogs are given it, and know nothing of who does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from cosmic_login.core.prompts import Answer, Prompt
    from cosmic_login.core.secret import Code
    from cosmic_login.core.settings_kinds import Value


class Actions(Protocol):
    """What a person can do on a screen. An action that has come too late does nothing."""

    @property
    def methods(self) -> Mapping[str, str]:
        """The ways to log in that are installed: name, and label (empty for our own wording)."""

    def choose(self, method: str) -> None:
        """Start logging in."""

    def answer(self, number: int, answer: Answer) -> None:
        """Answer the prompt that was shown under ``number``."""

    def practice(self, prompt: Prompt[Any], show: Callable[[Code | None], None]) -> None:
        """Have ``show`` given the training card's code to draw, if it may be shown; None takes it away again."""

    def signal(self, kind: str) -> None:
        """Post ``cancelled``, ``retry``, ``log_out`` or ``close``."""

    def manage(self, task: str) -> None:
        """Start to do something with the card's codes (``change-code``, ``unblock``)."""

    def show_siths(self) -> None:
        """Bring the SITHS eID window to the front."""

    def show_own_logins(self) -> None:
        """Open the list of the person's own logins."""


class WindowActions(Actions, Protocol):
    """What a person can do with the window as a whole."""

    @property
    def locked(self) -> bool:
        """Whether a session is locked: who is not its person sees neither settings nor log until it is opened."""

    def may(self, action: str) -> bool:
        """Whether something may be done now by whoever sits here (``gui/ports/locked_session.py``)."""

    def request_close(self) -> bool:
        """Ask for the program's end; True when the window may close at once."""

    def change_setting(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it: theme, language and text size too."""

    def show_help(self) -> None:
        """Open the help."""

    def show_about(self) -> None:
        """Say what the program is."""

    def show_my_card(self) -> None:
        """Show what is on the card in the reader."""

    def show_sharing(self) -> None:
        """Open the window in which the reader is shared."""

    def show_settings(self) -> None:
        """Open the settings."""

    def show_diagnosis(self) -> None:
        """Open the diagnosis."""

    def show_log(self) -> None:
        """Open the program's log."""
