"""Requests that cannot be answered: a page with the code of the cause, and nothing sent anywhere."""

from __future__ import annotations

import base64
import itertools
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.test_xml import DECLARED

from .conftest import Registered
from .kit import NS, Sp, Visitor, failure_of, logged, principals, rsa_key, signed_document

SOAP = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"


def refused(visitor: Visitor, code: str, note: str = "") -> None:
    browser = visitor.browser
    assert failure_of(browser) == code, note
    assert "<form" not in browser.page, note
    assert not browser.told, note


#: What is changed in a request of a system without keys, and the code of the page.
WRONG: dict[str, tuple[dict[str, str | None], str, str]] = {
    "no ID": ({"ID": None}, "", "system.request"),
    "an ID that is none": ({"ID": "1 a"}, "", "system.request"),
    "a long ID": ({"ID": "a" * 257}, "", "system.request"),
    "another version": ({"Version": "1.1"}, "", "system.request"),
    "no version": ({"Version": None}, "", "system.request"),
    "no time": ({"IssueInstant": None}, "", "system.request"),
    "a time that is none": ({"IssueInstant": "yesterday"}, "", "system.request"),
    "a day that is none": ({"IssueInstant": "2026-02-31T00:00:00Z"}, "", "system.request"),
    "another destination": ({"Destination": "https://other.example/saml/sso/HTTP-Redirect"}, "", "system.request"),
    "no issuer": ({"issuer": None}, "", "system.request"),
    "an empty issuer": ({"issuer": "<saml2:Issuer> </saml2:Issuer>"}, "", "system.request"),
    "two issuers": ({"issuer": "<saml2:Issuer>a</saml2:Issuer>" * 2}, "", "system.request"),
    "an issuer of another kind": (
        {"issuer": "<saml2:Issuer Format='urn:oasis:names:tc:SAML:2.0:nameid-format:transient'>a</saml2:Issuer>"},
        "",
        "system.request",
    ),
    "an unknown system": ({"issuer": "<saml2:Issuer>https://evil.example</saml2:Issuer>"}, "", "system.unknown"),
    "another case": ({"issuer": "<saml2:Issuer>HTTPS://journal.example/metadata</saml2:Issuer>"}, "", "system.unknown"),
    "an address of nobody": (
        {"AssertionConsumerServiceURL": "https://evil.example/acs"},
        "",
        "system.address",
    ),
    "an address with more": ({"AssertionConsumerServiceURL": "http://127.0.0.1:1/acs/"}, "", "system.address"),
    "an address of Artifact": ({"AssertionConsumerServiceURL": "http://127.0.0.1:1/art"}, "", "system.address"),
    "an index of nothing": ({"AssertionConsumerServiceIndex": "7"}, "", "system.address"),
    "the index of Artifact": ({"AssertionConsumerServiceIndex": "0"}, "", "system.address"),
    "an index that is none": ({"AssertionConsumerServiceIndex": "x"}, "", "system.request"),
    "both": (
        {"AssertionConsumerServiceIndex": "1", "AssertionConsumerServiceURL": "http://127.0.0.1:1/acs"},
        "",
        "system.request",
    ),
    "another binding": ({"ProtocolBinding": SOAP}, "", "system.address"),
    "ForceAuthn": ({"ForceAuthn": "yes"}, "", "system.request"),
    "IsPassive": ({"IsPassive": ""}, "", "system.request"),
    "an empty MatchValue": (
        {},
        principals(("http://sambi.se/attributes/1/employeeHsaId", "")),
        "system.request",
    ),
}


@pytest.mark.parametrize("by", ["Redirect", "post"])
def test_a_wrong_request_ends_with_a_page(visitor: Visitor, sp: Sp, clock: ManualClock, by: str) -> None:
    for name, (changed, inner, code) in WRONG.items():
        visitor.send(sp, sp.message("AuthnRequest", clock.now(), inner, **changed), by=by)
        refused(visitor, code, name)
        assert "evil.example" not in visitor.browser.page, name


def test_a_request_is_taken_in_its_time_and_once(visitor: Visitor, sp: Sp, clock: ManualClock) -> None:
    for seconds, fits in ((-601, False), (-599, True), (299, True), (301, False)):
        visitor.send(sp, sp.message("AuthnRequest", clock.now() + timedelta(seconds=seconds)))
        if fits:
            assert ("method", "bankid") in visitor.browser.buttons(), seconds
        else:
            refused(visitor, "system.stale", str(seconds))
    text = sp.message("AuthnRequest", clock.now())
    visitor.send(sp, text)
    assert ("method", "bankid") in visitor.browser.buttons()
    for by in ("Redirect", "post"):
        visitor.send(sp, text, by=by)
        refused(visitor, "system.replayed")


def test_metadata_that_ran_out_are_believed_no_more(
    visitor: Visitor, sp: Sp, clock: ManualClock, registered: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = (clock.now() + timedelta(seconds=60)).strftime("%Y-%m-%dT%H:%M:%SZ")
    written = sp.metadata().replace(" entityID=", f" validUntil='{until}' entityID=")
    monkeypatch.setattr(sp, "metadata", lambda: written)
    visitor.ask(sp)
    assert ("method", "bankid") in visitor.browser.buttons()
    clock.advance(60)
    visitor.ask(sp)
    refused(visitor, "system.metadata")


#: What is done to the query of a signed request; the name of what is done wrong.
QUERIES: dict[str, Callable[[str], str]] = {
    "another state": lambda query: query.replace("RelayState=s", "RelayState=t"),
    "no state": lambda query: query.replace("&RelayState=s%261", ""),
    "escaped otherwise": lambda query: query.replace("RelayState=s%261", "RelayState=%73%261"),
    "no algorithm": lambda query: query.replace("&SigAlg=", "&Other="),
    "no signature": lambda query: query.replace("&Signature=", "&Other="),
    "neither": lambda query: query.partition("&SigAlg")[0],
    "SHA-1": lambda query: query.replace("more%23ecdsa-sha256", "more%23ecdsa-sha1"),
    "HMAC": lambda query: query.replace("more%23ecdsa-sha256", "more%23hmac-sha256"),
    "another hash": lambda query: query.replace("ecdsa-sha256", "ecdsa-sha512"),
    "RSA": lambda query: query.replace("ecdsa-sha256", "rsa-sha256"),
    "half a signature": lambda query: query[:-40],
}


def test_a_signature_in_an_address_covers_it_as_it_came(
    visitor: Visitor, signing_sp: Sp, clock: ManualClock, saml_idp: EmbeddedIdp
) -> None:
    destination = f"{saml_idp.doors['web']}/saml/sso/HTTP-Redirect"
    query = signing_sp.query(signing_sp.message("AuthnRequest", clock.now(), Destination=destination))
    for name, wrong in QUERIES.items():
        assert wrong(query) != query, name
        visitor.browser.open(f"/saml/sso/HTTP-Redirect?{wrong(query)}")
        assert failure_of(visitor.browser) in {"system.signature", "system.request"}, name
    visitor.browser.open(f"/saml/sso/HTTP-Redirect?unknown=1&{query}")
    assert ("method", "bankid") in visitor.browser.buttons()


def test_a_signed_message_says_where_to(visitor: Visitor, signing_sp: Sp, clock: ManualClock) -> None:
    for by in ("Redirect", "post"):
        visitor.send(signing_sp, signing_sp.message("AuthnRequest", clock.now()), by=by)
        refused(visitor, "system.request", by)


def test_a_key_that_nobody_registered_signs_nothing(
    visitor: Visitor, sp: Sp, signing_sp: Sp, clock: ManualClock, saml_idp: EmbeddedIdp
) -> None:
    stranger = replace(signing_sp, signer=ec.generate_private_key(ec.SECP256R1()))
    without = replace(sp, signer=rsa_key())  # registered without any key
    for each in (stranger, without):
        for by in ("Redirect", "post"):
            visitor.ask(each, by=by)
            refused(visitor, "system.signature", f"{each.key} {by}")
    plain = replace(signing_sp, signer=None)
    for by in ("Redirect", "post"):
        visitor.ask(plain, by=by)
        refused(visitor, "system.signature", by)


def wrapped(document: bytes) -> bytes:
    """Put a signed request into another one, whose address for answers is the attacker's."""
    signed = etree.fromstring(document)
    outer = etree.fromstring(document)
    outer.remove(outer.find("ds:Signature", NS))
    outer.set("ID", "_evil")
    outer.set("AssertionConsumerServiceURL", "http://127.0.0.1:1/acs2")
    signature = signed.find("ds:Signature", NS)
    signed.remove(signature)
    outer.insert(1, signature)
    extensions = etree.SubElement(outer, f"{{{NS['saml2p']}}}Extensions")
    extensions.append(signed)
    return bytes(etree.tostring(outer))


def twice(document: bytes) -> bytes:
    root = etree.fromstring(document)
    root.append(etree.fromstring(etree.tostring(root.find("ds:Signature", NS))))
    return bytes(etree.tostring(root))


def changed(document: bytes) -> bytes:
    return document.replace(b"<saml2p:AuthnRequest ", b"<saml2p:AuthnRequest AssertionConsumerServiceIndex='2' ", 1)


def hollow(document: bytes) -> bytes:
    root = etree.fromstring(document)
    for each in list(root.find("ds:Signature", NS)):
        root.find("ds:Signature", NS).remove(each)
    return bytes(etree.tostring(root))


def test_a_signature_in_a_document_covers_all_of_it(
    visitor: Visitor, signing_sp: Sp, clock: ManualClock, saml_idp: EmbeddedIdp
) -> None:
    destination = f"{saml_idp.doors['web']}/saml/sso/HTTP-POST"
    text = signing_sp.message("AuthnRequest", clock.now(), Destination=destination).encode()
    assert signing_sp.signer is not None
    document = signed_document(text, signing_sp.signer)
    for wrong in (wrapped, twice, changed, hollow):
        visitor.post({"SAMLRequest": base64.b64encode(wrong(document)).decode()})
        refused(visitor, "system.signature", wrong.__name__)
    visitor.post({"SAMLRequest": base64.b64encode(document).decode()})
    assert ("method", "bankid") in visitor.browser.buttons()


def test_algorithms_that_are_too_weak_are_refused_in_a_document(
    visitor: Visitor, signing_sp: Sp, clock: ManualClock, saml_idp: EmbeddedIdp, registered: Registered
) -> None:
    strong = replace(signing_sp, signer=rsa_key())
    registered.sps.remove(signing_sp)
    registered.sps.append(strong)
    destination = f"{saml_idp.doors['web']}/saml/sso/HTTP-POST"

    def send(**options: object) -> None:
        text = strong.message("AuthnRequest", clock.now(), Destination=destination).encode()
        document = signed_document(text, rsa_key(), **options)
        visitor.post({"SAMLRequest": base64.b64encode(document).decode()})

    for options in ({"signature_algorithm": SignatureMethod.RSA_SHA224}, {"digest_algorithm": DigestAlgorithm.SHA224}):
        send(**options)
        refused(visitor, "system.signature", str(options))
    send(signature_algorithm=SignatureMethod.RSA_SHA512, digest_algorithm=DigestAlgorithm.SHA384)
    assert ("method", "bankid") in visitor.browser.buttons()


def test_a_document_type_is_refused_in_every_binding_and_encoding(visitor: Visitor, sp: Sp) -> None:
    for (name, text), encoding in itertools.product(DECLARED.items(), ("utf-8", "utf-16", "utf-7", "utf-32")):
        for document in (f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding), text.encode(encoding)):
            for by in ("Redirect", "post"):
                visitor.send(sp, document, by=by)
                refused(visitor, "system.request", f"{name} {encoding} {by}")


def test_what_is_no_message_is_refused(
    visitor: Visitor, sp: Sp, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    text = sp.message("AuthnRequest", clock.now())
    for query in (
        "",
        "SAMLRequest=",
        "SAMLRequest=%FF",
        "SAMLRequest=!",
        "SAMLRequest=aGVq",
        f"{sp.query(text)}&SAMLRequest=x",
        f"{sp.query(text)}&SAMLResponse=x",
        f"{sp.query(text)}&SAMLEncoding=none",
        sp.query(text).replace("RelayState=", "RelayState=%FF"),
        sp.query(text, kind="SAMLResponse"),
        sp.query(sp.message("LogoutRequest", clock.now())),
        sp.query("<a/>" + " " * 1_000_000),
        sp.query("<a/>"),
        sp.query(text.replace("protocol", "other")),
    ):
        visitor.browser.open(f"/saml/sso/HTTP-Redirect?{query}")
        refused(visitor, "system.request", query[:80])
    for form in ({"SAMLRequest": "!"}, {"SAMLRequest": "PGEv"}, {"other": "1"}, sp.form(text) | {"SAMLResponse": "x"}):
        visitor.post(form)
        refused(visitor, "system.request", str(form)[:80])
    assert any("twice" in each["why"] for each in logged(caplog, "request.refused"))


def test_every_message_says_in_the_log_what_rule_it_broke(
    visitor: Visitor, sp: Sp, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "cosmic_login.idp.saml"):
        visitor.ask(sp, AssertionConsumerServiceURL="https://evil.example/\x7f<b>")
    told = logged(caplog, "request.refused")
    assert [(each["system"], each["rule"]) for each in told] == [(sp.key, "acs.unregistered")]
    assert "AssertionConsumerServiceURL is no HTTP-POST address of the metadata" in told[0]["why"]
    assert "evil" not in repr(told)


def test_without_signxml_a_signed_form_is_refused_and_the_rest_goes_on(
    visitor: Visitor, signing_sp: Sp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "signxml", None)
    visitor.ask(signing_sp)
    assert ("method", "bankid") in visitor.browser.buttons()
    document = (
        f"<saml2p:AuthnRequest xmlns:saml2p='{NS['saml2p']}' xmlns:saml2='{NS['saml2']}'>"
        f"<saml2:Issuer>{signing_sp.key}</saml2:Issuer><ds:Signature xmlns:ds='{NS['ds']}'/></saml2p:AuthnRequest>"
    ).encode()
    visitor.post({"SAMLRequest": base64.b64encode(document).decode()})
    refused(visitor, "system.signature")
    assert any("cosmic-login[saml]" in each["why"] for each in logged(caplog, "request.refused"))
