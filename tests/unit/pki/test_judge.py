"""Every reason for which the judge refuses, and the order of the reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import CertificateValidator, TrainingPki, crl, profiles
from cosmic_login.pki.ca import Authority
from cosmic_login.pki.oids import CARD_NUMBER, PERSON_POLICIES

from .kit import CARD, HSA, NUMBER, OwnTree, code_of, ec_key, issue, request


@pytest.fixture
def tree(clock: ManualClock) -> OwnTree:
    return OwnTree(clock.now())


def refusal(trust: OwnTree | TrainingPki, certificate: x509.Certificate, clock: ManualClock, **more: object) -> str:
    judge = CertificateValidator(trust)
    code = code_of(lambda: judge.judge(certificate, clock.now(), **more))  # type: ignore[arg-type]
    again = code_of(lambda: judge.judge(certificate, clock.now(), **more))  # type: ignore[arg-type]
    assert code == again  # nothing is remembered that would make a second look milder
    return code.removeprefix("certificate.")


@pytest.mark.parametrize("policy", PERSON_POLICIES, ids=lambda p: f"{p.kind}{p.loa}")
def test_good_certificates_say_who_and_how_sure(pki: TrainingPki, clock: ManualClock, policy: object) -> None:
    kind, loa = policy.kind, policy.loa  # type: ignore[attr-defined]
    serial = HSA if kind == "hsa" else NUMBER
    certificate = issue(pki, clock.now(), kind=kind, loa=loa, serial_number=serial)
    judgement = pki.judge().judge(certificate, clock.now())
    assert (judgement.kind, judgement.loa, judgement.serial_number) == (kind, loa, serial)
    assert judgement.policy_oid == policy.oid.dotted_string  # type: ignore[attr-defined]
    assert (judgement.card_number, judgement.common_name) == (CARD, "Anna Testsson")
    assert f"serialNumber={serial}" in judgement.subject
    family = "BankID-like Mobile " if kind == "bankid" else "SITHS-like Person "
    assert judgement.issuer.startswith(f"CN=TRAINING {family}")


def test_validity_is_inclusive_and_has_its_two_reasons(pki: TrainingPki, clock: ManualClock) -> None:
    certificate, judge = issue(pki, clock.now()), pki.judge()
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    second = timedelta(seconds=1)
    assert judge.judge(certificate, clock.now()).loa == 3
    assert code_of(lambda: judge.judge(certificate, first - second)) == "certificate.not_yet_valid"
    assert judge.judge(certificate, first).loa == 3
    assert code_of(lambda: judge.judge(certificate, last + second)) == "certificate.expired"


def test_a_card_that_ran_out_years_ago_is_expired(pki: TrainingPki, clock: ManualClock) -> None:
    now = clock.now()
    old = issue(pki, now, not_before=now - timedelta(days=1900), not_after=now - timedelta(days=75))
    assert refusal(pki, old, clock) == "expired"
    young = issue(pki, now, not_before=now + timedelta(days=30), not_after=now + timedelta(days=1855))
    assert refusal(pki, young, clock) == "not_yet_valid"


def test_a_look_alike_is_untrusted_even_when_expired(pki: TrainingPki, clock: ManualClock) -> None:
    now = clock.now()
    assert refusal(pki, issue(pki, now, foreign=True), clock) == "untrusted"
    gone = issue(pki, now, foreign=True, not_before=now - timedelta(days=9), not_after=now - timedelta(days=2))
    assert refusal(pki, gone, clock) == "untrusted"


def test_a_changed_certificate_is_untrusted(pki: TrainingPki, clock: ManualClock) -> None:
    der = issue(pki, clock.now()).public_bytes(Encoding.DER)
    changed = der.replace(b"-1001", b"-1002")
    assert changed != der
    assert refusal(pki, x509.load_der_x509_certificate(changed), clock) == "untrusted"


def test_a_person_is_no_ca(tree: OwnTree, clock: ManualClock) -> None:
    person = tree.person()
    pretender = Authority("hsa3", 1, person, ec_key())
    wish = request(clock.now())
    extensions = profiles.person_extensions(wish, ec_key().public_key())
    validity = (wish.not_before, wish.not_after)
    forged = pretender.sign(profiles.person_subject(wish), ec_key().public_key(), validity, extensions)
    tree.authorities["pretender"] = pretender
    assert refusal(tree, forged, clock) == "untrusted"


def test_a_certificate_straight_from_the_root_is_untrusted(tree: OwnTree, clock: ManualClock) -> None:
    tree.authorities["hsa3"] = tree.root
    assert refusal(tree, tree.person(), clock) == "untrusted"


def test_a_revoked_ca_is_not_trusted(tree: OwnTree, clock: ManualClock) -> None:
    person, issuing = tree.person(), tree.authorities["hsa3"].certificate
    name = tree.root.certificate.subject
    entry = crl.Revocation(issuing.serial_number, clock.now())
    tree.lists[name] = crl.next_list(tree.root, tree.lists[name], clock.now(), [entry])
    assert refusal(tree, person, clock) == "untrusted"


def test_revoked_and_expired_is_expired(pki: TrainingPki, clock: ManualClock) -> None:
    certificate = issue(pki, clock.now())
    pki.revoke(certificate)
    assert refusal(pki, certificate, clock) == "revoked"
    clock.advance(400 * 86400)
    assert refusal(pki, certificate, clock) == "expired"


# -- use ---------------------------------------------------------------------------------------------------------


def test_each_key_has_its_use(pki: TrainingPki, clock: ManualClock) -> None:
    log_in, signing = issue(pki, clock.now()), issue(pki, clock.now(), usage="sign")
    judge = pki.judge()
    assert judge.judge(signing, clock.now(), usage="sign").loa == 3
    assert refusal(pki, signing, clock) == "wrong_use"
    assert refusal(pki, log_in, clock, usage="sign") == "wrong_use"


def test_a_server_is_no_person(pki: TrainingPki, clock: ManualClock) -> None:
    assert refusal(pki, pki.issue_server(["localhost"])[0][0], clock) == "wrong_use"


def test_key_usage_must_be_there_and_extended_key_usage_fit(tree: OwnTree, clock: ManualClock) -> None:
    wish = request(clock.now())
    subject = profiles.person_subject(wish)
    usual = profiles.person_extensions(wish, ec_key().public_key())

    def without(kind: type[x509.ExtensionType]) -> list[profiles.Extension]:
        return [(value, critical) for value, critical in usual if not isinstance(value, kind)]

    assert refusal(tree, tree.sign("hsa3", subject, without(x509.KeyUsage)), clock) == "wrong_use"
    other = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    assert refusal(tree, tree.sign("hsa3", subject, [*without(x509.ExtendedKeyUsage), other]), clock) == "wrong_use"
    plain = tree.sign("hsa3", subject, without(x509.ExtendedKeyUsage))
    assert CertificateValidator(tree).judge(plain, clock.now()).loa == 3


# -- policy ------------------------------------------------------------------------------------------------------


def test_a_ca_cannot_vouch_above_its_level_nor_for_another_kind(tree: OwnTree, clock: ManualClock) -> None:
    assert refusal(tree, tree.person("hsa2", loa=3), clock) == "policy_unknown"
    assert refusal(tree, tree.person("person3"), clock) == "policy_unknown"
    assert refusal(tree, tree.person("function"), clock) == "policy_unknown"


def test_no_policy_no_level(tree: OwnTree, clock: ManualClock) -> None:
    wish = request(clock.now())
    usual = profiles.person_extensions(wish, ec_key().public_key())
    rest = [(value, critical) for value, critical in usual if not isinstance(value, x509.CertificatePolicies)]
    subject = profiles.person_subject(wish)
    assert refusal(tree, tree.sign("hsa3", subject, rest), clock) == "policy_unknown"
    real = (profiles.policies(x509.ObjectIdentifier("1.2.752.74.8.31")), False)
    assert refusal(tree, tree.sign("hsa3", subject, [*rest, real]), clock) == "policy_unknown"


# -- malformed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        ("hsa3", {"serial_number": NUMBER}),
        ("hsa3", {"serial_number": "TSTNMT2321000057"}),
        ("hsa3", {"serial_number": "TSTNMT2321000057-12345678901234567890"}),
        ("hsa3", {"serial_number": ""}),
        ("person3", {"kind": "person", "serial_number": HSA}),
        ("person3", {"kind": "person", "serial_number": "9001262386"}),
        ("hsa3", {"card_number": ""}),
    ],
)
def test_what_does_not_fit_the_policy_is_malformed(
    tree: OwnTree, clock: ManualClock, role: str, changes: dict[str, object]
) -> None:
    assert refusal(tree, tree.person(role, **changes), clock) == "malformed"


def test_a_phone_has_no_card_number(tree: OwnTree, clock: ManualClock) -> None:
    certificate = tree.person("mobile3", kind="mobile", serial_number=NUMBER, card_number="")
    assert CertificateValidator(tree).judge(certificate, clock.now()).card_number == ""


def test_two_serial_numbers_are_malformed(tree: OwnTree, clock: ManualClock) -> None:
    wish = request(clock.now())
    extra = x509.NameAttribute(NameOID.SERIAL_NUMBER, "TSTNMT2321000057-9999")
    subject = x509.Name([*profiles.person_subject(wish), extra])
    certificate = tree.sign("hsa3", subject, profiles.person_extensions(wish, ec_key().public_key()))
    assert refusal(tree, certificate, clock) == "malformed"


@pytest.mark.parametrize("value", [b"", b"\x13", b"\x13\x05123", b"\x0c\x03123", b"\x13\x031_2", b"\x13\x81\x01x"])
def test_a_card_number_of_another_form_is_malformed(tree: OwnTree, clock: ManualClock, value: bytes) -> None:
    wish = request(clock.now(), card_number="")
    extensions = profiles.person_extensions(wish, ec_key().public_key())
    extensions.append((x509.UnrecognizedExtension(CARD_NUMBER, value), False))
    assert refusal(tree, tree.sign("hsa3", profiles.person_subject(wish), extensions), clock) == "malformed"


@pytest.mark.parametrize("what", ["2.5.29.15", "2.5.29.32", "2.5.29.37", "2.5.29.19"])
def test_broken_extensions_are_malformed(pki: TrainingPki, clock: ManualClock, what: str) -> None:
    certificate = issue(pki, clock.now())
    found = certificate.extensions.get_extension_for_oid(x509.ObjectIdentifier(what)).value
    inner = found.public_bytes()
    der = certificate.public_bytes(Encoding.DER)
    assert der.count(inner) == 1
    broken = x509.load_der_x509_certificate(der.replace(inner, b"\x05" + inner[1:]))
    assert refusal(pki, broken, clock) == "malformed"


# -- revocation --------------------------------------------------------------------------------------------------


def spoilt_lists(tree: OwnTree) -> dict[str, Callable[[], x509.CertificateRevocationList]]:
    hsa3, hsa2 = tree.authorities["hsa3"], tree.authorities["hsa2"]
    now = tree.now

    def builder() -> x509.CertificateRevocationListBuilder:
        begun = x509.CertificateRevocationListBuilder().issuer_name(hsa3.certificate.subject)
        return begun.last_update(now).next_update(now + timedelta(days=1))

    point = x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier("http://127.0.0.1/part")],
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    issuer = x509.CertificateIssuer([x509.DirectoryName(hsa2.certificate.subject)])
    entry = x509.RevokedCertificateBuilder().serial_number(5).revocation_date(now).add_extension(issuer, critical=True)
    sha = hashes.SHA384()
    return {
        "of another CA": lambda: tree.lists[hsa2.certificate.subject],
        "signed by another": lambda: builder().sign(hsa2.key, sha),
        "out of date": lambda: crl.next_list(hsa3, None, now - timedelta(days=8)),
        "partitioned": lambda: builder().add_extension(point, critical=True).sign(hsa3.key, sha),
        "delta": lambda: builder().add_extension(x509.DeltaCRLIndicator(1), critical=True).sign(hsa3.key, sha),
        "indirect": lambda: builder().add_revoked_certificate(entry.build()).sign(hsa3.key, sha),
    }


@pytest.mark.parametrize(
    "what", ["of another CA", "signed by another", "out of date", "partitioned", "delta", "indirect"]
)
def test_a_list_that_cannot_be_relied_on_makes_revocation_unknown(tree: OwnTree, clock: ManualClock, what: str) -> None:
    person = tree.person()
    assert CertificateValidator(tree).judge(person, clock.now()).loa == 3
    tree.lists[person.issuer] = spoilt_lists(tree)[what]()
    assert refusal(tree, person, clock) == "revocation_unknown"


def test_the_judge_looks_again_when_the_list_changes(tree: OwnTree, clock: ManualClock) -> None:
    person, judge = tree.person(), CertificateValidator(tree)
    judge.judge(person, clock.now())
    good = tree.lists[person.issuer]
    entry = crl.Revocation(person.serial_number, clock.now(), x509.ReasonFlags.certificate_hold)
    tree.lists[person.issuer] = crl.next_list(tree.authorities["hsa3"], good, clock.now(), [entry])
    assert code_of(lambda: judge.judge(person, clock.now())) == "certificate.revoked"


def test_a_ca_taken_out_of_trust_is_out_at_once(tree: OwnTree, clock: ManualClock) -> None:
    person, judge = tree.person(), CertificateValidator(tree)
    judge.judge(person, clock.now())
    del tree.authorities["hsa3"]
    assert code_of(lambda: judge.judge(person, clock.now())) == "certificate.untrusted"


def test_without_any_root_nobody_is_trusted(tree: OwnTree, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    person = tree.person()
    monkeypatch.setattr(tree, "roots", list)
    assert refusal(tree, person, clock) == "untrusted"


def test_no_refusal_tells_a_personal_number(tree: OwnTree, clock: ManualClock) -> None:
    certificate = tree.person("person3", kind="person", serial_number=NUMBER, card_number="")
    with pytest.raises(LoginFailure) as caught:
        CertificateValidator(tree).judge(certificate, clock.now())
    assert NUMBER not in str(caught.value)
