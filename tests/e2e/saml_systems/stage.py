"""Our IdP with its laboratory and a phone, four systems of others that log in at it, and a browser's hands."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Literal, cast

import httpx2
from lxml import etree
from playwright.sync_api import Browser, Page

from cosmic_login.app import World, world
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.secret import Code
from cosmic_login.idp.methods import METHODS
from cosmic_login.phone.models import AppName
from cosmic_login.phone.phone import Phone
from cosmic_login.phone.scanner import read_qr
from cosmic_login.profile import Profile
from tests.e2e import browser as browsers
from tests.e2e.chromium import chromium
from tests.e2e.program import background, run
from tests.e2e.saml_systems import apache as apaches
from tests.e2e.saml_systems.keys import KeyPair
from tests.unit.idp.saml.kit import BINDING, NS

_HERE = Path(__file__).parent
NODE_MODULES = Path(__file__).resolve().parents[3] / ".venv" / "npm" / "node_modules"
CARD_CODE, PHONE_CODE = "123456", "739146"
#: Whose card is of level 3 and whose is a reserve card of level 2; who has the phone.
CARD, RESERVE_CARD, PERSON = "anna-1", "hugo-2", "anna"
SYSTEMS: Final = ("mellon", "shibboleth", "node-saml", "pysaml2")
Level = Literal[2, 3]


def missing() -> str:
    """Tell why the systems cannot be run here (empty: they can)."""
    if not (NODE_MODULES / "@node-saml").exists() or shutil.which("node") is None:
        return "node or node-saml is missing (npm, scripts/setup.sh)"
    return browsers.missing() or apaches.missing()


@dataclass
class Stage:
    """``enter`` are the addresses at which each system wants somebody with a level of assurance."""

    browser: Browser
    enter: Mapping[tuple[str, Level], str]
    phone: Phone
    #: What Apache writes down of its two modules.
    log: Path

    @staticmethod
    def is_card(method: str) -> bool:
        """Whether a way to log in needs a card, and not a phone."""
        return not METHODS[method].qr

    # -- at the IdP ------------------------------------------------------------------------------------------------
    def press(self, page: Page, name: str, value: str = "1") -> None:
        button = page.locator(f'button[name="{name}"][value="{value}"]')
        button.or_(page.locator("summary")).first.wait_for()
        if not button.is_visible():
            page.click("summary")
        button.click()

    def by_card(self, page: Page, method: str = "siths-this-device", card: str = CARD) -> None:
        """Log in with a virtual card that is put in on the laboratory's page."""
        self.press(page, "method", method)
        page.click("#lab")
        self.press(page, "card", card)
        if method == "siths-md":
            self.press(page, "next")
        page.fill('input[name="code"]', CARD_CODE)
        self.press(page, "go")

    def by_phone(self, page: Page, method: str) -> None:
        """Log in with a phone that reads the code from the browser's pixels."""
        app: AppName = "bankid" if method == "bankid" else "siths"
        self.press(page, "method", method)
        page.wait_for_selector("#code")
        page.wait_for_load_state("networkidle")
        seen = read_qr(page.screenshot())
        _aside(lambda: self.phone.scan(seen, app=app))
        _aside(lambda: self.phone.confirm(Code(PHONE_CODE)))

    def log_in(self, page: Page, method: str = "siths-this-device", card: str = CARD) -> None:
        """Log in by any of the four ways."""
        if self.is_card(method):
            self.by_card(page, method, card)
        else:
            self.by_phone(page, method)


def _aside(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Run a coroutine in a thread with a loop of its own: this one's is the browser driver's."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()


@contextlib.contextmanager
def stage(profile: Path, folder: Path, *, phone: bool = False) -> Iterator[Stage]:
    """Start everything; ``profile`` is one with its cards issued. ``phone``: activate its two apps too."""
    with contextlib.ExitStack() as stack:
        idp = stack.enter_context(background(profile, "idp", "--lab"))
        trust = ssl.create_default_context(cafile=idp["ca_file"])
        http = stack.enter_context(httpx2.Client(verify=trust, trust_env=False))
        metadata, keys = http.get(idp["saml"]).content, KeyPair.make(folder)
        (folder / "idp.xml").write_bytes(metadata)
        files = {"key": str(keys.key), "certificate": str(keys.certificate)}
        node = _serve(stack, ["node", str(_HERE / "node_saml.cjs"), json.dumps(_said(metadata) | files)])
        python = [sys.executable, "-m", "tests.e2e.saml_systems.pysaml2_sp"]
        py = _serve(stack, [*python, json.dumps({"metadata": str(folder / "idp.xml")} | files)])
        web = stack.enter_context(apaches.apache(metadata, idp["saml"], keys))
        others = {"node-saml": _line(node), "pysaml2": _line(py)}
        described = dict(web.metadata) | {name: http.get(f"{at}/metadata").content for name, at in others.items()}
        for name, text in described.items():
            (folder / f"{name}.xml").write_bytes(text)
            done = run(profile, "client", "import-metadata", str(folder / f"{name}.xml"), "--name", name)
            assert done.returncode == 0, done.stderr
        enter: dict[tuple[str, Level], str] = {}
        levels: tuple[Level, ...] = (2, 3)
        for level in levels:
            enter["mellon", level] = f"{web.site}/mellon{level}/home"
            enter["shibboleth", level] = f"{web.site}/shib{level}/home"
            for name, address in others.items():
                enter[name, level] = f"{address}/enter?loa={level}"
        device = Phone(Profile.open(profile), "Telefon", idp["issuer"], SystemClock())
        if phone:
            _activate(device, profile, idp["issuer"])
        yield Stage(stack.enter_context(chromium()), enter, device, web.folder / "apache.log")


def _said(metadata: bytes) -> dict[str, object]:
    """Return what a system without metadata of its own is set up by."""
    root = etree.fromstring(metadata)

    def place(name: str) -> str:
        (found,) = root.iterfind(f".//md:{name}[@Binding='{BINDING}HTTP-Redirect']", NS)
        return str(found.get("Location"))

    texts = [str(each.text) for each in root.iterfind(".//md:KeyDescriptor[@use='signing']//ds:X509Certificate", NS)]
    assert all(base64.b64decode(text) for text in texts)
    return {"sso": place("SingleSignOnService"), "slo": place("SingleLogoutService"), "certificates": texts}


def _serve(stack: contextlib.ExitStack, command: list[str]) -> subprocess.Popen[str]:
    """Start a system that ends when its standard input does."""
    process = subprocess.Popen(
        command,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
        cwd=_HERE.parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def end() -> None:
        cast("IO[str]", process.stdin).close()
        process.wait(60)
        cast("IO[str]", process.stdout).close()

    stack.callback(end)
    return process


def _line(process: subprocess.Popen[str]) -> str:
    line = cast("IO[str]", process.stdout).readline().strip()
    assert line, f"{process.args!r} ended"
    return line


def _activate(phone: Phone, profile: Path, idp: str) -> None:
    """Put the two apps onto the phone, each with an e-ID."""
    apps: tuple[AppName, ...] = ("siths", "bankid")

    async def activate(asking: World) -> None:
        for app in apps:
            phone.install(app)
            await phone.activate(app, await asking.activation(PERSON, app), Code(PHONE_CODE))

    with world(Profile.open(profile), idp_url=idp) as asking:
        asyncio.run(activate(asking))
