"""Our card under programs that we did not write: pcscd, OpenSC and openssl, none of them configured for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.cards.apdu import Command
from cosmic_login.cards.idprime import IdPrimeCard, PinRef, Scheme
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.reader import CardInserted, CardRemoved, ReaderEvent
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.signing import Signing
from cosmic_login.cards.virtual.store import CardStore
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.directory.directory import Directory
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.unit.cards.hearing import Heard
from tests.unit.remote.stage import READER, Desk, Session, closing
from tests.unit.remote.test_bridge import bridging

__all__ = ["private_pcscd"]

MODULES = (Path("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"), Path("/usr/lib64/opensc-pkcs11.so"))
CODE, PUK = "123456", "12345678"


@pytest.fixture(scope="module")
def profile() -> Iterator[Profile]:
    profile = Profile.temporary()
    yield profile
    profile.discard()


@pytest.fixture
def store(profile: Profile) -> CardStore:
    for path in profile.cards_dir.glob("*.card"):
        path.unlink()
    clock = SystemClock()
    return CardStore(profile, Directory.load(profile), lambda: TrainingPki.open(profile, clock), clock)


class Bench:
    """A card in a reader of a real pcscd, and the programs to use it with."""

    def __init__(self, pcscd: PrivatePcscd, card: VirtualCard, directory: Path) -> None:
        self.pcscd, self.card, self.directory = pcscd, card, directory
        self.reader = pcscd.reader_names[0]
        self.vpcd = VpcdCard(card, "127.0.0.1", pcscd.ports[0])

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program against this pcscd; with ``check``, it must succeed."""
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is missing (Debian packages opensc, openssl)")
        done = subprocess.run(
            command,
            env={**os.environ, **self.pcscd.environment, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=self.directory,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def pkcs11(self, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run pkcs11-tool with OpenSC's module."""
        module = next((path for path in MODULES if path.exists()), None)
        if module is None:
            pytest.skip("opensc-pkcs11.so is missing (Debian package opensc-pkcs11)")
        return self.run("pkcs11-tool", "--module", str(module), *options, check=check)

    def sign(self, mechanism: str, key: str, code: str = CODE, *, check: bool = True) -> str:
        """Sign the file ``data`` into ``signature``; return what the tool says."""
        (self.directory / "data").write_bytes(b"Legitimera")
        (self.directory / "signature").unlink(missing_ok=True)
        options = ["-m", mechanism, "--id", key, "-i", "data", "-o", "signature"]
        done = self.pkcs11("--login", "--pin", code, "--sign", *options, check=check)
        return done.stdout + done.stderr

    def openssl_verifies(self, key: str, *options: str) -> None:
        """Let openssl check the signature against the certificate that pkcs15-tool reads."""
        (self.directory / "cert.pem").write_text(self.run("pkcs15-tool", "--read-certificate", key).stdout)
        public = self.run("openssl", "x509", "-in", "cert.pem", "-pubkey", "-noout").stdout
        (self.directory / "public.pem").write_text(public)
        verify = ["openssl", "dgst", "-sha256", "-verify", "public.pem", *options, "-signature", "signature", "data"]
        assert "Verified OK" in self.run(*verify).stdout


@pytest.fixture
def bench(private_pcscd: PrivatePcscd, store: CardStore, tmp_path: Path) -> Iterator[Bench]:
    """Bo's card: two certificates for authentication and one for signatures, issued by the training PKI."""
    bench = Bench(private_pcscd, store.open("bo-1"), tmp_path)
    bench.vpcd.start()
    try:
        assert bench.vpcd.wait_seen(30)  # opensc-tool's own --wait may miss a card that comes while it starts
        yield bench
    finally:
        bench.vpcd.stop()


def test_opensc_knows_the_card_by_name(bench: Bench) -> None:
    assert "Gemalto IDPrime" in bench.run("opensc-tool", "-n").stdout
    assert "3b:7f:96:00:00:80:31:80:65:b0:85:59:56:fb:12:0f:fe:82:90:00" in bench.run("opensc-tool", "-a").stdout


def test_keys_certificates_and_serial_number_are_listed(bench: Bench) -> None:
    listed = bench.run("pkcs15-tool", "-D").stdout
    assert listed.count("Private RSA Key") == 3
    assert listed.count("X.509 Certificate") == 3
    assert "[SITHS eID]" in listed
    assert bench.card.state.card_number in listed
    subjects = bench.pkcs11("--login", "--pin", CODE, "-O").stdout
    assert "TSTNMT2321000057-1002" in subjects
    assert "196408102991" in subjects
    assert bench.card.state.card_number[-16:] in bench.pkcs11("-L").stdout


@pytest.mark.parametrize("key", ["0001", "0002"])
def test_openssl_verifies_what_opensc_lets_the_card_sign(bench: Bench, key: str) -> None:
    bench.sign("SHA256-RSA-PKCS", key)
    bench.openssl_verifies(key)
    bench.sign("SHA256-RSA-PKCS-PSS", key)
    bench.openssl_verifies(key, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")


def test_it_goes_the_same_with_the_card_on_a_desk_elsewhere(
    private_pcscd: PrivatePcscd, store: CardStore, tmp_path: Path
) -> None:
    """Row R6: the card is in the desk's reader, and the programs are those of a session that has a pcscd with vpcd."""
    bench, service, heard = Bench(private_pcscd, store.open("bo-1"), tmp_path), PcscReaders(), Heard()
    desk, session = Desk(tmp_path / "desk"), Session(tmp_path / "session")
    with closing(desk, session), bridging(session, private_pcscd):
        session.pair(desk)
        session.address = str(desk.address)
        desk.virtual.insert(READER, bench.card)
        watch = service.watch(heard)
        heard.wait(lambda now: bool(now.cards.get(bench.reader)))
        bench.sign("SHA256-RSA-PKCS", "0001")
        bench.openssl_verifies("0001")
        assert "CKR_PIN_INCORRECT" in bench.sign("SHA256-RSA-PKCS", "0001", "000000", check=False)
        assert bench.card.tries_left()[PinRef.AUTHENTICATE] == 2
        watch.stop()
        service.close()


def test_the_signature_key_does_not_sign_with_the_authentication_code(bench: Bench) -> None:
    assert "CKR_USER_NOT_LOGGED_IN" in bench.sign("SHA256-RSA-PKCS", "0003", check=False)


def test_a_wrong_code_counts_down_to_locked_and_the_puk_mends(bench: Bench) -> None:
    for left in (2, 1):
        assert "CKR_PIN_INCORRECT" in bench.sign("SHA256-RSA-PKCS", "0001", "000000", check=False)
        assert bench.card.tries_left()[PinRef.AUTHENTICATE] == left
    assert "CKR_PIN_" in bench.sign("SHA256-RSA-PKCS", "0001", "000000", check=False)
    assert "CKR_PIN_LOCKED" in bench.sign("SHA256-RSA-PKCS", "0001", CODE, check=False)
    unblock = ["pkcs15-tool", "--unblock-pin", "--auth-id", "11", "--new-pin", "333333", "--puk"]
    assert bench.run(*unblock, "00000000", check=False).returncode != 0
    assert bench.card.state.puk.tries_left == 9
    bench.run(*unblock, PUK)
    assert (bench.card.tries_left()[PinRef.AUTHENTICATE], bench.card.state.puk.tries_left) == (3, 10)
    bench.sign("SHA256-RSA-PKCS", "0001", "333333")
    bench.openssl_verifies("0001")


def test_changing_the_code(bench: Bench) -> None:
    bench.pkcs11("--login", "--pin", CODE, "--change-pin", "--new-pin", "222222")
    assert "CKR_PIN_INCORRECT" in bench.sign("SHA256-RSA-PKCS", "0001", CODE, check=False)
    bench.sign("SHA256-RSA-PKCS", "0001", "222222")
    bench.openssl_verifies("0001")


# -- our driver through the same pcscd -----------------------------------------------------------------------------


def inserted(reader: str) -> tuple[PcscReaders, Heard]:
    """Open PC/SC and wait until the card is in the reader."""
    service, heard = PcscReaders(), Heard()
    service.watch(heard)
    heard.wait(lambda now: bool(now.cards.get(reader)))
    return service, heard


def test_our_driver_reads_what_opensc_reads_and_openssl_verifies_it(bench: Bench) -> None:
    bench.sign("SHA256-RSA-PKCS", "0001")
    service, _ = inserted(bench.reader)
    connection = service.connect(bench.reader)
    try:
        driver = IdPrimeCard(connection)
        driver.open()
        assert driver.card_number == bench.card.state.card_number
        found = driver.certificates()
        with Code(CODE) as code:
            driver.verify(code)
        ours = driver.sign(found[0], Scheme.RS256, (bench.directory / "data").read_bytes())
        pss = driver.sign(found[0], Scheme.PS256, (bench.directory / "data").read_bytes())
    finally:
        connection.close()
        service.close()
    for number, certificate in enumerate(found, 1):
        pem = bench.run("pkcs15-tool", "--read-certificate", f"{number:04d}").stdout
        (bench.directory / "read.pem").write_text(pem)
        bench.run("openssl", "x509", "-in", "read.pem", "-outform", "DER", "-out", "read.der")
        assert (bench.directory / "read.der").read_bytes() == certificate.der
    assert ours == (bench.directory / "signature").read_bytes()
    (bench.directory / "signature").write_bytes(pss)
    bench.openssl_verifies("0001", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")


def test_the_security_status_does_not_outlive_our_connection(bench: Bench) -> None:
    service, _ = inserted(bench.reader)
    try:
        for _ in range(2):
            connection = service.connect(bench.reader)
            assert connection.transmit(bytes.fromhex("00200011")).hex() == "63c3"
            with Code(CODE) as code:
                IdPrimeCard(connection).verify(code)
            assert connection.transmit(bytes.fromhex("00200011")).hex() == "9000"
            connection.close()
    finally:
        service.close()


def test_a_card_pulled_in_the_middle_is_removed_and_loses_no_try(bench: Bench) -> None:
    service, heard = inserted(bench.reader)
    connection = service.connect(bench.reader)
    try:
        driver = IdPrimeCard(connection)
        driver.open()
        bench.card.faults = FaultProfile(pulled_at=bench.card.commands + 1)
        with pytest.raises(LoginFailure) as caught, Code(CODE) as code:
            driver.verify(code)
        assert caught.value.code == "card.removed"
        heard.wait(lambda now: now.cards.get(bench.reader) is None)
    finally:
        connection.close()
        service.close()
    assert bench.vpcd.wait(20)
    assert bench.card.tries_left()[PinRef.AUTHENTICATE] == 3
    assert not bench.vpcd.attached


def test_the_card_goes_back_in_when_pcscd_was_restarted(private_pcscd: PrivatePcscd, store: CardStore) -> None:
    reader = private_pcscd.reader_names[0]
    vpcd = VpcdCard(store.open("anna-1"), "127.0.0.1", private_pcscd.ports[0], reconnect=True)
    vpcd.start()
    service, heard = inserted(reader)
    try:
        private_pcscd.stop(kill=True)
        heard.wait(lambda now: bool(now.service_code))
        private_pcscd.start()
        heard.wait(lambda now: bool(now.cards.get(reader)))
        connection = service.connect(reader)
        IdPrimeCard(connection).open()
        connection.close()
    finally:
        service.close()
        vpcd.stop()
    assert not store.open("anna-1").powered


def test_without_reconnect_the_card_is_out_for_good(private_pcscd: PrivatePcscd, store: CardStore) -> None:
    vpcd = VpcdCard(store.open("anna-1"), "127.0.0.1", private_pcscd.ports[0])
    vpcd.start()
    private_pcscd.stop()
    assert vpcd.wait(20)
    assert not vpcd.attached
    vpcd.stop()


def test_two_cards_in_two_slots(private_pcscd: PrivatePcscd, store: CardStore) -> None:
    cards = [store.open(name) for name in ("anna-1", "karin-1")]
    slots = [VpcdCard(card, "127.0.0.1", port) for card, port in zip(cards, private_pcscd.ports, strict=True)]
    for slot in slots:
        slot.start()
    service, heard = inserted(private_pcscd.reader_names[0])
    try:
        heard.wait(lambda now: all(now.cards.get(reader) for reader in private_pcscd.reader_names))
        for card, reader in zip(cards, private_pcscd.reader_names, strict=True):
            connection = service.connect(reader)
            driver = IdPrimeCard(connection)
            driver.open()
            assert driver.card_number == card.state.card_number
            certificate = driver.certificates()[0]
            with Code(CODE) as code:
                driver.verify(code)
            scheme = Scheme.ES256 if certificate.key_type == "ec" else Scheme.RS256
            assert len(driver.sign(certificate, scheme, b"x")) == (64 if certificate.key_type == "ec" else 256)
            connection.close()
        slots[0].stop()
        heard.wait(lambda now: now.cards.get(private_pcscd.reader_names[0]) is None)
        assert heard.cards[private_pcscd.reader_names[1]]
    finally:
        service.close()
        for slot in slots:
            slot.stop()
    events: list[ReaderEvent] = heard.events
    assert sum(isinstance(event, CardInserted) for event in events) == 2
    assert any(isinstance(event, CardRemoved) for event in events)


@pytest.fixture
def ec_bench(private_pcscd: PrivatePcscd, store: CardStore, tmp_path: Path) -> Iterator[Bench]:
    """Karin's card, with EC keys."""
    bench = Bench(private_pcscd, store.open("karin-1"), tmp_path)
    bench.vpcd.start()
    try:
        assert bench.vpcd.wait_seen(30)
        yield bench
    finally:
        bench.vpcd.stop()


def test_opensc_finds_no_errors_on_the_ec_card(ec_bench: Bench) -> None:
    tested = ec_bench.pkcs11("--login", "--pin", CODE, "--test")
    assert "No errors" in tested.stdout
    assert "seems to be OK" in tested.stdout  # C_GenerateRandom


def test_opensc_finds_on_an_rsa_card_what_real_ones_refuse_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first signature of ``--test`` is over a DigestInfo of SHA-1, which cards of the family do not sign."""
    hashes: list[str] = []
    take_hash = Signing.take_hash

    def heard(signing: Signing, command: Command) -> tuple[bytes, int]:
        hashes.append(bytes(command.data).hex())
        return take_hash(signing, command)

    monkeypatch.setattr(Signing, "take_hash", heard)
    tested = bench.pkcs11("--login", "--pin", CODE, "--test", check=False)
    said = tested.stdout + tested.stderr
    assert [line for line in said.splitlines() if "rror" in line] == [
        "error: PKCS11 function C_SignFinal failed: rv = CKR_DATA_INVALID (0x20)"
    ]
    assert "seems to be OK" in said
    assert [hash_[4:34] for hash_ in hashes[-1:]] == ["3021300906052b0e03021a05000414"]


@pytest.mark.parametrize("length", [1, 8, 9, 16, 40])
def test_random_bytes_come_from_the_card(bench: Bench, length: int) -> None:
    made = set()
    for _ in range(2):
        bench.pkcs11("--generate-random", str(length), "-o", "random")
        made.add((bench.directory / "random").read_bytes())
    assert {len(random) for random in made} == {length}
    assert length < 8 or len(made) == 2


OAEP = ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")


@pytest.mark.parametrize(
    ("padding", "options"),
    [
        (("rsa_padding_mode:pkcs1",), ("-m", "RSA-PKCS")),
        (OAEP, ("-m", "RSA-PKCS-OAEP", "--hash-algorithm", "SHA256", "--mgf", "MGF1-SHA256")),
    ],
)
def test_what_openssl_encrypts_the_card_deciphers(
    bench: Bench, padding: tuple[str, ...], options: tuple[str, ...]
) -> None:
    """The key of the certificate for authentication, which may wrap keys."""
    directory = bench.directory
    (directory / "cert.pem").write_text(bench.run("pkcs15-tool", "--read-certificate", "0001").stdout)
    (directory / "plain").write_bytes(b"Hemligt")
    encrypt = ("openssl", "pkeyutl", "-encrypt", "-certin", "-inkey", "cert.pem", "-in", "plain", "-out", "wrapped")
    bench.run(*encrypt, *(word for option in padding for word in ("-pkeyopt", option)))
    bench.pkcs11("--login", "--pin", CODE, "--decrypt", "--id", "0001", "-i", "wrapped", "-o", "opened", *options)
    assert (directory / "opened").read_bytes() == b"Hemligt"
