"""What is written here is its own canonical form, and others verify and read it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier

from cosmic_login.idp.saml.writing import Node, SigningIdentity, encrypted, node, signed, text_of

from .kit import NS, rsa_key

NAMES = st.sampled_from(["saml2:A", "saml2p:B", "ds:C", "md:D", "E"])
TEXTS = st.text(alphabet=st.characters(codec="utf-8", categories=None), max_size=12)
ATTRIBUTES = st.dictionaries(st.sampled_from(["ID", "Name", "a", "z", "xml:lang", "ds:x", "md:x"]), TEXTS, max_size=4)


def _node(children: st.SearchStrategy[Node | str]) -> st.SearchStrategy[Node]:
    return st.builds(Node, NAMES, ATTRIBUTES, st.lists(children, max_size=4).map(tuple))


NODES = _node(st.recursive(TEXTS, lambda inner: _node(inner) | TEXTS, max_leaves=12))


@given(NODES)
def test_a_text_is_its_own_exclusive_canonical_form(made: Node) -> None:
    text = text_of(made).encode()
    root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, remove_comments=False))
    assert etree.tostring(root, method="c14n", exclusive=True, with_comments=False) == text
    for part in root.iter():  # and so is each part of it, wherever it stands
        alone = etree.tostring(part, method="c14n", exclusive=True, with_tail=False)
        assert etree.tostring(etree.fromstring(alone), method="c14n", exclusive=True) == alone


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert text_of(node("E", 'a\x00b\ud800\uffff\r<&>"', x='\t\n"<\x1f')) == (
        '<E x="&#x9;&#xA;&quot;&lt;\ufffd">a\ufffdb\ufffd\ufffd&#xD;&lt;&amp;&gt;"</E>'
    )


def identity() -> SigningIdentity:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, rsa_key().public_key(), 1, start, start + timedelta(days=9))
    return SigningIdentity(rsa_key(), made.sign(rsa_key(), hashes.SHA256()))


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_signature_is_verified_by_others_whatever_it_covers(texts: list[str]) -> None:
    whole = node(
        "saml2:Assertion", node("saml2:Issuer", "i"), *(node("saml2:A", each, ID="x") for each in texts), ID="_1"
    )
    by = identity()
    document = text_of(signed(whole, by)).encode()
    config = SignatureConfiguration(location="./", verification_time=by.certificate.not_valid_before_utc)
    found = XMLVerifier().verify(document, x509_cert=by.certificate, id_attribute="ID", expect_config=config)
    assert not isinstance(found, list)
    assert found.signed_data == text_of(whole).encode()
    assert etree.fromstring(document)[1].tag == f"{{{NS['ds']}}}Signature"


def test_what_is_encrypted_is_read_with_the_key_alone() -> None:
    whole = node("saml2:Assertion", node("saml2:Issuer", "hemligt & <å>"))
    text = text_of(encrypted(whole, rsa_key().public_key()))
    assert "hemligt" not in text
    root = etree.fromstring(text)
    wrapped, sealed = (base64.b64decode(each.text) for each in root.iter("{*}CipherValue"))
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303
    secret = rsa_key().decrypt(wrapped, oaep)
    assert len(secret) == 32
    assert AESGCM(secret).decrypt(sealed[:12], sealed[12:], None) == text_of(whole).encode()
