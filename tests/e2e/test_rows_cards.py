"""R5 and R14 by the command line: the signing pair and the reserve card, with the real program."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.program import login, run


def events(profile: Path) -> list[tuple[str, str]]:
    rows = json.loads(run(profile, "audit", "show", "--json").stdout)
    return [(row["event"], row["reason"]) for row in rows]


def test_r5_new_cards_carry_no_signing_pair_and_get_one_from_mina_sidor(cosmic_profile: Path) -> None:
    def usages() -> list[str]:
        shown = json.loads(run(cosmic_profile, "card", "show", "anna-1", "--json").stdout)
        return [certificate["usage"] for certificate in shown["certificates"]]

    assert set(usages()) == {"authenticate"}
    before = usages()
    fetched = run(cosmic_profile, "card", "fetch-signing", "anna-1", env={"COSMIC_LOGIN_CODE": "123456"})
    assert fetched.returncode == 0, fetched.stderr
    assert usages() == [*before, "sign"]
    again = run(cosmic_profile, "card", "fetch-signing", "anna-1", env={"COSMIC_LOGIN_CODE": "123456"})
    assert (again.returncode, again.stderr.partition(":")[0]) == (1, "card.signing_there")
    wrong = run(cosmic_profile, "card", "fetch-signing", "bo-1", env={"COSMIC_LOGIN_CODE": "000000"})
    assert (wrong.returncode, wrong.stderr.partition(":")[0]) == (3, "code.wrong")
    assert "identity" in login(cosmic_profile, "anna")


def test_r14_a_reserve_card_is_issued_activated_used_and_revoked(cosmic_profile: Path) -> None:
    issued = run(cosmic_profile, "card", "issue-reserve", "anna", "--days", "10", "--json")
    card = json.loads(issued.stdout)
    assert (card["card"], card["loa"], card["state"]) == ("anna-r1", 2, "unregistered")
    refused = login(cosmic_profile, "anna", "--card", "anna-r1")["failure"]
    assert refused["code"] == "access.card_not_activated"
    assert "Mina sidor" in refused["message"]

    activated = run(cosmic_profile, "card", "activate", "anna-r1", env={"COSMIC_LOGIN_CODE": "123456"})
    assert activated.returncode == 0, activated.stderr
    found = login(cosmic_profile, "anna", "--card", "anna-r1")
    assert found["identity"]["acr"].endswith("loa2")
    assert found["card"]["card"] == "anna-r1"

    revoked = run(cosmic_profile, "card", "revoke", "anna-r1", "--reason", "lost", "--json")
    assert json.loads(revoked.stdout)["state"] == "revoked"
    assert login(cosmic_profile, "anna", "--card", "anna-r1")["failure"]["code"] == "certificate.revoked"
    assert "identity" in login(cosmic_profile, "anna"), "the ordinary card is another"
    kinds = [event for event, _ in events(cosmic_profile)]
    assert [kinds.count(event) for event in ("card.issued", "card.activated", "card.revoked")] == [1, 1, 1]
    assert run(cosmic_profile, "audit", "verify").returncode == 0


def test_a_revocation_that_cannot_be_written_down_is_none(cosmic_profile: Path) -> None:
    assert run(cosmic_profile, "card", "show", "anna-1").returncode == 0
    trail = cosmic_profile / "audit.log"
    trail.mkdir()  # stops root, too, as permissions do not
    refused = run(cosmic_profile, "card", "revoke", "anna-1")
    assert (refused.returncode, refused.stderr.split(":")[0]) == (1, "profile.damaged")
    trail.rmdir()
    assert "identity" in login(cosmic_profile, "anna")


def test_what_cannot_be_done_is_said_and_nothing_is_changed(cosmic_profile: Path) -> None:
    for arguments, code in (
        (("card", "issue-reserve", "nobody"), "person.unknown"),
        (("card", "issue-reserve", "anna", "--days", "400"), "usage.invalid"),
        (("card", "revoke", "nobody-1"), "card.unknown"),
        (("card", "revoke", "anna-1", "--reason", "bored"), "usage.invalid"),
        (("card", "activate"), "usage.invalid"),
        (("card", "activate", "anna-1", "--reader", "X"), "usage.invalid"),
        (("card", "activate", "anna-1"), "code.missing"),
        (("card", "activate", "maj-pass"), "card.other_kind"),
    ):
        done = run(cosmic_profile, *arguments)
        assert (done.returncode != 0, done.stderr.partition(":")[0]) == (True, code), (arguments, done.stderr)
    assert not any(event.startswith("card.") for event, _ in events(cosmic_profile))
