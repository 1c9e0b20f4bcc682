"""Faults that systems are to meet, over the control API: each environment's own, as its outages are."""

from __future__ import annotations

import html
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from cosmic_login.core.answer_faults import ANSWER_FAULTS
from cosmic_login.idp.faults import MOST_ORDERS, FaultOrder

from .kit import Door
from .test_environments import make

KEY, BACK = "journal", "https://journal.example.test/callback"
_SYSTEM = f"""
protocol = "oidc"
name = "{{name}}"
client_id = "{{key}}"
secret = "a-secret-of-sixteen-letters"
redirect_uris = ["{BACK}"]
"""
Answered = Callable[..., str]


@pytest.fixture(autouse=True)
def systems(cosmic_profile: Path) -> None:
    (cosmic_profile / "systems").mkdir()
    for key in (KEY, "schema"):
        (cosmic_profile / "systems" / f"{key}.toml").write_text(_SYSTEM.format(key=key, name=key.title()))


def _onward(response: httpx2.Response) -> str:
    """Return where an answer leads by itself."""
    if response.is_redirect:
        return response.headers["location"]
    refresh = re.search(r'http-equiv="refresh" content="[0-3]; url=([^"]+)"', response.text)
    return html.unescape(refresh[1]) if refresh else ""


@pytest.fixture
def browser() -> Answered:
    """Give what a system's request for a login is answered with: 503, an error that goes back to it, or a login."""

    def answered(at: Door, state: str = "s", key: str = KEY) -> str:
        place = at.get("/environment")
        trust = ssl.create_default_context(cadata=place["roots"])
        asked = {"response_type": "code", "client_id": key, "redirect_uri": BACK, "scope": "openid", "state": state}
        with httpx2.Client(verify=trust, trust_env=False, follow_redirects=False) as http:
            response = http.get(f"{place['addresses']['oidc']}/authorize", params=asked | {"nonce": "n"})
            while onward := _onward(response):
                if onward.startswith(BACK):
                    return parse_qs(urlsplit(onward).query)["error"][0]
                response = http.get(response.url.join(onward))
        return {503: "down", 200: "asks"}[response.status_code]

    return answered


def test_a_fault_is_met_so_often_by_its_client_and_state(door_on: Door, browser: Answered) -> None:
    made = door_on.post("/faults", {"system": KEY, "fault": "cancelled", "times": 1, "state": "7f3a"}, 201)
    assert (made["protocol"], made["times"], made["seconds"], made["state"]) == ("oidc", 1, None, "7f3a")
    assert [browser(door_on, state) for state in ("other", "7f3a", "7f3a")] == ["asks", "access_denied", "asks"]
    assert door_on.get("/faults")["orders"] == []

    lasting = door_on.post("/faults", {"system": KEY, "fault": "down", "seconds": 60}, 201)
    assert [browser(door_on), browser(door_on), browser(door_on, key="schema")] == ["down", "down", "asks"]
    assert [(row["order"], row["times"]) for row in door_on.get("/faults")["orders"]] == [(lasting["order"], None)]
    door_on.post("/clock/advance", {"seconds": 61})
    assert browser(door_on) == "asks"
    events = [row["event"] for row in door_on.get("/audit")["rows"] if row["event"].startswith("fault.")]
    assert events == [
        "fault.ordered",
        "fault.met",
        "fault.ended",
        "fault.ordered",
        "fault.met",
        "fault.met",
        "fault.ended",
    ]


def test_it_lasts_until_it_is_withdrawn(door: Door, browser: Answered) -> None:
    always = door.post("/faults", {"system": KEY, "fault": "down"}, 201)
    other = door.post("/faults", {"system": "schema", "fault": "cancelled"}, 201)
    assert [browser(door), browser(door)] == ["down", "down"]
    assert door.delete(f"/faults/{always['order']}") == {"ended": [always["order"]]}
    assert door.delete(f"/faults/{always['order']}") == {"ended": []}
    assert [browser(door), browser(door, key="schema")] == ["asks", "access_denied"]
    assert door.post("/faults/reset") == {"ended": [other["order"]]}
    assert door.post("/faults/reset") == {"ended": []}
    assert browser(door, key="schema") == "asks"


def test_all_there_is_and_for_whom_is_told(door: Door) -> None:
    told = door.get("/faults")
    assert {row["fault"]: row["protocols"] for row in told["faults"]} == {
        row.name: list(row.moments) for row in ANSWER_FAULTS.values()
    }
    assert [row["fault"] for row in told["faults"] if row["delayed"]] == ["slow"]
    assert [(row["system"], row["protocol"], row["name"]) for row in told["systems"]] == [
        ("journal", "oidc", "Journal"),
        ("schema", "oidc", "Schema"),
    ]
    for row in told["faults"]:
        if "oidc" in row["protocols"]:
            delay = {"delay": 0.5} if row["delayed"] else {}
            assert door.post("/faults", {"system": KEY, "fault": row["fault"], **delay}, 201)["fault"] == row["fault"]


WRONG: tuple[tuple[dict[str, object], int, str, str], ...] = (
    ({"system": "nobody"}, 422, "system", "registered for oidc or saml"),
    ({"system": KEY, "protocol": "saml"}, 422, "system", "registered for saml"),
    ({"fault": "moon"}, 400, "fault", "one of cancelled, "),
    ({"fault": "other-request"}, 422, "fault", "one for oidc: "),
    ({"delay": 5}, 422, "delay", "left out: the fault is not late"),
    ({"fault": "slow", "delay": 121}, 400, "delay", "a number above 0 and at most 120"),
    ({"times": 0}, 400, "times", "a whole number from 1 to "),
    ({"seconds": 0}, 400, "seconds", "a number above 0 and at most "),
    ({"state": "a\n"}, 400, "state", "a text of 0 to 2000 characters"),
    ({"client": KEY}, 400, "client", "left out: there are system, "),
)


def test_what_cannot_be_ordered_is_refused_by_member_and_rule(door: Door) -> None:
    for wrong, status, member, rule in WRONG:
        found = door.refused("POST", "/faults", {"system": KEY, "fault": "down", **wrong}, status)
        assert found[:2] == ("control.invalid", member), wrong
        assert found[2].startswith(rule), (wrong, found[2])
    assert door.get("/faults")["orders"] == []
    for each in range(MOST_ORDERS):
        door.idp.provider.faults.order(FaultOrder(KEY, "down", state=str(each)))
    full = door.refused("POST", "/faults", {"system": KEY, "fault": "down"}, 422)
    assert full == ("control.invalid", "system", f"asked for when there are fewer than {MOST_ORDERS} orders")


def test_each_environment_has_its_own_and_a_reset_leaves_them(door: Door, browser: Answered) -> None:
    one, _ = make(door, "class-7")
    made = one.post("/faults", {"system": KEY, "fault": "down"}, 201)
    assert [browser(one), browser(door)] == ["down", "asks"]
    assert door.delete(f"/faults/{made['order']}") == {"ended": []}
    assert door.post("/faults/reset") == {"ended": []}
    one.put("/environment/snapshots/before")
    one.post("/environment/reset")
    one.post("/environment/snapshots/before/restore")
    assert [row["order"] for row in one.get("/faults")["orders"]] == [made["order"]]
    assert browser(one) == "down"
