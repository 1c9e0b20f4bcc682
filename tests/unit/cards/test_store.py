"""Cards in a profile: issued, kept, shared between programs, damaged."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from cosmic_login.cards.idprime import IdPrimeCard, PinRef, Scheme
from cosmic_login.cards.virtual.card import CardCodes, VirtualCard
from cosmic_login.cards.virtual.sealed_state import Memory
from cosmic_login.cards.virtual.state import CardState, CardStateError, CodeState
from cosmic_login.cards.virtual.store import CardStore
from cosmic_login.core.clock import CLOCK_TOLERANCE_S, Clock, ManualClock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.directory import Directory
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.cards.support import CODE, PUK, SIGNATURE_CODE, Wire, make_card, opened, pin, puk


@pytest.fixture(scope="module")
def shared() -> Iterator[Profile]:
    """One profile whose PKI is made once."""
    profile = Profile.temporary()
    yield profile
    profile.discard()


@pytest.fixture
def profile(shared: Profile) -> Iterator[Profile]:
    yield shared
    for path in shared.cards_dir.iterdir():
        path.unlink()


def store_of(profile: Profile, clock: Clock | None = None) -> CardStore:
    clock = clock or SystemClock()
    return CardStore(profile, Directory.load(profile), lambda: TrainingPki.open(profile, clock), clock)


def fails(code: str, call: object) -> None:
    assert callable(call)
    with pytest.raises(LoginFailure) as caught:
        call()
    assert caught.value.code == code


def certificates(card: VirtualCard) -> list[x509.Certificate]:
    driver, wire = opened(card)
    try:
        return [x509.load_der_x509_certificate(found.der) for found in driver.certificates()]
    finally:
        wire.close()


def serial_numbers(card: VirtualCard) -> list[object]:
    return [
        certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value for certificate in certificates(card)
    ]


def tries(card: VirtualCard) -> int:
    driver, wire = opened(card)
    try:
        return driver.tries_left()
    finally:
        wire.close()


def spend_a_try(card: VirtualCard) -> None:
    driver, wire = opened(card)
    fails("code.wrong", lambda: driver.verify(pin("000000")))
    wire.close()


def test_a_card_carries_the_service_id_and_the_personal_number(profile: Profile) -> None:
    store = store_of(profile)
    assert serial_numbers(store.open("anna-1")) == ["TSTNMT2321000057-1001", "199001262386"]
    assert serial_numbers(store.open("greta-1")) == ["TSTNMT2321000057-1007"], "a coordination number is not on cards"
    assert store.open("anna-1") is store.open("anna-1")
    assert store.open("anna-1").person == "anna"


def test_the_card_number_is_the_same_on_the_card_and_in_its_certificates(profile: Profile) -> None:
    driver, wire = opened(store_of(profile).open("anna-1"))
    pki = TrainingPki.open(profile, SystemClock())
    number = driver.card_number
    assert number.startswith("9752279")
    assert len(number) == 19
    for found in driver.certificates():
        judged = pki.judge().judge(x509.load_der_x509_certificate(found.der), SystemClock().now())
        assert (judged.card_number, judged.loa) == (number, 3)
    wire.close()


def test_a_signing_pair_has_its_own_code(profile: Profile) -> None:
    driver, wire = opened(store_of(profile).open("bo-1"))
    found = driver.certificates()
    assert [(c.usage, c.pin) for c in found] == [
        ("authenticate", PinRef.AUTHENTICATE),
        ("authenticate", PinRef.AUTHENTICATE),
        ("sign", PinRef.SIGN),
    ]
    driver.verify(pin(SIGNATURE_CODE), PinRef.SIGN)
    assert len(driver.sign(found[2], Scheme.RS256, b"x")) == 256
    wire.close()


def test_a_card_is_the_same_after_a_restart(profile: Profile) -> None:
    before = store_of(profile).open("karin-1")
    spend_a_try(before)
    after = store_of(profile).open("karin-1")
    assert certificates(after) == certificates(before)
    assert tries(after) == 2
    driver, wire = opened(after)
    driver.verify(pin())
    driver.change(pin(), pin("222222"))
    wire.close()
    driver, wire = opened(store_of(profile).open("karin-1"))
    driver.verify(pin("222222"))
    assert len(driver.sign(driver.certificates()[0], Scheme.ES256, b"x")) == 64
    wire.close()


def test_blocked_stays_blocked_and_the_puk_mends_for_good(profile: Profile) -> None:
    assert tries(store_of(profile).open("eva-1")) == 0
    assert tries(store_of(profile).open("eva-1")) == 0
    driver, wire = opened(store_of(profile).open("eva-1"))
    fails("puk.wrong", lambda: driver.unblock(puk("00000000"), pin()))
    driver.unblock(puk(), pin("222222"))
    wire.close()
    card = store_of(profile).open("eva-1")
    assert tries(card) == 3
    assert card.state.puk.tries_left == 10


def test_what_another_program_did_is_seen_when_the_card_gets_power(profile: Profile) -> None:
    here, there = store_of(profile).open("anna-1"), store_of(profile).open("anna-1")
    assert tries(here) == 3
    spend_a_try(there)
    assert tries(here) == 2
    spend_a_try(here)
    assert tries(there) == 1
    assert tries(here) == 1


_HOLDER = """
import sys; from pathlib import Path
from cosmic_login.profile import Profile
from tests.unit.cards.test_store import store_of
card = store_of(Profile.open(Path(sys.argv[1]))).open("anna-1")
card.power_on()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_card_in_another_program_is_in_use_until_that_lets_go_or_dies(profile: Profile) -> None:
    card = store_of(profile).open("anna-1")
    for end in (signal.SIGTERM, signal.SIGKILL):
        with subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(profile.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            fails("card.in_use", card.power_on)
            fails("card.in_use", lambda: store_of(profile).open("anna-1").power_on())
            process.send_signal(end)
            process.communicate(timeout=20)
        assert tries(card) == 3


_KILLED = """
import os, signal, sys; from pathlib import Path
from cosmic_login.cards.virtual.state import CodeState
from cosmic_login.profile import Profile
from tests.unit.cards.test_store import store_of
card = store_of(Profile.open(Path(sys.argv[1]))).open("anna-1")
card.power_on()
CodeState.matches = lambda self, block: os.kill(os.getpid(), signal.SIGKILL)
card.transmit(bytes.fromhex(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("command", "pin_tries", "puk_tries"),
    [
        ("0020001110" + CODE.encode().ljust(16, b"\0").hex(), 2, 10),
        ("0024001120" + CODE.encode().ljust(16, b"\0").hex() * 2, 2, 10),
        ("002c001120" + PUK.encode().ljust(16, b"\0").hex() + CODE.encode().ljust(16, b"\0").hex(), 3, 9),
    ],
)
def test_killing_the_program_when_it_compares_gives_no_free_try(
    profile: Profile, command: str, pin_tries: int, puk_tries: int
) -> None:
    store_of(profile).open("anna-1")
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(profile.root), command], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    summary = store_of(profile).summary("anna-1")
    assert (summary.tries_left, summary.puk_tries_left) == (pin_tries, puk_tries)


class FullDisk(Memory):
    """A medium that cannot be written."""

    def save(self, state: CardState) -> None:
        raise LoginFailure("profile.full", "no space left")


def test_without_a_disk_to_count_on_no_code_is_compared() -> None:
    card = make_card(medium=FullDisk())
    card.power_on()
    verify = bytes.fromhex("0020001110") + CODE.encode().ljust(16, b"\0")
    assert card.transmit(verify).hex() == "6581"
    assert card.transmit(bytes.fromhex("00200011")).hex() == "63c3", "nothing lost, nothing gained"
    assert card.state.codes[0x11].tries_left == 3


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "swap", "foreign"])
def test_a_damaged_card_file_is_named(profile: Profile, damage: str) -> None:
    store = store_of(profile)
    store.open("anna-1")
    path = profile.cards_dir / "anna-1.card"
    raw = path.read_bytes()
    if damage == "swap":
        store.open("karin-1")
        raw = (profile.cards_dir / "karin-1.card").read_bytes()
    new = {"flip": raw[:50] + bytes((raw[50] ^ 1,)) + raw[51:], "cut": raw[:-1], "empty": b"", "swap": raw}
    path.write_bytes(new.get(damage, profile.vault.seal(b'{"format": 99}', "card anna-1")))
    with pytest.raises(LoginFailure) as caught:
        store_of(profile).open("anna-1")
    assert caught.value.code == "card.damaged"
    assert "anna-1.card" in caught.value.detail
    fails("card.damaged", store.open("anna-1").power_on)
    fails("card.damaged", lambda: store.summary("anna-1"))


def test_issuing_anew_mends_a_damaged_card(profile: Profile) -> None:
    store_of(profile).open("anna-1")
    (profile.cards_dir / "anna-1.card").write_bytes(b"")
    store = store_of(profile)
    assert tries(store.issue(Directory.load(profile).card("anna-1"))) == 3


def test_issuing_anew_makes_new_keys_in_the_same_card_object(profile: Profile) -> None:
    store = store_of(profile)
    card = store.open("karin-1")
    before = certificates(card)
    spend_a_try(card)
    assert store.issue(Directory.load(profile).card("karin-1")) is card
    assert certificates(card)[0].public_key() != before[0].public_key()
    assert tries(card) == 3
    card.power_on()
    fails("card.in_use", lambda: store.issue(Directory.load(profile).card("karin-1")))
    card.power_off()


def test_two_programs_that_issue_a_card_at_once_get_the_same_one(profile: Profile) -> None:
    program = (
        "import sys, hashlib; from pathlib import Path; from cosmic_login.profile import Profile;"
        "from tests.unit.cards.test_store import store_of;"
        "s = store_of(Profile.open(Path(sys.argv[1]))).open('anna-1').state;"
        "print(hashlib.sha256(s.slots[0].certificate).hexdigest())"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(profile.root)], stdout=subprocess.PIPE) for _ in range(3)
    ]
    said = {run.communicate(timeout=60)[0] for run in runs}
    assert len(said) == 1
    assert all(run.returncode == 0 for run in runs)
    assert len(said.pop()) == 65


def test_cards_of_a_pki_that_is_gone_get_new_certificates_and_keep_their_codes() -> None:
    profile = Profile.temporary()
    try:
        store = store_of(profile)
        spend_a_try(store.open("karin-1"))
        store.open("david-1")
        before = certificates(store.open("karin-1"))
        for path in profile.pki_dir.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        store = store_of(profile)
        after = certificates(store.open("karin-1"))
        assert [c.issuer for c in after] == [c.issuer for c in before]
        assert [c.public_key() for c in after] == [c.public_key() for c in before]
        assert after != before
        assert tries(store.open("karin-1")) == 2
        judge = TrainingPki.open(profile, SystemClock()).judge()
        judge.judge(after[0], SystemClock().now())
        fails("certificate.revoked", lambda: judge.judge(certificates(store.open("david-1"))[0], SystemClock().now()))
    finally:
        profile.discard()


STATES = {
    "anna-1": ("ok", ""),
    "bo-1": ("ok", ""),
    "cecilia-1": ("expired", "certificate.expired"),
    "david-1": ("revoked", "certificate.revoked"),
    "eva-1": ("blocked", ""),
    "ida-1": ("not-yet-valid", "certificate.not_yet_valid"),
    "johan-1": ("untrusted", "certificate.untrusted"),
    "farid-1": ("unregistered", ""),
    "greta-1": ("ok", ""),
    "hugo-2": ("reserve", ""),
    "karin-1": ("ok", ""),
}


def test_every_card_is_what_its_summary_says_before_and_after_it_was_issued(profile: Profile) -> None:
    store = store_of(profile)
    assert set(STATES) <= set(store.ids())
    pki = TrainingPki.open(profile, SystemClock())
    for card_id, (state, judged) in STATES.items():
        ordered = store.summary(card_id)
        certificate = certificates(store.open(card_id))[0]
        issued = store.summary(card_id)
        assert ordered.state == state, card_id
        assert abs((ordered.not_after - issued.not_after).total_seconds()) < 60
        assert replace(issued, not_after=ordered.not_after) == ordered
        assert issued.not_after == certificate.not_valid_after_utc
        if judged:
            fails(judged, lambda found=certificate: pki.judge().judge(found, SystemClock().now()))
        else:
            assert pki.judge().judge(certificate, SystemClock().now()).card_number == issued.card_number


def test_unknown_cards_and_cards_that_left_the_directory(profile: Profile) -> None:
    store = store_of(profile)
    fails("card.unknown", lambda: store.open("nobody-1"))
    fails("card.unknown", lambda: store.summary("../../etc/passwd"))
    store.open("anna-1")
    empty = CardStore(profile, Directory({}, {}), lambda: TrainingPki.open(profile, SystemClock()), SystemClock())
    assert empty.ids() == ("anna-1",)
    assert tries(empty.open("anna-1")) == 3


def test_card_names_never_leave_the_cards_directory(profile: Profile) -> None:
    store = store_of(profile)
    spec = replace(Directory.load(profile).card("karin-1"), card="../ö/..")
    store.issue(spec)
    assert "../ö/.." in store.ids()
    assert not (profile.root / "ö").exists()
    assert all(path.parent == profile.cards_dir for path in profile.cards_dir.rglob("*.card"))


def test_nothing_secret_is_in_the_file_or_in_anything_printed(profile: Profile) -> None:
    store = store_of(profile)
    card = store.open("bo-1")
    driver, wire = opened(card)
    driver.verify(pin())
    wire.close()
    state = card.state
    secrets = [CODE.encode(), SIGNATURE_CODE.encode(), PUK.encode(), *(slot.private_key for slot in state.slots)]
    secrets += [slot.private_key[-64:] for slot in state.slots]
    path = profile.cards_dir / "bo-1.card"
    assert path.stat().st_mode & 0o077 == 0
    on_disk = path.read_bytes()
    assert state.slots[0].certificate[:40] not in on_disk
    printed = "".join(map(repr, (card, state, state.codes, state.puk, *state.slots, CardCodes(), store))).encode()
    for secret in secrets:
        assert secret not in on_disk
        assert secret not in printed
        assert repr(secret).encode() not in printed
        assert secret.hex().encode() not in printed
    for code in (CODE, SIGNATURE_CODE, PUK):
        assert code.encode() not in state.dump(), "not even inside the seal"
    assert CardState.load(state.dump()) == state


def test_a_state_that_is_none_is_refused_without_a_word_of_it() -> None:
    good = make_card("ec256").state.dump()
    for bad in (
        b"",
        b"[]",
        b"{}",
        good.replace(b'"format": 1', b'"format": 2'),
        good.replace(b"salt", b"pepper"),
        b"\xff",
    ):
        with pytest.raises(CardStateError) as caught:
            CardState.load(bad)
        assert len(str(caught.value)) < 60


def test_codes_are_salted() -> None:
    assert CodeState.of(CODE, 3).digest != CodeState.of(CODE, 3).digest


def test_a_driver_on_a_stored_card_leaves_no_lock_behind(profile: Profile) -> None:
    card = store_of(profile).open("anna-1")
    card.power_on()
    IdPrimeCard(Wire(card)).open()
    card.power_off()
    card.power_off()
    other = store_of(profile).open("anna-1")
    other.power_on()
    other.power_off()


def test_a_reserve_card_is_of_level_two_and_short_lived(profile: Profile) -> None:
    store = store_of(profile)
    first, second = store.issue_reserve("anna", 10), store.issue_reserve("anna", 30)
    assert [first.card_id, second.card_id] == ["anna-r1", "anna-r2"]
    summary = store.summary("anna-r1")
    assert (summary.loa, summary.state, summary.person) == (2, "unregistered", "anna")
    assert first.state.card_number != second.state.card_number
    life = certificates(first)[0]
    issued = life.not_valid_before_utc + timedelta(seconds=CLOCK_TOLERANCE_S)
    assert (life.not_valid_after_utc - issued).days == 10
    assert store.of_person("anna") == ("anna-1", "anna-r1", "anna-r2")
    assert store_of(profile).of_person("anna") == ("anna-1", "anna-r1", "anna-r2"), "also for another program"
    assert store.of_person("bo") == ("bo-1",)


@pytest.mark.parametrize("days", [0, -1, 31, 10_000])
def test_a_reserve_card_is_not_issued_for_ever(profile: Profile, days: int) -> None:
    with pytest.raises(ValueError, match="1 to 30"):
        store_of(profile).issue_reserve("anna", days)
    fails("person.unknown", lambda: store_of(profile).issue_reserve("nobody", 10))
    assert "anna-r1" not in store_of(profile).ids()


def test_a_revoked_card_is_on_the_list_at_once_also_while_it_is_in_use(profile: Profile) -> None:
    store = store_of(profile)
    opened(store.open("anna-1"))
    assert store.revoke("anna-1", x509.ReasonFlags.key_compromise).state == "revoked"
    assert store_of(profile).summary("anna-1").state == "revoked"
    pki = TrainingPki.open(profile, SystemClock())
    for certificate in certificates(store.open("anna-1")):
        found = pki.crl(certificate.issuer).get_revoked_certificate_by_serial_number(certificate.serial_number)
        assert found is not None
        assert found.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise
    assert store.revoke("anna-1").state == "revoked", "twice is as good as once"


def test_only_cards_of_ours_can_be_revoked(profile: Profile) -> None:
    store = store_of(profile)
    fails("card.other_kind", lambda: store.revoke("maj-pass"))
    fails("card.other_kind", lambda: store.revoke("johan-1"))
    fails("card.unknown", lambda: store.revoke("nobody-9"))


@pytest.mark.parametrize("days", [1, 2 * 365], ids=["a day", "two years"])
def test_a_card_that_was_issued_while_the_clock_was_ahead_is_good_when_it_is_right_again(
    profile: Profile, days: int
) -> None:
    clock = ManualClock(SystemClock().now())
    ahead = ManualClock(clock.now() + timedelta(days=days))
    pki = TrainingPki.open(profile, clock)
    made = store_of(profile, ahead)
    cards = ["anna-1", "david-1", "ida-1", made.issue_reserve("anna", 10).card_id]
    numbers = [made.open(card).state.card_number for card in cards]
    store = store_of(profile, clock)
    judged = []
    for card, number in zip(cards, numbers, strict=True):
        assert store.open(card).state.card_number == number
        certificate = certificates(store.open(card))[0]
        try:
            pki.judge().judge(certificate, clock.now())
            judged.append("good")
        except LoginFailure as failure:
            judged.append(failure.code)
    assert judged == ["good", "certificate.revoked", "certificate.not_yet_valid", "good"], "as they were ordered"


def test_a_reserve_card_is_valid_at_once_also_after_a_small_correction_of_the_clock(profile: Profile) -> None:
    clock = ManualClock(SystemClock().now())
    card = store_of(profile, clock).issue_reserve("anna", 10)
    clock.at -= timedelta(seconds=30)
    pki = TrainingPki.open(profile, clock)
    assert pki.judge().judge(certificates(card)[0], clock.now()).loa == 2


def test_a_persons_cards_are_removed_and_revoked_and_no_other(profile: Profile) -> None:
    store, pki = store_of(profile), TrainingPki.open(profile, SystemClock())
    anna, bo = store.open("anna-1"), store.open("bo-1")
    reserve = store.issue_reserve("anna", 3)
    serial = certificates(anna)[0]

    def hold() -> None:
        with store.held_of("anna", wait=0):
            raise AssertionError("a card is in use")

    reserve.power_on()
    fails("card.in_use", hold)
    reserve.power_off()
    assert set(store.issued()) == {"anna-1", "anna-r1", "bo-1"}
    with store.held_of("anna") as remove:
        assert remove() == 2
    assert store.issued() == ("bo-1",)
    assert pki.crl(serial.issuer).get_revoked_certificate_by_serial_number(serial.serial_number) is not None
    assert store.summary("bo-1").state == "ok"
    assert store.open("bo-1") is bo
    assert certificates(store.open("anna-1"))[0] != serial


def test_a_code_is_blocked_and_mended_by_an_operator(profile: Profile) -> None:
    store = store_of(profile)
    card = store.open("anna-1")
    assert store.set_blocked("anna-1", blocked=True).tries_left == 0
    assert tries(card) == 0
    mended = store.set_blocked("anna-1", blocked=False)
    assert (mended.tries_left, tries(card)) == (3, 3)
    driver, wire = opened(card)
    with pin() as code:
        driver.verify(code)  # it is the one that it was
    fails("card.in_use", lambda: store.set_blocked("anna-1", blocked=True))
    wire.close()
    fails("card.other_kind", lambda: store.set_blocked("maj-pass", blocked=True))
    fails("card.unknown", lambda: store.set_blocked("nobody-1", blocked=True))


def test_cards_are_put_back_as_they_were_and_no_key_is_made(profile: Profile) -> None:
    store = store_of(profile)
    card = store.open("anna-1")
    serials = [each.serial_number for each in certificates(card)]
    before = store.take_files()
    assert set(before) == {"anna-1"}
    store.set_blocked("anna-1", blocked=True)
    store.open("bo-1")
    with store.putting_back(before) as put_back:
        assert put_back() == 2
    assert store.issued() == ("anna-1",)
    assert ([each.serial_number for each in certificates(card)], tries(card)) == (serials, 3)
    with store.putting_back(before) as put_back:
        assert put_back() == 0
    driver, wire = opened(card)
    assert driver.tries_left() == 3
    with pytest.raises(LoginFailure, match=r"card\.in_use"), store.putting_back({}):
        pass
    wire.close()
    assert store.take_files() == before
