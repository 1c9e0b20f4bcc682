"""What the pytest plug-in can do, over HTTP: each operation with real cards, phones, logins and outages."""

from __future__ import annotations

import base64
import hmac
import ssl
from pathlib import Path
from typing import Any

import httpx2

from cosmic_login.directory.directory import Directory
from cosmic_login.profile import Profile
from cosmic_login.qr.picture import as_pgm, modules_of

from .kit import Door

READER = "Virtuell läsare 1"
OLLE = {
    "personal_number": "196607113146",
    "given_name": "Olle",
    "family_name": "Provsson",
    "service_ids": [{"hsa_id": "TSTNMT2321000057-9001", "organisation": "rjl", "title": "Läkare"}],
}


# -- logins and cards ------------------------------------------------------------------------------------------------
def test_a_card_logs_in_and_the_trail_says_so(door_on: Door) -> None:
    door_on.post("/cards/anna-1/insert")
    login = door_on.log_in(codes=["000000", "123456"])
    assert (login["state"], login["failure"], login["asks"]) == ("succeeded", None, None)
    assert login["identity"]["claims"]["acr"].endswith("/loa3")
    assert [step["prompt"] for step in login["steps"]].count("enter_code") == 2
    assert door_on.get("/cards/anna-1")["tries_left"] == 3
    rows = door_on.get("/audit")
    assert [row["event"] for row in rows["rows"]] == ["login.attempted", "login.succeeded"]
    assert door_on.get(f"/audit?after={rows['last']}") == {"rows": [], "last": rows["last"]}
    assert [row["event"] for row in door_on.get("/audit?event=login.succeeded")["rows"]] == ["login.succeeded"]

    assert door_on.delete(f"/logins/{login['login']}")["logged_out"]
    assert door_on.get("/audit?limit=1")["rows"][0]["event"] == "session.ended"


def test_a_wrong_code_blocks_the_card_and_it_is_unblocked(door: Door) -> None:
    door.post("/cards/anna-1/insert")
    login = door.log_in(codes=["000000"])
    assert (login["state"], login["failure"]["code"]) == ("failed", "code.blocked")
    assert door.get("/cards/anna-1")["state"] == "blocked"
    assert door.post("/cards/anna-1/unblock")["tries_left"] == 3
    assert door.log_in()["state"] == "succeeded"
    assert door.post("/cards/anna-1/block")["state"] == "blocked"
    assert door.log_in()["failure"]["code"] == "code.blocked"


def test_a_card_is_waited_for_and_a_login_given_up(door: Door) -> None:
    login = door.post("/logins", status=201)
    waits = door.get(f"/logins/{login['login']}?wait=0.5")
    assert waits["state"] == "under-way"
    door.post("/cards/bo-1/insert")
    assert door.get(f"/logins/{login['login']}?wait=60")["state"] == "succeeded"

    door.post("/cards/bo-1/pull")
    login = door.post("/logins", status=201)
    assert door.delete(f"/logins/{login['login']}")["state"] == "cancelled"
    assert door.get("/audit?event=login.failed&limit=1")["rows"][0]["reason"] == "order.cancelled"
    assert door.refused("GET", "/logins/unknown", status=404)[:2] == ("control.unknown", "login")
    assert [each["state"] for each in door.get("/logins")["logins"]] == ["succeeded", "cancelled"]


def test_faults_of_a_card(door: Door) -> None:
    door.put("/cards/anna-1/faults", {"pulled_at": 7})
    door.post("/cards/anna-1/insert")
    assert door.log_in()["failure"]["code"] == "card.removed"
    assert door.get("/readers")["readers"] == [{"reader": READER, "card": ""}]
    door.put("/cards/anna-1/faults", {})
    door.post("/cards/anna-1/insert")
    assert door.log_in()["state"] == "succeeded"
    wrong = door.refused("PUT", "/cards/anna-1/faults", {"status_word": {"at": 1, "word": "6F"}})
    assert wrong == ("control.invalid", "status_word.word", "four hexadecimal digits")


def test_a_revoked_card(door: Door) -> None:
    door.post("/cards/anna-1/insert")
    assert door.post("/cards/anna-1/revoke")["state"] == "revoked"
    assert door.log_in()["failure"]["code"] == "certificate.revoked"
    assert [row["extra"]["card"] for row in door.get("/audit?event=card.revoked")["rows"]] == ["anna-1"]
    assert door.put("/cards/anna-1", {})["state"] == "ok"
    assert door.log_in()["state"] == "succeeded"


def test_readers_and_their_service(door: Door) -> None:
    door.put("/readers/Läsare 2")
    door.post("/cards/anna-1/insert")
    door.post("/cards/bo-1/insert", {"reader": "Läsare 2"})
    assert door.log_in(reader="Läsare 2")["identity"]["name"].startswith("Bo ")
    assert door.refused("POST", "/cards/bo-1/insert", {"reader": "x"}, 404)[:2] == ("reader.unknown", "reader")
    door.put("/reader-service", {"running": False})
    login = door.post("/logins", {"wait": 0.5}, 201)
    assert login["asks"]["situation"] or login["failure"]
    door.delete(f"/logins/{login['login']}")
    door.put("/reader-service", {"running": True})
    assert {row["reader"] for row in door.delete("/readers/Läsare 2")["readers"]} == {READER}


# -- people ----------------------------------------------------------------------------------------------------------
def test_a_person_of_ones_own_logs_in(door: Door, cosmic_profile: Path) -> None:
    assert door.put("/people/olle", OLLE)["service_ids"][0]["organisation"] == "Region Jönköpings län"
    assert door.put("/cards/olle-1", {"person": "olle", "key_type": "ec256"})["name"] == "Olle Provsson"
    door.post("/cards/olle-1/insert")
    assert door.log_in()["identity"]["hsa_id"] == "TSTNMT2321000057-9001"
    assert Directory.load(Profile.open(cosmic_profile)).person("olle").cards[0].card == "olle-1"

    door.post("/cards/olle-1/pull")
    door.delete("/people/olle", status=204)
    assert door.refused("GET", "/people/olle", status=404)[:2] == ("person.unknown", "person")
    assert door.refused("DELETE", "/people/anna", status=404)[:2] == ("control.unknown", "person")


def test_a_person_that_cannot_be_is_refused_by_member(door: Door) -> None:
    before = door.get("/people")
    for wrong, member in (
        ({"personal_number": "199001262386"}, "personal_number"),
        ({"personal_number": "196607113147"}, "personal_number"),
        ({"given_name": " "}, "given_name"),
        ({"service_ids": [{"hsa_id": "SE2321000057-1", "organisation": "rjl"}]}, "service_ids"),
    ):
        code, named, rule = door.refused("PUT", "/people/olle", OLLE | wrong, 422)
        assert (code, named.partition(".")[0], bool(rule)) == ("directory.malformed", member, True), named
    assert door.get("/people") == before
    assert door.refused("PUT", "/cards/olle-1", {"person": "olle"}, 422)[:2] == ("directory.malformed", "person")


# -- phones ----------------------------------------------------------------------------------------------------------
def test_a_phone_logs_in(door: Door) -> None:
    eid = door.post("/phones/Annas/activate", {"person": "anna", "app": "bankid", "code": "111222"})
    assert (eid["app"], eid["state"]) == ("bankid", "ok")
    login = door.log_in(method="bankid", phone="Annas", code="111222")
    assert login["identity"]["claims"]["amr"] == ["swk", "pin"]
    assert [each["phone"] for each in door.get("/phones")["phones"]] == ["Annas"]


def test_a_picture_is_read_and_declined(door: Door) -> None:
    door.post("/phones/Annas/activate", {"person": "anna"})
    login = door.post("/logins", {"method": "siths-other-device"}, 201)["login"]
    qr = ""
    for _ in range(100):
        asks = door.get(f"/logins/{login}?wait=0.1")["asks"]
        qr = asks["qr"] if asks else ""
        if qr:
            break
    picture = base64.b64encode(as_pgm(modules_of(qr), 4)).decode()
    asked = door.post("/phones/Annas/scan", {"picture": picture})
    assert (asked["relying_party"], asked["kind"]) == ("Cosmic", "auth")
    assert door.get("/phones/Annas")["asked"]["holder"] == asked["holder"]
    assert door.refused("POST", "/phones/Annas/confirm", {"code": "999999"}, 409)[:2] == ("phone.code_wrong", "code")
    assert door.post("/phones/Annas/decline")["asked"] is None
    assert door.get(f"/logins/{login}?wait=60")["failure"]["code"] == "order.declined"
    assert door.refused("POST", "/phones/Annas/confirm", status=409)[:2] == ("phone.nothing_asked", "phone")


def test_a_phone_without_network(door: Door) -> None:
    door.post("/phones/Annas/activate", {"person": "anna"})
    assert door.put("/phones/Annas/faults", {"no_network": True})["faults"]["no_network"] is True
    login = door.post("/logins", {"method": "siths-other-device", "phone": "Annas", "wait": 3}, 201)
    assert login["phone_failure"]["code"] == "phone.no_network"
    door.delete(f"/logins/{login['login']}")
    assert door.refused("POST", "/phones/Annas/scan", {}, 422)[:2] == ("control.invalid", "picture")
    for no_base64 in ("%", "Sjuksköterska"):
        refused = door.refused("POST", "/phones/Annas/scan", {"picture": no_base64}, 422)
        assert refused[:2] == ("control.invalid", "picture")
    device = door.get("/phones/Annas")["ids"][0]["device"]
    door.put("/phones/Annas/faults", {})
    assert door.delete(f"/phones/Annas/ids/siths/{device}")["ids"] == []
    door.delete("/phones/Annas", status=204)
    assert door.refused("GET", "/phones/Annas", status=404)[:2] == ("control.unknown", "phone")


# -- outages and clock -----------------------------------------------------------------------------------------------
def test_outages(door_on: Door) -> None:
    door_on.post("/cards/anna-1/insert")
    assert door_on.put("/outages/siths", {"orders": 1})["failure"] == "siths.out_of_service"
    assert door_on.log_in()["failure"]["code"] == "siths.out_of_service"
    assert door_on.log_in()["state"] == "succeeded"
    door_on.put("/outages/hsa", {"failure": "idp.busy", "seconds": 60})
    state = door_on.get("/outages")
    assert [(row["target"], row["failure"]) for row in state["outages"]] == [("hsa", "idp.busy")]
    assert all(row["available"] for row in state["methods"])
    assert door_on.log_in()["failure"]["code"] == "idp.busy"
    assert door_on.delete("/outages/hsa") == {"ended": ["hsa"]}
    door_on.put("/outages/revocation", {})
    assert door_on.post("/outages/reset") == {"ended": ["revocation"]}
    for target, order in (("idp", {"orders": 1}), ("siths", {"failure": "usage.invalid"})):
        refused = door_on.refused("PUT", f"/outages/{target}", order, 422)
        assert refused[:2] == ("control.invalid", *order)
    assert door_on.refused("PUT", "/outages/moon", {})[:2] == ("control.invalid", "target")


def test_an_outage_of_one_person(door_on: Door) -> None:
    """Met by that person's logins alone, by each way, as soon as it is known whose they are."""

    def ends(**order: Any) -> dict[str, str]:
        found = {}
        for card in ("anna-1", "bo-1"):
            door_on.post(f"/cards/{card}/insert")
            failure = door_on.log_in(**order)["failure"]
            found[card] = failure["code"] if failure else ""
            door_on.post(f"/cards/{card}/pull")
        return found

    made = door_on.put("/outages/siths", {"orders": 1, "person": "Anna Testsson"})
    assert (made["person"], made["orders"]) == ("anna", 1)
    assert all(row["available"] for row in door_on.get("/outages")["methods"])
    assert ends() == {"anna-1": "siths.out_of_service", "bo-1": ""}
    assert ends() == {"anna-1": "", "bo-1": ""}

    door_on.put("/outages/siths-md", {"failure": "idp.busy", "person": "anna"})
    assert ends(method="siths-md") == {"anna-1": "idp.busy", "bo-1": ""}
    door_on.put("/outages/hsa", {"person": "bo", "seconds": 600})
    assert ends() == {"anna-1": "", "bo-1": "hsa.out_of_service"}
    assert door_on.delete("/outages/hsa?person=anna") == {"ended": []}
    assert door_on.delete("/outages/hsa?person=bo") == {"ended": ["hsa"]}

    door_on.post("/cards/anna-1/revoke")
    door_on.post("/cards/bo-1/revoke")
    door_on.put("/outages/revocation", {"person": "anna"})
    assert ends() == {"anna-1": "certificate.revocation_unknown", "bo-1": "certificate.revoked"}
    assert door_on.delete("/outages/revocation") == {"ended": ["revocation"]}

    door_on.post("/phones/Annas/activate", {"person": "anna", "app": "bankid", "code": "111222"})
    door_on.put("/outages/bankid", {"person": "anna"})
    login = door_on.log_in(method="bankid", phone="Annas", code="111222")
    assert login["failure"]["code"] == "bankid.out_of_service"
    door_on.post("/environment/reset")
    assert [(row["target"], row["person"]) for row in door_on.get("/outages")["outages"]] == [
        ("bankid", "anna"),
        ("siths-md", "anna"),
    ]
    assert door_on.delete("/outages/bankid") == {"ended": ["bankid"]}
    assert door_on.refused("PUT", "/outages/siths", {"person": "nobody"}, 404)[:2] == ("person.unknown", "person")
    assert door_on.refused("DELETE", "/outages/siths?person=nobody", None, 404)[:2] == ("person.unknown", "person")
    assert door_on.refused("PUT", "/outages/idp", {"person": "anna"}, 422)[:2] == ("control.invalid", "person")


def test_the_whole_idp_is_out_and_the_door_stays(door: Door) -> None:
    door.put("/outages/idp", {})
    door.post("/cards/anna-1/insert")
    assert door.log_in()["failure"]["code"] == "idp.out_of_service"
    door.post("/outages/reset")
    assert door.log_in()["state"] == "succeeded"


def test_the_clock(door_on: Door) -> None:
    door_on.post("/phones/Annas/activate", {"person": "anna"})
    door_on.put("/clock", {"ahead_s": 3 * 365 * 86_400})
    assert door_on.get("/phones/Annas")["ids"][0]["state"] == "expired"
    assert door_on.post("/clock/advance", {"seconds": 10})["ahead_s"] == 3 * 365 * 86_400 + 10
    door_on.put("/clock", {"ahead_s": 0, "client_ahead_s": 86_400})
    door_on.post("/cards/anna-1/insert")
    assert door_on.log_in()["failure"]["code"] == "clock.skew"
    told = [row["extra"] for row in door_on.get("/audit?event=clock.set")["rows"]]
    assert (told[-1]["ahead_s"], told[-1]["client_ahead_s"]) == ("0", "86400")


def test_the_environment_tells_where_it_is(door: Door) -> None:
    found = door.get("/environment")
    assert (found["environment"], found["addresses"]["issuer"]) == ("home", door.idp.base_url)
    assert found["roots"].startswith("-----BEGIN CERTIFICATE-----")


# -- what else the plug-in can do ------------------------------------------------------------------------------------
def test_md_with_an_older_tls(door: Door) -> None:
    door.post("/cards/anna-1/insert")
    login = door.log_in(method="siths-md", options=[{"name": "tls", "value": "1.2"}])
    assert (login["state"], login["method"]) == ("succeeded", "siths-md"), login["failure"]
    assert door.refused("POST", "/logins", {"method": "x"})[:2] == ("method.unknown", "method")


def test_a_relying_party_asks_and_a_phone_answers(door: Door, tmp_path: Path) -> None:
    party, place = door.post("/relying-parties", {"name": "Testtjänsten"}, 201), door.get("/environment")
    (tmp_path / "rp.pem").write_text(party["certificate"] + party["key"])
    trust = ssl.create_default_context(cadata=place["roots"])
    trust.load_cert_chain(tmp_path / "rp.pem")
    door.post("/phones/Annas/activate", {"person": "anna", "app": "bankid"})
    with httpx2.Client(base_url=place["addresses"]["bankid"], verify=trust, trust_env=False) as rp:
        order = rp.post("/auth", json={"endUserIp": "192.0.2.1"}).json()
        code = hmac.new(order["qrStartSecret"].encode(), b"0", "sha256").hexdigest()
        asked = door.post("/phones/Annas/scan", {"qr": f"bankid.{order['qrStartToken']}.0.{code}"})
        assert asked["relying_party"] == "Testtjänsten"
        door.post("/phones/Annas/confirm")
        told = rp.post("/collect", json={"orderRef": order["orderRef"]}).json()
    assert told["completionData"]["user"]["name"] == "Anna Testsson"
    assert door.refused("POST", "/relying-parties", {"name": "å" * 50}, 422)[:2] == ("control.invalid", "name")
