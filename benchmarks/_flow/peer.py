"""npm oidc-provider on npm's own node, installed from ``peer/package-lock.json`` into the user's cache."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

import platformdirs
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from _flow.logins import BACK, CLIENT, SECRET

_HERE = Path(__file__).resolve().parent / "peer"
_FILES = ("package.json", "package-lock.json", "server.mjs")


def missing() -> str:
    """Tell why there can be no peer here (empty: there can)."""
    return "" if shutil.which("npm") else "npm is missing"


class Peer:
    """The peer, installed. ``version`` says what it is."""

    def __init__(self) -> None:
        """Install what is not there yet. Raises ``SystemExit`` where npm cannot."""
        self._folder = platformdirs.user_cache_path("cosmic-login-benchmarks") / "peer"
        self._folder.mkdir(parents=True, exist_ok=True)
        changed = False
        for name in _FILES:
            text, kept = (_HERE / name).read_text(), self._folder / name
            if not kept.exists() or kept.read_text() != text:
                kept.write_text(text)
                changed = changed or name != "server.mjs"
        if changed or not (self._folder / "node_modules" / "oidc-provider").is_dir():
            done = subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
                cwd=self._folder,
                capture_output=True,
                text=True,
                check=False,
                timeout=540,
            )
            if done.returncode:
                raise SystemExit(f"npm could not install the peer: {done.stderr[-1000:]}")
        self.version = self._version("oidc-provider")
        self._key = RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @property
    def node(self) -> Path:
        """Return the program node of the package."""
        arch = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
        return self._folder / "node_modules" / f"node-linux-{arch}" / "bin" / "node"

    def command(self, pages: str = "own") -> list[str]:
        """Return the command that runs it."""
        key: dict[str, Any] = self._key.as_dict(private=True) | {"use": "sig", "alg": "RS256", "kid": "1"}
        asked = {"client": CLIENT, "secret": SECRET, "back": BACK, "keys": {"keys": [key]}, "pages": pages}
        return [str(self.node), str(self._folder / "server.mjs"), json.dumps(asked)]

    def _version(self, package: str) -> str:
        found: str = json.loads((self._folder / "node_modules" / package / "package.json").read_text())["version"]
        return found
