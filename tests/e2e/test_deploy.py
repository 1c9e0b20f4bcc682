"""What lies in ``deploy`` for whoever runs the IdP as a service: the unit, and a real proxy before the IdP."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest

from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.e2e.program import TIMEOUT_S, background, run
from tests.e2e.systems.apache import APACHE, libraries, place
from tests.e2e.systems.keys import KeyPair
from tests.soak.hosts import until
from tests.unit.idp.web.kit import Browser

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNIT = DEPLOY / "cosmic-login-idp.service"
_NOBODY = 65534
#: The worst that ``systemd-analyze security`` may say, in tenths; a service without any sandbox has 96.
_EXPOSED = "15"
NGINX = "/usr/sbin/nginx"
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


@dataclass(frozen=True)
class Front:
    """What a proxy is told: where it listens (a port), where the IdP is, what it shows, and its folder."""

    folder: Path
    port: int
    door: str
    keys: KeyPair

    @property
    def nobody(self) -> bool:
        """Whether the proxy has to be told to drop root's rights."""
        return hasattr(os, "getuid") and os.getuid() == 0


def apache(front: Front) -> list[str | Path]:
    """Write Apache's configuration around our example; return its command."""
    modules = place("/usr/lib/apache2/modules/mod_ssl.so").parent
    lines = [
        f'ServerRoot "{front.folder}"',
        "ServerName localhost",
        f"Listen 127.0.0.1:{front.port}",
        f'PidFile "{front.folder}/apache.pid"',
        f'DefaultRuntimeDir "{front.folder}"',
        f'ErrorLog "{front.folder}/apache.log"',
        f"Mutex file:{front.folder}",
        *([f"User #{_NOBODY}", f"Group #{_NOBODY}"] if front.nobody else []),
        *(f'LoadModule {each}_module "{modules}/mod_{each}.so"' for each in _MODULES),
        "StartServers 1",
        "Define IDP_NAME localhost",
        f"Define IDP_PORT {front.port}",
        f"Define IDP_DOOR {front.door}",
        f"Define IDP_CHAIN {front.keys.certificate}",
        f"Define IDP_KEY {front.keys.key}",
        f'Include "{DEPLOY}/apache.conf"',
    ]
    (front.folder / "httpd.conf").write_text("\n".join(lines), "utf-8")
    return [place(APACHE), "-D", "FOREGROUND", "-f", front.folder / "httpd.conf"]


def nginx(front: Front) -> list[str | Path]:
    """Write nginx's configuration around our example, with this test's values in it; return its command."""
    example = (DEPLOY / "nginx.conf").read_text("utf-8")
    for ours, its in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{front.port} ssl;"),
        ("server_name idp.example.org;", "server_name localhost;"),
        ("/etc/ssl/idp/chain.pem", str(front.keys.certificate)),
        ("/etc/ssl/idp/key.pem", str(front.keys.key)),
        ("http://127.0.0.1:8081", front.door),
    ):
        assert example.count(ours) == 1, ours
        example = example.replace(ours, its)
    kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    lines = [
        "daemon off;",
        "worker_processes 1;",
        *(["user nobody nogroup;"] if front.nobody else []),
        f"pid {front.folder}/nginx.pid;",
        f"error_log {front.folder}/nginx.log;",
        "events {}",
        "http {",
        "log_format ids $request_id;",
        f"access_log {front.folder}/ids.log ids;",
        *(f"{each}_temp_path {front.folder}/{each};" for each in kept),
        example,
        "}",
    ]
    (front.folder / "front.conf").write_text("\n".join(lines), "utf-8")
    return [place(NGINX), "-p", front.folder, "-e", front.folder / "nginx.log", "-c", front.folder / "front.conf"]


@contextlib.contextmanager
def running(front: Front, words: list[str | Path]) -> Iterator[None]:
    """Run a proxy until the block ends."""
    process = subprocess.Popen(words, env=libraries(), stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: process.poll() is not None or answers(front.port), f"that {words[0]} answers")
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


@pytest.mark.parametrize(("program", "configured"), [(APACHE, apache), (NGINX, nginx)], ids=["apache", "nginx"])
def test_a_browser_logs_in_past_a_real_proxy(
    cosmic_profile: Path, program: str, configured: Callable[[Front], list[str | Path]]
) -> None:
    if not place(program).exists():
        pytest.skip(f"{program} is missing (see scripts/setup.sh)")
    port, inner = free_port(), free_port()
    site = f"https://localhost:{port}"
    words = ("--web-http", "--issuer", site, "--trust-proxy", "127.0.0.1", "--learn")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosmic-proxy-")))
        folder.chmod(0o711)
        idp = stack.enter_context(background(cosmic_profile, "idp", *words, "--web-port", str(inner)))
        front = Front(folder, port, f"http://127.0.0.1:{inner}", KeyPair.make(folder))
        stack.enter_context(running(front, configured(front)))
        http = stack.enter_context(httpx2.Client(base_url=site, verify=False, trust_env=False, timeout=TIMEOUT_S))
        told = http.get("/oidc/.well-known/openid-configuration", headers={"X-Request-ID": "of-a-stranger"})
        assert told.json()["issuer"] == f"{site}/oidc"
        (own,) = told.headers.get_list("x-request-id")
        if program == NGINX:
            until(lambda: own in (folder / "ids.log").read_text("utf-8"), "that nginx has written its id down")
        else:
            assert own != "of-a-stranger"
            assert len(own) != 32, "it is the proxy's, and none of our own"
        logs_in(cosmic_profile, idp, http, told.json()["authorization_endpoint"])


def logs_in(profile: Path, idp: dict[str, Any], http: httpx2.Client, authorize: str) -> None:
    """Log in at a system by a browser and the real program with a card, past whatever stands before the IdP."""
    asked = {"client_id": "journal", "redirect_uri": "http://127.0.0.1:1/back", "response_type": "code"}
    asked |= {"scope": "openid", "state": "s", "nonce": "n"}
    strange = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "192.0.2.1"}
    first = http.get(authorize, params=asked, headers=strange)
    assert first.status_code == 303, first.text
    browser = Browser(cast(EmbeddedIdp, None), http)
    browser.open(str(first.url.join(first.headers["location"])))
    assert httpx2.URL(browser.address).host == "localhost"
    assert any(name.startswith("__Host-") for name in http.cookies), "the browser came by https"
    browser.press("method", "siths-this-device")
    token = re.search('autostarttoken=([^"&]+)', browser.page)
    assert token, browser.page
    link = f"cosmic-login:siths-eid?autostarttoken={token[1]}&idp={idp['issuer']}"
    done = run(profile, "siths-eid", link, "--card", "anna-1", "--json", env={"COSMIC_LOGIN_CODE": "123456"})
    assert (done.returncode, done.stderr) == (0, "")
    browser.open(browser.address)
    assert (set(browser.told), browser.told["state"]) == ({"code", "state"}, "s"), browser.page
