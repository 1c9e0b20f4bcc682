"""R15, R16, R18: SITHS eID MD with the real program, by the keyboard and by command, and through a real pcscd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.e2e.desktop import Screen, put_card, started
from tests.e2e.program import background, login
from tests.e2e.test_real_pcscd import attached
from tests.unit.authenticators.test_siths_md import Overheard

__all__ = ["private_pcscd"]


def other_way(screen: Screen) -> None:
    """Press "Logga in på annat sätt", the third button, then "Logga in med SITHS-kort", the first there."""
    screen.wait_for_window("Cosmic")
    screen.keys("Home", "Down", "Down", "Return")
    screen.keys("Home", "Return")


def type_code(screen: Screen, digits: str) -> None:
    screen.wait_for_window("Cosmic")  # with MD the code is asked for in Cosmic's own window
    screen.keys(*digits, "Return")


def test_r16_other_way_card_certificate_next_code_ok(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        # R17, the safe manner: without a card the button leads to where the card is waited for.
        program.after(lambda: other_way(screen), "state.changed", state="insert_card")
        put_card(program, "anna-1")
        program.wait_for("prompt.shown", prompt="reading_certificate")
        program.wait_for("prompt.shown", prompt="confirm_certificate")
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="md_code", tries_left=3)
        program.after(lambda: type_code(screen, "000000"), "prompt.shown", prompt="md_code", tries_left=2)
        program.after(lambda: type_code(screen, "123456"), "login.succeeded", method="siths-md", loa=3)
        screen.wait_for_window("Cosmic")
        program.after(lambda: screen.keys("alt+l"), "session.ended")
        screen.keys("alt+F4")
        assert program.ended() == 0


def test_escape_leaves_certificate_and_code(screen: Screen, cosmic_profile: Path) -> None:
    with started(screen, cosmic_profile) as program:
        put_card(program, "karin-1")
        program.after(lambda: other_way(screen), "prompt.shown", prompt="confirm_certificate")
        program.after(lambda: screen.keys("Escape"), "login.abandoned")
        program.after(lambda: other_way(screen), "prompt.shown", prompt="confirm_certificate")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="md_code", tries_left=3)
        program.after(lambda: screen.keys("1", "2", "Escape"), "login.abandoned")
        program.after(lambda: other_way(screen), "prompt.shown", prompt="confirm_certificate")
        program.after(lambda: screen.keys("Return"), "prompt.shown", prompt="md_code", tries_left=3)
        program.after(lambda: type_code(screen, "123456"), "login.succeeded", method="siths-md")


def by_md(profile: Path, person: str, *more: str, **env: Any) -> dict[str, Any]:
    return login(profile, person, "--method", "siths-md", *more, **env)


@pytest.mark.parametrize("person", ["anna", "karin"])
def test_r16_by_command(cosmic_profile: Path, person: str) -> None:
    found = by_md(cosmic_profile, person)
    assert found["method"] == "siths-md"
    assert found["identity"]["amr"] == ["sc", "pin"]
    prompts = [step["prompt"] for step in found["steps"]]
    assert [name for name in prompts if name != "working"] == ["reading_certificate", "confirm_certificate", "md_code"]
    wrong = by_md(cosmic_profile, person, code="999999")
    assert (wrong["failure"]["code"], wrong["failure"]["tries_left"]) == ("code.wrong", 2)


@pytest.mark.parametrize(
    ("person", "code"),
    [("cecilia", "certificate.expired"), ("david", "certificate.revoked"), ("johan", "certificate.untrusted")],
)
def test_each_card_of_no_use_has_its_own_message(cosmic_profile: Path, person: str, code: str) -> None:
    assert by_md(cosmic_profile, person)["failure"]["code"] == code


def test_r16_through_a_real_pcscd_and_an_idp_elsewhere(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    env, (reader, other, *_) = private_pcscd.environment, private_pcscd.reader_names
    with (
        attached(cosmic_profile, "anna-1", private_pcscd, 0),
        attached(cosmic_profile, "karin-1", private_pcscd, 1),
        background(cosmic_profile, "idp") as idp,
    ):
        assert idp["mtls"].startswith("https://127.0.0.1:")
        for person, place in (("anna", reader), ("karin", other)):  # an RSA key and a P-256 key
            found = by_md(cosmic_profile, person, "--reader", place, "--idp", idp["issuer"], **env)
            assert found["identity"]["iss"] == idp["issuer"], found
            assert found["card"]["reader"] == place


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("card", ["anna-1", "karin-1"])
def test_one_signature_a_handshake_through_a_real_pcscd(
    cosmic: LoginBench, private_pcscd: PrivatePcscd, card: str, version: str
) -> None:
    inside = cosmic.card(card)
    heard = Overheard(inside)
    reader = private_pcscd.reader_names[0]
    inserted = VpcdCard(inside, port=private_pcscd.ports[0])
    inserted.start()
    try:
        inserted.wait_seen(10)
        outcome = cosmic.login(method="siths-md", reader=reader, options={"tls": version})
    finally:
        inserted.stop()
    assert outcome.identity is not None, outcome.failure
    assert outcome.identity.evidence["reader"] == reader
    assert (heard.signatures, heard.codes) == (1, 1)
