"""The CAs: first start, several processes, what lies on disk, what is issued."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import TrainingPki, profiles
from cosmic_login.pki.store import AuthorityStore
from cosmic_login.profile import Profile

from .kit import HSA, NUMBER, issue, request, rsa_key

OPEN = """
import sys, pathlib
from cosmic_login.core.clock import ManualClock
from cosmic_login.pki import TrainingPki, profiles
from cosmic_login.profile import Profile
from cryptography.hazmat.primitives import hashes
print("ready", flush=True)
sys.stdin.readline()
pki = TrainingPki.open(Profile.open(pathlib.Path(sys.argv[1])), ManualClock())
print(*sorted(c.fingerprint(hashes.SHA256()).hex() for c in pki.roots() + pki.issuing()))
"""


def fingerprints(pki: TrainingPki) -> list[str]:
    return sorted(c.fingerprint(hashes.SHA256()).hex() for c in pki.roots() + pki.issuing())


def test_the_tree_has_the_shape_of_siths_and_says_that_it_is_not(pki: TrainingPki) -> None:
    names = [str(c.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value) for c in pki.roots() + pki.issuing()]
    assert sorted(name.removeprefix("TRAINING SITHS-like ") for name in names) == [
        "Function CA v1",
        "Person HSA-id 2 CA v1",
        "Person HSA-id 3 CA v1",
        "Person ID 2 CA v1",
        "Person ID 3 CA v1",
        "Person ID Mobile 2 CA v1",
        "Person ID Mobile CA v1",
        "TRAINING BankID-like Mobile CA v1",
        "e-id Root CA v1",
    ]
    assert all(name.startswith("TRAINING ") for name in names)


def test_opened_again_it_is_the_same(pki: TrainingPki, profile: Profile, clock: ManualClock) -> None:
    again = TrainingPki.open(profile, clock)
    assert fingerprints(again) == fingerprints(pki)
    assert again.judge().judge(issue(pki, clock.now()), clock.now()).serial_number == HSA


def test_processes_starting_together_make_one_tree(profile: Profile) -> None:
    command = [sys.executable, "-c", OPEN, str(profile.root)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [process.communicate(timeout=60)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(answers[0].split()) == len(profiles.ROLES)
    assert answers[0] == answers[1] == answers[2]


def test_threads_starting_together_make_one_tree(profile: Profile, clock: ManualClock) -> None:
    found: list[list[str]] = []
    gate = threading.Barrier(4)

    def start() -> None:
        gate.wait(timeout=30)
        found.append(fingerprints(TrainingPki.open(profile, clock)))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4
    assert len(set(map(tuple, found))) == 1


def test_no_private_key_lies_in_clear(pki: TrainingPki, profile: Profile) -> None:
    authorities = AuthorityStore(profile).load()
    assert len(authorities) == len(profiles.ROLES)
    secrets: list[bytes] = [b"PRIVATE KEY"]
    for authority in authorities:
        secrets.append(authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        value = authority.key.private_numbers().private_value
        secrets += [value.to_bytes(48, "big"), f"{value:x}".encode(), str(value).encode()]
    files = [path for path in profile.root.rglob("*") if path.is_file()]
    assert len(files) >= 9
    for path in files:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path


def test_only_the_owner_may_read(pki: TrainingPki, profile: Profile) -> None:
    for path in profile.pki_dir.rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert path.stat().st_mode & 0o777 == wanted, path


def test_a_record_shows_no_key(pki: TrainingPki, profile: Profile) -> None:
    shown = repr(AuthorityStore(profile).load()[0])
    assert "key=" not in shown
    assert "EllipticCurve" not in shown


def test_a_first_start_cut_short_is_finished_by_the_next(
    profile: Profile, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = AuthorityStore.save_list, []

    def full_at_the_third(self: AuthorityStore, authority: object, crl: object) -> None:
        calls.append(authority)
        if len(calls) == 3:
            raise LoginFailure("profile.full", "no room")
        real(self, authority, crl)  # type: ignore[arg-type]

    monkeypatch.setattr(AuthorityStore, "save_list", full_at_the_third)
    with pytest.raises(LoginFailure) as caught:
        TrainingPki.open(profile, clock)
    assert caught.value.code == "profile.full"
    begun = {a.slug: a.certificate for a in AuthorityStore(profile).load()}
    monkeypatch.undo()
    pki = TrainingPki.open(profile, clock)
    assert {c.subject for c in pki.issuing()} <= {c.subject for c in begun.values()}
    assert pki.roots() == [begun["root-v1"]]
    assert pki.judge().judge(issue(pki, clock.now()), clock.now()).loa == 3


# -- damage ------------------------------------------------------------------------------------------------------


def opening_fails(profile: Profile, clock: ManualClock) -> LoginFailure:
    with pytest.raises(LoginFailure) as caught:
        TrainingPki.open(profile, clock)
    return caught.value


@pytest.mark.parametrize("place", [0, 10, 200, -1])
def test_a_changed_byte_in_the_sealed_file_is_damage(
    pki: TrainingPki, profile: Profile, clock: ManualClock, place: int
) -> None:
    path = profile.pki_dir / "authorities.sealed"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    failure = opening_fails(profile, clock)
    assert failure.code == "profile.damaged"
    assert str(path) in failure.detail
    assert path.read_bytes() == bytes(content)  # nothing was put in its place


@pytest.mark.parametrize("content", [b"", b"CLV1", b"half"])
def test_a_cut_sealed_file_is_damage(pki: TrainingPki, profile: Profile, clock: ManualClock, content: bytes) -> None:
    path = profile.pki_dir / "authorities.sealed"
    path.write_bytes(content)
    failure = opening_fails(profile, clock)
    assert (failure.code, str(path) in failure.detail) == ("profile.damaged", True)


def test_sealed_nonsense_is_damage_and_is_not_shown(profile: Profile, clock: ManualClock) -> None:
    path = profile.pki_dir / "authorities.sealed"
    for content in (b"[]", b"nonsense", json.dumps({"version": 1, "authorities": [{"key": "geheim"}]}).encode()):
        path.write_bytes(profile.vault.seal(content, "pki/authorities.sealed"))
        failure = opening_fails(profile, clock)
        assert failure.code == "profile.damaged"
        assert str(path) in failure.detail
        assert "geheim" not in str(failure)


def test_a_newer_layout_is_refused(profile: Profile, clock: ManualClock) -> None:
    path = profile.pki_dir / "authorities.sealed"
    path.write_bytes(profile.vault.seal(b'{"version": 99, "authorities": []}', "pki/authorities.sealed"))
    assert opening_fails(profile, clock).code == "profile.newer"


def test_a_lost_file_is_damage(pki: TrainingPki, profile: Profile, clock: ManualClock) -> None:
    for name in ("crl/hsa3-v1.crl", "crl/root-v1.crl", "authorities.sealed"):
        path = profile.pki_dir / name
        content = path.read_bytes()
        path.unlink()
        failure = opening_fails(profile, clock)
        assert failure.code == "profile.damaged"
        assert str(path) in failure.detail
        assert not path.exists()
        path.write_bytes(content)
    TrainingPki.open(profile, clock)


def test_a_damaged_or_exchanged_list_is_damage(pki: TrainingPki, profile: Profile, clock: ManualClock) -> None:
    path = profile.pki_dir / "crl" / "hsa3-v1.crl"
    good = path.read_bytes()
    flipped = bytearray(good)
    flipped[-5] ^= 1
    other = (profile.pki_dir / "crl" / "hsa2-v1.crl").read_bytes()
    for content in (b"", good[:50], bytes(flipped), other):
        path.write_bytes(content)
        failure = opening_fails(profile, clock)
        assert (failure.code, str(path) in failure.detail) == ("profile.damaged", True)


# -- issuing -----------------------------------------------------------------------------------------------------


def test_a_log_in_certificate_has_the_profile(pki: TrainingPki, clock: ManualClock) -> None:
    certificate = issue(pki, clock.now(), email="anna@example.invalid")
    subject = [(part.oid, part.value) for part in certificate.subject]
    assert subject == [
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, "Region Jönköpings län"),
        (NameOID.COMMON_NAME, "Anna Testsson"),
        (NameOID.SURNAME, "Testsson"),
        (NameOID.GIVEN_NAME, "Anna"),
        (NameOID.TITLE, "Läkare"),
        (NameOID.SERIAL_NUMBER, HSA),
    ]
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.key_encipherment
    assert not usage.value.content_commitment
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == ["anna@example.invalid"]
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name is not None
    assert points[0].full_name[0].value == "http://127.0.0.1/pki/crl/hsa3-v1.crl"


def test_a_certificate_with_personal_number_names_nothing_else(pki: TrainingPki, clock: ManualClock) -> None:
    certificate = issue(pki, clock.now(), kind="person", serial_number=NUMBER, organisation="", title="")
    with pytest.raises(x509.ExtensionNotFound):
        certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) == []


def test_a_server_certificate_is_good_for_tls(pki: TrainingPki, clock: ManualClock) -> None:
    chain, key = pki.issue_server(["localhost", "127.0.0.1"])
    assert chain[0].public_key() == key.public_key()
    assert len(chain) == 2
    chain[0].verify_directly_issued_by(chain[1])
    names = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("127.0.0.1")]


def test_what_no_ca_issues_is_an_error(pki: TrainingPki, clock: ManualClock) -> None:
    now = clock.now()
    for changes in ({"loa": 4}, {"kind": "cat"}, {"not_after": now + timedelta(days=4000)}, {"card_number": "1_2"}):
        with pytest.raises(ValueError, match=r"."):
            pki.issue_person(request(now, **changes), rsa_key().public_key())


def test_the_look_alike_has_the_same_names_and_other_keys(pki: TrainingPki, clock: ManualClock) -> None:
    ours, theirs = issue(pki, clock.now()), issue(pki, clock.now(), foreign=True)
    assert ours.issuer == theirs.issuer
    issuer = next(c for c in pki.issuing() if c.subject == ours.issuer)
    ours.verify_directly_issued_by(issuer)
    with pytest.raises(Exception, match=r".*"):
        theirs.verify_directly_issued_by(issuer)
