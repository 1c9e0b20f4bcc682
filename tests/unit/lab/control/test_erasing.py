"""A person is erased: of all that a world keeps nothing says who they were, but for the audit trail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cosmic_login.cards.virtual.sealed_state import CardFile
from cosmic_login.cli.main import main
from cosmic_login.phone.sealed_state import PhoneFile

from .kit import Door
from .test_operations import OLLE

ANNA = "199001262386"
#: What says who Olle is: number, as it is typed too, HSA-id, names.
TELLING = ("196607113146", "19660711-3146", "TSTNMT2321000057-9001", "Provsson", "olle")


def kept_rows(door: Door) -> str:
    """Return all that the IdP keeps of a world, as text; certificates as they are written."""
    with door.idp.provider.services.store.transaction() as work:
        image = work.take_image()
    texts = [
        bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
        for table in image.values()
        for row in table.rows
        for value in row
    ]
    return "\n".join(texts)


def certificate_of(door: Door) -> bytes:
    """Return the first certificate of Anna's card, as it is on the disk."""
    state = CardFile(door.world.profile, "anna-1").read()
    assert state is not None
    return state.slots[0].certificate


def used(door: Door) -> None:
    """Have Olle, who was added here, do what leaves traces, and somebody else too."""
    door.put("/people/olle", OLLE)
    door.put("/cards/olle-1", {"person": "olle", "key_type": "ec256"})
    door.post("/cards/olle-1/insert")
    assert door.log_in()["state"] == "succeeded"
    door.post("/phones/Annas/activate", {"person": "olle", "app": "bankid"})
    assert door.log_in(method="bankid", phone="Annas")["state"] == "succeeded"
    door.post("/phones/Annas/activate", {"person": "anna"})
    assert door.log_in(method="siths-other-device", phone="Annas")["state"] == "succeeded"
    door.put("/outages/bankid", {"person": "olle"})
    door.put("/environment/snapshots/before")


def test_nothing_says_any_more_who_it_was(door_on: Door) -> None:
    used(door_on)
    before = kept_rows(door_on)
    # Whatever identifies the person is found while it is there.
    assert [each for each in TELLING if each in before] == [TELLING[0], TELLING[2], TELLING[3]]
    rows = door_on.get("/audit?limit=1")["last"]

    found = door_on.post("/people/olle/erase")
    assert {name: found[name] for name in ("logins", "devices", "issued", "eids", "snapshots", "own")} == {
        "logins": 2,
        "devices": 1,
        "issued": 1,
        "eids": 1,
        "snapshots": 1,
        "own": True,
    }
    assert found["sessions"] == 2
    assert found["rows"] > 8
    after = kept_rows(door_on)
    assert [each for each in TELLING if each in after] == []
    assert ANNA in after  # Anna's are hers
    told = door_on.get(f"/audit?after={rows}")["rows"]
    assert [(row["event"], row["person"], row["name"]) for row in told] == [("person.erased", "", "")]
    assert not [each for each in TELLING if each in json.dumps(told)]
    # Files, too: cards, phones, people, copies.
    profile = door_on.world.profile
    assert not [path.name for path in profile.cards_dir.iterdir() if "olle" in path.name and path.suffix == ".card"]
    assert [record.holder for record in PhoneFile(profile, "Annas").read().ids] == ["Anna Testsson"]
    assert "olle" not in profile.people_file.read_text()
    assert door_on.get("/environment/snapshots") == {"snapshots": []}
    assert door_on.get("/outages")["outages"] == []
    assert door_on.refused("POST", "/people/olle/erase", status=404)[0] == "person.unknown"
    # The trail is as it was: it says who did what, until its rows are old.
    assert [row["person"] for row in door_on.get("/audit?event=login.succeeded")["rows"]] == [
        *("196607113146", "196607113146", ANNA),
    ]


def test_a_person_of_the_directory_begins_anew(door: Door) -> None:
    door.post("/cards/anna-1/insert")
    session = door.log_in()
    card = certificate_of(door)
    first = door.post("/people/anna/erase")
    assert (first["issued"], first["sessions"], first["own"]) == (1, 1, False)
    again = door.post("/people/anna/erase")
    assert {name for name, value in again.items() if value} == set()
    assert door.get("/readers")["readers"][0]["card"] == ""
    door.post("/cards/anna-1/insert")
    assert certificate_of(door) != card
    assert door.log_in()["identity"]["hsa_id"] == session["identity"]["hsa_id"]


def test_the_command_asks_the_idp_that_runs(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    door.post("/cards/anna-1/insert")
    assert door.log_in()["state"] == "succeeded"
    door.post("/cards/anna-1/pull")
    root: Path = door.world.profile.root
    capsys.readouterr()
    assert main(["--profile", str(root), "--lang", "en", "training", "erase", "anna"]) == 2
    assert "say --yes" in capsys.readouterr().err
    assert main(["--profile", str(root), "training", "erase", "nobody", "--yes"]) != 0
    assert "person.unknown" in capsys.readouterr().err
    assert main(["--profile", str(root), "training", "erase", "Anna Testsson", "--yes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["sessions"], found["issued"]) == (1, 1)
    assert door.get("/audit?event=person.erased")["rows"][-1]["extra"]["sessions"] == "1"
