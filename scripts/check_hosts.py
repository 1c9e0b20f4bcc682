"""No file of this project names the host of a package registry or of a mirror.

Where packages come from is each machine's own affair (pip's settings, the system's sources); a name left here would
lead somebody else's machine astray. Part of ``make lint``: prints file and line of each name, and ends with 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
# In pieces, so that this file names none of them.
_HOSTS = (
    ("pypi", "org"),
    ("pypi", "io"),
    ("pypi", "python", "org"),
    ("pythonhosted", "org"),
    ("deb", "debian", "org"),
    ("ftp", "[a-z.]*", "debian", "org"),
    ("security", "debian", "org"),
    ("snapshot", "debian", "org"),
    ("archive", "debian", "org"),
    ("mirrors?", "[a-z0-9.-]+", "(debian|ubuntu)"),
    ("archive", "ubuntu", "com"),
    ("ports", "ubuntu", "com"),
    ("security", "ubuntu", "com"),
    ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"),
    ("anaconda", "org"),
    ("crates", "io"),
    ("proxy", "golang", "org"),
    ("rubygems", "org"),
    ("repo1?", "maven", "(apache|org)"),
)
_DOT = r"\."
#: One of these is in each name. Most files have none, and need not be gone through, which took ten times as long.
_WORDS = ("pypi", "pythonhosted", "debian", "ubuntu", "npmjs", "yarnpkg", "anaconda", "crates", "golang", "rubygems",
          "maven")  # fmt: skip
#: Words with dots in them, which a name has to be: looking for all names at each letter takes ten times as long.
_DOTTED = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
#: A picture inside a page names nobody, and is most of it.
_PICTURE = re.compile(r"base64,[A-Za-z0-9+/=]+")
_NAME = re.compile("|".join(rf"(?<![a-z0-9-]){_DOT.join(parts)}\b" for parts in _HOSTS), re.IGNORECASE)


def files(root: Path, *, untracked: bool = True) -> Iterator[Path]:
    """Yield the committed files, and those about to be; without git (an unpacked sdist), what .gitignore lets stand."""
    if (root / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", *(["--others", "--exclude-standard"] if untracked else [])]
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
        yield from (root / name for name in listed.split("\0") if name and (root / name).is_file())
    else:
        made = [line.rstrip("/") for line in (root / ".gitignore").read_text("utf-8").splitlines() if line]
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and not any(fnmatch(part, rule) for part in (f"/{parts[0]}", *parts) for rule in made):
                yield path


def named(root: Path) -> Iterator[str]:
    """Yield "file:line: host" for every host that a text names; pictures and the like are no texts."""
    for path in files(root):
        try:
            text = _PICTURE.sub("", path.read_text("utf-8"))
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines() if _may_name(text) else (), 1):
            for word in _DOTTED.findall(line):
                for found in _NAME.finditer(word):
                    yield f"{path.relative_to(root)}:{number}: {found.group()}"


def _may_name(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _WORDS)


def main() -> int:
    """Look, and say."""
    found = list(named(_ROOT))
    for line in found:
        print(f"names a package registry or mirror: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
