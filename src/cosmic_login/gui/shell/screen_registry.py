"""Which screen shows which state of the chart: one for every innermost state."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import cast

from cosmic_login.core.prompt_kinds import KINDS, PromptKind, load
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.start import StartScreen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts

_log = logging.getLogger(__name__)
Maker = Callable[[Actions], Screen]


@functools.cache
def _named(reference: str) -> Maker:
    """Return what makes a screen that is named; it is loaded when the screen is needed. The same for the same name."""
    return lambda actions: cast("Screen", load(reference)(actions))


def _authentication_failed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.failure import FailureScreen  # noqa: PLC0415

    return FailureScreen(actions, texts.AUTHENTICATION_FAILED, texts.CLOSE_WINDOW)


def _login_failed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.failure import FailureScreen  # noqa: PLC0415

    return FailureScreen(actions, texts.LOGIN_FAILED, texts.CANCEL)


def _leaving(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import LeavingScreen  # noqa: PLC0415

    return LeavingScreen(actions, texts.LEAVING_HEADING, texts.LEAVING)


def _closed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import LeavingScreen  # noqa: PLC0415

    return LeavingScreen(actions, texts.CLOSED_HEADING, texts.CLOSED)


def _taking_over(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import LeavingScreen  # noqa: PLC0415

    return LeavingScreen(actions, take_over_texts.TAKING_OVER_HEADING, take_over_texts.TAKING_OVER)


@functools.cache
def _guarded(kind: PromptKind) -> Maker:
    """Return what makes another distribution's screen, or one in its place when that cannot be made."""

    def make(actions: Actions) -> Screen:
        try:
            return cast("Screen", load(kind.screen)(actions))
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything
            from cosmic_login.gui.login.screens.working import UnshownScreen  # noqa: PLC0415

            _log.warning("the screen of %s cannot be made: %s: %s", kind.name, type(error).__name__, error)
            return UnshownScreen(actions)

    return make


def find_others() -> None:
    """Find other distributions' prompts, and load their screens; beside the GUI's thread, before the first login."""
    from cosmic_login.core.extensions import installed  # noqa: PLC0415 - the chart is not needed for the first paint

    installed(screens=True)


def maker_of(state: str) -> Maker:
    """Return what makes a state's screen; the same for states that share one. Raises ``KeyError``."""
    if state in SCREENS:
        return SCREENS[state]
    from cosmic_login.core.extensions import installed  # noqa: PLC0415

    return _guarded(installed().states[state])


_AT = "cosmic_login.gui.login.screens."
#: The prompts' screens are named in their own rows (``core/prompt_kinds.py``).
SCREENS: dict[str, Maker] = {state: _named(kind.screen) for kind in KINDS for state in kind.states()} | {
    "start": StartScreen,
    "authentication_failed": _authentication_failed,
    "login_failed": _login_failed,
    "workspace": _named(_AT + "workspace:WorkspaceScreen"),
    "logging_out": _leaving,
    "closing": _leaving,
    "closed": _closed,
    "starting_over": _named(_AT + "countdown:starting_over"),
    "managed": _named(_AT + "codes:ManagedScreen"),
    "manage_failed": _named(_AT + "codes:ManageFailedScreen"),
    "lock_soon": _named(_AT + "countdown:lock_soon"),
    "log_out_soon": _named(_AT + "countdown:log_out_soon"),
    "locked": _named(_AT + "locked:LockedScreen"),
    "unlock_failed": _named(_AT + "locked:UnlockFailedScreen"),
    "take_over": _named(_AT + "take_over:TakeOverScreen"),
    "taking_over": _taking_over,
}
