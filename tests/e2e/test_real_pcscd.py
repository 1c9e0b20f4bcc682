"""R9 through a real pcscd: the card is attached by one program and used by another, by the reader's name."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.e2e.program import background, login, run

__all__ = ["private_pcscd"]


def attached(
    profile: Path, card: str, pcscd: PrivatePcscd, slot: int = 0
) -> contextlib.AbstractContextManager[dict[str, Any]]:
    """Attach a card to a slot of the daemon and wait until PC/SC clients see it."""
    return background(profile, "card", "attach", card, "--vpcd", f"127.0.0.1:{pcscd.ports[slot]}")


def test_login_with_a_reader_of_a_real_pcscd(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    env = private_pcscd.environment
    reader = private_pcscd.reader_names[0]
    with attached(cosmic_profile, "anna-1", private_pcscd) as card:
        assert card["attached"] == "anna-1"
        found = login(cosmic_profile, "anna", "--reader", reader, **env)
        assert found["identity"]["name"].startswith("Anna")
        assert found["card"]["reader"] == reader

        wrong = login(cosmic_profile, "anna", "--reader", reader, code="999999", **env)
        assert (wrong["failure"]["code"], wrong["failure"]["tries_left"]) == ("code.wrong", 2)
        assert "identity" in login(cosmic_profile, "anna", "--reader", reader, **env)

        stranger = login(cosmic_profile, "bo", "--reader", reader, **env)
        assert stranger["failure"]["code"] == "card.other_person"
        shown = json.loads(
            run(
                None,
                "card",
                "show",
                "--reader",
                reader,
                "--json",
                env={**env, "COSMIC_LOGIN_HOME": str(cosmic_profile)},
            ).stdout
        )
        assert shown["tries_left"] == 3

        (listed,) = [
            row for row in json.loads(run(cosmic_profile, "card", "list", "--json", env=env).stdout) if "reader" in row
        ]
        assert (listed["reader"], listed["card"], listed["state"], listed["tries_left"]) == (reader, "", "ok", 3)
        assert listed["name"].startswith("Anna")
        assert listed["card_number"] == shown["card_number"]
        said = run(cosmic_profile, "card", "list", env=env).stdout.splitlines()
        assert said[-1].endswith(reader)

        held = run(cosmic_profile, "card", "show", "anna-1")
        assert (held.returncode, held.stderr.split(":")[0]) == (1, "card.in_use")
    empty = login(cosmic_profile, "anna", "--reader", reader, **env)
    assert empty["failure"]["code"] == "card.absent"


def test_the_code_stays_blocked_and_is_mended_through_pcscd(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    env = private_pcscd.environment
    reader = private_pcscd.reader_names[0]
    with attached(cosmic_profile, "anna-1", private_pcscd):
        codes = [login(cosmic_profile, "anna", "--reader", reader, code="999999", **env)["failure"] for _ in range(3)]
        assert [failure["code"] for failure in codes] == ["code.wrong", "code.wrong", "code.blocked"]
    with attached(cosmic_profile, "anna-1", private_pcscd):
        assert login(cosmic_profile, "anna", "--reader", reader, **env)["failure"]["code"] == "code.blocked"
        mended = run(
            cosmic_profile, "card", "unblock", "--reader", reader,
            env={**env, "COSMIC_LOGIN_PUK": "12345678", "COSMIC_LOGIN_NEW_CODE": "123456"},
        )  # fmt: skip
        assert mended.returncode == 0, mended.stderr
        assert "identity" in login(cosmic_profile, "anna", "--reader", reader, **env)


def test_pcscd_away_is_said_with_the_missing_reader(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    env, reader = private_pcscd.environment, private_pcscd.reader_names[0]
    private_pcscd.stop()
    failure = login(cosmic_profile, "anna", "--reader", reader, **env)["failure"]
    assert failure["code"] == "reader.unknown"
    assert "pcsc.stopped" in failure["detail"]
    private_pcscd.start()
    assert login(cosmic_profile, "anna", "--reader", reader, **env)["failure"]["code"] == "card.absent"


def test_an_idp_elsewhere_and_a_reader_of_a_real_pcscd(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    reader = private_pcscd.reader_names[0]
    with (
        attached(cosmic_profile, "anna-1", private_pcscd),
        background(cosmic_profile, "idp") as idp,
    ):
        found = login(cosmic_profile, "anna", "--reader", reader, "--idp", idp["issuer"], **private_pcscd.environment)
        assert found["identity"]["iss"] == idp["issuer"]
