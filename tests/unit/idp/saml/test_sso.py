"""A login by SAML, from a system's request to its answer, through the real door."""

from __future__ import annotations

import base64
import logging
import re
import subprocess
import sys
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.saml.identity import SamlIdentities
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import ANNA, ANNA_HSA, BERTIL, BERTIL_HSA, SoftCard, about

from .conftest import Registered
from .kit import (
    EMPLOYEE,
    GIVEN,
    LOA2,
    LOA3,
    NS,
    NUMBER,
    SURNAME,
    Sp,
    Visitor,
    failure_of,
    idp_certificates,
    logged,
    principals,
    rsa_key,
)

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


def policy(form: str = "", qualifier: str = "") -> str:
    attributes = (f" Format='{form}'" if form else "") + (f" SPNameQualifier='{qualifier}'" if qualifier else "")
    return f"<saml2p:NameIDPolicy{attributes}/>"


def levels(*names: str, comparison: str = "") -> str:
    refs = "".join(f"<saml2:AuthnContextClassRef>{each}</saml2:AuthnContextClassRef>" for each in names)
    how = f" Comparison='{comparison}'" if comparison else ""
    return f"<saml2p:RequestedAuthnContext{how}>{refs}</saml2p:RequestedAuthnContext>"


def audiences(*names: str) -> str:
    inner = "".join(f"<saml2:Audience>{each}</saml2:Audience>" for each in names)
    return f"<saml2:Conditions><saml2:AudienceRestriction>{inner}</saml2:AudienceRestriction></saml2:Conditions>"


def xmlsec1(folder: Path, document: bytes, *options: str) -> bytes:
    """Run Debian's program over a document."""
    file = folder / "document.xml"
    file.write_bytes(document)
    ids = [option for name in ("Response", "Assertion") for option in ("--id-attr:ID", name)]
    done = subprocess.run(["xmlsec1", *options[:1], *ids, *options[1:], str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("by", ["Redirect", "post"])
@pytest.mark.parametrize("signs", [False, True])
def test_a_person_logs_in(
    visitor: Visitor, sp: Sp, signing_sp: Sp, card: SoftCard, audit: Rows, tmp_path: Path, by: str, signs: bool
) -> None:
    asking = signing_sp if signs else sp
    visitor.ask(asking, by=by)
    answer = visitor.authenticate(card)
    assert (answer.address, answer.fields["RelayState"], answer.status) == (asking.acs, "s&1", ("Success", ""))
    assert answer.attributes() == {EMPLOYEE: [ANNA_HSA], GIVEN: ["Anna"], SURNAME: ["Testsson"]}
    (certificate,) = idp_certificates(visitor.browser.http)
    answer.verify(certificate)
    pem = tmp_path / "idp.pem"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))
    xmlsec1(tmp_path, answer.document, "--verify", "--insecure", "--pubkey-cert-pem", str(pem))
    last = audit()[-1]
    assert (last.event, last.person, about(last)) == ("login.succeeded", ANNA, {"system": asking.key})


def test_an_answer_has_what_readers_of_it_look_for(
    visitor: Visitor, sp: Sp, card: SoftCard, clock: ManualClock, saml_idp: EmbeddedIdp
) -> None:
    visitor.send(sp, sp.message("AuthnRequest", clock.now(), ID="_first"), state=None)
    answer = visitor.authenticate(card)
    assert set(answer.fields) == {"SAMLResponse"}
    text, root, entity = answer.document.decode(), answer.root, f"{saml_idp.doors['web']}/saml"
    assert etree.tostring(root, method="c14n", exclusive=True).decode() == text
    tags = [etree.QName(each).localname for each in root]
    assert tags == ["Issuer", "Signature", "Status", "Assertion"]
    assertion = answer.find("saml2:Assertion")
    parts = ["Issuer", "Signature", "Subject", "Conditions", "AuthnStatement", "AttributeStatement"]
    assert [etree.QName(each).localname for each in assertion] == parts
    assert re.search(r"<saml2:AuthnContextClassRef>http://id\.sambi\.se/loa/loa3</saml2:AuthnContextClassRef>", text)
    assert "xsi:" not in text
    assert root.get("InResponseTo") == "_first"
    assert root.get("Destination") == sp.acs
    assert {each.text for each in root.iter(f"{{{NS['saml2']}}}Issuer")} == {entity}
    confirmation = answer.find(".//saml2:SubjectConfirmationData")
    assert dict(confirmation.attrib) == {
        "InResponseTo": "_first", "Recipient": sp.acs, "NotOnOrAfter": confirmation.get("NotOnOrAfter"),
    }  # fmt: skip
    assert confirmation.getparent().get("Method") == "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    conditions = answer.find(".//saml2:Conditions")
    assert conditions.get("NotBefore") == clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert conditions.get("NotOnOrAfter") == (clock.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert answer.text(".//saml2:Audience") == sp.key
    name_id = answer.find(".//saml2:NameID")
    assert dict(name_id.attrib) == {"Format": TRANSIENT, "NameQualifier": entity, "SPNameQualifier": sp.key}
    assert answer.find(".//saml2:AuthnStatement").get("SessionIndex")


def test_a_session_serves_the_next_system_whose_form_brought_no_cookies(
    visitor: Visitor, sp: Sp, signing_sp: Sp, card: SoftCard
) -> None:
    visitor.ask(sp)
    first = visitor.authenticate(card)
    visitor.ask(signing_sp, policy(PERSISTENT), by="post")
    second = visitor.answer()
    visitor.ask(signing_sp, policy(PERSISTENT))
    third = visitor.answer()
    assert [each.status for each in (first, second, third)] == [("Success", "")] * 3
    names = [each.text(".//saml2:NameID") for each in (first, second, third)]
    assert names[0] != names[1] == names[2]
    assert second.find(".//saml2:NameID").get("Format") == PERSISTENT
    visitor.ask(sp)
    assert visitor.answer().text(".//saml2:NameID") != names[0]
    visitor.ask(sp, ForceAuthn="true")
    assert ("method", "bankid") in visitor.browser.buttons()


def test_an_encrypted_answer_is_opened_by_its_system(
    visitor: Visitor, registered: Registered, card: SoftCard, tmp_path: Path
) -> None:
    sp = Sp("https://hemlig.example/metadata", signer=rsa_key(), encrypt=True)
    registered.sps.append(sp)
    visitor.ask(sp)
    answer = visitor.authenticate(card)
    assert answer.find("saml2:Assertion") is None
    assert b"Anna" not in answer.document
    (certificate,) = idp_certificates(visitor.browser.http)
    answer.verify(certificate)
    key = tmp_path / "sp.pem"
    key.write_bytes(rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    plain = xmlsec1(tmp_path, answer.document, "--decrypt", "--privkey-pem", str(key))
    assertion = etree.fromstring(plain).find("saml2:EncryptedAssertion/saml2:Assertion", NS)
    assert assertion is not None
    pem = tmp_path / "idp.pem"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))
    xmlsec1(tmp_path, etree.tostring(assertion), "--verify", "--insecure", "--pubkey-cert-pem", str(pem))


def test_no_attribute_to_give_leaves_the_statement_out(
    visitor: Visitor, registered: Registered, card: SoftCard
) -> None:
    bare = Sp("https://bar.example/metadata", services="")
    registered.sps.append(bare)
    visitor.ask(bare)
    answer = visitor.authenticate(card)
    assert answer.status == ("Success", "")
    assert answer.find(".//saml2:AttributeStatement") is None


def test_the_index_chooses_attributes_and_address(visitor: Visitor, sp: Sp, card: SoftCard) -> None:
    visitor.ask(sp, AttributeConsumingServiceIndex="2", AssertionConsumerServiceIndex="2")
    answer = visitor.authenticate(card)
    assert answer.address == "http://127.0.0.1:1/acs2"
    assert answer.attributes() == {NUMBER: [ANNA]}
    visitor.ask(sp, AssertionConsumerServiceURL="http://127.0.0.1:1/acs2", AttributeConsumingServiceIndex="2")
    assert visitor.answer().address == "http://127.0.0.1:1/acs2"


def test_further_audiences_are_named_where_they_are_registered(
    visitor: Visitor, registered: Registered, card: SoftCard
) -> None:
    wide = Sp("https://bred.example/metadata", audiences=("https://api.example", "other"))
    registered.sps.append(wide)
    visitor.ask(wide, audiences("https://api.example", "https://evil.example"))
    answer = visitor.authenticate(card)
    assert [each.text for each in answer.root.iter(f"{{{NS['saml2']}}}Audience")] == [wide.key, "https://api.example"]


def test_a_person_named_beforehand_is_the_one_who_comes_in(
    visitor: Visitor, sp: Sp, card: SoftCard, pki: TrainingPki, clock: ManualClock
) -> None:
    visitor.ask(sp, principals((NUMBER, ANNA), ("urn:unknown", "x")))
    answer = visitor.authenticate(card)
    assert NUMBER not in answer.attributes()
    assert answer.attributes()[EMPLOYEE] == [ANNA_HSA]


def test_a_level_of_several_will_do(visitor: Visitor, sp: Sp, card: SoftCard) -> None:
    visitor.ask(sp, levels(LOA2, LOA3))
    assert visitor.authenticate(card).status == ("Success", "")


def test_a_form_that_was_deflated_is_taken_with_a_word_in_the_log(
    visitor: Visitor, sp: Sp, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    text = sp.message("AuthnRequest", clock.now()).encode()
    with caplog.at_level(logging.WARNING):
        visitor.post({"SAMLRequest": base64.b64encode(zlib.compress(text, wbits=-15)).decode()})
    assert ("method", "bankid") in visitor.browser.buttons()
    assert any("skipRequestCompression" in each["why"] for each in logged(caplog, "request.noted"))


#: What is asked for, and how the answer refuses: two codes, part of the message.
ANSWERED: dict[str, tuple[dict[str, str], str, tuple[str, str], str]] = {
    "passive": ({"IsPassive": "1"}, "", ("Responder", "NoPassive"), "login.needed"),
    "another comparison": ({}, levels(LOA3, comparison="minimum"), ("Responder", "NoAuthnContext"), "only exact"),
    "a password's context": (
        {},
        levels("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"),
        ("Responder", "NoAuthnContext"),
        "Non-matching Levels of Assurance",
    ),
    "a level nobody has": ({}, levels("http://id.sambi.se/loa/loa1"), ("Responder", "NoAuthnContext"), LOA3),
    "no level at all": ({}, levels(), ("Responder", "NoAuthnContext"), "access.loa_differs"),
    "an address of mail": ({}, policy(EMAIL), ("Requester", "InvalidNameIDPolicy"), "NameIDPolicy/@Format"),
    "another's name": (
        {},
        policy(TRANSIENT, "https://other.example"),
        ("Requester", "InvalidNameIDPolicy"),
        "SPNameQualifier",
    ),
    "an unknown service": (
        {"AttributeConsumingServiceIndex": "9"},
        "",
        ("Requester", "RequestUnsupported"),
        "AttributeConsumingServiceIndex",
    ),
    "a required attribute unknown": (
        {"AttributeConsumingServiceIndex": "3"},
        "",
        ("Responder", "RequestDenied"),
        "claims.missing",
    ),
    "two of one": (
        {},
        principals((NUMBER, ANNA), (NUMBER, BERTIL)),
        ("Responder", "RequestDenied"),
        "claims.no_match",
    ),
    "a Subject": (
        {},
        "<saml2:Subject><saml2:NameID>x</saml2:NameID></saml2:Subject>",
        ("Requester", "RequestUnsupported"),
        "PrincipalSelection",
    ),
}


def test_what_cannot_be_done_is_answered(visitor: Visitor, sp: Sp) -> None:
    (certificate,) = idp_certificates(visitor.browser.http)
    for name, (attributes, inner, status, told) in ANSWERED.items():
        visitor.ask(sp, inner, by="post", **attributes)
        answer = visitor.answer()
        assert (answer.address, answer.fields["RelayState"]) == (sp.acs, "s&1"), name
        assert answer.status == status, name
        assert told in answer.message, name
        assert answer.find("saml2:Assertion") is None, name
        answer.verify(certificate)


def test_what_comes_of_the_person_is_answered_too(
    visitor: Visitor, sp: Sp, card: SoftCard, pki: TrainingPki, clock: ManualClock
) -> None:
    visitor.ask(sp)
    visitor.browser.press("cancel")
    cancelled = visitor.answer()
    assert cancelled.status == ("Responder", "AuthnFailed")
    assert "order.cancelled" in cancelled.message
    visitor.ask(sp, levels(LOA2))
    visitor.browser.press("method", "siths-this-device")
    visitor.browser.authenticate(card)
    visitor.browser.press("cancel")
    differs = visitor.answer()
    assert differs.status == ("Responder", "NoAuthnContext")
    assert "Non-matching Levels of Assurance" in differs.message
    visitor.ask(sp, AttributeConsumingServiceIndex="4")
    visitor.browser.press("method", "siths-this-device")
    visitor.browser.authenticate(card)
    visitor.browser.press("cancel")
    assert visitor.answer().status == ("Responder", "RequestDenied")


def test_whoever_has_to_choose_is_not_passed_by(
    visitor: Visitor, sp: Sp, pki: TrainingPki, clock: ManualClock, registered: Registered
) -> None:
    bare = Sp("https://bar.example/metadata", services="")
    registered.sps.append(bare)
    visitor.ask(bare)
    visitor.authenticate(SoftCard.issue(pki, clock, BERTIL))
    visitor.ask(sp, IsPassive="true")
    answer = visitor.answer()
    assert answer.status == ("Responder", "NoPassive")
    assert "login.choice_needed" in answer.message
    visitor.ask(sp)
    visitor.browser.press("option", f"s:{BERTIL_HSA[1]}")
    assert visitor.answer().attributes()[EMPLOYEE] == [BERTIL_HSA[1]]


def test_keys_are_announced_before_they_sign_and_outlive_the_process(
    visitor: Visitor, sp: Sp, card: SoftCard, clock: ManualClock, saml_idp: EmbeddedIdp
) -> None:
    (first,) = idp_certificates(visitor.browser.http)
    saml_idp.provider.keys.rotate()
    assert idp_certificates(visitor.browser.http)[0] == first
    _, second = idp_certificates(visitor.browser.http)
    visitor.ask(sp)
    visitor.authenticate(card).verify(first)
    clock.advance(86_400)
    assert idp_certificates(visitor.browser.http) == [second]
    visitor.ask(sp)
    visitor.authenticate(card).verify(second)
    provider = saml_idp.provider
    (again,) = SamlIdentities(provider.services, provider.keys).published()  # of a process that begins now
    assert again.certificate == second
    clock.advance(2 * 365 * 86_400)
    (renewed,) = idp_certificates(visitor.browser.http)
    assert renewed != second
    assert renewed.public_key() == second.public_key()


def test_a_login_is_told_once(visitor: Visitor, sp: Sp, card: SoftCard) -> None:
    visitor.ask(sp)
    visitor.authenticate(card)
    visitor.browser.open(f"{visitor.browser.address}")
    assert failure_of(visitor.browser) == "web.told"


def test_nobody_who_speaks_no_saml_waits_for_it() -> None:
    line = "import sys, cosmic_login.idp.server.web_rooms; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", line], capture_output=True, check=True, text=True).stdout.split()
    assert "cosmic_login.idp.web.logins" in loaded
    assert [each for each in loaded if each.startswith(("cosmic_login.idp.saml", "xml", "lxml", "signxml"))] == []
