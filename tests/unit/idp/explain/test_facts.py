"""Each published rule of Inera's IdP, and each pitfall of the libraries that were tried, has a case or a test of ours.

The letters are those of our collection of facts: A2 is an OpenID Connect request, A4 what has to be chosen, A6 SAML; B2
are the pitfalls of SAML service providers, B4 those of OpenID Connect clients. A request shows some of them; those that
are about what we answer, or about a person, are held by another test, which is named by its file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import (
    CHOICES,
    LOGOUTS,
    NOTED_METADATA,
    NOTED_OIDC,
    NOTED_SAML,
    RIGHT_METADATA,
    RIGHT_OIDC,
    RIGHT_SAML,
    WRONG_METADATA,
    WRONG_OIDC,
    WRONG_SAML,
)

CASES = {
    *WRONG_OIDC, *NOTED_OIDC, *RIGHT_OIDC, *WRONG_SAML, *NOTED_SAML, *RIGHT_SAML, *WRONG_METADATA, *NOTED_METADATA,
    *RIGHT_METADATA, *LOGOUTS, *("+".join(names) for names, _ in CHOICES),
}  # fmt: skip
TESTS = Path(__file__).parent.parent

#: Rule: what stands for it. ``file::test`` is another test below tests/unit/idp.
FACTS: dict[str, tuple[str, ...]] = {
    # -- A2: an OpenID Connect request -----------------------------------------------------------------------------
    "A2 code flow alone": ("the implicit flow", "the hybrid flow", "no response_type", "the least"),
    "A2 client_secret_post; the secret is nothing for a browser": (
        "the secret in the address",
        "oidc/test_code_flow.py::test_every_way_of_proving_itself_gives_a_client_its_tokens",
    ),
    "A2 scope openid, and claims by the parameter": ("as a live client asks", "no openid", "no scope"),
    "A2 employeeHsaId from the ID token": (
        "oidc/test_code_flow.py::test_a_client_as_a_live_one_asks_gets_its_claims_in_the_id_token",
    ),
    "A2 client_id and redirect_uri to the letter": (
        "client_id in other letters", "a slash more", "another port", "another scheme", "another host",
        "other letters", "a query more",
    ),
    "A2 a log-out by id_token_hint and an address with a fragment": (
        "as a live client logs out", "the fragment left out", "the fragment left out, with an ID token", "no ID token",
    ),
    "A2 registered by hand: client, addresses, claims, methods": (
        "a client that nobody registered", "out of a client that nobody registered", "a claim that is not allowed",
        "a way that the client has not",
    ),
    "A2 no dynamic registration": ("registration by the way",),
    "A2 PKCE is demanded nowhere that is public": ("as Authlib asks by itself", "a public client without PKCE"),
    "A2.1 the claims of openid need no registration": ("what everybody may have",),
    "A2.2 what is unknown is ignored": (
        "a scope that there is not", "a claim that is misspelt", "an essential claim that there is not",
    ),
    "A2.2 by scope or by claims: the same": ("claims by a scope", "claims by a scope and by name"),
    "A2.3 what is not allowed is left out silently": ("a scope that is not allowed", "a claim that is not allowed"),
    "A2.3 claims of a scope go into the ID token": ("oidc/test_judge.py::test_what_a_request_asks_for",),
    "A2.4 claims has userinfo and id_token, null or an object": (
        "a claim in both answers", "a claim with values", "claims of a Python dictionary", "a claim that is a list",
        "essential that is a text",
    ),
    "A2.5 essential and not to be had: the login fails": (
        "essential and not allowed", "essential in userinfo and not allowed",
        "oidc/test_sessions.py::test_a_claim_that_cannot_be_had_is_told_and_nobody_is_asked",
    ),
    "A2.6 authorizationScope by value": (
        "an authorization scope", "an authorization scope that is demanded and not allowed",
        "claims/test_choices.py::test_an_authorization_scope_is_found_by_its_code",
    ),
    "A2.7 somebody named beforehand: all values match": (
        "a person named beforehand", "values that exclude each other",
        "claims/test_choices.py::test_all_values_must_match_and_one_of_several_of_a_claim_will_do",
    ),
    "A2.8 a way named beforehand, if it is active": (
        "a way named beforehand", "a way that there is not", "a way that the client has not",
        "oidc/test_sessions.py::test_a_way_that_is_named_beforehand_is_the_only_one",
    ),
    "A2 scopes stand for claims": ("organisation and commission by scopes", "claims by a scope"),
    # -- A4: what has to be chosen ---------------------------------------------------------------------------------
    **{f"A4 {'+'.join(names)}": ("+".join(names),) for names, _ in CHOICES},
    "A4 organisation and commission are two choices": (
        "organisation and commission", "organisation and commission by attributes",
        "metadata of organisation and commission",
    ),
    "A4 the user's organisation is one": (
        "the user's organisation and commission", "the user's organisation and commission by attributes",
    ),
    "A4 one option is no choice": ("web/test_web_logins.py::test_a_person_with_one_service_id_comes_straight_in",),
    "A4 the certificate decides who is offered": (
        "claims/test_choices.py::test_a_certificate_with_a_personal_number_offers_all_and_one_with_an_hsa_id_its_own",
    ),
    "A4 a session, and a choice for the next system": (
        "web/test_web_logins.py::test_a_person_with_several_chooses_and_the_next_system_takes_the_session_over",
    ),
    # -- A6: SAML --------------------------------------------------------------------------------------------------
    "A6 requests need no signature": ("unsigned", "signed", "not signed as promised"),
    "A6 our metadata: keys, levels, names, attributes": ("saml/test_judges.py::test_the_metadata_are_as_ineras_are",),
    "A6 NameID transient, then persistent": ("transient", "persistent", "no NameID's format", "node-saml's NameID"),
    "A6 levels 2 and 3 are reached": ("SAML level 3", "SAML level 2 or 3", "level 1"),
    "A6 an AttributeConsumingService for attributes": (
        "no service in the metadata", "mellon's metadata of no attributes",
    ),
    "A6 the index picks it, the default without one": (
        "no index: the first service", "a service of nothing", "a service in words",
        "saml/test_sso.py::test_the_index_chooses_attributes_and_address",
    ),
    "A6 isRequired is SAML's essential": (
        "a required attribute that there is not", "a required attribute that is not allowed",
        "metadata that require what there is not",
    ),
    "A6 PrincipalSelection: known names, and all match": (
        "somebody named beforehand", "two persons at once", "a MatchValue of nothing", "a MatchValue of another name",
    ),
    "A6 further audiences that are registered": (
        "an audience that is registered", "an audience that nobody registered",
    ),
    "A6 names of attributes in other letters": ("an attribute in other letters", "metadata in other letters"),
    "A6 the prefix saml2 in answers; both are signed": (
        "saml/test_sso.py::test_an_answer_has_what_readers_of_it_look_for",
    ),
    "A6 levels are compared exactly": ("a level at least", "another's level beside ours"),
    # -- B2: pitfalls of SAML service providers --------------------------------------------------------------------
    "B2.1 the signature stands after the Issuer": (
        "saml/test_sso.py::test_an_answer_has_what_readers_of_it_look_for",
    ),
    "B2.2 no attribute, no statement": (
        "no service in the metadata", "saml/test_sso.py::test_no_attribute_to_give_leaves_the_statement_out",
    ),
    "B2.3 both levels are signed": ("saml/test_sso.py::test_a_person_logs_in",),
    "B2.4 node-saml's defaults": ("node-saml's level", "node-saml's NameID"),
    "B2.5 node-saml deflates what it posts": ("node-saml's form",),
    "B2.6 addresses are chosen by binding": (
        "mellon's addresses", "metadata with SOAP first", "metadata with Artifact alone", "the address of Artifact",
        "an answer by PAOS",
    ),
    "B2.6 the address for answers is one of the metadata": (
        "an address that nobody registered", "an address with a slash more", "an index of nothing",
    ),
    "B2.7 node-saml logs out by POST alone": ("node-saml's log-out",),
    "B2.8 no document type, and nothing that swells": ("a document type", "a bomb", "metadata with a document type"),
    "B2.9 a signature covers the address as it came": (
        "an address escaped anew", "signed", "an address signed with SHA-1", "signed by another key",
    ),
    "B2.10 a long RelayState": ("Shibboleth's RelayState", "no RelayState"),
    "B2.11 keys with a use and without": ("Shibboleth's two keys", "metadata"),
    "B2.12 no xsi:type": ("saml/test_sso.py::test_an_answer_has_what_readers_of_it_look_for",),
    "B2.13 encryption": (
        "a key of the wrong kind", "saml/test_sso.py::test_an_encrypted_answer_is_opened_by_its_system",
    ),
    "B2.14 XML's own letters": ("letters that XML escapes",),
    "B2 what came from another IdP's metadata": ("another IdP's address", "signed for nowhere"),
    # -- B4: pitfalls of OpenID Connect clients --------------------------------------------------------------------
    "B4 Authlib and mod_auth_openidc send no PKCE": (
        "as Authlib asks by itself", "as mod_auth_openidc asks by itself", "a public client with PKCE",
    ),
    "B4 openid-client sends PKCE with S256": ("as openid-client asks", "PKCE plain", "PKCE with no method",
                                              "a challenge that is none", "a method without a challenge"),
    "B4 nonce": ("no nonce",),
    "B4 state": ("no state", "state twice", "a long state", "a line break in state"),
    "B4 basic and post prove a client": (
        "oidc/test_code_flow.py::test_every_way_of_proving_itself_gives_a_client_its_tokens",
    ),
    "B4 fields of discovery; no iss announced": (
        "oidc/test_code_flow.py::test_discovery_and_keys_can_be_read_by_any_page_and_nothing_else",
    ),
    "B4 the issuer to the letter": ("an ID token that is not ours",),
    "B4 one sub, and the same in both answers": (
        "oidc/test_code_flow.py::test_sub_is_new_at_every_login_and_the_same_in_both_answers",
    ),
    "B4 aud is a text, amr a list, the times are there": (
        "oidc/test_code_flow.py::test_a_client_as_a_live_one_asks_gets_its_claims_in_the_id_token",
    ),
    "B4 keys are found by kid, before and after they sign": (
        "oidc/test_code_flow.py::test_a_key_is_published_before_it_signs_and_after",
    ),
    "B4 no iss in an error's answer": ("oidc/test_refusals.py::test_other_requests_are_told_to_the_client",),
    "B4 a form from another site brings no cookies": (
        "oidc/test_code_flow.py::test_a_request_by_post_is_led_on_to_a_get",
        "saml/test_sso.py::test_a_session_serves_the_next_system_whose_form_brought_no_cookies",
    ),
    "B4 where a form to a system may lead": ("web/test_pages.py::test_where_a_form_to_a_system_may_lead",),
    "B4 Keycloak's parameter": ("Keycloak's hint",),
}  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_has_what_stands_for_it(fact: str) -> None:
    for each in FACTS[fact]:
        file, is_test, name = each.partition("::")
        if is_test:
            assert f"\ndef {name}(" in (TESTS / file).read_text("utf-8"), each
        else:
            assert each in CASES, each


def test_no_paragraph_is_left_out() -> None:
    assert {f"B2.{number}" for number in range(1, 15)} <= {fact.split()[0] for fact in FACTS}
    assert {f"A2.{number}" for number in range(1, 9)} <= {fact.split()[0] for fact in FACTS}
    assert {fact[:2] for fact in FACTS} == {"A2", "A4", "A6", "B2", "B4"}
