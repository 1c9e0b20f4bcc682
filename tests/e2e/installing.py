"""An environment in which this project is installed as its users have it.

It sees what the one running the tests has installed, by links, except this project itself: nothing is fetched, and
nothing of the checkout can be met by mistake.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.program import environment

ROOT = Path(__file__).resolve().parents[2]


class Environment:
    """An environment of its own, with a directory outside to start programs from."""

    def __init__(self, folder: Path, others: Path) -> None:
        self.prefix, self.outside = folder / "environment", folder / "outside"
        self.outside.mkdir(parents=True)
        self._run(sys.executable, "-m", "venv", "--without-pip", str(self.prefix))
        self.site = Path(sysconfig.get_path("purelib", "venv", {"base": str(self.prefix)}))
        (self.site / "others.pth").write_text(f"{others}\n", "utf-8")

    def install(self, file: Path) -> None:
        options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
        self._run(sys.executable, "-m", "pip", "--python", str(self.prefix), "install", *options, str(file))

    def program(
        self, name: str, *arguments: str, env: Mapping[str, str] | None = None, status: int = 0, timeout: float = 100
    ) -> str:
        return self._run(str(self.prefix / "bin" / name), *arguments, env=env, status=status, timeout=timeout)

    def pytest(self, *arguments: str, **more: Any) -> str:
        """Run pytest, without the plug-ins that this project's own tests have installed beside ours."""
        without = [word for name in ("cacheprovider", "asyncio", "schemathesis") for word in ("-p", f"no:{name}")]
        return self.program("python", "-m", "pytest", *without, *arguments, **more)

    def _run(self, *command: str, env: Mapping[str, str] | None = None, status: int = 0, timeout: float = 100) -> str:
        clean = {name: value for name, value in environment(env).items() if not name.startswith(("PYTHON", "PYTEST_"))}
        done = subprocess.run(
            command, cwd=self.outside, env=clean, capture_output=True, text=True, timeout=timeout, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


def build(out: Path) -> dict[str, Path]:
    """Build the sdist, and the wheel from the sdist."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return {"wheel": wheel, "sdist": sdist}


def link_others(folder: Path) -> Path:
    """Fill a folder with what is installed here, but for this project, and return it."""
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for path in Path(place).iterdir():
            if "cosmic_login" not in path.name and path.suffix != ".pth" and not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
    return folder
