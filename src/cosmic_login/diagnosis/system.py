"""Checks of what the program stands on: versions, Qt, fonts, the display, the loopback network."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cosmic_login import __version__
from cosmic_login.core.diagnosis import Finding, Said, cause_of, mend_of, plainly
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

#: The distributions whose versions matter when something goes wrong.
PARTS = (
    "cryptography",
    "joserfc",
    "starlette",
    "uvicorn",
    "httptools",
    "httpx2",
    "PySide6-Essentials",
    "zxing-cpp",
    "pyscard",
)
_ABORTS = QT_TRANSLATE_NOOP("Diagnosis", "PySide6 {version} med Python {python} avbryts efter några hundra signaler.")
_INSTALL_PYSIDE = QT_TRANSLATE_NOOP("Diagnosis", "Installera PySide6-Essentials==6.11.3.")
_QT_STARTS = QT_TRANSLATE_NOOP("Diagnosis", "Qt startar utan skärm (offscreen).")
_QT_RUNS = QT_TRANSLATE_NOOP("Diagnosis", "Fönstret är igång.")
_INSTALL_LIBRARIES = QT_TRANSLATE_NOOP("Diagnosis", "Installera Qt:s bibliotek: {libraries}.")
_NO_FONT = QT_TRANSLATE_NOOP("Diagnosis", "Det finns inget typsnitt alls.")
_INSTALL_FONT = QT_TRANSLATE_NOOP("Diagnosis", "Installera ett typsnitt: fonts-inter.")
_NO_INTER = QT_TRANSLATE_NOOP("Diagnosis", "Inter saknas. {family} används.")
_INSTALL_INTER = QT_TRANSLATE_NOOP("Diagnosis", "Installera fonts-inter för rätt utseende.")
_FONTS = QT_TRANSLATE_NOOP("Diagnosis", "Inter finns, bland {number} typsnittsfamiljer.")
_LISTENS = QT_TRANSLATE_NOOP("Diagnosis", "127.0.0.1:{port} gick att öppna.")
_LET_LISTEN = QT_TRANSLATE_NOOP("Diagnosis", "Tillåt programmet att lyssna på 127.0.0.1.")
_LIBRARIES = "libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3"
#: Seconds in which a display has to answer.
_DISPLAY_S = 20
_DISPLAY_PROBE = "import sys; from PySide6.QtGui import QGuiApplication; QGuiApplication(sys.argv[:1])"
_QT_PROBE = """
import json, sys
from PySide6.QtGui import QFontDatabase, QGuiApplication, QFontInfo
application = QGuiApplication(sys.argv[:1])
families = QFontDatabase.families()
used = QFontInfo(application.font()).family()
print(json.dumps({"families": len(families), "inter": "Inter" in families, "used": used}))
"""


def versions() -> dict[str, str]:
    """Return the versions of the program and of the parts that are installed."""
    found = {"cosmic-login": __version__}
    for part in PARTS:
        try:
            found[part] = importlib.metadata.version(part)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def check_versions(_: Case) -> Iterator[Finding]:
    """Name the program's version and those of its parts."""
    yield Finding("versions", "ok", plainly(", ".join(f"{name} {version}" for name, version in versions().items())))


def check_python(_: Case) -> Iterator[Finding]:
    """Name the interpreter and the operating system."""
    found = f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}"
    yield Finding("python", "ok", plainly(found))


def check_pyside(_: Case) -> Iterator[Finding]:
    """Judge the PySide6 that is installed."""
    yield judge_pyside(importlib.metadata.version("PySide6-Essentials"), sys.version_info[:2])


def judge_pyside(version: str, python: tuple[int, ...]) -> Finding:
    """Judge a PySide6 version: from 6.12 on it aborts on Python 3.11 and older (references of None are lost)."""
    release = tuple(int(part) for part in version.split(".")[:2])
    if release >= (6, 12) and python < (3, 12):
        values = {"version": version, "python": ".".join(map(str, python))}
        return Finding("pyside", "fail", Said(_ABORTS, values), Said(_INSTALL_PYSIDE))
    return Finding("pyside", "ok", plainly(f"PySide6 {version}"))


def check_qt(case: Case) -> Iterator[Finding]:
    """Start Qt in a process of its own: what is missing there would take this one down."""
    if case.in_window:
        yield Finding("qt", "ok", Said(_QT_RUNS))
        return
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _QT_PROBE], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        yield Finding("qt", "fail", plainly(said), Said(_INSTALL_LIBRARIES, {"libraries": _LIBRARIES}))
        return
    yield Finding("qt", "ok", Said(_QT_STARTS))
    fonts = json.loads(done.stdout.splitlines()[-1])
    if not fonts["families"]:
        yield Finding("fonts", "fail", Said(_NO_FONT), Said(_INSTALL_FONT))
    elif not fonts["inter"]:
        yield Finding("fonts", "warn", Said(_NO_INTER, {"family": fonts["used"]}), Said(_INSTALL_INTER))
    else:
        yield Finding("fonts", "ok", Said(_FONTS, {"number": fonts["families"]}))


def check_display(case: Case) -> Iterator[Finding]:
    """Open the display as the window would, in a process of its own: Qt ends the one that finds none."""
    shown = os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if case.in_window:
        yield Finding("display", "ok", plainly(shown or sys.platform))
        return
    failure = LoginFailure("display.missing")
    if sys.platform == "linux" and not shown:
        yield Finding("display", "warn", cause_of(failure), mend_of(failure))
        return
    try:
        done = subprocess.run(
            [sys.executable, "-c", _DISPLAY_PROBE], capture_output=True, text=True, timeout=_DISPLAY_S, check=False
        )
    except subprocess.TimeoutExpired:
        yield Finding("display", "fail", cause_of(failure), mend_of(failure))
        return
    if done.returncode == 0 or "ImportError" in done.stderr:  # what Qt lacks is the business of its own check
        yield Finding("display", "ok", plainly(shown or sys.platform))
    else:
        yield Finding("display", "fail", cause_of(failure), mend_of(failure))


def check_loopback(_: Case) -> Iterator[Finding]:
    """Listen on loopback for a moment, as the embedded IdP does."""
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
    except OSError as error:
        yield Finding("loopback", "fail", plainly(error.strerror), Said(_LET_LISTEN))
    else:
        yield Finding("loopback", "ok", Said(_LISTENS, {"port": port}))
