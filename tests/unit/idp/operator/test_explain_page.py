"""The page says what ``explain`` says, in the reader's language, of what was typed or of a file; and keeps nothing."""

from __future__ import annotations

import html
import re

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.explain.cases import (
    NOTED_METADATA,
    NOTED_OIDC,
    RIGHT_METADATA,
    RIGHT_OIDC,
    RIGHT_SAML,
    SECRET,
    WRONG_METADATA,
    WRONG_OIDC,
    WRONG_SAML,
)

from .conftest import Operator


def rules(page: str) -> list[str]:
    """Return the rules of the page's findings, those that refuse first."""
    return re.findall(r'<li class="finding [a-z]+">.*?<code>([a-z_.]+)</code>', page, re.DOTALL)


def refused(page: str) -> bool:
    return "Den avvisas" in page


def test_every_authorization_request(operator: Operator, operators_idp: EmbeddedIdp) -> None:
    for name, case in (WRONG_OIDC | NOTED_OIDC | RIGHT_OIDC).items():
        answer = operator.explain(f"{operators_idp.doors['web']}/oidc/authorize?{case.query}")
        assert answer.status_code == 200, name
        assert refused(answer.text) == (name in WRONG_OIDC), name
        assert case.rule in rules(answer.text) or not case.rule, name
        assert ("Det finns inget att säga emot den." in answer.text) == (name in RIGHT_OIDC), name
        assert ("Det här begär den" in answer.text) == (name not in WRONG_OIDC), name


def test_messages_and_metadata(operator: Operator, operators_idp: EmbeddedIdp, clock: ManualClock) -> None:
    door = operators_idp.doors["web"]
    for name in ("node-saml's level", "node-saml's NameID", "another IdP's address", "not signed as promised"):
        answer = operator.explain(WRONG_SAML[name].address(clock.now(), door))
        assert refused(answer.text), name
        assert rules(answer.text)[0] == WRONG_SAML[name].rule
    for name in ("the least of SAML", "signed"):
        assert rules(operator.explain(RIGHT_SAML[name].address(clock.now(), door)).text) == [], name
    for name in ("metadata without an address", "mellon's addresses"):
        text, rule = (WRONG_METADATA | NOTED_METADATA)[name]
        for answer in (operator.explain(text), operator.explain(file=text.encode())):
            assert rule in rules(answer.text)
    assert rules(operator.explain(file=b"\xef\xbb\xbf" + RIGHT_METADATA["metadata"].encode()).text) == []


def test_in_the_readers_language(operator: Operator) -> None:
    text = WRONG_OIDC["no openid"].query
    answer = operator.explain(text)
    assert "scope innehåller inte openid." in answer.text
    assert "Systemet får error=invalid_scope på sin adress." in answer.text
    operator.open("/explain?language=en")
    answer = operator.explain(text)
    assert "scope does not hold openid." in answer.text
    assert "The system is told error=invalid_scope at its address." in answer.text
    assert "mod_auth_openidc" in answer.text


def test_what_nobody_publishes_is_said(operator: Operator) -> None:
    assert "Inera publicerar inget om detta." in operator.explain(NOTED_OIDC["as Authlib asks by itself"].query).text
    assert "Inera publicerar inget om detta." not in operator.explain(WRONG_OIDC["no openid"].query).text


@pytest.mark.parametrize("text", ["", "hello", "%%%", "<script>alert(1)</script> x"])
def test_what_is_nothing_of_the_kind_is_told(operator: Operator, text: str) -> None:
    answer = operator.explain(text)
    if text.startswith("<"):
        assert rules(answer.text) == ["xml"] or refused(answer.text)
    else:
        assert answer.status_code == 422
        assert "Det går inte att förstå vad som ska förklaras." in answer.text
    assert "<script>alert" not in answer.text


def test_what_was_typed_stands_there_again_and_is_nowhere_else(
    operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    text = NOTED_OIDC["the secret in the address"].query
    answer = operator.explain(text)
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert shown
    assert html.unescape(shown[1]) == text
    assert answer.text.count(SECRET) == 1
    assert SECRET not in caplog.text
    assert SECRET not in str([vars(each).get("cosmic_fields") for each in caplog.records])
    assert "no-store" in answer.headers["cache-control"]


def test_a_document_of_some_size_is_taken_and_a_larger_one_is_not(operator: Operator) -> None:
    document = RIGHT_METADATA["metadata"]
    padded = document.replace("<md:SPSSODescriptor", f"<!--{'x' * 200_000}--><md:SPSSODescriptor", 1)
    assert rules(operator.explain(file=padded.encode()).text) == []
    assert operator.explain(file=b"<" + b"x" * 2_000_000).status_code == 413
    assert operator.http.post("/login/x", content=b"x" * 200_000, headers=operator.origin).status_code == 413


def test_another_form_is_refused(operator: Operator) -> None:
    answer = operator.http.post("/explain", data={"request": "x"}, headers=operator.origin)
    assert answer.status_code == 400
    headers = {**operator.origin, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x\r\n\r\n", b"nothing", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'):
        answer = operator.http.post("/explain", content=body, headers=headers)
        assert answer.status_code in {400, 403}, body
        assert "internal.error" not in answer.text
    many = "".join(f'--x\r\nContent-Disposition: form-data; name="f{each}"\r\n\r\n1\r\n' for each in range(50))
    assert operator.http.post("/explain", content=many + "--x--", headers=headers).status_code == 400
