"""Check of what other distributions add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import Finding, Said, cause_of, mend_of
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

_THERE = QT_TRANSLATE_NOOP("Diagnosis", "Inloggningssätt: {methods}")


def check_plugins(_case: Case) -> Iterator[Finding]:
    """Load every way to log in with its prompts; name in a line each what had to be left out, readers too."""
    from cosmic_login.authenticators.registry import load_authenticators
    from cosmic_login.core.extensions import installed
    from cosmic_login.core.plugins import left_out

    installed(screens=_has_windows())
    methods = load_authenticators()
    yield Finding("plugins", "ok", Said(_THERE, {"methods": ", ".join(methods)}))
    for each in left_out():
        failure = LoginFailure("plugin.left_out", each.line)
        yield Finding("plugins", "warn", cause_of(failure), mend_of(failure), subject=each.name)


def _has_windows() -> bool:
    """Whether screens can be loaded here; where they cannot, that says nothing about a plug-in."""
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError:
        return False
    return True
