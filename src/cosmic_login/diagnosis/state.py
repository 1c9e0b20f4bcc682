"""Checks of the profile directory and all that is kept in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import Finding, Said, Status, mend_of
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.swedish_time import swedish

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

_MEGABYTE = 1 << 20
_SOME_SPACE, _LITTLE_SPACE = 500 * _MEGABYTE, 50 * _MEGABYTE
_PROFILE = QT_TRANSLATE_NOOP("Diagnosis", "{path}, version {version}. Går att skriva i.")
_READABLE = QT_TRANSLATE_NOOP("Diagnosis", "Andra användare kan läsa vault.key.")
_CLOSE_IT = QT_TRANSLATE_NOOP("Diagnosis", "Kör chmod 600 {path}.")
_SEALS = QT_TRANSLATE_NOOP("Diagnosis", "Förseglar och öppnar.")
_NO_SETTINGS = QT_TRANSLATE_NOOP("Diagnosis", "Standardinställningar: ingen inställningsfil finns.")
_SETTINGS = QT_TRANSLATE_NOOP("Diagnosis", "Inställningsfilen är riktig.")
_FREE = QT_TRANSLATE_NOOP("Diagnosis", "{number} MB ledigt")
_NO_PKI = QT_TRANSLATE_NOOP("Diagnosis", "Finns inte än. Den första inloggningen skapar dem.")
_PKI = QT_TRANSLATE_NOOP(
    "Diagnosis", "Antal certifikat: {number}. Det första går ut {until} och förnyas av sig självt innan dess."
)
_DIRECTORY = QT_TRANSLATE_NOOP("Diagnosis", "Antal personer: {persons}. Antal kort: {cards}")
_WHOLE = QT_TRANSLATE_NOOP("Diagnosis", "Hel. Antal rader: {number}")
_BROKEN = QT_TRANSLATE_NOOP("Diagnosis", "Rad {row} är fel ({problem}).")


def check_profile(case: Case) -> Iterator[Finding]:
    """Open the profile, and seal and open something with its vault."""
    from cosmic_login.profile import PROFILE_VERSION

    profile = case.profile
    yield Finding("profile", "ok", Said(_PROFILE, {"path": profile.root, "version": PROFILE_VERSION}))
    if profile.vault.unseal(profile.vault.seal(b"doctor", "doctor"), "doctor") != b"doctor":
        raise LoginFailure("profile.damaged", "vault.key")
    key = profile.root / "vault.key"
    if os.name == "posix" and key.stat().st_mode & 0o077:
        yield Finding("vault", "warn", Said(_READABLE), Said(_CLOSE_IT, {"path": key}))
    else:
        yield Finding("vault", "ok", Said(_SEALS))


def check_settings(case: Case) -> Iterator[Finding]:
    """Read the settings file; ``settings.malformed`` names the line."""
    from cosmic_login.profile.settings import read_settings

    path = case.profile.settings_file
    read_settings(path)
    yield Finding("settings", "ok", Said(_SETTINGS if path.exists() else _NO_SETTINGS))


def check_disk(case: Case) -> Iterator[Finding]:
    """See how much room there is where the profile lies."""
    free = shutil.disk_usage(case.profile.root).free
    status: Status = "ok" if free >= _SOME_SPACE else "warn" if free >= _LITTLE_SPACE else "fail"
    mend = None if status == "ok" else mend_of("profile.full")
    yield Finding("disk", status, Said(_FREE, {"number": free // _MEGABYTE}), mend)


def check_pki(case: Case) -> Iterator[Finding]:
    """Open the training CAs."""
    pki = case.pki
    if pki is None:
        yield Finding("pki", "ok", Said(_NO_PKI))
        return
    certificates = [*pki.roots(), *pki.issuing()]
    ends = [certificate.not_valid_after_utc for certificate in certificates]
    until = min((end for end in ends if end > case.clock.now()), default=max(ends))  # old generations are kept
    yield Finding("pki", "ok", Said(_PKI, {"number": len(certificates), "until": f"{swedish(until):%Y-%m-%d}"}))


def check_directory(case: Case) -> Iterator[Finding]:
    """Read the directory files."""
    from cosmic_login.directory.directory import Directory

    directory = Directory.load(case.profile)
    cards = sum(len(person.cards) for person in directory.persons.values())
    yield Finding("directory", "ok", Said(_DIRECTORY, {"persons": len(directory.persons), "cards": cards}))


def check_audit(case: Case) -> Iterator[Finding]:
    """Check every row of the audit trail."""
    verdict = case.trail.verify()
    if verdict.ok:
        yield Finding("audit", "ok", Said(_WHOLE, {"number": verdict.records}))
    else:
        found = Said(_BROKEN, {"row": verdict.row, "problem": verdict.problem})
        yield Finding("audit", "fail", found, mend_of("audit.tampered"))
