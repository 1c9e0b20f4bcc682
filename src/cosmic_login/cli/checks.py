"""What ``doctor`` looks at: one function a check, each says what it found and how to mend it.

A check answers ``ok``; ``warn`` (the program works, something is amiss or missing); or ``fail`` (logins will not work).
Nothing here costs a card a try or changes a file, but for making a new profile directory as every start does.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import PROFILE_VERSION

if TYPE_CHECKING:
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.cli.context import CliContext

Status = Literal["ok", "warn", "fail"]
_MEGABYTE = 1 << 20
_SOME_SPACE, _LITTLE_SPACE = 500 * _MEGABYTE, 50 * _MEGABYTE
#: A challenge lives for minutes: a clock this far off makes logins fail (``clock.skew``).
_SKEW_WARN, _SKEW_FAIL = timedelta(seconds=5), timedelta(seconds=60)
_QT_PROBE = """
import json, sys
from PySide6.QtGui import QFontDatabase, QGuiApplication, QFontInfo
application = QGuiApplication(sys.argv[:1])
families = QFontDatabase.families()
used = QFontInfo(application.font()).family()
print(json.dumps({"families": len(families), "inter": "Inter" in families, "used": used}))
"""


@dataclass(frozen=True)
class Check:
    """The result of one check; ``mend`` is empty when there is nothing to do."""

    name: str
    status: Status
    found: str
    mend: str = ""


@dataclass(frozen=True)
class _Case:
    """What a check may look at."""

    context: CliContext
    clock: Clock


def run_checks(context: CliContext, clock: Clock | None = None) -> Iterator[Check]:
    """Run every check; one that breaks is a failed check, and the others go on."""
    case = _Case(context, clock or SystemClock())
    without_profile = False
    for check in _CHECKS:
        if without_profile and check in _OF_THE_PROFILE:
            continue
        name = check.__name__.lstrip("_")
        try:
            yield from check(case)
        except LoginFailure as failure:
            without_profile = without_profile or check is _profile
            yield Check(name, "fail", _found(failure), failure.info.mend)
        except Exception as error:  # noqa: BLE001 - a doctor does not die of what it finds
            yield Check(name, "fail", f"{type(error).__name__}: {error}", LoginFailure("internal.error").info.mend)


def _found(failure: LoginFailure) -> str:
    return f"{failure.code}: {failure.info.cause}" + (f" ({failure.detail})" if failure.detail else "")


def _python(_: _Case) -> Iterator[Check]:
    name, found = "python", f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}"
    yield Check(name, "ok", found)


def _pyside(case: _Case) -> Iterator[Check]:
    version = importlib.metadata.version("PySide6-Essentials")
    yield judge_pyside(version, sys.version_info[:2], case.context)


def judge_pyside(version: str, python: tuple[int, ...], context: CliContext) -> Check:
    """Judge a PySide6 version: from 6.12 on it aborts on Python 3.11 and older (references of None are lost)."""
    release = tuple(int(part) for part in version.split(".")[:2])
    if release >= (6, 12) and python < (3, 12):
        mend = context.text("Installera PySide6-Essentials==6.11.3.", "Install PySide6-Essentials==6.11.3.")
        found = f"PySide6 {version} on Python {'.'.join(map(str, python))}"
        return Check("pyside", "fail", f"{found}: aborts after some hundred signals", mend)
    return Check("pyside", "ok", f"PySide6 {version}")


def _qt(case: _Case) -> Iterator[Check]:
    """Start Qt in a process of its own: what is missing there would take this one down."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _QT_PROBE], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        libraries = "libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3"
        mend = case.context.text(f"Installera Qt:s bibliotek: {libraries}.", f"Install Qt's libraries: {libraries}.")
        yield Check("qt", "fail", (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1], mend)
        return
    yield Check("qt", "ok", "starts offscreen")
    fonts = json.loads(done.stdout.splitlines()[-1])
    if not fonts["families"]:
        mend = case.context.text("Installera ett typsnitt: fonts-inter.", "Install a font: fonts-inter.")
        yield Check("fonts", "fail", "no font at all", mend)
    elif not fonts["inter"]:
        mend = case.context.text(
            "Installera fonts-inter för rätt utseende.", "Install fonts-inter for the right looks."
        )
        yield Check("fonts", "warn", f"Inter is missing, {fonts['used']} is used", mend)
    else:
        yield Check("fonts", "ok", f"Inter, {fonts['families']} families")


def _display(case: _Case) -> Iterator[Check]:
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield Check("display", "ok", os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or sys.platform)
    else:
        failure = LoginFailure("display.missing")
        yield Check("display", "warn", failure.info.cause, failure.info.mend)


def _readers(case: _Case) -> Iterator[Check]:
    """PC/SC is optional: without it there are the virtual readers."""
    if importlib.util.find_spec("smartcard") is None:
        failure = LoginFailure("pcsc.missing")
        yield Check("pcsc", "warn", "pyscard is not installed; virtual readers work", failure.info.mend)
        return
    from cosmic_login.cards.pcsc import PcscReaders

    service = PcscReaders()
    try:
        states = service.readers()
    except LoginFailure as failure:
        yield Check("pcsc", "warn", _found(failure), failure.info.mend)
        return
    yield Check("pcsc", "ok", f"pyscard {importlib.metadata.version('pyscard')}, {len(states)} reader(s)")
    try:
        for state in states:
            yield _reader(state.name, state.atr, service)
    finally:
        service.close()


def _reader(name: str, atr: bytes | None, service: ReaderService) -> Check:
    if atr is None:
        return Check("reader", "ok", f"{name}: no card")
    from cosmic_login.cards.idprime import IdPrimeCard

    try:
        connection = service.connect(name)
        try:
            card = IdPrimeCard(connection)
            card.open()
            tries, certificates = card.tries_left(), len(card.certificates())
            found = f"{name}: card {card.card_number}, {certificates} certificate(s), tries left {tries}"
        finally:
            connection.close()
    except LoginFailure as failure:
        return Check("reader", "warn", f"{name}: {_found(failure)}", failure.info.mend)
    if not tries:
        return Check("reader", "warn", found, LoginFailure("code.blocked").info.mend)
    return Check("reader", "ok", found)


def _profile(case: _Case) -> Iterator[Check]:
    profile = case.context.profile
    yield Check("profile", "ok", f"{profile.root}, version {PROFILE_VERSION}, writable")
    sealed = profile.vault.seal(b"doctor", "doctor")
    if profile.vault.unseal(sealed, "doctor") != b"doctor":
        raise LoginFailure("profile.damaged", "vault.key")
    mode = (profile.root / "vault.key").stat().st_mode & 0o077
    if os.name == "posix" and mode:
        mend = case.context.text(f"chmod 600 {profile.root}/vault.key", f"chmod 600 {profile.root}/vault.key")
        yield Check("vault", "warn", "others may read vault.key", mend)
    else:
        yield Check("vault", "ok", "seals and opens")


def _disk(case: _Case) -> Iterator[Check]:
    free = shutil.disk_usage(case.context.profile.root).free
    status: Status = "ok" if free >= _SOME_SPACE else "warn" if free >= _LITTLE_SPACE else "fail"
    mend = "" if status == "ok" else LoginFailure("profile.full").info.mend
    yield Check("disk", status, f"{free // _MEGABYTE} MB free", mend)


def _pki(case: _Case) -> Iterator[Check]:
    profile = case.context.profile
    if not any(profile.pki_dir.iterdir()):
        yield Check("pki", "ok", "not made yet; the first login makes it")
        return
    from cosmic_login.pki.authority import TrainingPki

    pki = TrainingPki.open(profile, case.clock)
    certificates = [*pki.roots(), *pki.issuing()]
    ends = min(certificate.not_valid_after_utc for certificate in certificates)
    yield Check(
        "pki", "ok", f"{len(certificates)} CA certificates, the first ends {ends:%Y-%m-%d} and is renewed before"
    )


def _directory(case: _Case) -> Iterator[Check]:
    from cosmic_login.directory.directory import Directory

    directory = Directory.load(case.context.profile)
    cards = sum(len(person.cards) for person in directory.persons.values())
    yield Check("directory", "ok", f"{len(directory.persons)} people, {cards} cards")


def _audit(case: _Case) -> Iterator[Check]:
    from cosmic_login.cli.audit import open_trail

    verdict = open_trail(case.context).verify()
    if verdict.ok:
        yield Check("audit", "ok", f"{verdict.records} rows, all whole")
    else:
        mend = LoginFailure("audit.tampered").info.mend
        yield Check("audit", "fail", f"row {verdict.row}: {verdict.problem}", mend)


def _loopback(case: _Case) -> Iterator[Check]:
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
    except OSError as error:
        mend = case.context.text("Tillåt programmet att lyssna på 127.0.0.1.", "Let the program listen on 127.0.0.1.")
        yield Check("loopback", "fail", str(error.strerror), mend)
    else:
        yield Check("loopback", "ok", f"127.0.0.1:{port} could be opened")


def _idp(case: _Case) -> Iterator[Check]:
    """Ask the IdP of ``--idp`` for its metadata, and for the time."""
    context = case.context
    if not context.idp_url:
        yield from _clock_alone(case)
        return
    import asyncio

    asyncio.run(_discover(case))
    yield Check("idp", "ok", f"{context.idp_url} answers")
    import ssl

    import httpx2

    verify = ssl.create_default_context(cafile=context.idp_ca or None)
    response = httpx2.get(
        f"{context.idp_url.rstrip('/')}/.well-known/openid-configuration", verify=verify, trust_env=False
    )
    if "date" not in response.headers:
        yield Check("clock", "warn", "the IdP does not tell the time", LoginFailure("clock.skew").info.mend)
        return
    skew = case.clock.now() - parsedate_to_datetime(response.headers["date"])
    status: Status = "ok" if abs(skew) < _SKEW_WARN else "warn" if abs(skew) < _SKEW_FAIL else "fail"
    mend = "" if status == "ok" else LoginFailure("clock.skew").info.mend
    yield Check("clock", status, f"{skew.total_seconds():+.0f} s against the IdP", mend)


async def _discover(case: _Case) -> None:
    from cosmic_login.authenticators.idp_client import IdpClient

    client = IdpClient(case.context.idp_url, case.clock, ca_file=case.context.idp_ca)
    try:
        await client.discover()
    finally:
        await client.http.aclose()


def _clock_alone(case: _Case) -> Iterator[Check]:
    """Without an IdP to compare with: time must not have run backwards since something was written down."""
    from cosmic_login.cli.audit import open_trail

    now, last = case.clock.now(), None
    try:
        for record in open_trail(case.context).records():
            last = record.time
    except LoginFailure:
        pass  # its own check tells
    if last is not None and now < last - _SKEW_WARN:
        mend = LoginFailure("clock.skew").info.mend
        yield Check(
            "clock", "fail", f"it is {now:%Y-%m-%d %H:%M}Z, but the audit trail goes to {last:%Y-%m-%d %H:%M}Z", mend
        )
    else:
        yield Check("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S}Z")


_CHECKS: tuple[Callable[[_Case], Iterator[Check]], ...] = (
    *(_python, _pyside, _qt, _display, _readers, _profile, _disk, _pki, _directory, _audit, _loopback, _idp),
)
_OF_THE_PROFILE = {_disk, _pki, _directory, _audit}
