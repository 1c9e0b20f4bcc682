"""Our IdP, four SAML service providers of others that log in at it, and what they show."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
from lxml import etree

from tests.e2e import browser as browsers
from tests.e2e.chromium import chromium
from tests.e2e.program import run
from tests.e2e.saml_systems import apache as apaches
from tests.e2e.systems.keys import KeyPair
from tests.e2e.systems.processes import NODE_MODULES, address_of, serve
from tests.e2e.systems.stage import Level, Shows, Stage, serving
from tests.unit.idp.saml.kit import BINDING, NS

_HERE = Path(__file__).parent
#: Who cancelled; and who has another level, with what Inera's IdP says too.
_CAUSES: Final = ("(order.cancelled)", "Error during authentication: Non-matching Levels of Assurance")
#: mellon shows no cause, and writes it into Apache's log.
SHOWS: Final = {
    "mellon": Shows("Du är utloggad", "Unauthorized", *_CAUSES, logged=True),
    "shibboleth": Shows("Logout completed successfully.", "SAML response reported an IdP error.", *_CAUSES),
    "node-saml": Shows("Du är utloggad.", "SamlStatusError: SAML provider returned Responder error", *_CAUSES),
    "pysaml2": Shows("Du är utloggad.", "Unsuccessful operation", *_CAUSES),
}
SYSTEMS: Final = tuple(SHOWS)


def missing() -> str:
    """Tell why the systems cannot be run here (empty: they can)."""
    if not (NODE_MODULES / "@node-saml").exists() or shutil.which("node") is None:
        return "node or node-saml is missing (npm, scripts/setup.sh)"
    return browsers.missing() or apaches.missing()


@contextlib.contextmanager
def stage(profile: Path, folder: Path, *, phone: bool = False) -> Iterator[Stage]:
    """Start everything; ``profile`` is one with its cards issued. ``phone``: activate its two apps too."""
    with contextlib.ExitStack() as stack:
        idp, device = stack.enter_context(serving(profile, phone=phone))
        trust = ssl.create_default_context(cafile=idp["ca_file"])
        http = stack.enter_context(httpx2.Client(verify=trust, trust_env=False))
        metadata, keys = http.get(idp["saml"]).content, KeyPair.make(folder)
        (folder / "idp.xml").write_bytes(metadata)
        files = {"key": str(keys.key), "certificate": str(keys.certificate)}
        node = serve(stack, ["node", str(_HERE / "node_saml.cjs"), json.dumps(_said(metadata) | files)])
        python = [sys.executable, "-m", "tests.e2e.saml_systems.pysaml2_sp"]
        py = serve(stack, [*python, json.dumps({"metadata": str(folder / "idp.xml")} | files)])
        web = stack.enter_context(apaches.apache(metadata, idp["saml"], keys))
        others = {"node-saml": address_of(node), "pysaml2": address_of(py)}
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
        yield Stage(stack.enter_context(chromium()), enter, device, SHOWS, web.folder / "apache.log")


def _said(metadata: bytes) -> dict[str, object]:
    """Return what a system without metadata of its own is set up by."""
    root = etree.fromstring(metadata)

    def place(name: str) -> str:
        (found,) = root.iterfind(f".//md:{name}[@Binding='{BINDING}HTTP-Redirect']", NS)
        return str(found.get("Location"))

    texts = [str(each.text) for each in root.iterfind(".//md:KeyDescriptor[@use='signing']//ds:X509Certificate", NS)]
    assert all(base64.b64decode(text) for text in texts)
    return {"sso": place("SingleSignOnService"), "slo": place("SingleLogoutService"), "certificates": texts}
