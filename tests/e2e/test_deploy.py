"""What lies in ``deploy`` for whoever runs the IdP as a service: the unit, and a real proxy before the IdP."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.e2e.program import TIMEOUT_S, background
from tests.e2e.systems.apache import APACHE, libraries, place
from tests.e2e.systems.keys import KeyPair
from tests.soak.hosts import until

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNIT = DEPLOY / "cosmic-login-idp.service"
_NOBODY = 65534
#: The worst that ``systemd-analyze security`` may say, in tenths; a service without any sandbox has 96.
_EXPOSED = "15"
_MODULES = ("mpm_event", "authz_core", "headers", "proxy", "proxy_http", "ssl", "unique_id")


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], check=False, capture_output=True, text=True, timeout=TIMEOUT_S)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing")
def test_the_unit_is_one_and_shuts_the_service_in(tmp_path: Path) -> None:
    here = tmp_path / UNIT.name  # verify wants the program to be there
    here.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text("utf-8")), "utf-8")
    verified = analyze("verify", "--man=no", here)
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = analyze("security", "--offline=true", f"--threshold={_EXPOSED}", here)
    assert judged.returncode == 0, judged.stdout


@contextlib.contextmanager
def proxied(folder: Path, door: str, port: int, keys: KeyPair) -> Iterator[None]:
    """Run Apache with our example until the block ends."""
    modules = place("/usr/lib/apache2/modules/mod_ssl.so").parent
    root = hasattr(os, "getuid") and os.getuid() == 0
    lines = [
        f'ServerRoot "{folder}"',
        "ServerName localhost",
        f"Listen 127.0.0.1:{port}",
        f'PidFile "{folder}/apache.pid"',
        f'DefaultRuntimeDir "{folder}"',
        f'ErrorLog "{folder}/apache.log"',
        f"Mutex file:{folder}",
        *([f"User #{_NOBODY}", f"Group #{_NOBODY}"] if root else []),
        *(f'LoadModule {each}_module "{modules}/mod_{each}.so"' for each in _MODULES),
        "StartServers 1",
        "Define IDP_NAME localhost",
        f"Define IDP_PORT {port}",
        f"Define IDP_DOOR {door}",
        f"Define IDP_CHAIN {keys.certificate}",
        f"Define IDP_KEY {keys.key}",
        f'Include "{DEPLOY}/apache.conf"',
    ]
    (folder / "httpd.conf").write_text("\n".join(lines), "utf-8")
    process = subprocess.Popen(
        [place(APACHE), "-D", "FOREGROUND", "-f", folder / "httpd.conf"],
        env=libraries(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: process.poll() is not None or answers(port), "that Apache answers")
        assert process.poll() is None, process.communicate()[1]
        yield
    finally:
        process.terminate()
        _, err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0, err


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.mark.skipif(not place(APACHE).exists(), reason="apache2 is missing (see scripts/setup.sh)")
def test_a_browser_logs_in_past_a_real_proxy(tmp_path: Path) -> None:
    port, inner = free_port(), free_port()
    site = f"https://localhost:{port}"
    words = ("--web-http", "--issuer", site, "--trust-proxy", "127.0.0.1", "--learn")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosmic-apache-")))
        folder.chmod(0o711)
        stack.enter_context(background(tmp_path / "profile", "idp", *words, "--web-port", str(inner)))
        stack.enter_context(proxied(folder, f"http://127.0.0.1:{inner}", port, KeyPair.make(folder)))
        http = stack.enter_context(httpx2.Client(verify=False, trust_env=False, timeout=TIMEOUT_S))
        told = http.get(f"{site}/oidc/.well-known/openid-configuration", headers={"X-Request-ID": "of-a-stranger"})
        assert told.json()["issuer"] == f"{site}/oidc"
        assert told.headers["x-request-id"] != "of-a-stranger"
        assert len(told.headers["x-request-id"]) != 32, "it is the proxy's, and none of our own"
        asked = http.get(
            told.json()["authorization_endpoint"],
            params={
                "client_id": "journal",
                "redirect_uri": "http://127.0.0.1:1/back",
                "response_type": "code",
                "scope": "openid",
                "state": "s",
            },
            headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "192.0.2.1"},
        )
        assert asked.status_code == 303, asked.text
        page = http.get(httpx2.URL(site).join(asked.headers["location"]))
        assert page.status_code == 200
        assert "<form" in page.text
        assert "__Host-" in page.headers["set-cookie"]
        assert page.url.host == "localhost"
