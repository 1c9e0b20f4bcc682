"""Programs that we did not write log in at the same listener: curl and openssl, with OpenSC's module and our card."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cosmic_login.app import World
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.profile import Profile
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.interop.test_opensc import CODE, MODULES
from tests.unit.authenticators.test_siths_md import Overheard
from tests.unit.idp.kit import Client, Login, client_of

__all__ = ["private_pcscd"]

ENGINES = tuple(Path(f"/usr/lib/{folder}/engines-3/pkcs11.so") for folder in ("x86_64-linux-gnu", "aarch64-linux-gnu"))
#: The key of the HSA-id certificate, as OpenSC names it.
KEY = f"pkcs11:id=%00%01;type=private;pin-value={CODE}"


class Bench:
    """An IdP, Anna's card in a reader of a real pcscd, and the programs."""

    def __init__(self, world: World, client: Client, pcscd: PrivatePcscd, directory: Path) -> None:
        self.world, self.client, self.pcscd, self.directory = world, client, pcscd, directory
        self.ca_file = world.ca_file()

    def run(self, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
        module = next((path for path in MODULES if path.exists()), None)
        if module is None or shutil.which(command[0]) is None or not any(engine.exists() for engine in ENGINES):
            pytest.skip("missing: opensc-pkcs11, libengine-pkcs11-openssl or curl (see scripts/debian-packages.txt)")
        return subprocess.run(
            command,
            env={**os.environ, **self.pcscd.environment, "PKCS11_MODULE_PATH": str(module), "LC_ALL": "C"},
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=self.directory,
        )

    def certificate(self) -> Path:
        """Return the card's HSA-id certificate, as OpenSC reads it."""
        file = self.directory / "card.pem"
        file.write_text(self.run("pkcs15-tool", "--read-certificate", "0001").stdout)
        return file

    def in_with(self, login: Login) -> bool:
        return login.redeem(login.code()).status_code == 200


@pytest.fixture
def bench(cosmic_profile: Path, private_pcscd: PrivatePcscd, tmp_path: Path) -> Iterator[Bench]:
    world = World(Profile.open(cosmic_profile))
    try:
        with client_of(world.idp_base_url()) as client:
            yield Bench(world, client, private_pcscd, tmp_path)
    finally:
        world.close()


@pytest.fixture
def heard(bench: Bench, private_pcscd: PrivatePcscd) -> Iterator[Overheard]:
    card = bench.world.cards.open("anna-1")
    overheard = Overheard(card)
    vpcd = VpcdCard(card, "127.0.0.1", private_pcscd.ports[0])
    vpcd.start()
    try:
        assert vpcd.wait_seen(30)
        yield overheard
    finally:
        vpcd.stop()


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_curl_logs_in_with_the_card(bench: Bench, heard: Overheard, version: str) -> None:
    login = bench.client.begin_md()
    certificate = bench.certificate()
    body = json.dumps({"auto_start_token": login.auto_start_token})
    done = bench.run(
        "curl", "--silent", "--show-error", f"--tlsv{version}", "--tls-max", version,
        "--engine", "pkcs11", "--key-type", "ENG", "--key", KEY, "--cert", str(certificate),
        "--cacert", str(bench.ca_file), "--json", "@-", f"{login.urls['mtls_endpoint']}/md", given=body,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"status": "complete"}, done.stdout + done.stderr
    assert bench.in_with(login)
    assert (heard.codes, heard.signatures) == (1, 1)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_logs_in_with_the_card(bench: Bench, heard: Overheard, version: str) -> None:
    login = bench.client.begin_md()
    certificate = bench.certificate()
    address = urlsplit(str(login.urls["mtls_endpoint"])).netloc
    body = json.dumps({"auto_start_token": login.auto_start_token})
    request = (
        f"POST /md HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Connection: close\r\n\r\n{body}"
    )
    done = bench.run(
        "openssl", "s_client", version, "-connect", address, "-CAfile", str(bench.ca_file), "-verify_return_error",
        "-engine", "pkcs11", "-keyform", "engine", "-key", KEY, "-cert", str(certificate),
        "-quiet", "-no_ign_eof", "-ign_eof", given=request,
    )  # fmt: skip
    assert '{"status":"complete"}' in done.stdout, done.stdout + done.stderr
    assert bench.in_with(login)
    assert heard.signatures >= 1


def test_without_the_code_the_card_does_not_sign(bench: Bench, heard: Overheard) -> None:
    login = bench.client.begin_md()
    certificate = bench.certificate()
    wrong = KEY.replace(CODE, "999999")
    done = bench.run(
        "curl", "--silent", "--show-error", "--engine", "pkcs11", "--key-type", "ENG", "--key", wrong,
        "--cert", str(certificate), "--cacert", str(bench.ca_file), "--json", "{}",
        f"{login.urls['mtls_endpoint']}/md",
    )  # fmt: skip
    assert done.returncode != 0
    assert heard.signatures == 0
    assert login.hint() == "userSign"
