"""Worlds beside each other on one IdP: nothing of one is in another, and the trail is one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from cosmic_login.profile import Profile

from .kit import Door
from .test_operations import OLLE, READER


def make(door: Door, name: str) -> tuple[Door, Any]:
    found = door.post("/environments", {"environment": name}, 201)
    return replace(door, token=found["token"]), found


def test_nothing_of_one_is_in_another(door_on: Door) -> None:
    one, told = make(door_on, "class-7")
    other, told_other = make(door_on, "class-8")
    assert told["roots"] == told_other["roots"] == door_on.get("/environment")["roots"]
    assert not set(told["addresses"].values()) & set(told_other["addresses"].values())
    assert one.get("/environment")["environment"] == "class-7"
    before = {name: other.get(f"/{name}") for name in ("people", "cards", "readers", "phones", "clock")}

    one.put("/people/olle", OLLE)
    one.put("/cards/olle-1", {"person": "olle", "key_type": "ec256"})
    one.post("/cards/anna-1/revoke")
    one.post("/cards/bo-1/block")
    one.post("/cards/bo-1/insert")
    one.put("/phones/Annas/faults", {"no_network": True})
    one.post("/phones/Annas/activate", {"person": "anna"}, 409)
    one.put("/outages/siths", {})
    one.put("/clock", {"ahead_s": 3600, "client_ahead_s": 0})
    for each in (other, door_on):
        seen = {name: each.get(f"/{name}") for name in before}
        now, was = seen.pop("clock"), dict(before)
        assert (now["ahead_s"], now["client_ahead_s"]) == (0, 0)
        del was["clock"]
        assert seen == was
        assert each.get("/outages")["outages"] == []
        each.post("/cards/anna-1/insert")
        assert each.log_in()["state"] == "succeeded"  # a copy of a card that is revoked elsewhere
    assert one.log_in()["failure"]["code"] == "siths.out_of_service"

    rows = {each.get("/environment")["environment"]: each.get("/audit")["rows"] for each in (door_on, one, other)}
    assert [row["event"] for row in rows["home"]] == ["login.attempted", "login.succeeded"]
    assert all("environment" not in row["extra"] for row in rows["home"])
    assert {row["extra"]["environment"] for row in rows["class-7"]} == {"class-7"}
    assert [row["event"] for row in rows["class-8"] if row["event"].startswith("login")] == [
        "login.attempted",
        "login.succeeded",
    ]
    numbers = [row["seq"] for each in rows.values() for row in each]
    assert len(set(numbers)) == len(numbers)

    one.post("/environment/reset")
    assert one.get("/clock")["ahead_s"] == 0
    assert [row["card"] for row in other.get("/readers")["readers"]] == ["anna-1"]
    assert len(other.get("/logins")["logins"]) == 1


def test_a_token_acts_in_its_environment_alone(door: Door) -> None:
    one, _ = make(door, "class-7")
    for method, path, body in (
        ("GET", "/environments", None),
        ("POST", "/environments", {"environment": "x"}),
        ("DELETE", "/environments/class-7", None),
    ):
        assert one.refused(method, path, body, 403)[:2] == ("control.refused", "Authorization")
    assert door.refused("POST", "/environments", {"environment": "class-7"}, 409)[1] == "environment"
    assert door.refused("POST", "/environments", {"environment": "home"}, 409)[1] == "environment"
    assert door.refused("POST", "/environments", {"environment": "../x"})[1] == "environment"
    assert door.refused("DELETE", "/environments/home", status=409)[1] == "environment"
    door.delete("/environments/class-7", 204)
    assert one.send("GET", "/clock").status_code == 401
    assert door.refused("DELETE", "/environments/class-7", status=404)[:2] == ("control.unknown", "environment")
    assert [each["environment"] for each in door.get("/environments")["environments"]] == ["home"]


def test_an_environment_is_there_again_after_a_start(
    reopen: Callable[[], AbstractContextManager[Door]], cosmic_profile: Path
) -> None:
    with reopen() as door:
        one, told = make(door, "class-7")
        one.put("/people/olle", OLLE)
    (Profile.open(cosmic_profile).environments_dir / "broken" / "pki").mkdir(parents=True)
    (Profile.open(cosmic_profile).environments_dir / "broken" / "vault.key").write_bytes(b"x")
    with reopen() as door:
        one = replace(door, token=one.token)
        assert one.get("/environment")["addresses"]["issuer"] == told["addresses"]["issuer"]
        assert one.get("/people/olle")["name"] == "Olle Provsson"
        assert [each["environment"] for each in door.get("/environments")["environments"]] == ["home", "class-7"]


def test_two_log_in_at_once_in_two_environments(door: Door) -> None:
    two = [make(door, name)[0] for name in ("job-1", "job-2")]

    def play(each: Door) -> list[str]:
        ends = []
        for _ in range(3):
            each.post("/environment/reset")
            each.post("/cards/anna-1/insert", {"reader": READER})
            ends.append(each.log_in(codes=["000000", "123456"])["state"])
        return ends

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(play, two)) == [["succeeded"] * 3] * 2
    assert door.world.audit.verify().ok
