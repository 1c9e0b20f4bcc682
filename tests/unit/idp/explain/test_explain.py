"""What developers are told of a request: the rule that it runs into, what mends it, and nothing against a good one."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.explain.advice import ADVICE
from cosmic_login.idp.explain.causes import CAUSES
from cosmic_login.idp.explain.explain import explain
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.told import Explained, Verdict
from cosmic_login.idp.oidc.judge import ForeignHint
from cosmic_login.idp.oidc.rules import CALL_RULES, LOGOUT_RULES, RULES
from cosmic_login.idp.pages.texts import Texts
from cosmic_login.idp.registry.systems import POST, REDIRECT
from cosmic_login.idp.saml.rules import RULES as MESSAGE_RULES

from .cases import (
    CHOICES,
    CHOOSING,
    LOGOUTS,
    NOTED_METADATA,
    NOTED_OIDC,
    NOTED_OUT,
    NOTED_SAML,
    PLAIN,
    RIGHT_METADATA,
    RIGHT_OIDC,
    RIGHT_OUT,
    RIGHT_SAML,
    SECRET,
    SIGNING,
    SYSTEMS,
    UNSIGNED,
    WRONG_METADATA,
    WRONG_OIDC,
    WRONG_OUT,
    WRONG_SAML,
    Oidc,
    Out,
    Saml,
    all_claims,
    query,
)

DOOR = "https://idp.example.test"
NOW = datetime(2031, 1, 1, tzinfo=UTC)
PLACES = {each: frozenset({f"{DOOR}/saml/sso/HTTP-{each.rpartition('-')[2]}"}) for each in (REDIRECT, POST)}


def _hints(token: str, client_id: str) -> str:
    raise ForeignHint(token)


OUT_PLACES = {each: frozenset(place.replace("/sso/", "/slo/") for place in PLACES[each]) for each in PLACES}
GROUNDS = Grounds(SYSTEMS, NOW, PLACES, OUT_PLACES, _hints, audiences=(f"{DOOR}/oidc",))
OIDC = f"{DOOR}/oidc/authorize"
#: Rules that say how a request stands to what was before it, which nobody can see in it.
ELSEWHERE = {"pushed.unknown", "pushed.other_client", "message.replayed", "hint.unknown", "proof.replayed"}
#: What is said of a document as it was pasted, and of nothing that is sent.
OF_THE_PASTED = {"pushed.elsewhere", "signature.unseen", "xml", "metadata", "metadata.bindings", "metadata.logout",
                 "metadata.no_key"}  # fmt: skip


def rules(explained: Explained, verdict: Verdict) -> set[str]:
    return {each.rule for each in explained.findings if each.verdict is verdict}


def ways(case: Saml) -> list[str]:
    """Return a message in each of the ways that somebody has it at hand."""
    made = []
    if case.only != "POST":
        made.append(case.address(NOW, DOOR))
    if case.only != "Redirect":
        made.append(urlencode(case.form(NOW, DOOR)))
    return made


@pytest.mark.parametrize("name", WRONG_OIDC)
def test_a_wrong_authorization_request_is_refused_by_its_rule(name: str) -> None:
    case = WRONG_OIDC[name]
    for text in (f"{OIDC}?{case.query}", f"GET /oidc/authorize?{case.query} HTTP/1.1", case.query):
        explained = explain(text, GROUNDS)
        assert case.rule in rules(explained, Verdict.REFUSED), explained
        assert explained.answer
        assert explained.asked is None


@pytest.mark.parametrize("name", NOTED_OIDC)
def test_what_is_ignored_or_missing_is_noted(name: str) -> None:
    explained = explain(f"{OIDC}?{NOTED_OIDC[name].query}", GROUNDS)
    assert rules(explained, Verdict.WARNING) == {NOTED_OIDC[name].rule}
    assert not explained.refused
    assert explained.asked is not None
    assert SECRET not in repr(explained)


@pytest.mark.parametrize("name", RIGHT_OIDC)
def test_nothing_is_said_against_a_right_authorization_request(name: str) -> None:
    case = RIGHT_OIDC[name]
    for text in (f"{OIDC}?{case.query}", case.query, f"  GET /oidc/authorize?{case.query} HTTP/1.1\n"):
        explained = explain(text, GROUNDS)
        assert explained.findings == (), explained
        assert explained.asked is not None


@pytest.mark.parametrize("name", WRONG_SAML)
def test_a_wrong_message_is_refused_by_its_rule(name: str) -> None:
    for text in ways(WRONG_SAML[name]):
        explained = explain(text, GROUNDS)
        assert WRONG_SAML[name].rule in rules(explained, Verdict.REFUSED), explained
        assert explained.answer
        assert explained.asked is None


@pytest.mark.parametrize("name", NOTED_SAML)
def test_what_does_not_count_in_a_message_is_noted(name: str) -> None:
    for text in ways(NOTED_SAML[name]):
        explained = explain(text, GROUNDS)
        assert rules(explained, Verdict.WARNING) == {NOTED_SAML[name].rule}, explained
        assert not explained.refused


@pytest.mark.parametrize("name", [*WRONG_OUT, *NOTED_OUT, *RIGHT_OUT])
def test_a_saml_request_to_log_out_is_explained_in_any_of_its_forms(name: str) -> None:
    case = (WRONG_OUT | NOTED_OUT | RIGHT_OUT)[name]
    forms = ways(case)
    seen_alone = case.sp.signer is None and case.sp is not UNSIGNED and case.rule != "message.unread"
    if seen_alone and not case.only:
        forms.append(case.text(NOW, f"{DOOR}/saml/slo/HTTP-POST"))
    for text in forms:
        explained = explain(text, GROUNDS)
        assert {each.rule for each in explained.findings} == ({case.rule} if case.rule else set()), explained
        assert explained.refused == (name in WRONG_OUT)
        assert explained.kind == ("AuthnRequest" if case.rule == "message.unread" else "LogoutRequest")


def test_a_request_to_log_out_that_was_kept_is_explained_as_it_was() -> None:
    explained = explain(Out(SIGNING, age=3600).address(NOW, DOOR), GROUNDS)
    assert [(each.rule, each.verdict) for each in explained.findings] == [("time.past", Verdict.WARNING)]


def test_of_a_document_alone_a_signature_beside_it_is_not_missed() -> None:
    document = Out(UNSIGNED).text(NOW, f"{DOOR}/saml/slo/HTTP-Redirect")
    assert [each.rule for each in explain(document, GROUNDS).findings] == ["signature.unseen"]


@pytest.mark.parametrize("name", RIGHT_SAML)
def test_nothing_is_said_against_a_right_message_in_any_of_its_forms(name: str) -> None:
    case = RIGHT_SAML[name]
    document = case.text(NOW, f"{DOOR}/saml/sso/HTTP-POST")
    forms = [case.address(NOW, DOOR), urlencode(case.form(NOW, DOOR))]
    if case.sp is not SIGNING:  # of which a signature is wanted, that stands beside the document in an address
        forms += [document, base64.b64encode(document.encode()).decode()]
    for form in forms:
        explained = explain(form, GROUNDS)
        assert explained.findings == (), explained
        assert explained.asked is not None


@pytest.mark.parametrize("name", [*WRONG_METADATA, *NOTED_METADATA, *RIGHT_METADATA])
def test_metadata_are_explained(name: str) -> None:
    if name in RIGHT_METADATA:
        assert explain(RIGHT_METADATA[name], GROUNDS).findings == ()
        return
    text, rule = (WRONG_METADATA | NOTED_METADATA)[name]
    explained = explain(text, GROUNDS)
    assert rules(explained, Verdict.REFUSED if name in WRONG_METADATA else Verdict.WARNING) == {rule}, explained
    assert explained.refused == (name in WRONG_METADATA)


@pytest.mark.parametrize("name", LOGOUTS)
def test_a_request_to_log_out_is_explained(name: str) -> None:
    parameters, rule = LOGOUTS[name]
    explained = explain(f"{DOOR}/oidc/end_session?{urlencode(parameters)}", GROUNDS)
    assert explained.kind == "request to log out"
    assert rule in {"", *(each.rule for each in explained.findings)}, explained
    assert bool(explained.findings) == bool(rule)
    assert explained.refused == (rule in {"logout.unregistered", "logout.client", "logout.other_client"})


def test_there_are_enough_of_them() -> None:
    wrong = len(WRONG_OIDC) + len(WRONG_SAML) + len(WRONG_METADATA)
    right = len(RIGHT_OIDC) + len(RIGHT_SAML) + len(RIGHT_METADATA)
    assert wrong >= 40
    assert right >= 20


def test_every_rule_has_a_case_a_cause_and_what_mends_it_and_says_what_it_answers() -> None:
    known = set(RULES) | set(LOGOUT_RULES) | set(CALL_RULES) | set(MESSAGE_RULES) | OF_THE_PASTED
    cases: list[Oidc | Saml] = [*WRONG_OIDC.values(), *NOTED_OIDC.values(), *WRONG_SAML.values(), *NOTED_SAML.values()]
    cases += [*WRONG_OUT.values(), *NOTED_OUT.values()]
    of_documents = [*WRONG_METADATA.values(), *NOTED_METADATA.values(), *LOGOUTS.values()]
    had = {each.rule for each in cases} | {rule for _, rule in of_documents if rule}
    own_tests = {"pushed.elsewhere", "signature.unseen", "time.past", "logout.repeated"}
    assert known - had - set(CALL_RULES) == (ELSEWHERE | own_tests) - set(CALL_RULES)  # calls: test_calls.py
    assert set(CAUSES) == known
    assert known - set(ADVICE) <= ELSEWHERE
    for rule, swedish in CAUSES.items():
        assert Texts("en").own(swedish) != swedish, rule


def test_each_answer_names_the_settings_of_every_library_that_has_one() -> None:
    libraries = {"openid-client", "Authlib", "mod_auth_openidc", "idpyoidc", "Spring Security",
                 "node-saml", "mellon", "Shibboleth", "pysaml2"}  # fmt: skip
    assert {mend.library for mends in ADVICE.values() for mend in mends} == libraries | {""}
    for rule in (
        "redirect.unregistered",
        "pkce.absent",
        "scope.openid",
        "claims.malformed",
        "acr.unreachable",
        "nonce.absent",
    ):
        assert len({mend.library for mend in ADVICE[rule]} - {""}) == 5, rule
    for rule in ("loa.unreachable", "name_id.format", "acs.unregistered", "service.unknown", "signature.missing"):
        assert len({mend.library for mend in ADVICE[rule]} - {""}) == 4, rule
    assert json.dumps([[each.library, each.text] for mends in ADVICE.values() for each in mends])


@pytest.mark.parametrize(
    ("names", "choice"), CHOICES, ids=lambda each: "+".join(each) if isinstance(each, tuple) else ""
)
def test_what_a_person_will_have_to_choose_is_told(names: tuple[str, ...], choice: object) -> None:
    index = [each for each, _ in CHOICES].index(names) + 1
    by_saml = Saml(CHOOSING, changed={"AttributeConsumingServiceIndex": str(index)})
    for text in (query(all_claims(*names)), by_saml.address(NOW, DOOR)):
        explained = explain(text, GROUNDS)
        assert explained.refused == (choice is None)
        if explained.asked is not None:
            assert set(explained.asked.claims) == set(names)
            assert explained.asked.choice is choice


def test_by_scope_or_by_name_asks_for_the_same() -> None:
    asked = [
        explain(query({"client_id": "all.example", **changed}), GROUNDS).asked
        for changed in (
            {"scope": "openid personal_identity_number"},
            {"claims": '{"id_token": {"personalIdentityNumber": null}}'},
            {"scope": "openid personal_identity_number", "claims": '{"userinfo": {"personalIdentityNumber": null}}'},
        )
    ]
    assert asked[0] is not None
    assert asked[0].claims == ("personalIdentityNumber",)
    assert asked[1:] == asked[:1] * 2


def test_what_was_kept_is_told_to_be_old_and_judged_as_it_was() -> None:
    for case in (Saml(age=86_400), Saml(age=86_400, rule="loa", inner="<saml2p:RequestedAuthnContext/>")):
        explained = explain(case.address(NOW, DOOR), GROUNDS)
        assert "time.past" in rules(explained, Verdict.WARNING)
        assert explained.refused == bool(case.rule)


def test_a_signature_that_cannot_be_seen_is_asked_for() -> None:
    explained = explain(Saml(SIGNING).text(NOW, f"{DOOR}/saml/sso/HTTP-Redirect"), GROUNDS)
    assert rules(explained, Verdict.WARNING) == {"signature.unseen"}
    assert not explained.refused


def test_a_pushed_request_is_told_to_lie_elsewhere() -> None:
    address = f"{OIDC}?client_id=journal.example&request_uri=urn:ietf:params:oauth:request_uri:x"
    assert rules(explain(address, GROUNDS), Verdict.WARNING) == {"pushed.elsewhere"}


def test_a_log_out_with_a_parameter_twice_is_refused() -> None:
    explained = explain(f"{DOOR}/oidc/end_session?client_id=journal.example&state=a&state=b", GROUNDS)
    assert "logout.repeated" in rules(explained, Verdict.REFUSED)


def test_what_inera_publishes_nothing_about_is_marked() -> None:
    gaps = {each.rule for name in NOTED_OIDC for each in explain(NOTED_OIDC[name].query, GROUNDS).findings if each.gap}
    assert gaps == {"pkce.absent", "prompt.consent", "method.unknown", "method.inactive"}
    essential = explain(WRONG_OIDC["essential and not allowed"].query, GROUNDS)
    assert [each.gap for each in essential.findings] == [True]


@pytest.mark.parametrize(
    "text",
    ["", "hello", "https://example.test/", "%%%", "a" * 10_000, "\x00", "SAMLRequest=%", "?", "<", "GET / HTTP/1.1"],
)
def test_what_is_nothing_of_the_kind_is_told(text: str) -> None:
    if text.startswith(("SAMLRequest", "aaaa", "<")):  # it could be a message
        assert explain(text, GROUNDS).refused
        return
    with pytest.raises(LoginFailure) as raised:
        explain(text, GROUNDS)
    assert raised.value.code == "explain.unknown"


def test_without_the_idps_addresses_a_message_is_held_against_its_own() -> None:
    alone = Grounds(SYSTEMS, NOW)
    elsewhere = "https://idp.qa.example:443"
    assert explain(Saml().address(NOW, elsewhere), alone).findings == ()
    assert explain(urlencode(Saml().form(NOW, elsewhere)), alone).findings == ()
    moved = Saml().address(NOW, elsewhere).replace(":443", "")
    assert rules(explain(moved, alone), Verdict.REFUSED) == {"destination.other"}


def test_what_somebody_sent_is_told_in_ascii_and_at_no_length() -> None:
    hostile = "<script>å\"'&" * 50
    for text in (
        Oidc({"client_id": hostile, "scope": f"openid {hostile}", hostile: "x", "response_mode": hostile}).query,
        Saml(inner='<saml2p:NameIDPolicy Format="&lt;script&gt;"/>', changed={"ProtocolBinding": hostile}).address(
            NOW, DOOR
        ),
    ):
        for each in explain(text, GROUNDS).findings:
            assert each.detail.isascii(), each
            assert "<" not in each.detail
            assert len(each.detail) < 300
    assert PLAIN.key


_PIECES = [
    "https://idp.example/oidc/authorize?", "http://[?", "GET /x?", " HTTP/1.1", "client_id=journal.example", "&", "=",
    "SAMLRequest=", "request_uri=", "id_token_hint=a.b.c", "post_logout_redirect_uri=", "claims={", "#", "?", "\x00",
    "<", ">", "<a/>", "<?xml version='1.0'?>", "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/>",
    "redirect_uri=http://[", "max_age=9", "PHNhbWxwOkF1dGhuUmVxdWVzdC8+", "&amp;", "\ud800", "://", "scope=openid",
    "%", "å",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=8).map("".join)))
def test_whatever_is_pasted_has_an_answer(text: str) -> None:
    try:
        explained = explain(text, GROUNDS)
    except LoginFailure as failure:
        if failure.code == "explain.unknown":
            return
        raise
    for each in explained.findings:
        assert each.rule in CAUSES
        assert (each.verdict is Verdict.REFUSED) == bool(each.answer)
