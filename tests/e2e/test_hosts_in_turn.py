"""One login in a browser at two hosts that share nothing but the database: nginx sends its requests to each in turn."""

from __future__ import annotations

import asyncio
import contextlib
import html
import itertools
import re
import ssl
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from cosmic_login.app import World, world
from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.core.secret import Code
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.phone.models import AppName
from cosmic_login.phone.phone import Phone
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.e2e.program import TIMEOUT_S, background
from tests.e2e.systems.apache import place
from tests.e2e.systems.keys import KeyPair
from tests.e2e.test_deploy import NGINX, Front, free_port, nginx, running
from tests.postgres import server
from tests.unit.idp.kit import ANNA, ANNA_HSA, Client, Login, SoftCard
from tests.unit.idp.web.kit import Browser

CODE = "739146"


@dataclass(frozen=True)
class InTurn:
    """``site`` is the address of both for browsers; ``issuers`` are their own ones, for apps."""

    site: str
    issuers: tuple[str, str]
    profiles: tuple[Path, Path]
    dsn: str
    log: Path

    def served(self) -> list[str]:
        """Return which host each request of a browser went to so far."""
        return self.log.read_text("utf-8").split()

    def succeeded(self) -> int:
        """Return how many logins the trail has, as the other host reads it."""
        reader = TableReader(self.dsn, Profile.look(self.profiles[1]).vault.derive("audit"))
        assert reader.verify().ok
        return sum(record.event == "login.succeeded" for record in reader.records())

    def card(self, number: str, **more: Any) -> SoftCard:
        """Issue a card by the first host's CAs."""
        pki = TrainingPki.open(Profile.open(self.profiles[0]), SystemClock())
        return SoftCard.issue(pki, ManualClock(SystemClock().now()), number, **more)


@pytest.fixture(scope="module")
def in_turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InTurn]:
    if not place(NGINX).exists():
        pytest.skip(f"{NGINX} is missing (see scripts/setup.sh)")
    folder = tmp_path_factory.mktemp("in-turn")
    ports, port = (free_port(), free_port()), free_port()
    site = f"https://localhost:{port}"
    words = ("--web-http", "--issuer", site, "--trust-proxy", "127.0.0.1", "--learn")
    with contextlib.ExitStack() as stack:
        dsn = stack.enter_context(server()).new_database()
        profiles = (folder / "one", folder / "other")
        issuers = [
            stack.enter_context(background(profile, "idp", "--database", dsn, *words, "--web-port", str(own)))["issuer"]
            for profile, own in zip(profiles, ports, strict=True)
        ]
        shown = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosmic-proxy-")))
        shown.chmod(0o711)
        front = Front(shown, port, "http://both", KeyPair.make(shown))
        command = nginx(front)
        lines = (shown / "front.conf").read_text("utf-8")
        both = "\n".join(f"server 127.0.0.1:{own} max_fails=0;" for own in ports)
        logged = "log_format ids $upstream_addr;"
        lines = lines.replace("log_format ids $request_id;", f"upstream both {{ {both} }}\n{logged}")
        (shown / "front.conf").write_text(lines, "utf-8")
        stack.enter_context(running(front, command))
        yield InTurn(site, (issuers[0], issuers[1]), profiles, dsn, shown / "ids.log")


@dataclass
class AtBoth:
    """Somebody's browser at the two hosts, their card, and their phone, whose app asks the second."""

    hosts: InTurn
    browser: Browser
    folder: Path

    def begin(self, method: str) -> None:
        """Ask for a login at a system, and choose a way."""
        asked = {"client_id": "journal", "redirect_uri": "http://127.0.0.1:1/back", "response_type": "code"}
        told = self.browser.http.get("/oidc/.well-known/openid-configuration").json()
        first = self.browser.http.get(
            told["authorization_endpoint"], params={**asked, "scope": "openid", "state": "s", "nonce": "n"}
        )
        assert first.status_code == 303, first.text
        self.browser.open(str(first.url.join(first.headers["location"])))
        self.browser.press("method", method)

    def siths_this_device(self) -> None:
        token = re.search('autostarttoken=([^"&]+)', self.browser.page)
        assert token, self.browser.page
        with httpx2.Client(trust_env=False) as http:
            urls = http.get(f"{self.hosts.issuers[1]}/.well-known/openid-configuration").json()
            Login(http, Client(http, urls).urls, "", "", "", html.unescape(token[1])).authenticate(
                self.hosts.card(ANNA)
            )
        self.browser.open(self.browser.address)

    def siths_md(self) -> None:
        link = re.search('id="md" href="([^"]+)"', self.browser.page)
        assert link, self.browser.page
        card, file = self.hosts.card(ANNA_HSA, kind="hsa"), self.folder / "card.pem"
        key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(card.certificate.public_bytes(Encoding.PEM) + key)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # whose door it is is tested elsewhere
        context.load_cert_chain(file)
        with httpx2.Client(verify=context, trust_env=False, cookies=self.browser.http.cookies) as http:
            answer = http.get(html.unescape(link[1]))
        assert answer.status_code == 303, answer.text
        self.browser.open(answer.headers["location"])

    def siths_other_device(self) -> None:
        self._by_phone("siths")

    def bankid(self) -> None:
        self._by_phone("bankid")

    def _by_phone(self, app: AppName) -> None:
        profile, issuer = self.hosts.profiles[1], self.hosts.issuers[1]
        phone = Phone(Profile.open(profile), f"Telefon {app}", issuer, SystemClock())
        phone.install(app)

        async def activate(asking: World) -> None:
            await phone.activate(app, await asking.activation("anna", app), Code(CODE))

        with world(Profile.open(profile), idp_url=issuer) as asking:
            asyncio.run(activate(asking))
        picture = re.search('id="code" src="([^"]+)"', self.browser.page)
        assert picture, self.browser.page
        seen = drawn(self.browser.http.get(html.unescape(picture[1])).content)

        async def answer() -> None:
            await phone.scan(seen, app=app)
            await phone.confirm(Code(CODE))

        asyncio.run(answer())
        self.browser.open(self.browser.address)


def drawn(svg: bytes) -> QImage:
    """Draw a picture as a screen shows it."""
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    return image


@pytest.mark.parametrize("method", METHODS)
def test_a_login_whose_requests_go_to_each_host_in_turn(
    in_turn: InTurn, tmp_path: Path, qapp: object, method: str
) -> None:
    before, logins = len(in_turn.served()), in_turn.succeeded()
    with httpx2.Client(base_url=in_turn.site, verify=False, trust_env=False, timeout=TIMEOUT_S) as http:
        person = AtBoth(in_turn, Browser(cast(EmbeddedIdp, None), http), tmp_path)
        person.begin(method)
        cast("Callable[[], None]", getattr(person, method.replace("-", "_")))()
        assert (set(person.browser.told), person.browser.told["state"]) == ({"code", "state"}, "s"), person.browser.page
        told = http.get("/oidc/.well-known/openid-configuration").json()
        proof = {"client_id": "journal", "grant_type": "authorization_code", "code": person.browser.told["code"]}
        tokens = http.post(told["token_endpoint"], data={**proof, "redirect_uri": "http://127.0.0.1:1/back"})
        assert tokens.status_code == 200, tokens.text
    served = in_turn.served()[before:]
    assert len(set(served)) == 2
    assert all(here != there for here, there in itertools.pairwise(served)), served
    assert in_turn.succeeded() == logins + 1
