"""What the texts in QR codes mean to the apps: ``siths.…`` opens a request, ``siths-activate.…`` activates an e-ID."""

from __future__ import annotations

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import APPS, AppName

_ACTIVATE = "-activate"
#: No text of ours is longer; what else is on a wall may be.
_LONGEST = 200


def prefixes(app: AppName | None = None, *, activation: bool = False) -> tuple[str, ...]:
    """Return how the texts for an app (or for any) begin."""
    return tuple(f"{name}{_ACTIVATE if activation else ''}." for name in ([app] if app else APPS))


def app_of(text: str, app: AppName | None = None, *, activation: bool = False) -> AppName:
    """Return whose the text is.

    Raises ``phone.wrong_app`` when it is not ``app``'s, ``qr.malformed`` when it is nobody's or for something else.
    """
    word = text.partition(".")[0]
    named = next((name for name in APPS if word == (f"{name}{_ACTIVATE}" if activation else name)), None)
    if named is None or len(text) > _LONGEST or not (text.isascii() and text.isprintable()):
        raise LoginFailure("qr.malformed", "not a code to activate with" if activation else "not a code of a request")
    if app not in {None, named}:
        raise LoginFailure("phone.wrong_app", f"the code is for {named}")
    return named
