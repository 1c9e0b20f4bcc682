"""The way back: what a test did to its world is undone, by copy, and what is to last lasts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from cosmic_login.cards.virtual import keys
from cosmic_login.profile import Profile, write_atomic

from .kit import Door
from .test_operations import OLLE, READER


def mess(door: Door) -> None:
    """Do to a world whatever can be done to it."""
    door.put("/people/olle", OLLE)
    door.put("/cards/olle-1", {"person": "olle", "key_type": "ec256"})
    door.put("/cards/bo-1", {})
    door.post("/cards/anna-1/revoke")
    door.post("/cards/cecilia-1/block")
    door.put("/readers/Läsare 2")
    door.post("/cards/bo-1/insert", {"reader": "Läsare 2"})
    door.put("/cards/bo-1/faults", {"slow_ms": 1})
    door.post("/phones/Annas/activate", {"person": "anna"})
    assert door.log_in()["state"] == "succeeded"
    door.put("/outages/hsa", {})
    door.put("/clock", {"ahead_s": 86_400, "client_ahead_s": 60})


def cards(door: Door) -> dict[str, tuple[object, ...]]:
    return {row["card"]: (row["state"], row["tries_left"], row["not_after"]) for row in door.get("/cards")["cards"]}


def test_a_reset_undoes_everything_but_the_outages(door_on: Door) -> None:
    before, certificate = cards(door_on), door_on.world.cards.open("eva-1").state.slots[0].certificate
    mess(door_on)
    assert cards(door_on) != before
    rows = door_on.get("/audit?limit=1")["last"]
    done = door_on.post("/environment/reset")
    assert done["environment"] == "home"
    assert (done["cards"] >= 3, done["phones"]) == (True, 1)

    assert cards(door_on) == before
    assert door_on.world.cards.open("eva-1").state.slots[0].certificate == certificate  # by copy, not by new keys
    assert door_on.get("/phones") == {"phones": []}
    assert door_on.get("/readers") == {"readers": [{"reader": READER, "card": ""}]}
    assert door_on.get("/logins") == {"logins": []}
    assert door_on.refused("GET", "/people/olle", status=404)[0] == "person.unknown"
    assert (door_on.get("/clock")["ahead_s"], door_on.get("/clock")["client_ahead_s"]) == (0, 0)
    assert [row["target"] for row in door_on.get("/outages")["outages"]] == ["hsa"]
    assert [row["event"] for row in door_on.get(f"/audit?after={rows}")["rows"]] == ["environment.reset"]

    door_on.post("/outages/reset")
    door_on.post("/cards/anna-1/insert")
    assert door_on.log_in()["state"] == "succeeded"  # its certificate is revoked no longer
    assert door_on.world.audit.verify().ok or door_on.dsn


def test_a_second_reset_makes_no_key(door: Door) -> None:
    door.post("/environment/reset")
    mess(door)
    made: list[str] = []
    real = keys.generate
    try:
        keys.generate = lambda kind: made.append(kind) or real(kind)  # type: ignore[assignment, func-returns-value]
        door.post("/environment/reset")
    finally:
        keys.generate = real
    assert made == []
    assert door.post("/environment/reset") == {"environment": "home", "cards": 0, "phones": 0}


def test_a_login_under_way_ends_with_the_reset(door: Door) -> None:
    door.post("/logins", status=201)
    door.post("/environment/reset")
    assert door.get("/logins") == {"logins": []}
    assert door.get("/audit?event=login.failed")["rows"][-1]["reason"] == "order.cancelled"


def test_a_named_snapshot_comes_back_as_often_as_one_likes(door_on: Door) -> None:
    door_on.put("/people/olle", OLLE)
    door_on.put("/cards/olle-1", {"person": "olle", "key_type": "ec256"})
    door_on.post("/phones/Annas/activate", {"person": "anna", "app": "bankid"})
    door_on.put("/clock", {"ahead_s": 3600})
    names = [row["snapshot"] for row in door_on.put("/environment/snapshots/class-7")["snapshots"]]
    assert names == ["class-7"]
    for _ in range(2):
        door_on.post("/environment/reset")
        door_on.post("/environment/snapshots/class-7/restore")
        assert door_on.get("/clock")["ahead_s"] == 3600
        assert door_on.log_in(method="bankid", phone="Annas")["identity"]["name"] == "Anna Testsson"
        door_on.post("/cards/olle-1/insert")
        assert door_on.log_in()["identity"]["name"] == "Olle Provsson"
    door_on.delete("/environment/snapshots/class-7", 204)
    for method, path in (("POST", "/restore"), ("DELETE", "")):
        refused = door_on.refused(method, f"/environment/snapshots/class-7{path}", status=404)
        assert refused[:2] == ("control.unknown", "snapshot")
    assert door_on.refused("PUT", "/environment/snapshots/.shipped")[1] == "snapshot"


def test_a_card_that_another_program_has_changes_nothing(door: Door) -> None:
    door.post("/environment/reset")
    door.post("/cards/anna-1/block")
    other = door.world.cards.open("bo-1")
    other.power_on()
    try:
        assert door.refused("POST", "/environment/reset", status=409)[0] == "card.in_use"
        assert door.get("/cards/anna-1")["state"] == "blocked"
    finally:
        other.power_off()
    door.post("/environment/reset")
    assert door.get("/cards/anna-1")["state"] == "ok"


def test_what_a_program_that_died_had_begun_is_done_at_the_next_start(
    reopen: Callable[[], AbstractContextManager[Door]], cosmic_profile: Path
) -> None:
    with reopen() as door:
        door.post("/environment/reset")
        door.post("/cards/anna-1/block")
    write_atomic(Profile.open(cosmic_profile).restoring_file, b".shipped")
    with reopen() as door:
        assert door.get("/cards/anna-1")["state"] == "ok"
    assert not Profile.open(cosmic_profile).restoring_file.exists()


def test_a_damaged_snapshot_is_said_so_and_changes_nothing(door: Door, cosmic_profile: Path) -> None:
    door.put("/environment/snapshots/one")
    (Profile.open(cosmic_profile).snapshots_dir / "one.snapshot").write_bytes(b"x")
    door.post("/cards/anna-1/block")
    assert door.refused("POST", "/environment/snapshots/one/restore", status=503)[0] == "profile.damaged"
    assert door.get("/cards/anna-1")["state"] == "blocked"
