"""What is explained is what happens: each request is sent to the running doors, and both say the same."""

from __future__ import annotations

import html
import logging
import random
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.explain.explain import explain
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.told import Explained, Verdict
from cosmic_login.idp.oidc.judge import ForeignHint
from cosmic_login.idp.registry.systems import POST, REDIRECT
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.kit import some_people
from tests.unit.idp.saml.kit import EMPLOYEE, LOA2, LOA3, NUMBER, Answer, logged, principals

from .cases import (
    BACK,
    BARE,
    CHOOSING,
    EMAIL,
    LOA1,
    LOGOUTS,
    NOBODY,
    NOTED_OIDC,
    NOTED_OUT,
    NOTED_SAML,
    PASSWORD,
    PLAIN,
    RIGHT_METADATA,
    RIGHT_OIDC,
    RIGHT_OUT,
    RIGHT_SAML,
    SIGNING,
    SYSTEMS,
    UNSIGNED,
    WRONG_METADATA,
    WRONG_OIDC,
    WRONG_OUT,
    WRONG_SAML,
    Saml,
    audience,
    context,
    policy,
    query,
)

#: Where systems hear of log-outs.
SLO = "http://127.0.0.1:1/slo"
#: The IdP lets it in, and nobody is asked anything: then the answer is there at once.
PASSIVE = ("error login_required", "status Responder/NoPassive")


def _foreign(token: str, _client: str) -> str:
    raise ForeignHint(token)


@dataclass
class Doors:
    """The running IdP, and what it is explained by."""

    http: httpx2.Client
    clock: ManualClock
    caplog: pytest.LogCaptureFixture

    @property
    def address(self) -> str:
        return str(self.http.base_url).rstrip("/")

    def explain(self, text: str) -> Explained:
        hosts = (self.address, self.address.replace("127.0.0.1", "localhost"))
        places = {
            binding: frozenset(f"{each}/saml/sso/HTTP-{binding.rpartition('-')[2]}" for each in hosts)
            for binding in (REDIRECT, POST)
        }
        leaving = {each: frozenset(place.replace("/sso/", "/slo/") for place in places[each]) for each in places}
        return explain(text, Grounds(SYSTEMS, self.clock.now(), places, leaving, _foreign))

    def get(self, address: str) -> str:
        """Send a browser without cookies there, and return what comes of it."""
        self.caplog.clear()
        return self._outcome(self.http.get(address))

    def post(self, path: str, form: dict[str, str] | str) -> str:
        self.caplog.clear()
        content = form if isinstance(form, str) else urlencode(form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://journal.example"}
        return self._outcome(self.http.post(path, content=content, headers=headers))

    def _outcome(self, response: httpx2.Response) -> str:
        """Return ``page CODE``, ``error CODE``, ``status TOP/SECOND``, or empty when a login goes on."""
        self.http.cookies.clear()
        if response.status_code == 400:
            codes = [each for each in re.findall(r"<code>([a-z_.]+)</code>", response.text) if each in FAILURES]
            assert len(codes) == 1, response.text
            return f"page {codes[0]}"
        if response.is_redirect:
            target = str(response.url.join(response.headers["location"]))
            if target.startswith(f"{self.address}/login/"):
                return self._login(target)
            if target.startswith(f"{self.address}/oidc/"):  # a form is led on to a GET
                return self._outcome(self.http.get(target))
            if target.startswith(f"{self.address}/logout/"):
                return ""
            return self._told(target)
        assert response.status_code == 200, response.text
        return _form(response.text)

    def _login(self, target: str) -> str:
        """Open the login: it offers ways, or has begun by the only one; or is over, because nobody may be asked."""
        page = self.http.get(target)
        if page.status_code == 200 and re.search('name="(method|cancel)"', page.text):
            return ""
        return self._outcome(page)

    @staticmethod
    def _told(target: str) -> str:
        """Return what a system hears at its address; a log-out is done where nobody had a session."""
        fields = dict(parse_qsl(urlsplit(target).query))
        if target.startswith(SLO):
            said = "/".join(Answer(SLO, fields).status)
            return "" if said == "Success/" else f"status {said}"
        assert target.startswith(BACK), target
        return f"error {fields['error']}"

    def rules(self, event: str) -> set[str]:
        return {str(each["rule"]) for each in logged(self.caplog, event)}


def _form(page: str) -> str:
    if 'name="logout"' in page:  # the person is asked whether they want to log out
        return ""
    form = re.search(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form, page
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', each)) for each in re.findall("<input([^>]*)>", form[2])]
    fields = {html.unescape(each["name"]): html.unescape(each["value"]) for each in inputs}
    if "error" in fields:
        return f"error {fields['error']}"
    return f"status {'/'.join(Answer(form[1], fields).status)}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, ManualClock]]:
    clock = ManualClock()
    profile = Profile.open(tmp_path_factory.mktemp("doors") / "profile")
    pki = TrainingPki.open(profile, clock)
    trust = ssl.create_default_context(cadata="".join(r.public_bytes(Encoding.PEM).decode() for r in pki.roots()))
    with (
        EmbeddedIdp.start(
            profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS,
            doors=(*LISTENERS, WEB), systems=SYSTEMS,
        ) as idp,
        httpx2.Client(base_url=idp.doors["web"], verify=trust) as http,
    ):  # fmt: skip
        yield http, clock


@pytest.fixture
def doors(running: tuple[httpx2.Client, ManualClock], caplog: pytest.LogCaptureFixture) -> Doors:
    caplog.set_level(logging.WARNING)
    return Doors(*running, caplog)


def compare(doors: Doors, explained: Explained, outcome: str) -> None:
    """Fail unless what was explained is what happened: the answer, and the rules that the log names."""
    told = {each.rule for each in explained.findings if each.verdict is Verdict.REFUSED}
    if outcome in PASSIVE and not told:
        assert explained.asked is not None
        assert explained.asked.passive
        return
    assert explained.answer == outcome, explained
    unread = told & {"request.malformed"}  # nothing of it is known, so nothing stands in the log
    assert doors.rules("request.refused") == told - unread
    assert (explained.asked is None) == bool(outcome)


@pytest.mark.parametrize("name", [*WRONG_OIDC, *NOTED_OIDC, *RIGHT_OIDC])
def test_openid_connect(doors: Doors, name: str) -> None:
    asked = (WRONG_OIDC | NOTED_OIDC | RIGHT_OIDC)[name].query
    explained = doors.explain(f"{doors.address}/oidc/authorize?{asked}")
    compare(doors, explained, doors.get(f"/oidc/authorize?{asked}"))
    compare(doors, doors.explain(asked), doors.post("/oidc/authorize", asked))
    assert explained.refused == (name in WRONG_OIDC)


@pytest.mark.parametrize("name", [*WRONG_SAML, *NOTED_SAML, *RIGHT_SAML])
def test_saml(doors: Doors, name: str) -> None:
    case = (WRONG_SAML | NOTED_SAML | RIGHT_SAML)[name]
    if case.only != "POST":
        address = case.address(doors.clock.now(), doors.address)
        saml(doors, doors.explain(address), doors.get(address))
    if case.only != "Redirect":
        form = case.form(doors.clock.now(), doors.address)
        saml(doors, doors.explain(urlencode(form)), doors.post("/saml/sso/HTTP-POST", form))


def saml(doors: Doors, explained: Explained, outcome: str) -> None:
    compare(doors, explained, outcome)
    noted = {each.rule for each in explained.findings if each.verdict is Verdict.WARNING}
    assert doors.rules("request.noted") == noted


@pytest.mark.parametrize("name", [*WRONG_OUT, *NOTED_OUT, *RIGHT_OUT])
def test_saml_log_out(doors: Doors, name: str) -> None:
    case = (WRONG_OUT | NOTED_OUT | RIGHT_OUT)[name]
    if case.only != "POST":
        address = case.address(doors.clock.now(), doors.address)
        left(doors, doors.explain(address), doors.get(address))
    if case.only != "Redirect":
        form = case.form(doors.clock.now(), doors.address)
        left(doors, doors.explain(urlencode(form)), doors.post("/saml/slo/HTTP-POST", form))


def left(doors: Doors, explained: Explained, outcome: str) -> None:
    """Fail unless the same was explained and done; who cannot be answered leaves the person at a page of ours."""
    told = {each.rule for each in explained.findings}
    unanswered = "page web.unknown" if "logout.unanswered" in told else ""
    assert (explained.answer or unanswered) == outcome, explained
    read = told - {"message.unread"}  # what cannot be read has no rule in the log
    assert doors.rules("request.refused") | doors.rules("request.noted") == read


def test_an_old_request_is_refused_and_explained_as_it_was(doors: Doors) -> None:
    address = Saml(age=3600).address(doors.clock.now(), doors.address)
    assert doors.get(address) == "page system.stale"
    explained = doors.explain(address)
    assert [(each.rule, each.verdict) for each in explained.findings] == [("time.past", Verdict.WARNING)]


def test_the_idps_other_name_is_its_own(doors: Doors) -> None:
    other = doors.address.replace("127.0.0.1", "localhost")
    address = Saml().address(doors.clock.now(), other)
    assert doors.explain(address).findings == ()
    host = {"Host": urlsplit(other).netloc}
    assert doors.http.get(address.replace(other, doors.address), headers=host).is_redirect
    doors.http.cookies.clear()


@pytest.mark.parametrize("name", LOGOUTS)
def test_log_out(doors: Doors, name: str) -> None:
    parameters, _ = LOGOUTS[name]
    address = f"{doors.address}/oidc/end_session?{urlencode(parameters)}"
    explained, outcome = doors.explain(address), doors.get(address)
    if "id_token_hint" in parameters:  # which is signed by nobody, and that alone is found at the door
        assert outcome == "page system.request"
        assert explained.answer in {"", outcome}
        return
    assert explained.answer == outcome, explained


@pytest.mark.parametrize("name", [*WRONG_METADATA, *RIGHT_METADATA])
def test_metadata(name: str, tmp_path: Any) -> None:
    """Against what registers them: what is refused there is refused here."""
    from cosmic_login.cli.main import main

    text = RIGHT_METADATA.get(name) or WRONG_METADATA[name][0]
    (tmp_path / "sp.xml").write_text(text)
    status = main(["--profile", str(tmp_path / "p"), "client", "import-metadata", str(tmp_path / "sp.xml")])
    explained = explain(text, Grounds(SYSTEMS, ManualClock().now()))
    of_the_document = {"metadata", "xml"} & {each.rule for each in explained.findings}
    assert (status != 0) == bool(of_the_document)


# -- at random -----------------------------------------------------------------------------------------------------
_VALUES: dict[str, list[str | None]] = {
    "client_id": ["journal.example", "all.example", "app.example", "card.example", "nobody", None],
    "redirect_uri": [BACK, BACK, BACK, BACK + "/", BACK + "#x", None],
    "response_type": ["code", "code", "token", None],
    "response_mode": [None, "query", "form_post", "fragment"],
    "scope": ["openid", "openid commission", "openid nothing", "profile", "openid organization commission", None],
    "state": ["s", None, "a\nb"],
    "code_challenge": ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", None, "x"],
    "code_challenge_method": ["S256", None, "plain"],
    "claims": [None, '{"id_token":{"commissionHsaId":{"essential":true}}}', "{", '{"userinfo":{"employeeHsaId":null}}'],
    "acr_values": [None, LOA3, LOA1, f"{LOA2} {LOA3}"],
    "prompt": [None, "login", "none", "none login", "x"],
    "max_age": [None, "0", "x"],
    "request": [None, None, "eyJ"],
    "id_token_hint": [None, None, "a.b.c"],
    "kc_idp_hint": [None, "x"],
}
_ATTRIBUTES: dict[str, list[str | None]] = {
    "AttributeConsumingServiceIndex": [None, "1", "2", "3", "4", "5", "8", "99", "x"],
    "AssertionConsumerServiceURL": [None, None, PLAIN.acs, "http://127.0.0.1:1/art", "https://x.example"],
    "AssertionConsumerServiceIndex": [None, None, None, "1", "2", "0", "x"],
    "ProtocolBinding": [None, None, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", "urn:x"],
    "IsPassive": [None, None, "true", "x"],
    "ForceAuthn": [None, "true", "x"],
    "Version": ["2.0", "2.0", "2.0", "1.1"],
}
_INNER = [
    "", "", context(LOA3), context(PASSWORD), context(LOA3, comparison="better"), policy(f'Format="{EMAIL}"'),
    policy('SPNameQualifier="x"'), principals((EMPLOYEE, "a"), (EMPLOYEE, "b")), principals((NUMBER, "1")),
    principals(("urn:x", "1")), audience("https://x.example"),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_openid_connect_at_random(doors: Doors, seed: int) -> None:
    luck, outcomes = random.Random(seed), set()
    for _ in range(60):
        changed = {name: luck.choice(values) if luck.random() < 0.3 else values[0] for name, values in _VALUES.items()}
        twice = "&scope=openid" if luck.random() < 0.05 else ""
        asked = query(changed, twice)
        outcome = doors.get(f"/oidc/authorize?{asked}")
        compare(doors, doors.explain(f"{doors.address}/oidc/authorize?{asked}"), outcome)
        outcomes.add(outcome)
    assert len(outcomes) >= 6, "they are all alike"


@pytest.mark.parametrize("seed", range(4))
def test_saml_at_random(doors: Doors, seed: int) -> None:
    luck, outcomes = random.Random(seed), set()
    for number in range(40):
        sp = luck.choice([PLAIN, PLAIN, SIGNING, UNSIGNED, CHOOSING, BARE, NOBODY])
        changed = {name: luck.choice(each) if luck.random() < 0.2 else each[0] for name, each in _ATTRIBUTES.items()}
        case = Saml(sp, inner=luck.choice(_INNER), changed=changed | {"ID": f"_{seed}-{number}"})
        if luck.random() < 0.5:
            address = case.address(doors.clock.now(), doors.address)
            outcome = doors.get(address)
            saml(doors, doors.explain(address), outcome)
        else:
            form = case.form(doors.clock.now(), doors.address)
            outcome = doors.post("/saml/sso/HTTP-POST", form)
            saml(doors, doors.explain(urlencode(form)), outcome)
        outcomes.add(outcome)
    assert len(outcomes) >= 5, "they are all alike"
