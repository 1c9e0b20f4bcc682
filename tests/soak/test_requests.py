"""A million hostile requests to the IdP's doors: refused in the protocol's words, never 500, no hang, no growth."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.app import World
from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from tests.e2e.program import command, environment
from tests.soak.campaign import Campaign, memory_of
from tests.soak.hostile_requests import Asked, HostileRequests
from tests.soak.pipelined import BOUND_S, Pipeline
from tests.unit.idp.kit import SoftCard

#: Requests behind each other on a connection, and connections to the issuer and to the relying parties' door.
DEPTH, PLAIN, SECURED = 48, 6, 2
#: A handshake for each request at the door of client certificates: it comes this often, in rounds.
MD_EVERY = 2
#: How often a connection is told what is no HTTP, before it is used.
CONFUSED = 0.1
#: What is asked before the memory is looked at for the first time.
WARM = 50_000
_LEAST, _MOST, _DEFECT = 200, 500, b"internal.error"


class Doors:
    """Every door of an IdP, and who goes to it: with and without certificate."""

    def __init__(self, profile: Path, folder: Path, issuer: str, addresses: Mapping[str, str], run: Campaign) -> None:
        self._run = run
        world = World(Profile.open(profile), idp_url=issuer)
        chain, key = _relying_party(world, folder)
        trusting = ssl.create_default_context(cadata=world.trusted_roots().decode())
        party = ssl.create_default_context(cadata=world.trusted_roots().decode())
        party.load_cert_chain(chain, key)
        card = ssl.create_default_context(cadata=world.trusted_roots().decode())
        card.load_cert_chain(*_card(world, folder))
        self.requests = HostileRequests(run.random, control_token(world.profile))
        world.close()
        self._plain = [Pipeline(issuer) for _ in range(PLAIN)]
        self._relying = [Pipeline(addresses["bankid"], tls) for tls in (party, party, trusting)[: SECURED + 1]]
        self._md = [Pipeline(addresses["mtls"], tls) for tls in (card, card, trusting)]
        self._token = control_token(world.profile)

    def round(self, number: int) -> int:
        """Ask at every door, then hear all answers; return how many there were."""
        random, requests = self._run.random, self.requests
        for each in self._plain:
            if random.random() < CONFUSED:
                heard = each.confuse(requests.nonsense(each.host))
                assert b"HTTP/1.1 500" not in heard, heard
                self._run.counts["no HTTP"] += 1
            each.send([requests.for_issuer(each.host) for _ in range(DEPTH)])
        for each in self._relying:
            each.send([requests.for_relying(each.host) for _ in range(DEPTH // 2)])
        busy = [*self._plain, *self._relying]
        if number % MD_EVERY == 0:
            each = random.choice(self._md)
            # What follows the first on a connection is not read.
            each.send([replace(requests.for_md(each.host), last=True)])
            busy.append(each)
        got = sum(each.answers(self._judge) for each in busy)
        self._all_back()
        return got

    def close(self) -> None:
        """Leave all doors."""
        for each in (*self._plain, *self._relying, *self._md):
            each.close()

    def _all_back(self) -> None:
        """Bring back what a request has put out of service, so that the next ones come further than to that door."""
        raw = f"POST /control/reset HTTP/1.1\r\nhost: {self._plain[0].host}\r\nauthorization: Bearer {self._token}\r\n"
        self._plain[0].send([Asked((raw + "content-length: 0\r\n\r\n").encode())])
        self._plain[0].answers(lambda _asked, status, _body: self._run.counts.update([f"reset {status}"]))

    def _judge(self, asked: Asked, status: int, body: bytes) -> None:
        assert _LEAST <= status < _MOST or (status == 503 and _told(body)), (status, body, asked.raw[:3000])
        assert _DEFECT not in body, (status, body, asked.raw[:3000])
        self._run.counts[str(status)] += 1
        self.requests.learn(body)


def _told(body: bytes) -> bool:
    """Tell whether an answer names why nothing is to be had now."""
    told = json.loads(body)
    failure = told.get("failure", told)
    return bool(failure) and "profile" not in str(failure)


def _relying_party(world: World, folder: Path) -> tuple[Path, Path]:
    chain, key = world.pki.issue_relying_party("Testtjänsten")
    return _written(
        folder / "rp",
        b"".join(each.public_bytes(Encoding.PEM) for each in chain),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _card(world: World, folder: Path) -> tuple[Path, Path]:
    card = SoftCard.issue(world.pki, ManualClock(SystemClock().now()))
    return _written(
        folder / "card",
        card.certificate.public_bytes(Encoding.PEM),
        card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _written(stem: Path, certificates: bytes, key: bytes) -> tuple[Path, Path]:
    files = stem.with_suffix(".pem"), stem.with_suffix(".key")
    files[0].write_bytes(certificates)
    files[1].write_bytes(key)
    return files


def campaign(run: Campaign, doors: Doors) -> None:
    for number in run.rounds():
        run.done += doors.round(number)
    for status in ("200", "400", "401", "404", "405", "415", "421"):
        assert run.counts[status], f"no answer of {status} among {run.counts}"


def test_hostile_requests(cosmic_profile: Path, tmp_path: Path) -> None:
    run = Campaign.short("requests", 2_000)
    with EmbeddedIdp.start(Profile.open(cosmic_profile)) as idp:
        doors = Doors(cosmic_profile, tmp_path, idp.base_url, idp.doors, run)
        try:
            campaign(run, doors)
        finally:
            doors.close()


@contextlib.contextmanager
def the_program(profile: Path) -> Iterator[dict[str, Any]]:
    """Run ``cosmic-login idp`` as anybody does."""
    with subprocess.Popen(
        command(profile, "idp"), env=environment(), stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield {"pid": process.pid, **json.loads(process.stdout.readline())}
            assert process.poll() is None
        finally:
            process.terminate()
            assert process.wait(BOUND_S) == 0


@pytest.mark.soak
def test_a_million_hostile_requests(cosmic_profile: Path, tmp_path: Path) -> None:
    run = Campaign.whole("requests", 1_000_000)
    warm = Campaign("requests", min(run.size, WARM), seed=run.seed + 1)
    with the_program(cosmic_profile) as idp:
        for each in (warm, run):
            each.watched = idp["pid"]
            doors = Doors(cosmic_profile, tmp_path, idp["issuer"], idp, each)
            before = memory_of(idp["pid"])
            try:
                campaign(each, doors)
            finally:
                doors.close()
        run.must_not_grow("the IdP", before, memory_of(idp["pid"]), most=0.1)
        run.tell()
    log = (cosmic_profile / "log" / "cosmic-login.log").read_text("utf-8")
    assert '"level":"ERROR"' not in log.replace(" ", "")
