"""Which screen shows which state of the chart: one for every innermost state."""

from __future__ import annotations

from collections.abc import Callable

from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.start import StartScreen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.ports.states import TASK_CODES
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts

Maker = Callable[[Actions], Screen]


def _insert_card(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.insert_card import InsertCardScreen  # noqa: PLC0415 - screens come when needed

    return InsertCardScreen(actions)


def _working(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import WorkingScreen  # noqa: PLC0415

    return WorkingScreen(actions)


def _waiting(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import WaitingScreen  # noqa: PLC0415

    return WaitingScreen(actions)


def _choose(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.choose import ChooseScreen  # noqa: PLC0415

    return ChooseScreen(actions)


def _qr(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.qr import QrScreen  # noqa: PLC0415

    return QrScreen(actions)


def _certificate(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.certificate import CertificateScreen  # noqa: PLC0415

    return CertificateScreen(actions)


def _md_code(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.md_code import MdCodeScreen  # noqa: PLC0415

    return MdCodeScreen(actions)


def _authentication_failed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.failure import FailureScreen  # noqa: PLC0415

    return FailureScreen(actions, texts.AUTHENTICATION_FAILED, texts.CLOSE_WINDOW)


def _login_failed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.failure import FailureScreen  # noqa: PLC0415

    return FailureScreen(actions, texts.LOGIN_FAILED, texts.CANCEL)


def _workspace(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.workspace import WorkspaceScreen  # noqa: PLC0415

    return WorkspaceScreen(actions)


def _leaving(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import LeavingScreen  # noqa: PLC0415

    return LeavingScreen(actions, texts.LEAVING_HEADING, texts.LEAVING)


def _closed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import LeavingScreen  # noqa: PLC0415

    return LeavingScreen(actions, texts.CLOSED_HEADING, texts.CLOSED)


def _starting_over(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.countdown import starting_over  # noqa: PLC0415

    return starting_over(actions)


def _lock_soon(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.countdown import lock_soon  # noqa: PLC0415

    return lock_soon(actions)


def _log_out_soon(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.countdown import log_out_soon  # noqa: PLC0415

    return log_out_soon(actions)


def _locked(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.locked import LockedScreen  # noqa: PLC0415

    return LockedScreen(actions)


def _take_over(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.take_over import TakeOverScreen  # noqa: PLC0415

    return TakeOverScreen(actions)


def _taking_over(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.working import LeavingScreen  # noqa: PLC0415

    return LeavingScreen(actions, take_over_texts.TAKING_OVER_HEADING, take_over_texts.TAKING_OVER)


def _unlock_failed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.locked import UnlockFailedScreen  # noqa: PLC0415

    return UnlockFailedScreen(actions)


def _activation(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.activation import ActivationScreen  # noqa: PLC0415

    return ActivationScreen(actions)


def _managed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.codes import ManagedScreen  # noqa: PLC0415

    return ManagedScreen(actions)


def _manage_failed(actions: Actions) -> Screen:
    from cosmic_login.gui.login.screens.codes import ManageFailedScreen  # noqa: PLC0415

    return ManageFailedScreen(actions)


_PROMPTS = ("working", "insert_card")
_MD_PROMPTS = ("reading_certificate", "confirm_certificate", "md_code")

SCREENS: dict[str, Maker] = {
    "start": StartScreen,
    "working": _working,
    "insert_card": _insert_card,
    "register_code": _waiting,
    "enter_code": _waiting,
    "choose_service_id": _choose,
    "show_qr": _qr,
    "reading_certificate": _certificate,
    "confirm_certificate": _certificate,
    "md_code": _md_code,
    "authentication_failed": _authentication_failed,
    "login_failed": _login_failed,
    "workspace": _workspace,
    "logging_out": _leaving,
    "closing": _leaving,
    "closed": _closed,
    "starting_over": _starting_over,
    "managed": _managed,
    "manage_failed": _manage_failed,
    "lock_soon": _lock_soon,
    "log_out_soon": _log_out_soon,
    "locked": _locked,
    "unlock_failed": _unlock_failed,
    "take_over": _take_over,
    "taking_over": _taking_over,
}
SCREENS |= {
    f"unlock_{name}": SCREENS[name]
    for name in (*_PROMPTS, "register_code", "enter_code", "choose_service_id", "show_qr")
}
SCREENS |= {f"unlock_{name}": SCREENS[name] for name in _MD_PROMPTS}
SCREENS |= {f"manage_{name}": SCREENS[name] for name in _PROMPTS}
SCREENS["manage_show_activation"] = _activation
SCREENS |= {f"manage_{name}": _waiting for name in TASK_CODES}
