"""Log-outs by SAML: a system asks, the others of the session hear of it, and who asked is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import SoftCard

from .conftest import Registered
from .kit import BINDING, NS, Answer, Sp, Visitor, answer_of, failure_of, idp_certificates, rsa_key, unb64

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
PARTIAL = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"
POST_SLO = f"<md:SingleLogoutService Binding='{BINDING}HTTP-POST' Location='http://127.0.0.1:1/slo'/>"


class Leaving:
    """A person with a session who leaves systems."""

    def __init__(self, visitor: Visitor, idp: EmbeddedIdp, clock: ManualClock) -> None:
        self.visitor, self._idp, self._clock = visitor, idp, clock

    def ask(self, sp: Sp, login: Answer, *, by: str = "Redirect", index: bool = True, **changed: Any) -> None:
        """Ask to log out as a system does: the NameID and SessionIndex as they were given."""
        name_id = etree.tostring(login.find(".//saml2:NameID"), method="c14n", exclusive=True, with_tail=False).decode()
        name_id = changed.pop("name_id", name_id)
        session = login.find(".//saml2:AuthnStatement").get("SessionIndex")
        inner = name_id + (f"<saml2p:SessionIndex>{session}</saml2p:SessionIndex>" if index else "")
        text = sp.message("LogoutRequest", self._clock.now(), inner, **{"Destination": self.place(by), **changed})
        self.visitor.send(sp, text, by=by, place="slo", state="bye")

    def reply(self, sp: Sp, request: Answer, *codes: str, by: str = "Redirect", **changed: Any) -> None:
        """Answer a request of the IdP's."""
        second = f"<saml2p:StatusCode Value='{codes[1]}'/>" if len(codes) > 1 else ""
        inner = f"<saml2p:Status><saml2p:StatusCode Value='{codes[0]}'>{second}</saml2p:StatusCode></saml2p:Status>"
        usual = {"Destination": self.place(by), "InResponseTo": request.root.get("ID")}
        text = sp.message("LogoutResponse", self._clock.now(), inner, **{**usual, **changed})
        self.visitor.send(sp, text, by=by, place="slo", kind="SAMLResponse", state=None)

    def told(self) -> Answer:
        return answer_of(self.visitor.browser)

    def place(self, by: str) -> str:
        return f"{self._idp.doors['web']}/saml/slo/HTTP-{'POST' if by == 'post' else by}"

    def is_out(self, sp: Sp) -> bool:
        self.visitor.ask(sp)
        return ("method", "bankid") in self.visitor.browser.buttons()


@pytest.fixture
def leaving(visitor: Visitor, saml_idp: EmbeddedIdp, clock: ManualClock) -> Leaving:
    return Leaving(visitor, saml_idp, clock)


@pytest.fixture
def logins(visitor: Visitor, sp: Sp, signing_sp: Sp, card: SoftCard) -> list[Answer]:
    """Log in at both systems, at the second twice."""
    visitor.ask(sp)
    first = visitor.authenticate(card)
    found = [first]
    for _ in range(2):
        visitor.ask(signing_sp)
        found.append(visitor.answer())
    return found


def c14n(element: Any) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))


def test_every_system_of_the_session_is_told_and_who_asked_hears_it(
    leaving: Leaving, sp: Sp, signing_sp: Sp, logins: list[Answer], audit: Rows
) -> None:
    leaving.ask(sp, logins[0])
    assert [row.event for row in audit()][-1] == "session.ended"
    names = {each.find(".//saml2:AuthnStatement").get("SessionIndex"): each for each in logins[1:]}
    while names:
        request = leaving.told()
        assert etree.QName(request.root).localname == "LogoutRequest"
        (index,) = [each.text for each in request.root.iter(f"{{{NS['saml2p']}}}SessionIndex")]
        assert c14n(request.find("saml2:NameID")) == c14n(names.pop(index).find(".//saml2:NameID"))
        leaving.reply(signing_sp, request, SUCCESS)
    answer = leaving.told()
    assert etree.QName(answer.root).localname == "LogoutResponse"
    assert (answer.status, answer.fields["RelayState"]) == (("Success", ""), "bye")
    assert answer.root.get("InResponseTo") == f"_r{sp.sent}"
    assert leaving.is_out(sp)
    assert leaving.is_out(signing_sp)


def test_messages_in_addresses_are_signed_and_keep_the_systems_own_parameters(
    leaving: Leaving, sp: Sp, signing_sp: Sp, logins: list[Answer], visitor: Visitor
) -> None:
    leaving.ask(sp, logins[0])
    (certificate,) = idp_certificates(visitor.browser.http)
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    request = leaving.told()
    assert request.fields["x"] == "1"
    signed, _, signature = request.query.partition("?x=1&")[2].rpartition("&Signature=")
    key.verify(unb64(signature), signed.encode(), PKCS1v15(), SHA256())
    assert b"Signature" not in request.document


@pytest.mark.parametrize("by", ["Redirect", "post"])
def test_forms_work_as_addresses_do(
    leaving: Leaving, registered: Registered, visitor: Visitor, sp: Sp, card: SoftCard, by: str
) -> None:
    form = Sp("https://form.example/metadata", signer=rsa_key(), logout=POST_SLO)
    registered.sps.append(form)
    visitor.ask(form)
    first = visitor.authenticate(card)
    visitor.ask(sp)
    second = visitor.answer()
    leaving.ask(sp, second)
    request = leaving.told()
    assert request.address == "http://127.0.0.1:1/slo"
    request.verify(idp_certificates(visitor.browser.http)[0])
    leaving.reply(form, request, SUCCESS, by=by)
    assert leaving.told().status == ("Success", "")
    visitor.ask(form)
    first = visitor.authenticate(card)
    leaving.ask(form, first, by=by)
    answer = leaving.told()
    answer.verify(idp_certificates(visitor.browser.http)[0])
    assert (answer.status, answer.fields["RelayState"]) == (("Success", ""), "bye")


def test_who_says_no_answers_wrongly_or_not_at_all_makes_it_partial(
    leaving: Leaving, sp: Sp, signing_sp: Sp, visitor: Visitor, card: SoftCard, clock: ManualClock
) -> None:
    stranger = replace(signing_sp, signer=ec.generate_private_key(ec.SECP256R1()))
    responder = SUCCESS.replace("Success", "Responder")
    for who, codes, skips in (
        (signing_sp, (responder,), False),
        (signing_sp, (SUCCESS, PARTIAL), False),
        (stranger, (SUCCESS,), False),
        (signing_sp, (), True),
    ):
        visitor.ask(sp)
        login = visitor.authenticate(card)
        visitor.ask(signing_sp)
        visitor.answer()
        leaving.ask(sp, login)
        request = leaving.told()
        if skips:  # the browser is stuck there; its person goes back and presses the button again
            clock.advance(30)
            leaving.ask(sp, login)
        else:
            leaving.reply(who, request, *codes)
        answer = leaving.told()
        assert answer.status == ("Success", "PartialLogout"), codes
        assert leaving.is_out(sp)


def test_a_system_without_an_address_for_it_cannot_be_told(
    leaving: Leaving, registered: Registered, visitor: Visitor, sp: Sp, card: SoftCard
) -> None:
    soap = POST_SLO.replace("HTTP-POST", "SOAP")
    deaf = Sp("https://dov.example/metadata", logout=soap)
    registered.sps.append(deaf)
    visitor.ask(deaf)
    first = visitor.authenticate(card)
    visitor.ask(sp)
    leaving.ask(sp, visitor.answer())
    assert leaving.told().status == ("Success", "PartialLogout")
    visitor.ask(deaf)
    first = visitor.authenticate(card)
    leaving.ask(deaf, first)
    assert "utloggad" in visitor.browser.page


def test_a_session_that_is_over_is_a_success(
    leaving: Leaving, sp: Sp, logins: list[Answer], clock: ManualClock
) -> None:
    unknown = "<saml2:NameID>_nobody</saml2:NameID>"
    leaving.ask(sp, logins[0], name_id=unknown)
    assert leaving.told().status == ("Success", "")
    assert not leaving.is_out(sp)
    answer_of(leaving.visitor.browser)
    leaving.ask(sp, logins[0], index=False, name_id=unknown)
    assert leaving.told().status == ("Success", "")


def test_without_an_index_all_sessions_of_the_name_end(
    leaving: Leaving, signing_sp: Sp, visitor: Visitor, card: SoftCard
) -> None:
    visitor.ask(signing_sp, f"<saml2p:NameIDPolicy Format='{PERSISTENT}'/>")
    first = visitor.authenticate(card)
    visitor.ask(signing_sp, f"<saml2p:NameIDPolicy Format='{PERSISTENT}'/>")
    visitor.answer()
    name = first.text(".//saml2:NameID")
    leaving.ask(signing_sp, first, index=False, name_id=f"<saml2:NameID Format='{PERSISTENT}'>{name}</saml2:NameID>")
    answer = leaving.told()
    assert etree.QName(answer.root).localname == "LogoutResponse"
    assert answer.status == ("Success", "")
    assert leaving.is_out(signing_sp)


def test_only_the_system_itself_ends_its_users_sessions(
    leaving: Leaving, sp: Sp, signing_sp: Sp, logins: list[Answer], visitor: Visitor, registered: Registered
) -> None:
    plain = replace(signing_sp, signer=None)
    stranger = replace(signing_sp, signer=ec.generate_private_key(ec.SECP256R1()))
    for each, code in ((plain, "system.signature"), (stranger, "system.signature")):
        for by in ("Redirect", "post"):
            leaving.ask(each, logins[1], by=by)
            assert failure_of(visitor.browser) == code
    leaving.ask(sp, logins[1])  # another system's name
    assert leaving.told().status == ("Success", "")
    assert not leaving.is_out(sp)


def test_wrong_requests_and_answers_end_with_a_page_or_an_answer(
    leaving: Leaving, sp: Sp, signing_sp: Sp, logins: list[Answer], visitor: Visitor, clock: ManualClock
) -> None:
    for changed, code in (
        ({"Destination": leaving.place("Redirect").replace("slo", "sso")}, "system.request"),
        ({"NotOnOrAfter": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")}, "system.stale"),
        ({"ID": None}, "system.request"),
        ({"issuer": "<saml2:Issuer>https://evil.example</saml2:Issuer>"}, "system.unknown"),
    ):
        leaving.ask(sp, logins[0], **changed)
        assert failure_of(visitor.browser) == code, changed
    leaving.ask(sp, logins[0], ID="_again", name_id="<saml2:EncryptedID/>")
    assert leaving.told().status == ("Requester", "RequestUnsupported")
    leaving.ask(sp, logins[0], ID="_again")
    assert failure_of(visitor.browser) == "system.replayed"
    leaving.reply(signing_sp, logins[0], SUCCESS)  # to nothing that it was asked
    assert failure_of(visitor.browser) == "web.unknown"
    leaving.ask(sp, logins[0])
    request = leaving.told()
    leaving.reply(sp, request, SUCCESS)  # asked was the other
    assert failure_of(visitor.browser) == "web.unknown"
    visitor.send(sp, sp.message("AuthnRequest", clock.now()), place="slo")
    assert failure_of(visitor.browser) == "system.request"
    leaving.reply(signing_sp, request, SUCCESS)
    assert etree.QName(leaving.told().root).localname == "LogoutRequest"  # the second login there
