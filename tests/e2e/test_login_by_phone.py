"""R12, R13, R20 by the command line: the real program, which paints each code and has a phone read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.program import background, log_events, login, run

METHODS = {"siths-other-device": "siths", "bankid": "bankid"}
BOTH = pytest.mark.parametrize("method", METHODS)


@BOTH
def test_the_identity_is_printed_with_the_phone_as_its_evidence(cosmic_profile: Path, method: str) -> None:
    found = login(cosmic_profile, "anna", "--method", method)
    identity = found["identity"]
    assert identity["amr"] == ["swk", "pin"]
    assert identity["acr"] == "http://id.sambi.se/loa/loa3"
    assert identity["loginMethod"] == found["method"] == method
    assert identity["employeeHsaId"]
    assert "card" not in found
    assert (found["device"]["phone"], found["device"]["app"]) == ("anna", METHODS[method])
    assert [step["prompt"] for step in found["steps"]] == ["working", "show_qr", "working"]

    again = login(cosmic_profile, "anna", "--method", method)  # the phone is activated once
    assert again["device"] == found["device"]
    (listed,) = json.loads(run(cosmic_profile, "phone", "list", "--json").stdout)
    assert [row["device"] for row in listed["ids"]] == [found["device"]["id"]]
    audit = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert [row["event"] for row in audit].count("login.succeeded") == 2


def test_against_an_idp_in_another_process(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp") as ready:
        for method, app in METHODS.items():
            found = login(cosmic_profile, "anna", "--method", method, "--phone", "Telefon", "--idp", ready["issuer"])
            assert found["identity"]["iss"] == ready["issuer"]
            assert found["identity"]["loginMethod"] == method
            assert (found["device"]["phone"], found["device"]["app"]) == ("Telefon", app)


@BOTH
def test_a_wrong_code_on_the_phone_ends_it_and_counts_down(cosmic_profile: Path, method: str) -> None:
    assert "identity" in login(cosmic_profile, "anna", "--method", method)
    wrong = login(cosmic_profile, "anna", "--method", method, code="999999")
    assert (wrong["failure"]["code"], wrong["failure"]["tries_left"]) == ("phone.code_wrong", 2)
    assert wrong["device"]["phone"] == "anna"
    rows = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert (rows[-1]["event"], rows[-1]["reason"]) == ("login.failed", "phone.code_wrong")
    assert "identity" in login(cosmic_profile, "anna", "--method", method), "the right code restores the tries"


def test_one_persons_phone_is_not_anothers(cosmic_profile: Path) -> None:
    login(cosmic_profile, "anna", "--method", "bankid", "--phone", "Delad")
    found = login(cosmic_profile, "karin", "--method", "bankid", "--phone", "Delad")
    if "identity" in found:
        assert found["identity"]["name"].startswith("Karin")
    else:  # she has several service IDs, or none: in any case it was she who was asked about
        assert found["failure"]["code"] in {"service_id.needed", "access.no_service_id"}


def test_without_a_code_nothing_is_begun(cosmic_profile: Path) -> None:
    done = run(cosmic_profile, "login", "--person", "anna", "--method", "bankid", "--code-env", "NOT_SET")
    assert done.returncode == 1
    assert done.stderr.startswith("code.missing: ")
    audit = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert "login.attempted" not in [row["event"] for row in audit]


def test_no_code_and_no_frame_is_in_the_log(cosmic_profile: Path) -> None:
    login(cosmic_profile, "anna", "--method", "siths-other-device", code="739146")
    text = json.dumps(log_events(cosmic_profile))
    assert "739146" not in text
    assert "siths." not in text.replace("siths.login", "").replace("cosmic_login.idp.orders.siths", "")
