"""Others judge what the IdP says: the standard's schemas, and pysaml2 as a system that logs in and out."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.kit import ANNA_HSA, SoftCard

from .conftest import Registered
from .kit import EMPLOYEE, NS, Answer, Sp, Visitor, answer_of
from .py_sp import POST, REDIRECT, PySp


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pysaml2 asks cryptography for what is going away
        yield


@pytest.fixture
def py_sp(tmp_path: Path, visitor: Visitor, registered: Registered, clock: ManualClock) -> PySp:
    clock.at = datetime.now(UTC)  # pysaml2 goes by the machine's
    made = PySp(tmp_path, visitor.browser.http.get("/saml").text)
    registered.sps.append(made)
    return made


def name_id_of(request: Answer) -> Any:
    """Return a request's NameID as pysaml2 has them."""
    from saml2.saml import name_id_from_string

    return name_id_from_string(etree.tostring(request.find("saml2:NameID")))


def hidden(page: str | list[str]) -> dict[str, str]:
    """Return the fields of a form that sends itself."""
    inputs = re.findall(r"<input[^>]*>", page if isinstance(page, str) else "".join(page))
    pairs = [dict(re.findall(r'(\w+)="([^"]*)"', each)) for each in inputs]
    return {html.unescape(each["name"]): html.unescape(each["value"]) for each in pairs if "name" in each}


def validate(document: bytes) -> None:
    from saml2.xml.schema import validate as by_schema

    by_schema(document.decode())


def test_pysaml2_logs_in_and_out_in_both_bindings(
    visitor: Visitor, py_sp: PySp, sp: Sp, card: SoftCard, saml_idp: EmbeddedIdp, clock: ManualClock
) -> None:
    entity, client, browser = f"{saml_idp.doors['web']}/saml", py_sp.client, visitor.browser
    for binding in (REDIRECT, POST):
        number, _, sent = client.prepare_for_negotiated_authenticate(
            entityid=entity, binding=binding, relay_state="r", sign=True
        )
        if binding == REDIRECT:
            browser.open(dict(sent["headers"])["Location"])
            answer = visitor.authenticate(card)
        else:
            visitor.post(hidden(sent["data"]))
            answer = visitor.answer()
        parsed = client.parse_authn_request_response(answer.fields["SAMLResponse"], POST, {number: "/"})
        assert parsed.ava == {EMPLOYEE: [ANNA_HSA]}
        assert parsed.authn_info()[0][0] == "http://id.sambi.se/loa/loa3"
    visitor.ask(sp)  # another system of the session, which has to hear of it
    visitor.answer()
    told = client.global_logout(parsed.name_id)[entity]
    browser.open(dict(told[1]["headers"])["Location"])
    request = answer_of(browser)
    assert request.query.startswith("http://127.0.0.1:1/slo?x=1&")
    status = "<saml2p:Status><saml2p:StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'/></saml2p:Status>"
    text = sp.message("LogoutResponse", clock.now(), status, InResponseTo=request.root.get("ID"))
    visitor.send(sp, text, place="slo", kind="SAMLResponse")
    request = answer_of(browser)  # its own first login is a session of its own to it
    assert request.text("saml2p:SessionIndex") != parsed.session_info()["session_index"]
    handled = client.handle_logout_request(
        request.fields["SAMLRequest"],
        name_id_of(request),
        REDIRECT,
        relay_state="",
        sigalg=request.fields["SigAlg"],
        signature=request.fields["Signature"],
    )
    browser.open(dict(handled["headers"])["Location"])
    last = answer_of(browser)
    assert last.status == ("Success", "")
    client.parse_logout_request_response(last.fields["SAMLResponse"], REDIRECT)


def test_the_schemas_have_nothing_against_what_is_said(
    visitor: Visitor, sp: Sp, signing_sp: Sp, card: SoftCard
) -> None:
    metadata = visitor.browser.http.get("/saml")
    assert metadata.headers["content-type"] == "application/samlmetadata+xml"
    validate(metadata.content)
    visitor.ask(sp)
    validate(visitor.authenticate(card).document)
    visitor.ask(sp, IsPassive="true", ForceAuthn="true")
    validate(visitor.answer().document)


def test_the_metadata_are_as_ineras_are(visitor: Visitor, saml_idp: EmbeddedIdp) -> None:
    root = etree.fromstring(visitor.browser.http.get("/saml").content)
    entity = f"{saml_idp.doors['web']}/saml"
    assert root.get("entityID") == entity
    (descriptor,) = root.iterfind("md:IDPSSODescriptor", NS)
    assert descriptor.get("WantAuthnRequestsSigned") == "false"
    assert [each.get("use") for each in descriptor.iterfind("md:KeyDescriptor", NS)] == ["signing"]
    formats = [each.text.rpartition(":")[2] for each in descriptor.iterfind("md:NameIDFormat", NS)]
    assert formats == ["transient", "persistent"]
    for name, path in (("SingleSignOnService", "sso"), ("SingleLogoutService", "slo")):
        found = {each.get("Binding"): each.get("Location") for each in descriptor.iterfind(f"md:{name}", NS)}
        assert found == {each: f"{entity}/{path}/{each.rpartition(':')[2]}" for each in (REDIRECT, POST)}
    assert {each.get("Name") for each in descriptor.iterfind("saml2:Attribute", NS)} == {
        row.uri for row in CLAIMS.values()
    }
    levels = root.iterfind("md:Extensions/{*}EntityAttributes/saml2:Attribute/saml2:AttributeValue", NS)
    assert [each.text[-4:] for each in levels] == ["loa0", "loa1", "loa2", "loa3"]
    names = list(descriptor.iterfind("md:Extensions/{*}RequestedPrincipalSelection/{*}MatchValue", NS))
    assert len(names) == 10
    assert root.find(".//{urn:oasis:names:tc:SAML:metadata:ui}UIInfo") is None
    assert "errorURL" not in descriptor.attrib
