"""Systems of others that meet faults: Authlib, pysaml2 and node-saml, each in an application that checks the rest."""

from __future__ import annotations

import asyncio
import json
import os
import re
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.requests import Request

from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.saml.writing import base64_of
from tests.unit.idp.kit import SoftCard
from tests.unit.idp.oidc.kit import BACK
from tests.unit.idp.saml.kit import Answer, Sp, answer_of, idp_certificates
from tests.unit.idp.saml.py_sp import POST, REDIRECT, PySp
from tests.unit.idp.web.kit import Browser

LOA3 = "http://id.sambi.se/loa/loa3"
NODE_MODULES = Path(__file__).resolve().parents[4] / ".venv" / "npm" / "node_modules"
_HERE = Path(__file__).parent


class Refused(Exception):  # noqa: N818 - what is hoped for
    """Nobody was let in. ``by`` is ``library`` or ``application``, ``why`` what it says."""

    def __init__(self, by: str, why: str) -> None:
        super().__init__(f"{by}: {why}")
        self.by, self.why = by, why


@dataclass
class Operator:
    """Orders faults."""

    http: httpx2.Client

    def order(self, system: str, fault: str, **members: object) -> dict[str, Any]:
        answer = self.http.post("/control/faults", json={"system": system, "fault": fault, **members})
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json())

    def refused(self, body: object) -> str:
        answer = self.http.post("/control/faults", json=body)
        told = answer.json()
        assert (answer.status_code, told["errorCode"], told["failure"]) == (400, "invalidParameters", "control.invalid")
        return str(told["details"])

    def withdraw(self, order: str = "") -> Any:
        return self.http.delete(f"/control/faults/{order}" if order else "/control/faults").json()["ended"]

    def faults(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.http.get("/control/faults").json())

    def orders(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self.faults()["orders"])


def enter(browser: Browser, address: str, card: SoftCard | None) -> None:
    """Send a browser to the IdP and log in there, where it asks."""
    browser.told, browser.page = {}, ""
    browser.open(address)
    if 'value="siths-this-device"' in browser.page and 'role="alert"' not in browser.page:
        assert card is not None, browser.page
        browser.press("method", "siths-this-device")
        browser.authenticate(card)


@dataclass
class AuthlibApp:
    """A web application with Authlib's client for Starlette. What the library does not check, it checks itself."""

    system: System
    browser: Browser
    trust: ssl.SSLContext
    #: Seconds that it gives the token endpoint.
    patience: float = 30.0
    session: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from authlib.integrations.starlette_client import OAuth

        assert self.system.oidc is not None
        self.client = OAuth().register(
            "idp",
            server_metadata_url=str(self.browser.http.base_url.join("/oidc/.well-known/openid-configuration")),
            client_id=self.system.key,
            client_secret=self.system.oidc.secret,
            client_kwargs={
                "scope": "openid employee commission" if "commissionHsaId" in self.system.claims else "openid",
                "code_challenge_method": "S256",
                "verify": self.trust,
                "token_endpoint_auth_method": "client_secret_post",
            },
        )

    def address(self, **more: str) -> str:
        """Return where the browser is sent to."""
        answer = asyncio.run(self.client.authorize_redirect(self._request(""), BACK, acr_values=LOA3, **more))
        return str(answer.headers["location"])

    def log_in(self, card: SoftCard | None = None, **more: str) -> dict[str, Any]:
        """Log in and return who it is. Raises ``Refused``."""
        enter(self.browser, self.address(**more), card)
        return self.take()

    def take(self) -> dict[str, Any]:
        """Take the answer that the browser carries."""
        if not self.browser.left_to:
            raise Refused("page", self.browser.page)
        request = self._request(urlsplit(self.browser.left_to).query)
        return asyncio.run(self._taken(request))

    async def _taken(self, request: Request) -> dict[str, Any]:
        try:
            token = await self.client.authorize_access_token(request, timeout=self.patience)
        except Exception as error:
            raise Refused("library", f"{type(error).__name__}: {error}") from error
        who: dict[str, Any] = dict(token["userinfo"])
        if who["acr"] != LOA3:
            raise Refused("application", f"acr is {who['acr']}")
        more = await self.client.userinfo(token=token)
        if more["sub"] != who["sub"]:
            raise Refused("application", "userinfo is about somebody else")
        return who | dict(more)

    def _request(self, query: str) -> Request:
        scope = {
            "type": "http",
            "method": "GET",
            "query_string": query.encode(),
            "session": self.session,
            "headers": [],
        }
        return Request(scope)


class SamlApp:
    """An application with a library for SAML; which one, the subclasses say."""

    sp: Sp
    browser: Browser
    #: Faults that the library does not look for, beside those that none does.
    left_to_application: frozenset[str] = frozenset()

    def log_in(self, card: SoftCard | None = None, **more: str) -> str:
        """Log in and return the level of assurance. Raises ``Refused``."""
        enter(self.browser, self.address(**more), card)
        return self.take()

    def take(self) -> str:
        """Take the answer that the browser carries."""
        if "SAMLResponse" not in self.browser.page:
            raise Refused("page", self.browser.page)
        level = self.taken(answer_of(self.browser))
        if level != LOA3:
            raise Refused("application", f"level is {level}")
        return level

    def address(self, **more: str) -> str:
        raise NotImplementedError

    def taken(self, answer: Answer) -> str:
        raise NotImplementedError

    def read_metadata_again(self) -> None:
        raise NotImplementedError


class PySamlApp(SamlApp):
    """pysaml2."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self._folder, self.browser = folder, browser
        self.sp: PySp = PySp(folder, browser.http.get("/saml").text)
        self.asked: dict[str, str] = {}

    def address(self, **more: str) -> str:
        level = {"authn_context_class_ref": [LOA3], "comparison": "exact"}
        number, _, sent = self.sp.client.prepare_for_negotiated_authenticate(
            binding=REDIRECT, relay_state=more.get("state", "r"), sign=True, requested_authn_context=level
        )
        self.asked[number] = "/"
        return str(dict(sent["headers"])["Location"])

    def taken(self, answer: Answer) -> str:
        try:
            parsed = self.sp.client.parse_authn_request_response(answer.fields["SAMLResponse"], POST, self.asked)
        except Exception as error:
            raise Refused("library", f"{type(error).__name__}: {error}") from error
        if parsed is None:
            raise Refused("library", "nothing was parsed")
        return str(parsed.authn_info()[0][0])

    def read_metadata_again(self) -> None:
        self.sp = PySp(self._folder, self.browser.http.get("/saml").text)


class NodeSamlApp(SamlApp):
    """node-saml, in a process of its own."""

    left_to_application = frozenset({"wrong-issuer"})

    def __init__(self, browser: Browser, certificates: list[str]) -> None:
        own, base = "http://127.0.0.1:1/node", str(browser.http.base_url).rstrip("/")
        self.browser, self.issuer = browser, f"{base}/saml"
        told = {
            "own": own,
            "sso": f"{base}/saml/sso/HTTP-Redirect",
            "issuer": self.issuer,
            "certificates": certificates,
        }
        self._process = subprocess.Popen(
            ["node", str(_HERE / "node_sp.cjs"), json.dumps(told)],
            env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        described = str(self._do("metadata")["metadata"])
        service = re.search("<md:AttributeConsumingService.*?</md:AttributeConsumingService>", Sp().services)
        assert service is not None
        own_service = re.sub(r"\bmd:", "", service[0])
        self.sp = _Described(
            f"{own}/metadata", described.replace("</SPSSODescriptor>", own_service + "</SPSSODescriptor>")
        )

    def _do(self, what: str, **more: object) -> Mapping[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self._process.stdin.flush()
        return cast("Mapping[str, Any]", json.loads(self._process.stdout.readline()))

    def address(self, **more: str) -> str:
        return str(self._do("ask")["url"])

    def taken(self, answer: Answer) -> str:
        told = self._do("take", form=answer.fields)
        if "refused" in told:
            raise Refused("library", str(told["refused"]))
        if told["in"]["issuer"] != self.issuer:  # which the library is told, and goes by at log-outs alone
            raise Refused("application", f"issuer is {told['in']['issuer']}")
        found = re.search("<[^>]*AuthnContextClassRef[^>]*>([^<]+)<", str(told["assertion"]))
        assert found is not None
        return found[1]

    def read_metadata_again(self) -> None:
        found = idp_certificates(self.browser.http)
        self._do("certificates", certificates=[base64_of(each.public_bytes(Encoding.DER)) for each in found])

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


@dataclass
class _Described(Sp):
    """A system as its own library describes it."""

    described: str = ""

    def __init__(self, key: str, described: str) -> None:
        super().__init__(key)
        self.described = described

    def metadata(self) -> str:
        return self.described

    def system(self) -> System:
        return read_metadata(self.described.encode())
