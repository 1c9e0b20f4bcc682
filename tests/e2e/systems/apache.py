"""An Apache of a test's own, with modules that set-up unpacked into ``.venv/debian``, or that are installed here."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Final

from tests.e2e.systems.keys import KeyPair

_HERE: Final = Path(__file__).parent
_UNPACKED: Final = Path(__file__).resolve().parents[3] / ".venv" / "debian"
APACHE: Final = "/usr/sbin/apache2"
_NOBODY: Final = 65534
PATIENCE_S: Final = 60


def place(path: str) -> Path:
    """Return where a file of a package is: unpacked, or installed."""
    unpacked = _UNPACKED / path.removeprefix("/")
    return unpacked if unpacked.exists() else Path(path)


def lacking(*paths: str) -> str:
    """Tell which of these files of packages, or Apache, are not here (empty: all are)."""
    gone = [each for each in (APACHE, *paths) if not place(each).exists()]
    return f"missing: {', '.join(gone)} (see scripts/debian-packages.txt and scripts/setup.sh)" if gone else ""


def filled(template: Path, /, **values: object) -> str:
    """Return a file's text with values in the places that it names."""
    return Template(template.read_text("utf-8")).substitute(**values)


def page(name: str, *, given: str, surname: str, hsa: str, leave: str) -> str:
    """Return the page that shows who is in, with what the environment's variables of these names say."""
    return filled(_HERE / "home.shtml", name=name, given=given, surname=surname, hsa=hsa, leave=leave)


def out_page(name: str) -> str:
    """Return the page that shows that somebody has left."""
    return f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>{name}</title><h1>Du är utloggad</h1></html>'


def configuration(folder: Path, port: int, keys: KeyPair, module: str, systems: str) -> None:
    """Write ``httpd.conf`` and what it needs. ``module`` is a system's, ``systems`` what it is told."""
    (folder / "mime.types").write_text("text/html html shtml\n")
    own = place(module).parent
    root = hasattr(os, "getuid") and os.getuid() == 0  # whose processes it would refuse to start
    conf = filled(
        _HERE / "httpd.conf",
        folder=folder,
        port=port,
        user=f"User #{_NOBODY}\nGroup #{_NOBODY}" if root else "",
        modules=own if (own / "mod_ssl.so").exists() else Path(module).parent,
        key=keys.key,
        certificate=keys.certificate,
        systems=systems,
    )
    (folder / "httpd.conf").write_text(conf, "utf-8")


def libraries() -> dict[str, str]:
    """Return an environment in which programs find the libraries that were unpacked."""
    places = [*_UNPACKED.glob("usr/lib/*-linux-gnu*"), _UNPACKED / "usr/lib"]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(str(each) for each in places if each.is_dir())}


@contextlib.contextmanager
def folder_with(keys: KeyPair) -> Iterator[tuple[Path, KeyPair]]:
    """Give a folder that Apache's processes may read, with a copy of the keys in it."""
    with tempfile.TemporaryDirectory(prefix="cosmic-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # its children are nobody
        yield folder, keys.copy(folder)


def listening(stack: contextlib.ExitStack, folder: Path, lay_out: Callable[[int], None], env: Mapping[str, str]) -> int:
    """Start one that ends with the stack; return its port. ``lay_out`` writes its ``httpd.conf`` for a port."""
    for _ in range(5):  # a port that was free may be taken by another test before Apache has it
        port = _free_port()
        lay_out(port)
        web = start(folder, env, place(APACHE), "-D", "FOREGROUND", "-f", str(folder / "httpd.conf"))
        if _serves(web, port):
            stack.callback(end, web)
            return port
        assert "Address already in use" in told(folder), told(folder)
    raise AssertionError("no port is free")


def start(folder: Path, env: Mapping[str, str], program: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a program whose output is written into a log of the folder."""
    with (folder / "started.log").open("ab") as log:
        return subprocess.Popen(
            [program, *arguments], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End what ``start`` started."""
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def told(folder: Path) -> str:
    """Return all that the logs of a folder say."""
    return "".join(path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.log")))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _serves(process: subprocess.Popen[bytes], port: int) -> bool:
    for _ in range(PATIENCE_S * 20):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
            return process.poll() is None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            return False
    return False
