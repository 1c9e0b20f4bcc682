"""``siths-eid`` for machines, and the laboratory's option, in the real program."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from tests.e2e.program import background, run
from tests.unit.idp.kit import Client, Login, client_of

CODE = {"COSMIC_LOGIN_CODE": "123456"}


@pytest.fixture
def ready(cosmic_profile: Path) -> Iterator[dict[str, Any]]:
    with background(cosmic_profile, "idp", "--lab") as line:
        yield line


@pytest.fixture
def client(ready: dict[str, Any]) -> Iterator[Client]:
    with client_of(ready["issuer"]) as made:
        yield made


def link_of(login: Login, idp: str) -> str:
    return f"cosmic-login:siths-eid?{urlencode({'autostarttoken': login.auto_start_token, 'idp': idp})}"


def test_an_order_is_answered_without_a_window(cosmic_profile: Path, ready: dict[str, Any], client: Client) -> None:
    login = client.begin()
    done = run(cosmic_profile, "siths-eid", link_of(login, ready["issuer"]), "--card", "anna-1", "--json", env=CODE)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["order"], told["card"]["card"]) == ("complete", "anna-1")
    assert told["relying_party"]
    assert login.code()


def test_why_it_was_not_answered(cosmic_profile: Path, ready: dict[str, Any], client: Client) -> None:
    login = client.begin()
    link = link_of(login, ready["issuer"])
    for words, code, status in (
        (["cosmic-login:siths-eid?autostarttoken=short"], "link.malformed", 1),
        ([link.replace("cosmic-login", "other", 1)], "link.malformed", 1),
        ([link_of(login, "https://evil.example")], "link.other_idp", 1),
        ([link, "--card", "nobodys-1"], "card.unknown", 1),
        ([link, "--card", "anna-1", "--reader", "x"], "usage.invalid", 2),
    ):
        done = run(cosmic_profile, "siths-eid", *words, "--json", env=CODE)
        assert (json.loads(done.stdout)["failure"]["code"], done.returncode) == (code, status), words
    assert login.hint() == "outstandingTransaction", "none of these began anything"
    wrong = {"COSMIC_LOGIN_CODE": "654321"}
    done = run(cosmic_profile, link, "--card", "anna-1", "--json", env=wrong)  # as the desktop entry starts it
    failure = json.loads(done.stdout)["failure"]
    assert (failure["code"], failure["tries_left"], done.returncode) == ("code.wrong", 2, 3)
    assert login.look().json()["failure"]["code"] == "code.wrong"


def test_the_laboratory_is_there_for_who_asked(cosmic_profile: Path, ready: dict[str, Any], tmp_path: Path) -> None:
    trust = ssl.create_default_context(cafile=ready["ca_file"])
    assert httpx2.get(f"{ready['lab']}/card", verify=trust, trust_env=False).status_code == 400, (
        "a page, without an order"
    )
    refused = run(tmp_path / "other", "idp", "--lab", "--host", "0.0.0.0")  # noqa: S104 - it is refused
    assert refused.returncode == 2
    assert "--lab-for-all" in refused.stderr
