"""The list of checks, and how it is run."""

from __future__ import annotations

from collections.abc import Iterator

from cosmic_login.core.diagnosis import Finding, cause_of, mend_of, plainly
from cosmic_login.core.failures import LoginFailure
from cosmic_login.diagnosis import cards, expiry, network, plugins, service, state, system
from cosmic_login.diagnosis.case import Case, CheckFunction

CHECKS: dict[str, CheckFunction] = {
    "versions": system.check_versions,
    "python": system.check_python,
    "pyside": system.check_pyside,
    "qt": system.check_qt,
    "display": system.check_display,
    "pcsc": cards.check_readers,
    "plugins": plugins.check_plugins,
    "profile": state.check_profile,
    "settings": state.check_settings,
    "disk": state.check_disk,
    "pki": state.check_pki,
    "directory": state.check_directory,
    "expiry": expiry.check_expiry,
    "audit": state.check_audit,
    "loopback": system.check_loopback,
    "vpcd": network.check_vpcd,
    "idp": service.check_idp,
    "clock": service.check_clock,
}
_OF_THE_PROFILE = frozenset({"settings", "disk", "pki", "directory", "expiry", "audit"})


def run_checks(case: Case) -> Iterator[Finding]:
    """Run every check; one that breaks is a failed check, and the others go on.

    Blocks, for seconds at the worst. Without a profile the checks that look into it are left out.
    """
    without_profile = False
    for name, check in CHECKS.items():
        if without_profile and name in _OF_THE_PROFILE:
            continue
        try:
            yield from check(case)
        except LoginFailure as failure:
            without_profile = without_profile or name == "profile"
            yield Finding(name, "fail", cause_of(failure), mend_of(failure))
        except Exception as error:  # noqa: BLE001 - a doctor does not die of what it finds
            yield Finding(name, "fail", plainly(f"{type(error).__name__}: {error}"), mend_of("internal.error"))
