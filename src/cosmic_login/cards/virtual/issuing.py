"""Making a card as the directory orders it: keys, certificates, codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.cards.virtual import keys
from cosmic_login.cards.virtual.card import CardCodes, KeyOnCard, slots_of
from cosmic_login.cards.virtual.state import AUTHENTICATION_PIN, SIGNATURE_PIN, CardState, CodeState, Usage, padded
from cosmic_login.core.clock import CLOCK_TOLERANCE_S
from cosmic_login.directory.holder import CertificateKind, card_request
from cosmic_login.directory.model import CardSpec, Person

if TYPE_CHECKING:
    from cosmic_login.pki.authority import TrainingPki


_MONTH_S, _LONG_DAYS = 30 * 86_400, 365


@dataclass(frozen=True)
class _Wanted:
    """One certificate to be issued."""

    kind: CertificateKind
    usage: Usage


def validity(spec: CardSpec, now: datetime) -> tuple[datetime, datetime]:
    """Return when a card issued ``now`` begins and ends to be valid.

    It begins at the second and ends with a day (in UTC), so that a card which nobody has used yet is told to end when
    it will, however often and whenever on a day that is asked.
    """
    issued = now.astimezone(UTC).replace(microsecond=0)
    begins, last_day = issued + timedelta(days=spec.valid_from_days), issued + timedelta(days=spec.valid_days)
    if begins == issued:  # at once means at once, also when the clock is put right by some seconds
        begins -= timedelta(seconds=CLOCK_TOLERANCE_S)
    return begins, last_day.replace(hour=23, minute=59, second=59)


def issue_state(spec: CardSpec, person: Person, pki: TrainingPki, now: datetime) -> CardState:
    """Make a new card: fresh keys, certificates of the training PKI, codes of the directory."""
    codes = CardCodes(spec.code, spec.signature_code, spec.puk, spec.tries, spec.puk_tries, spec.blocked)
    begins, ends = validity(spec, now)
    blank = CardState(
        card_id=spec.card,
        person=person.key,
        name=person.name,
        card_number=spec.number,
        slots=(),
        codes=codes.states(),
        puk=CodeState.of(spec.puk, spec.puk_tries),
        kind=spec.kind,
        loa=spec.loa,
        reserve=spec.reserve,
        registered=spec.registered,
        foreign=spec.foreign_issuer,
        not_before=begins.timestamp(),
        not_after=ends.timestamp(),
    )
    contents = []
    for wanted in _certificates(spec, person):
        key = keys.generate(spec.key_type)
        certificate = _certificate(blank, wanted, person, pki, key.public_key())
        contents.append(KeyOnCard(key, certificate, wanted.usage, wanted.kind))
    return replace(blank, slots=slots_of(contents))


def issued_anew(state: CardState, person: Person, pki: TrainingPki) -> CardState:
    """Return the card with new certificates for its keys; number, codes and counters stay as they are."""
    slots = []
    for slot in state.slots:
        key = x509.load_der_x509_certificate(slot.certificate).public_key()
        if not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
            raise TypeError("a key of a type that cards do not have")
        certificate = _certificate(state, _Wanted(slot.kind, slot.usage), person, pki, key)
        slots.append(replace(slot, certificate=certificate.public_bytes(Encoding.DER)))
    return replace(state, slots=tuple(slots))


def is_as_ordered(state: CardState, spec: CardSpec, person: Person, now: datetime) -> bool:
    """Whether a card is what would be issued ``now``: nobody has changed its codes, keys or dates.

    A card of some years may have been issued a month ago; a short-lived one not even yesterday.
    """
    codes = CardCodes(spec.code, spec.signature_code, spec.puk, spec.tries, spec.puk_tries, spec.blocked)
    wanted = [(one.kind, one.usage, spec.key_type) for one in _certificates(spec, person)]
    ends = validity(spec, now)[1].timestamp()
    old = abs(ends - state.not_after) > (_MONTH_S if spec.valid_days > _LONG_DAYS else 0)
    return not old and (
        [(slot.kind, slot.usage, slot.key_type) for slot in state.slots] == wanted
        and (state.name, state.loa, state.registered, state.foreign)
        == (person.name, spec.loa, spec.registered, spec.foreign_issuer)
        and all(
            kept.tries_left == new.tries_left and kept.matches(padded(digits))
            for kept, new, digits in (
                (state.codes[AUTHENTICATION_PIN], codes.states()[AUTHENTICATION_PIN], spec.code),
                (state.codes[SIGNATURE_PIN], codes.states()[SIGNATURE_PIN], spec.signature_code),
                (state.puk, CodeState.of(spec.puk, spec.puk_tries), spec.puk),
            )
        )
    )


def issuer_is_gone(state: CardState, pki: TrainingPki) -> bool:
    """Whether a certificate of the card was issued by a CA that the PKI no longer has."""
    if state.foreign:
        return False  # never had one there
    authorities = {authority.subject: authority for authority in pki.issuing()}
    return not all(_issued_by(slot.certificate, authorities) for slot in state.slots)


def _issued_by(der: bytes, authorities: dict[x509.Name, x509.Certificate]) -> bool:
    certificate = x509.load_der_x509_certificate(der)
    authority = authorities.get(certificate.issuer)
    if authority is None:
        return False
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _certificates(spec: CardSpec, person: Person) -> Iterator[_Wanted]:
    """Say what is on the card: index 0 the HSA-id certificate, 1 the personal number's, then the signing ones.

    A card for doors has none.
    """
    if spec.kind == "pass":
        return
    kinds: list[CertificateKind] = ["hsa"] if person.service_ids else []
    if not kinds or not person.coordination_number:
        kinds.append("person")
    for kind in kinds:
        yield _Wanted(kind, "authenticate")
    if spec.signing_pair:
        yield _Wanted(kinds[0], "sign")


def _certificate(
    state: CardState, wanted: _Wanted, person: Person, pki: TrainingPki, public_key: keys.PublicKey
) -> x509.Certificate:
    request = card_request(
        person,
        wanted.kind,
        wanted.usage,
        loa=state.loa,
        card_number=state.card_number,
        validity=(datetime.fromtimestamp(state.not_before, UTC), datetime.fromtimestamp(state.not_after, UTC)),
        foreign=state.foreign,
    )
    return pki.issue_person(request, public_key)
