"""The doctor looks ahead: what runs out in a long installation is told before it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock
from cosmic_login.diagnosis.case import Case
from cosmic_login.diagnosis.checks import run_checks
from cosmic_login.run.runs_out import runs_out
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def cosmic(tmp_path: Path, clock: ManualClock) -> Iterator[LoginBench]:
    """Give an installation with cards as they are ordered, and a phone."""
    bench = LoginBench(tmp_path / "profile", clock)
    for card in ("anna-1", "cecilia-1", "david-1", "hugo-2", "farid-1"):
        bench.card(card)
    TestPhone(bench.world, "annas").activate("anna", "bankid")
    yield bench
    bench.close()


def told(cosmic: LoginBench, **more: str) -> list[tuple[str, str, str, str]]:
    """Return what the check says: status, of what, what, and the mend."""
    world = cosmic.world
    case = Case(lambda: world.profile, world.clock, in_window=True, runs_out=lambda: runs_out(world), **more)  # type: ignore[arg-type]
    findings = [finding for finding in run_checks(case) if finding.name == "expiry"]
    return [(f.status, f.subject, f.found.words(), f.mend.words() if f.mend else "") for f in findings]


def test_a_new_installation_has_time(cosmic: LoginBench) -> None:
    assert told(cosmic) == [("ok", "", "Inget går ut inom 60 dagar utan att förnyas av sig självt.", "")]


def test_phones_and_cards_are_told_two_months_ahead_and_when_they_are_over(
    cosmic: LoginBench, clock: ManualClock
) -> None:
    begin = clock.now()
    clock.at = begin + 730 * DAY - 59 * DAY
    assert told(cosmic) == [
        ("warn", "annas, bankid", f"Går ut {begin + 730 * DAY:%Y-%m-%d}.", "Aktivera appen på nytt.")
    ]
    clock.at = begin + 5 * 365 * DAY - 59 * DAY
    ends = f"{begin + 5 * 365 * DAY:%Y-%m-%d}"
    phone, anna, farid = told(cosmic)
    assert phone[2].startswith("Gick ut")
    assert anna == ("warn", "anna-1", f"Går ut {ends}.", "Utfärda kortet på nytt: cosmic-login card issue anna-1")
    assert farid[1] == "farid-1", "cecilia's is ordered as expired, david's is revoked, hugo's a reserve card"
    clock.at = begin + 5 * 365 * DAY + DAY
    assert [line[2] for line in told(cosmic)][1:] == [f"Gick ut {ends}."] * 2


def test_a_file_of_trusted_cas_is_told_too(cosmic: LoginBench, clock: ManualClock, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    roots = cosmic.world.pki.roots()
    file.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in roots))
    elsewhere = {"idp_url": "http://127.0.0.1:1", "idp_ca": str(file)}
    assert told(cosmic, **elsewhere)[0][0] == "ok"
    clock.at = roots[0].not_valid_after_utc - 30 * DAY
    found = [line for line in told(cosmic, **elsewhere) if line[1] == str(file)]
    assert [line[0] for line in found] == ["warn"]
    assert "--idp-ca" in found[0][3]


def test_what_has_been_renewed_is_not_told_as_the_next_to_end(cosmic: LoginBench, clock: ManualClock) -> None:
    clock.advance(19 * 365 * 86400.0)
    world = cosmic.world
    case = Case(lambda: world.profile, clock, in_window=True)
    pki = next(finding for finding in run_checks(case) if finding.name == "pki")
    assert pki.status == "ok"
    until = str(pki.found.values["until"])
    assert until > f"{clock.now():%Y-%m-%d}", "the first generation has run out, and is kept"
