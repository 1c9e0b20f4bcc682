"""Row R6 by the programs that people use: the card in a reader at the desk, Cosmic in a session elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.app import World
from cosmic_login.profile import Profile
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment, login, run
from tests.e2e.remote_desk import RemoteDesk, sharing

ANYWHERE = ("--listen", "127.0.0.1:0")
READER = "Läsare på din egen dator"


@pytest.fixture
def desk_profile(cosmic_profile: Path, tmp_path: Path) -> Path:
    """Give a desk with the same people and cards; they are issued once, by the session's side."""
    assert run(cosmic_profile, "card", "show", "anna-1").returncode == 0
    return Path(shutil.copytree(cosmic_profile, tmp_path / "desk"))


@pytest.fixture
def desk(desk_profile: Path) -> Iterator[RemoteDesk]:
    with sharing(desk_profile, *ANYWHERE, "--card", "anna-1") as made:
        yield made


def test_r6_a_login_with_the_card_on_ones_own_desk(cosmic_profile: Path, desk: RemoteDesk) -> None:
    desk.pair(cosmic_profile)
    found = login(cosmic_profile, "anna", "--reader-from", desk.address)
    assert found["identity"]["name"] == "Anna Testsson"
    assert (found["card"]["reader"], found["card"]["desk"]) == (READER, socket.gethostname())
    rows = World(Profile.open(cosmic_profile)).audit.records()
    told = [(row.event, row.extra["desk"]) for row in rows if row.event.startswith("login.")]
    assert told == [(f"login.{end}", socket.gethostname()) for end in ("attempted", "succeeded")]
    shown = run(cosmic_profile, "audit", "show").stdout.splitlines()
    assert [shown[0].split()[-1], shown[-1].split()[-1]] == ["DATOR", socket.gethostname()]
    for use in ("read", "code", "key"):
        desk.news("asks", name="Session 1", use=use)
    desk.news("left")
    wrong = login(cosmic_profile, "anna", "--reader-from", desk.address, code="999999")
    assert (wrong["failure"]["code"], wrong["failure"]["tries_left"]) == ("code.wrong", 2)
    right = login(cosmic_profile, "anna", "--reader-from", desk.address)
    assert "identity" in right


def test_the_setting_names_the_desk_for_good(cosmic_profile: Path, desk: RemoteDesk) -> None:
    desk.pair(cosmic_profile)
    assert run(cosmic_profile, "settings", "set", "login.reader_from", desk.address).returncode == 0
    cards = json.loads(run(cosmic_profile, "card", "list", "--json").stdout)
    assert [row["name"] for row in cards if row.get("reader") == READER] == ["Anna Testsson"]
    found = login(cosmic_profile, "anna", "--reader", READER)
    assert found["card"]["reader"] == READER


def test_without_pairing_card_or_desk_each_is_told_apart(cosmic_profile: Path, desk_profile: Path) -> None:
    with sharing(desk_profile, *ANYWHERE, "--card", "anna-1") as desk:
        not_paired = login(cosmic_profile, "anna", "--reader-from", desk.address)
        assert not_paired["failure"]["code"] == "reader.not_paired"
        desk.pair(cosmic_profile)
        desk.hand("out")
        no_card = login(cosmic_profile, "anna", "--reader-from", desk.address)
        assert no_card["failure"]["code"] == "card.absent"
        assert run(cosmic_profile, "reader", "forget", desk.address).returncode == 0
        address = desk.address
    gone = login(cosmic_profile, "anna", "--reader-from", address)
    assert gone["failure"]["code"] == "reader.remote_lost"
    assert login(cosmic_profile, "anna", "--reader-from", "desk")["failure"]["code"] == "reader.address"


def test_a_pairing_is_listed_and_taken_back(cosmic_profile: Path, desk: RemoteDesk) -> None:
    desk.pair(cosmic_profile)
    (there,) = json.loads(run(cosmic_profile, "reader", "list", "--json").stdout)
    (here,) = json.loads(run(desk.profile, "reader", "list", "--json").stdout)
    assert (there["role"], there["address"], here["role"], here["name"]) == (
        "desk",
        desk.address,
        "session",
        "Session 1",
    )
    assert "Session 1" in run(desk.profile, "reader", "list").stdout
    assert run(desk.profile, "reader", "forget", "Session 1").returncode == 0
    refused = login(cosmic_profile, "anna", "--reader-from", desk.address)
    assert refused["failure"]["code"] == "reader.not_paired"
    desk.news("refused", code="reader.not_paired")
    unknown = run(desk.profile, "reader", "forget", "Session 1")
    assert (unknown.returncode != 0, "reader.partner_unknown" in unknown.stderr) == (True, True)


@pytest.mark.parametrize(("answer", "code"), [("ja", ""), ("nej", "reader.denied")])
def test_the_desk_is_asked(cosmic_profile: Path, desk_profile: Path, answer: str, code: str) -> None:
    with sharing(desk_profile, *ANYWHERE, "--card", "anna-1", "--ask") as desk:
        desk.pair(cosmic_profile)

        def say() -> None:
            desk.wait_for(lambda line: line.get("question"))
            desk.hand(answer)

        person = threading.Thread(target=say)
        person.start()
        found = login(cosmic_profile, "anna", "--reader-from", desk.address)
        person.join()
        assert found.get("failure", {}).get("code", "") == code


def test_a_pairing_code_that_is_wrong_or_none(cosmic_profile: Path, desk: RemoteDesk) -> None:
    def pair(code: str, address: str) -> str:
        done = run(cosmic_profile, "reader", "pair", address, env={"COSMIC_LOGIN_PAIRING_CODE": code})
        return done.stderr.partition(":")[0]

    assert pair("12345", desk.address) == "reader.pairing_malformed"
    assert pair("123456789", desk.address) == "reader.pairing_closed"
    assert pair("123456789", "reader://127.0.0.1:1") == "reader.remote_lost"
    assert pair("123456789", "http://127.0.0.1") == "reader.address"
    assert run(cosmic_profile, "reader", "pair", desk.address).stderr.startswith("reader.pairing_malformed")
    assert run(desk.profile, "reader", "pair", "--name", "Desk").stderr.startswith("usage.invalid")  # it is share's


def test_what_cannot_be_shared_is_said(desk: RemoteDesk, desk_profile: Path) -> None:
    taken = desk.address.removeprefix("reader://")
    assert run(desk_profile, "reader", "share", "--listen", taken).stderr.startswith("reader.not_shared")
    for nowhere in ("here", ":0", ":9743", "[]:0", "a..b:0"):  # an empty one would be every address
        assert run(desk_profile, "reader", "share", "--listen", nowhere).stderr.startswith("usage.invalid")
    unknown = run(desk_profile, "reader", "share", *ANYWHERE, "--reader", "Ingen läsare")
    assert unknown.stderr.startswith("reader.unknown")


@pytest.mark.parametrize("name", ["", "   ", "\t", "\x1b\x07", "a\nb", "x" * 61], ids=repr)
@pytest.mark.parametrize("words", [("share", *ANYWHERE), ("pair", "reader://127.0.0.1:1")], ids=["desk", "session"])
def test_a_name_that_nobody_could_read_is_refused(desk_profile: Path, words: tuple[str, ...], name: str) -> None:
    refused = run(desk_profile, "reader", *words, "--name", name, env={"COSMIC_LOGIN_PAIRING_CODE": "123456789"})
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "argument --name: wants 1 to 60 characters of what can be printed" in refused.stderr


def test_a_profile_that_a_reader_is_shared_from_is_not_removed(desk_profile: Path) -> None:
    with sharing(desk_profile, *ANYWHERE), sharing(desk_profile, *ANYWHERE):  # two, and no card in a reader
        refused = run(desk_profile, "profile", "remove", "--yes")
        assert (refused.returncode, refused.stderr.partition(":")[0]) == (1, "profile.in_use")
    with sharing(desk_profile, *ANYWHERE) as desk:
        desk.hang_up()
    assert not [*desk_profile.glob(".use-*")]
    assert run(desk_profile, "profile", "remove", "--yes").returncode == 0
    assert not desk_profile.exists()


def test_a_trainer_cuts_the_line_and_mends_it(cosmic_profile: Path, desk: RemoteDesk) -> None:
    desk.pair(cosmic_profile)
    desk.hand("cut")
    desk.hand("slow", "very")  # said on standard error, and nothing else comes of it
    lost = login(cosmic_profile, "anna", "--reader-from", desk.address)
    assert lost["failure"]["code"] == "reader.remote_lost"
    desk.hand("mend")
    desk.hand("slow", "0,05")
    assert "identity" in login(cosmic_profile, "anna", "--reader-from", desk.address)


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["lines", "JSON"])
def test_a_share_that_nobody_hears_any_more_ends(desk_profile: Path, words: tuple[str, ...]) -> None:
    """Whoever read its lines went away: it cannot tell who asks for the card, and must not stand there deaf."""
    piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with warm.start(command(desk_profile, "reader", "share", *ANYWHERE, *words), environment(), **piped) as share:
        assert share.stdout is not None
        found = re.search(r"reader://127\.0\.0\.1:(\d+)", share.stdout.readline())
        assert found is not None
        share.stdout.close()
        with socket.create_connection(("127.0.0.1", int(found[1]))) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert share.wait(TIMEOUT_S) == 141
        assert share.stderr is not None
        assert share.stderr.read() == ""
