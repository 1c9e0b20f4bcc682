"""The Debian package of the program, for Debian 12 and its Python 3.11: ``make deb`` writes it into dist/.

Debian 12 has no PySide6 that would do, nor most of the other libraries in the versions of the lock. So the package has
an environment of its own, with exactly the wheels of requirements.lock, in /usr/lib/cosmic-login: nothing is fetched
when it is installed, and nothing of the system's own Python is touched. What the wheel lays below its prefix
(pyproject.toml) goes to where Debian looks for it.

It is built by dpkg-deb alone, from files and a table, on Debian 12 or where else there are dpkg-deb and a .venv of
Python 3.11; twice from one commit, it is the same package.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from email.parser import Parser
from email.utils import formatdate
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from lock import LOCK, PROJECT, needed

_ROOT = PROJECT.parent
_TEMPLATES = _ROOT / "packaging" / "debian"
_PACKAGES = _ROOT / "scripts" / "debian-packages.txt"
_HOME = "usr/lib/cosmic-login"
_SITE = f"{_HOME}/lib/python3.11/site-packages"
_DOC = "usr/share/doc/cosmic-login"
#: What a user of the program may want of the extras; pyscard is for systems without pcsc-lite, and has no wheel here.
EXTRAS = ("guide", "postgres", "metrics", "saml")
#: Where Debian looks for what the wheel lays into ``share``, as far as it is elsewhere.
_ELSEWHERE = {"share/zsh/site-functions/": "share/zsh/vendor-completions/"}
#: Debian packages that something is done by, and without which the rest goes on.
RECOMMENDS = ("pcscd", "libpango-1.0-0", "libpangoft2-1.0-0", "fonts-inter")
#: Sections of scripts/debian-packages.txt whose packages the program stands on.
_SECTIONS = ("Qt: import and the offscreen platform", "Qt: windows on X11 and Wayland")
#: Of Qt: tools for developers, and QML and OpenGL, which no window of ours is made with.
LEFT_OUT = tuple(
    f"{folder}{name}{behind}"
    for folder, names, behind in (
        ("PySide6/", "assistant balsam* designer linguist lrelease lupdate qml* qs* svgtoqml libpyside6qml.*", ""),
        ("PySide6/", "doc glue include lib scripts typesystems", "/*"),
        ("PySide6/", "QtDesigner QtHelp QtOpenGL* QtQml QtQuick* QtSql QtUiTools", ".abi3.so"),
        ("PySide6/Qt/", "libexec metatypes modules qml", "/*"),
        ("PySide6/Qt/lib/libQt6", "Designer EglF* Help Labs Lottie Qml Quick Sql UiTools Wayland*Compositor", "*"),
        ("PySide6/Qt/translations/", "assistant designer linguist qt_help qtdeclarative", "_*"),
        ("PySide6/Qt/plugins/", "designer egldeviceintegrations qmllint qmlls qmltooling scenegraph sqldrivers", "/*"),
        ("PySide6/Qt/plugins/", "vectorimageformats wayland-graphics-integration-server", "/*"),
        (
            "PySide6/Qt/plugins/",
            "imageformats/libqpdf platforms/libqeglfs platforminputcontexts/libqtvirtualkeyboardplugin",
            ".so",
        ),
        ("", "*.pyi bin/* share/* */direct_url.json */__pycache__/*", ""),
    )
    for name in names.split()
)


def shared_files(project: Mapping[str, Any]) -> dict[str, str]:
    """Return where in the package each file of assets/ lies that the wheel lays below its prefix, by its source."""
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    return {source: f"usr/{_here(place)}" for source, place in wheel["shared-data"].items()}


def _here(place: str) -> str:
    for theirs, ours in _ELSEWHERE.items():
        place = place.replace(theirs, ours) if place.startswith(theirs) else place
    return f"{place}.gz" if "/man/" in place else place


def depends(text: str) -> list[str]:
    """Return the system's libraries that the program stands on, from the list that set-up reads."""
    found, inside = [], False
    for line in text.splitlines():
        if line.startswith("# "):
            inside = line[2:] in _SECTIONS
        elif inside and line and not line.startswith("#"):
            found.append(" | ".join(line.split()[0].split("|")))
    return found


def wheels(project: Mapping[str, Any]) -> set[str]:
    """Return the names of the packages that go in with the program: what it needs, with the extras."""
    table = project["project"]
    lines = [*table["dependencies"], *(line for extra in EXTRAS for line in table["optional-dependencies"][extra])]
    return needed(Requirement(line) for line in lines)


def copyright_file(site: Path) -> str:
    """Return the licences of everything that is in the package, by what each wheel says of itself."""
    ours = "\n".join(
        f" {line}".rstrip() or " ." for line in (_ROOT / "LICENSE").read_text("utf-8").split("\n\n", 2)[2].splitlines()
    )
    parts = [
        # In the shape of Debian's copyright format, but free text: that format's first line would name a host.
        "Upstream-Name: Cosmic Login\n",
        "Files: *\nCopyright: 2026 the Cosmic Login developers\nLicense: Expat\n"
        + ours.replace("\n \n", "\n .\n")
        + "\n",
    ]
    for info in sorted(site.glob("*.dist-info")):
        said = Parser().parsestr((info / "METADATA").read_text("utf-8"), headersonly=True)
        if said["Name"] == "cosmic-login":
            continue
        tops = sorted(_tops(info))
        licence = (
            said["License-Expression"] or _classified(said.get_all("Classifier", [])) or said["License"] or "its own"
        )
        texts = [path.relative_to(site.parents[3]) for path in sorted(info.rglob("*")) if _is_licence(path)]
        parts.append(
            f"Files: {' '.join(f'{_SITE}/{top}' for top in tops)}\n"
            f"Copyright: the authors of {said['Name']} {said['Version']}\n"
            f"License: {' '.join(licence.split())[:200]}\n"
            + "".join(f" Its text: /{Path('usr/lib') / text}\n" for text in texts)
            + (" On Debian the text of the LGPL 3 is /usr/share/common-licenses/LGPL-3.\n" if "LGPL" in licence else "")
            + ("" if texts or "LGPL" in licence else f" As {info.name}/METADATA says.\n")
        )
    return "\n".join(parts)


def _tops(info: Path) -> Iterator[str]:
    seen = set()
    for line in (info / "RECORD").read_text("utf-8").splitlines():
        top = line.rsplit(",", 2)[0].split("/")[0]
        if top != ".." and (info.parent / top).exists() and top not in seen:
            seen.add(top)
            yield f"{top}/*" if (info.parent / top).is_dir() else top


def _classified(classifiers: Iterable[str]) -> str:
    named = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License :: ")]
    return " or ".join(name for name in named if name != "OSI Approved")


def _is_licence(path: Path) -> bool:
    return path.is_file() and re.match(r"(licen[cs]e|copying|notice|authors)", path.name, re.IGNORECASE) is not None


class Package:
    """One package being put together below ``tree``."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.project = tomllib.loads(PROJECT.read_text("utf-8"))
        self.version: str = self.project["project"]["version"]
        self.architecture = _output("dpkg", "--print-architecture")
        #: Seconds since the epoch that everything in it is dated: the commit's, so that it can be made again.
        self.dated = os.environ.get("SOURCE_DATE_EPOCH") or _output("git", "log", "-1", "--format=%ct") or "0"

    def build(self, wheel: Path, out: Path) -> Path:
        """Put everything in its place and write the package into ``out``; return its path."""
        self._environment(wheel)
        for source, place in shared_files(self.project).items():
            self._write(place, (_ROOT / source).read_bytes())
        self._write(f"{_DOC}/copyright", copyright_file(self.tree / _SITE).encode())
        self._write(f"{_DOC}/README.Debian", (_TEMPLATES / "README.Debian").read_bytes())
        self._write(f"{_DOC}/changelog.gz", self._changelog().encode())
        self._write("usr/share/lintian/overrides/cosmic-login", (_TEMPLATES / "lintian-overrides").read_bytes())
        self._control()
        path = out / f"cosmic-login_{self.version}_{self.architecture}.deb"
        out.mkdir(exist_ok=True)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(self.tree), str(path)],
            check=True, env={**os.environ, "SOURCE_DATE_EPOCH": self.dated}, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return path

    def _environment(self, wheel: Path) -> None:
        """Lay the wheels into an environment as ``venv`` makes them, of the system's Python; compile nothing."""
        site, pins = self.tree / _SITE, self.tree / "pins.txt"
        names = wheels(self.project)
        pins.parent.mkdir(parents=True, exist_ok=True)
        pins.write_text("".join(_pins(LOCK.read_text("utf-8"), names)), "utf-8")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--quiet",
            "install",
            "--no-deps",
            "--no-compile",
        ]
        pip += ["--only-binary=:all:", "--target", str(site)]
        subprocess.run([*pip, "--require-hashes", "-r", str(pins)], check=True)
        subprocess.run([*pip, "--no-index", str(wheel)], check=True)
        pins.unlink()
        for path in sorted(site.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif any(fnmatch(path.relative_to(site).as_posix(), pattern) for pattern in LEFT_OUT):
                path.unlink()
            else:
                path.chmod(0o644)
        python = self.tree / _HOME / "bin" / "python3"
        python.parent.mkdir()
        python.symlink_to("/usr/bin/python3.11")
        (python.parent / "python").symlink_to("python3")
        said = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11\n"
        self._write(f"{_HOME}/pyvenv.cfg", said.encode())
        module, _, function = self.project["project"]["scripts"]["cosmic-login"].partition(":")
        starter = f"#!/{_HOME}/bin/python3\nimport sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n"
        self._write(f"{_HOME}/bin/cosmic-login", starter.encode(), 0o755)
        command = self.tree / "usr" / "bin" / "cosmic-login"
        command.parent.mkdir()
        command.symlink_to("../lib/cosmic-login/bin/cosmic-login")

    def _changelog(self) -> str:
        date = formatdate(int(self.dated))
        return (
            f"cosmic-login ({self.version}) bookworm; urgency=medium\n\n"
            "  * What has changed is in the project's CHANGELOG.md.\n\n"
            f" -- {self._maintainer()}  {date}\n"
        )

    @staticmethod
    def _maintainer() -> str:
        text = (_TEMPLATES / "control").read_text("utf-8")
        return next(line.partition(": ")[2] for line in text.splitlines() if line.startswith("Maintainer: "))

    def _control(self) -> None:
        files = [path for path in sorted(self.tree.rglob("*")) if path.is_file() and not path.is_symlink()]
        sums = "".join(
            f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(self.tree)}\n"
            for path in files
        )
        self._write("DEBIAN/md5sums", sums.encode())
        control = (
            (_TEMPLATES / "control")
            .read_text("utf-8")
            .format(
                version=self.version,
                architecture=self.architecture,
                size=sum(-(-path.stat().st_size // 1024) for path in files),
                depends=", ".join(depends(_PACKAGES.read_text("utf-8"))),
                recommends=", ".join(RECOMMENDS),
            )
        )
        self._write("DEBIAN/control", control.encode())
        for script in ("postinst", "prerm"):
            self._write(f"DEBIAN/{script}", (_TEMPLATES / script).read_bytes(), 0o755)
        for path in [self.tree, *self.tree.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)

    def _write(self, place: str, content: bytes, mode: int = 0o644) -> None:
        path = self.tree / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)
        path.chmod(mode)


def _pins(text: str, names: set[str]) -> Iterator[str]:
    """Yield the lines of the lock for these packages, hashes and all."""
    inside = False
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            inside = line.partition("==")[0] in names
        if inside:
            yield line


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def main() -> int:
    """Build the package, and say where it is."""
    parser = argparse.ArgumentParser(description="Build the Debian package into dist/.")
    parser.add_argument("--out", type=Path, default=_ROOT / "dist", help="where to write it (default: dist)")
    options = parser.parse_args()
    if platform.python_version_tuple()[:2] != ("3", "11") or shutil.which("dpkg-deb") is None:
        print("deb: this needs dpkg-deb and a .venv of Python 3.11, which is Debian 12's", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        built = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, str(_ROOT)]
        subprocess.run(built, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        path = Package(Path(folder) / "tree").build(wheel, options.out)
    print(f"deb: {path} ({path.stat().st_size / 1e6:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
