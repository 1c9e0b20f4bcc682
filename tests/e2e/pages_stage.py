"""A door for browsers, the people who come through it, and a system that they go to: what tests of pages play on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.identity import ServiceId
from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import Commission, Organisation, Person
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.forms import FormTokens
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.pages.logout import LOGOUT_PATH, LogoutPages
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.pages.spoken import Spoken
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.registry.systems import FixedSystems, OidcClient, System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, Listener, plain
from cosmic_login.idp.server.web_door import build_web_app
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import Transaction
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import FramesView, LogoutView, PartedView, WaitView, WebLogouts
from cosmic_login.idp.web.request import Delivery, WebGrant, WebRequest
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.kit import ANNA, BERTIL, OTHER, REGION, Client, Login, SoftCard

#: A system's name that would be a script if it were not escaped.
HOSTILE = "<script>alert(1)</script>\"'&"
CLAIMS = ("employeeHsaId", "personalIdentityNumber", "given_name", "organizationName", "commissionHsaId")


def _people() -> Directory:
    region, town = ("Region Exempel", REGION), ("Kommunen Exempel", OTHER)
    one = ServiceId("TSTNMT2321000057-1001", *region, "Sjuksköterska", own_region=True)
    titles = ("Överläkare", "Läkare i utbildning", "Jourläkare", "Forskare", "Handledare", "Skolläkare", "Chefläkare")
    many = tuple(
        ServiceId(
            f"TSTNMT2321000057-20{number:02}", *(town if number % 2 else region), title, own_region=not number % 2
        )
        for number, title in enumerate(titles)
    )
    commissions = tuple(
        Commission(
            hsa_id=f"TSTNMT2321000057-30{number:02}",
            name=f"VoB {unit}",
            purpose=purpose,
            employee_hsa_id=many[number].hsa_id,
            unit_hsa_id=f"TSTNMT2321000057-40{number:02}",
            unit_name=f"{unit} (övning)",
            provider_hsa_id=REGION,
            provider_name="Region Exempel",
        )
        for number, (unit, purpose) in enumerate(
            (
                ("Medicinkliniken", "Vård och behandling"),
                ("Skolhälsan", "Vård och behandling"),
                ("Akuten", "Kvalitetssäkring"),
            )
        )
    )
    persons = (
        Person("anna", ANNA, "Anna", "Testsson", (one,), ()),
        Person("bertil", BERTIL, "Bertil", "Testberg", many, (), commissions),
    )
    organisations = (Organisation(OTHER, town[0]), Organisation(REGION, region[0], own_region=True))
    return Directory({each.organisation_id: each for each in organisations}, {each.key: each for each in persons})


class _System(BaseHTTPRequestHandler):
    """The system's own pages: where answers come to, and, on another origin, where it leads on from there."""

    def do_GET(self) -> None:
        self._told(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        cast("Any", self.server).answers.append(dict(parse_qsl(form)))
        self.send_response(303)
        self.send_header("Location", f"http://localhost:{cast('Any', self.server).server_port}/in")
        self.end_headers()

    def _told(self, query: dict[str, str]) -> None:
        if query:
            cast("Any", self.server).answers.append(query)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>in</title><h1>in</h1>")

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class PagesStage:
    """``web`` is the door's address, ``answers`` what the system was told."""

    idp: EmbeddedIdp
    logins: WebLogins
    clock: ManualClock
    pki: TrainingPki
    profile: Profile
    system: ThreadingHTTPServer
    answers: list[dict[str, str]] = field(default_factory=list)

    @property
    def web(self) -> str:
        return self.idp.doors["web"]

    @property
    def own(self) -> str:
        """The system's own address, where its answers go."""
        return f"http://127.0.0.1:{self.system.server_address[1]}"

    def ask(self, *wanted: str, system: str = "journal", **members: Any) -> str:
        """Begin a login, and return its address."""
        claims = tuple(WantedClaim(name, essential=name == "employeeHsaId") for name in wanted or ("employeeHsaId",))
        return self.web + LoginPages.address(self.logins.begin(WebRequest("oidc", system, claims, **members)))

    def card(self, number: str = ANNA) -> SoftCard:
        return SoftCard.issue(self.pki, self.clock, number)

    def sign(self, token: str, card: SoftCard) -> None:
        """Do what SITHS eID on this device does with the page's link."""
        with httpx2.Client(trust_env=False) as http:
            Login(http, self._urls(http), "", "", "", token).authenticate(card)

    def start_app(self, token: str) -> None:
        """Open SITHS eID on this device, and leave it at that."""
        with httpx2.Client(trust_env=False) as http:
            assert Login(http, self._urls(http), "", "", "", token).start().status_code == 200

    def client(self, http: httpx2.Client) -> Client:
        return Client(http, self._urls(http))

    def _urls(self, http: httpx2.Client) -> dict[str, Any]:
        urls: dict[str, Any] = http.get(f"{self.idp.issuer}/.well-known/openid-configuration").json()
        return urls


@dataclass(frozen=True)
class _Face:
    """Answers by the address, or, for the system ``post``, by a form."""

    address: str

    def granted(self, work: Transaction, granted: WebGrant) -> Delivery:
        return self._delivery(granted.request, {"who": granted.person.name})

    def refused(self, work: Transaction, request: WebRequest, failure: str) -> Delivery:
        return self._delivery(request, {"failure": failure})

    def _delivery(self, request: WebRequest, told: dict[str, str]) -> Delivery:
        if request.system == "post":
            return Delivery(f"{self.address}/acs", {**told, "state": '"><script>alert(1)</script>'})
        return Delivery(f"{self.address}/back?{urlencode(told)}")


@dataclass
class _Logouts:
    """Log-outs of which each shows the page of its name; one that showed its frames is done."""

    frame: str
    framed: set[str] = field(default_factory=set)

    def open(self, handle: str, *, skip: bool = False) -> LogoutView:
        if handle == "wait":
            return WaitView("Röntgen (övning)", 5)
        if handle.startswith("frames") and handle not in self.framed:
            self.framed.add(handle)
            return FramesView((self.frame,))
        return PartedView(None, complete=handle in self.framed)


def _others(provider: Provider, frame: str) -> ASGIApp:
    """Show, at a door of its own, the pages that other parts than logins lead to."""
    web = provider.services.doors["web"]
    pages, cookies = Pages(web), Cookies(secure=True)
    logout = LogoutPages(
        cast("WebLogouts", _Logouts(frame)), pages, cookies, FormTokens(bytes(32)),
        deliver=lambda _: Response(), failure=lambda _, leaving: Response(),
    )  # fmt: skip

    async def ask(_request: Request) -> Response:
        return logout.ask("/ask", {"state": '">'}, "browser", "Journalen (övning)")

    async def md(_request: Request) -> Response:
        return pages.page("md.html", {"code": "certificate.missing", "back": f"{web}/told/web.told"})

    async def kept(_request: Request) -> Response:
        return logout.kept("Journalen (övning)", f"{web}/told/web.told")

    routes = [Route("/ask", ask), Route("/kept", kept), Route("/md", md), Mount(LOGOUT_PATH, routes=logout.routes())]
    return Starlette(routes=routes, middleware=[Middleware(Spoken, cookies=cookies)])


@contextmanager
def pages_stage(folder: Path) -> Iterator[PagesStage]:
    """Run an IdP with a door for browsers, on a clock of the test's, and a system."""
    clock = ManualClock()
    profile = Profile.open(folder / "profile")
    pki = TrainingPki.open(profile, clock)
    held: list[WebLogins] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _System) as server:
        answers: list[dict[str, str]] = []
        cast("Any", server).answers = answers
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        own = f"http://127.0.0.1:{server.server_address[1]}"

        def build(provider: Provider) -> ASGIApp:
            app = build_web_app(provider, {"oidc": _Face(own)})
            held.append(app.state.door.rooms.logins)
            return app

        systems = FixedSystems(
            tuple(
                System(key, "oidc", name, frozenset(CLAIMS), methods, oidc=OidcClient((own,)))
                for key, name, methods in (
                    ("journal", "Journalen (övning)", tuple(METHODS)),
                    ("post", "Röntgen (övning)", tuple(METHODS)),
                    ("hostile", HOSTILE, tuple(METHODS)),
                )
            )
        )
        try:
            with EmbeddedIdp.start(
                profile,
                clock=clock,
                pki=pki,
                directory=_people(),
                settings=IdpSettings(sweep_every=3600),
                doors=(
                    *LISTENERS,
                    Listener("web", "", build, plain),
                    Listener("others", "", lambda provider: _others(provider, f"{own}/out?left=1"), plain),
                ),
                systems=systems,
            ) as running:
                yield PagesStage(running, held[0], clock, pki, profile, server, answers)
        finally:
            server.shutdown()
            thread.join()
