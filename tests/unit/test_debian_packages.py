"""Set-up installs every program that a test starts: a program missing on a bare Debian would only skip its tests."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.parsed import nodes

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "scripts" / "debian-packages.txt"
#: Program or file: the package that brings it. "" is for what no Debian is without.
PACKAGES = {
    "bash": "",
    "setpriv": "",
    "cp": "",
    "sh": "",
    "/bin/false": "",
    "appstreamcli": "appstream",
    "git": "git",
    "chromium": "chromium",
    "chromium-headless-shell": "chromium-headless-shell",
    "curl": "curl",
    "dbus-daemon": "dbus",
    "desktop-file-validate": "desktop-file-utils",
    "faketime": "faketime",
    "gio": "libglib2.0-bin",
    "groff": "groff-base",
    "ip": "iproute2",
    "systemd-analyze": "systemd",
    "mount": "",
    "umount": "",
    "make": "",  # who runs `make test` has it
    "openbox": "openbox",
    "opensc-tool": "opensc",
    "openssl": "openssl",
    "pkcs11-tool": "opensc",
    "pkcs15-tool": "opensc",
    "xdotool": "xdotool",
    "xmlsec1": "xmlsec1",
    "/usr/bin/xmlsec1": "xmlsec1",
    "Xvfb": "xvfb",
    "/usr/bin/python3": "python3",
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so": "opensc-pkcs11",
    "/usr/lib64/opensc-pkcs11.so": "opensc-pkcs11",
    "/usr/lib/pcsc/drivers/serial/libifdvpcd.so": "vsmartcard-vpcd",
    "/usr/lib64/pcsc/drivers/serial/libifdvpcd.so": "vsmartcard-vpcd",
    "/usr/lib/postgresql": "postgresql",
    "/etc/shibboleth": "libapache2-mod-shib",
    "/usr/lib/apache2/modules/mod_auth_mellon.so": "libapache2-mod-auth-mellon",
    "/usr/lib/apache2/modules/mod_auth_openidc.so": "libapache2-mod-auth-openidc",
    "/usr/lib/apache2/modules/mod_shib.so": "libapache2-mod-shib",
    "/usr/lib/apache2/modules/mod_ssl.so": "apache2-bin",
    "/usr/sbin/apache2": "apache2-bin",
    "/usr/sbin/nginx": "nginx",
    "/usr/sbin/pcscd": "pcscd",
    "/usr/share/xml": "libapache2-mod-shib",  # and its schemas in what it needs
    "/usr/sbin/shibd": "libapache2-mod-shib",  # in what it needs
    "initdb": "postgresql",
    "node": "nodejs",
}
STARTERS = {"run", "which", "Popen", "check_call", "check_output", "create_subprocess_exec", "missing_parts"}
SYSTEM_FILE = re.compile(r"/(usr|bin|sbin|lib|opt)/[\w./-]*\w")
TESTING = ROOT / "src" / "cosmic_login" / "testing"
SOURCES = [path for path in [*(ROOT / "tests").rglob("*.py"), *TESTING.rglob("*.py")] if path != Path(__file__)]


def words_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield every text of a file, and whether it is what a call that starts or seeks programs begins with."""
    for node in nodes(path.read_text("utf-8")):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, False
        elif isinstance(node, ast.Call) and node.args and _last(node.func) in STARTERS:
            first = node.args[0]
            if isinstance(first, ast.List | ast.Tuple) and first.elts:
                first = first.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, True


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def programs() -> dict[str, str]:
    """Return each program that a test may start, with a file that names it."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for word, starts in words_of(path):
            # Words that are no program, such as a subcommand given to a helper, are told apart by what is installed.
            if word in PACKAGES or SYSTEM_FILE.fullmatch(word) or (starts and shutil.which(word) is not None):
                found[word] = str(path.relative_to(ROOT))
    return found


def listed() -> set[str]:
    lines = (line.split("#")[0].split() for line in LIST.read_text("utf-8").splitlines())
    return {name for words in lines if words for name in words[0].split("|")}


def test_every_program_a_test_starts_is_in_the_list_of_packages() -> None:
    unknown = {word: where for word, where in programs().items() if word not in PACKAGES}
    assert unknown == {}, "say in PACKAGES which Debian package brings it"
    assert {PACKAGES[word] for word in programs()} - {""} <= listed()


def test_the_search_finds_programs_where_they_are_named() -> None:
    assert {
        "curl",
        "openssl",
        "xdotool",
        "Xvfb",
        "openbox",
        "pkcs11-tool",
        "desktop-file-validate",
    } <= programs().keys()


@pytest.mark.parametrize("word", sorted(PACKAGES))
def test_nothing_is_listed_for_a_program_that_no_test_starts(word: str) -> None:
    assert word in {"bash", "make"} or word in programs()
