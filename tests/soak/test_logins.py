"""Five thousand logins, two hundred at a time, at one IdP: none is lost, each is its own person's, memory stays."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from cosmic_login.app import World
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.idp.client import IdpClient, NativeLogin
from cosmic_login.authenticators.idp.siths_app import SithsApp
from cosmic_login.authenticators.idp_port import Granted
from cosmic_login.cards.idprime import CardCertificate, PinRef
from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.directory.checks import published_numbers
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from tests.e2e.program import environment
from tests.soak.campaign import Campaign, memory_of
from tests.unit.idp.kit import SoftCard

IN_FLIGHT = 200
METHOD = "siths-this-device"
_ROOT = Path(__file__).resolve().parents[2]
_DIRECTORY = """replace_default = true
[organisations.rjl]
organisation_id = "2321000057"
name = "Region Exempel"
own_region = true
"""
_PERSON = """
[persons.p{place}]
personal_number = "{number}"
given_name = "Prov"
family_name = "Testsson"
[[persons.p{place}.service_ids]]
hsa_id = "TSTNMT2321000057-7{place:03}"
organisation = "rjl"
"""


@dataclass
class Someone:
    """A person with a card made of software, who logs in and out, and in again."""

    hsa_id: str
    soft: SoftCard
    sessions: list[str] = field(default_factory=list)

    @property
    def certificate(self) -> CardCertificate:
        """The card's certificate, as a terminal reads it."""
        return CardCertificate(0, self.soft.der, "authenticate", 0x56, PinRef.AUTHENTICATE, "ec", "kxc00")

    async def sign(self, _certificate: CardCertificate, data: bytes) -> bytes:
        """Sign as the card does for ``CardSession``."""
        return self.soft._sign(data, "ES256")

    async def log_in(self, client: IdpClient) -> None:
        """Log in, from the first request to the log-out."""
        login = await client.begin(METHOD)
        app = SithsApp(client, f"{client.base_url}/siths")
        await app.start(login.auto_start_token)
        shown = await app.show(self.certificate)
        card = cast("CardSession", self)
        if not shown.registered:
            await app.register(card, self.certificate, shown.registration_challenge)
        await app.complete(card, self.certificate, shown.challenge)
        identity = await login.redeem(await granted(login), METHOD, {})
        assert identity.hsa_id == self.hsa_id, (identity.hsa_id, self.hsa_id)
        self.sessions.append(str(identity.claims["sid"]))
        await client.end_session(identity)


async def granted(login: NativeLogin) -> Granted:
    step = await login.look()
    assert isinstance(step, Granted), step
    return step


def people(root: Path, number: int) -> list[Someone]:
    """Write a directory of so many people into a new profile, and give each a card."""
    root.mkdir(mode=0o700)
    numbers = [each for each in sorted(published_numbers()) if int(each[6:8]) < 60][:number]
    rows = [_PERSON.format(place=place, number=each) for place, each in enumerate(numbers)]
    (root / "directory.toml").write_text(_DIRECTORY + "".join(rows), "utf-8")
    world, clock = World(Profile.open(root)), ManualClock(SystemClock().now())
    try:
        return [
            Someone(
                f"TSTNMT2321000057-7{place:03}",
                SoftCard.issue(world.pki, clock, each, card_number=f"97522789{place:011}"),
            )
            for place, each in enumerate(numbers)
        ]
    finally:
        world.close()


def log_all_in(run: Campaign, issuer: str, everybody: list[Someone]) -> None:
    """Have everybody log in again and again, all at once, until there were so many logins."""

    async def come_again(someone: Someone) -> None:
        client = IdpClient(issuer, SystemClock())
        try:
            while not run.over:
                run.done += 1
                await someone.log_in(client)
                run.counts["in and out"] += 1
        finally:
            await client.aclose()

    async def all_at_once() -> None:
        async with asyncio.TaskGroup() as group:
            for someone in everybody:
                group.create_task(come_again(someone))
            while not run.over:
                await asyncio.sleep(0.5)
                run.tell_now_and_then()

    asyncio.run(all_at_once())


def on_the_trail(root: Path) -> tuple[int, int]:
    """Return how many came in and how many left, each login once."""
    world = World(Profile.open(root))
    try:
        assert world.audit.verify().ok
        rows = list(world.audit.records())
    finally:
        world.close()
    came = [row.login for row in rows if row.event == "login.succeeded"]
    left = [row.login for row in rows if row.event == "session.ended"]
    assert len(came) == len(set(came))
    assert sorted(came) == sorted(left)
    return len(came), len(left)


def test_people_who_log_in_at_once(tmp_path: Path) -> None:
    everybody = people(tmp_path / "profile", 12)
    run = Campaign.short("logins", 24)
    with EmbeddedIdp.start(Profile.open(tmp_path / "profile")) as idp:
        log_all_in(run, idp.base_url, everybody)
    assert on_the_trail(tmp_path / "profile") == (24, 24)
    assert len({each for someone in everybody for each in someone.sessions}) == 24


@contextlib.contextmanager
def an_idp(root: Path) -> Iterator[dict[str, Any]]:
    """Run an IdP in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.soak.idp_process", str(root)],
        cwd=_ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield {"pid": process.pid, **json.loads(process.stdout.readline())}


@pytest.mark.soak
def test_five_thousand_logins(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    everybody = people(root, IN_FLIGHT)
    run, warm = Campaign.whole("logins", 5_000), Campaign("logins", 2 * IN_FLIGHT, quiet=True)
    with an_idp(root) as idp:
        run.watched = idp["pid"]
        log_all_in(warm, idp["issuer"], everybody)
        before = memory_of(idp["pid"])
        log_all_in(run, idp["issuer"], everybody)
        run.must_not_grow("the IdP", before, memory_of(idp["pid"]), most=0.15)
        run.tell()
        run.watched = ""
    number = warm.done + run.done
    assert run.counts["in and out"] == run.done
    assert on_the_trail(root) == (number, number)
    assert len({each for someone in everybody for each in someone.sessions}) == number
