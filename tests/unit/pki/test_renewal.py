"""Time passes: new generations of CAs, new lists, wrong clocks."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography import x509

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import TrainingPki, crl
from cosmic_login.pki.store import AuthorityStore
from cosmic_login.profile import Profile

from .kit import HSA, code_of, issue

DAY = 86400.0
YEAR = 365 * DAY

REVOKE = """
import sys, pathlib
from cryptography import x509
from cosmic_login.core.clock import ManualClock
from cosmic_login.pki import TrainingPki
from cosmic_login.profile import Profile
pki = TrainingPki.open(Profile.open(pathlib.Path(sys.argv[1])), ManualClock())
pki.revoke(x509.load_pem_x509_certificate(sys.stdin.buffer.read()), x509.ReasonFlags.key_compromise)
"""


def names(certificates: list[x509.Certificate]) -> set[str]:
    return {certificate.subject.rfc4514_string().split(",")[0].rpartition(" ")[2] for certificate in certificates}


def test_issuing_cas_are_renewed_in_time_and_the_old_stay_trusted(
    pki: TrainingPki, profile: Profile, clock: ManualClock
) -> None:
    judge = pki.judge()
    clock.advance(7 * YEAR - DAY)
    old = issue(pki, clock.now(), not_after=clock.now() + timedelta(days=3650))
    clock.advance(2 * DAY)
    new = issue(pki, clock.now())
    assert old.issuer.rfc4514_string().startswith("CN=TRAINING SITHS-like Person HSA-id 3 CA v1")
    assert new.issuer.rfc4514_string().startswith("CN=TRAINING SITHS-like Person HSA-id 3 CA v2")
    assert names(pki.issuing()) == {"v1", "v2"}
    for when in (clock.now(), clock.now() + timedelta(days=1)):
        assert judge.judge(old, when).serial_number == HSA
        assert judge.judge(new, when).serial_number == HSA
    clock.advance(9.9 * YEAR)  # the old card's last days: its CA is still there
    assert judge.judge(old, clock.now()).serial_number == HSA
    assert TrainingPki.open(profile, clock).judge().judge(old, clock.now()).loa == 3


def test_the_root_is_renewed_before_a_new_ca_would_outlive_it(pki: TrainingPki, clock: ManualClock) -> None:
    for _ in range(8):  # 48 years, longer than the first root lives
        clock.advance(6 * YEAR)
        certificate = issue(pki, clock.now(), not_after=clock.now() + timedelta(days=3650))
        assert pki.judge().judge(certificate, clock.now()).loa == 3
        for issuing in pki.issuing():
            root = next(c for c in pki.roots() if c.subject == issuing.issuer)
            assert root.not_valid_after_utc >= issuing.not_valid_after_utc
    assert len(pki.roots()) > 1
    assert clock.now() > pki.roots()[0].not_valid_after_utc


def test_a_ca_renewed_by_another_process_is_known_at_once(
    pki: TrainingPki, profile: Profile, clock: ManualClock
) -> None:
    judge = pki.judge()
    judge.judge(issue(pki, clock.now()), clock.now())
    clock.advance(8 * YEAR)
    new = issue(TrainingPki.open(profile, clock), clock.now())
    assert judge.judge(new, clock.now()).issuer.startswith("CN=TRAINING SITHS-like Person HSA-id 3 CA v2")


def test_a_clock_that_ran_ahead_and_was_mended_leaves_everything_usable(profile: Profile, clock: ManualClock) -> None:
    ahead = ManualClock(clock.now() + timedelta(days=9 * 365))
    assert names(TrainingPki.open(profile, ahead).issuing()) == {"v1"}
    pki = TrainingPki.open(profile, clock)
    assert pki.judge().judge(issue(pki, clock.now()), clock.now()).loa == 3
    for issuer in pki.issuing():
        assert pki.crl(issuer.subject).last_update_utc <= clock.now() + timedelta(minutes=10)


# -- lists -------------------------------------------------------------------------------------------------------


def issuer_of(pki: TrainingPki, clock: ManualClock) -> x509.Name:
    return issue(pki, clock.now()).issuer


def test_a_list_is_renewed_when_its_end_is_near_and_keeps_its_entries(pki: TrainingPki, clock: ManualClock) -> None:
    certificate = issue(pki, clock.now())
    pki.revoke(certificate)
    first = pki.crl(certificate.issuer)
    clock.advance(2 * DAY)
    assert pki.crl(certificate.issuer) is first
    clock.advance(3 * DAY)
    second = pki.crl(certificate.issuer)
    assert crl.number(second) == crl.number(first) + 1
    assert second.next_update_utc is not None
    assert second.next_update_utc > clock.now() + timedelta(days=6)
    assert second.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def test_a_judge_that_slept_long_still_knows(pki: TrainingPki, clock: ManualClock) -> None:
    judge, certificate = pki.judge(), issue(pki, clock.now())
    for _ in range(4):
        clock.advance(60 * DAY)
        assert judge.judge(certificate, clock.now()).loa == 3


def test_revoked_by_another_process_is_revoked_here_at_once(
    pki: TrainingPki, profile: Profile, clock: ManualClock
) -> None:
    judge, certificate = pki.judge(), issue(pki, clock.now())
    judge.judge(certificate, clock.now())
    pem = x509_pem(certificate)
    subprocess.run([sys.executable, "-c", REVOKE, str(profile.root)], input=pem, check=True, timeout=60)
    assert code_of(lambda: judge.judge(certificate, clock.now())) == "certificate.revoked"
    entry = pki.crl(certificate.issuer).get_revoked_certificate_by_serial_number(certificate.serial_number)
    assert entry is not None
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise


def x509_pem(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def test_revoking_twice_changes_nothing_and_numbers_rise(pki: TrainingPki, clock: ManualClock) -> None:
    one, two = issue(pki, clock.now()), issue(pki, clock.now())
    numbers = [crl.number(pki.crl(one.issuer))]
    for certificate in (one, one, two):
        pki.revoke(certificate)
        numbers.append(crl.number(pki.crl(one.issuer)))
    assert numbers == [1, 2, 2, 3]
    assert len(list(pki.crl(one.issuer))) == 2


def test_a_stranger_is_not_put_on_our_list(pki: TrainingPki, clock: ManualClock) -> None:
    stranger = issue(pki, clock.now(), foreign=True)
    assert code_of(lambda: pki.revoke(stranger)) == "certificate.untrusted"
    assert len(list(pki.crl(stranger.issuer))) == 0
    assert code_of(lambda: pki.crl(x509.Name([]))) == "certificate.untrusted"


def test_a_list_that_cannot_be_renewed_serves_until_it_ends(
    pki: TrainingPki, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, judge = issue(pki, clock.now()), pki.judge()

    def read_only(*_: object) -> None:
        raise LoginFailure("profile.readonly", "no writing here")

    monkeypatch.setattr(AuthorityStore, "save_list", read_only)
    clock.advance(6 * DAY)
    assert judge.judge(certificate, clock.now()).loa == 3
    clock.advance(2 * DAY)
    assert code_of(lambda: judge.judge(certificate, clock.now())) == "certificate.revocation_unknown"
    monkeypatch.undo()
    assert judge.judge(certificate, clock.now()).loa == 3


def test_a_list_damaged_while_running_makes_revocation_unknown(
    pki: TrainingPki, profile: Profile, clock: ManualClock
) -> None:
    certificate, judge = issue(pki, clock.now()), pki.judge()
    judge.judge(certificate, clock.now())
    path = profile.pki_dir / "crl" / "hsa3-v1.crl"
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    assert code_of(lambda: judge.judge(certificate, clock.now())) == "certificate.revocation_unknown"
    path.unlink()
    assert code_of(lambda: judge.judge(certificate, clock.now())) == "certificate.revocation_unknown"
    path.write_bytes(good)
    assert judge.judge(certificate, clock.now()).loa == 3
