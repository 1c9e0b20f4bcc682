"""Checks of readers, cards and what is on the cards. Nothing here costs a card a try."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import Finding, Said, cause_of, mend_of
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.swedish_time import swedish

if TYPE_CHECKING:
    from cosmic_login.cards.idprime import CardCertificate
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.diagnosis.case import Case

_NO_PCSC = QT_TRANSLATE_NOOP("Diagnosis", "Stöd för kortläsare är inte installerat. Virtuella läsare fungerar ändå.")
_PCSC = QT_TRANSLATE_NOOP("Diagnosis", "Svarar genom {library}. Antal läsare: {number}")
_NO_CARD = QT_TRANSLATE_NOOP("Diagnosis", "Inget kort i läsaren")
_BUSY = QT_TRANSLATE_NOOP("Diagnosis", "Kortet läses inte nu, eftersom en inloggning pågår.")
_MUTE = QT_TRANSLATE_NOOP("Diagnosis", "Kort i läsaren, ATR {atr}")
_CARD = QT_TRANSLATE_NOOP(
    "Diagnosis", "Kortnummer {number}. Försök kvar för legitimeringskoden: {tries}. Antal certifikat: {certificates}"
)
_GOOD = QT_TRANSLATE_NOOP("Diagnosis", "Gäller till {until}. Tillitsnivå {loa}. Utfärdat av {issuer}")
_UNJUDGED = QT_TRANSLATE_NOOP(
    "Diagnosis", "Gäller till {until}. Kan bedömas först när övningens certifikatutfärdare finns."
)
_NOT_TRAINING = QT_TRANSLATE_NOOP(
    "Diagnosis",
    "Tillhör {holder}. Utfärdat av {issuer} och inte för övningen, vars IdP bara litar på sina egna ({code}).",
)
_USES = {
    ("authenticate", False): QT_TRANSLATE_NOOP("Diagnosis", "Legitimering med HSA-id"),
    ("authenticate", True): QT_TRANSLATE_NOOP("Diagnosis", "Legitimering med personnummer"),
    ("sign", False): QT_TRANSLATE_NOOP("Diagnosis", "Underskrift med HSA-id"),
    ("sign", True): QT_TRANSLATE_NOOP("Diagnosis", "Underskrift med personnummer"),
}
_OURS = frozenset({"pcsc", "virtual"})
_STATE = QT_TRANSLATE_NOOP("Diagnosis", "{use}: {state}")


def check_readers(case: Case) -> Iterator[Finding]:
    """Look at the PC/SC service, every reader, the card in each, and its certificates."""
    with contextlib.ExitStack() as stack:
        services = case.readers if case.readers is not None else _of_others(case, stack)
        pcsc = next((service for service in services if service.name == "pcsc"), None)
        if (library := _library()) is None:
            yield Finding("pcsc", "warn", Said(_NO_PCSC), mend_of("pcsc.missing"))
        else:
            if pcsc is None:
                from cosmic_login.cards.pcsc import PcscReaders

                pcsc = PcscReaders()
                stack.callback(pcsc.close)
            yield from _service(case, pcsc, library)
        for service in services:
            if service is not pcsc and service.name != "pcsc":
                yield from _readers(case, service)


def _of_others(case: Case, stack: contextlib.ExitStack) -> tuple[ReaderService, ...]:
    """Open the reader services that other distributions bring; ours are PC/SC, and virtual readers that are empty."""
    from cosmic_login.cards.reader import ReaderContext
    from cosmic_login.cards.readers import load_reader_services

    try:
        services = load_reader_services(ReaderContext(case.profile, {}))
    except LoginFailure:  # of the profile, whose check tells
        return ()
    for service in services:
        stack.callback(service.close)
    return tuple(service for service in services if service.name not in _OURS)


def _library() -> str | None:
    """Return the name of what PC/SC is spoken through here."""
    from cosmic_login.cards.pcsc_library import answering

    try:
        return answering()
    except LoginFailure:
        return None


def _service(case: Case, service: ReaderService, library: str) -> Iterator[Finding]:
    """PC/SC is optional: without it there are the virtual readers."""
    try:
        number = len(service.readers())
    except LoginFailure as failure:
        yield Finding("pcsc", "warn", cause_of(failure), mend_of(failure))
        return
    yield Finding("pcsc", "ok", Said(_PCSC, {"library": library, "number": number}))
    yield from _readers(case, service)


def _readers(case: Case, service: ReaderService) -> Iterator[Finding]:
    try:
        states = service.readers()
    except LoginFailure as failure:
        yield Finding("reader", "warn", cause_of(failure), mend_of(failure), service.name)
        return
    for state in states:
        if state.atr is None:
            yield Finding("reader", "ok", Said(_NO_CARD), subject=state.name)
            continue
        yield Finding("reader", "ok", Said(_MUTE, {"atr": state.atr.hex(" ").upper() or "-"}), subject=state.name)
        # As a list: the cards are held back from logins only as long as one is being read.
        with case.cards_free() as free:
            found = list(_card(case, service, state.name)) if free else [Finding("card", "ok", Said(_BUSY))]
        yield from found


def _card(case: Case, service: ReaderService, reader: str) -> Iterator[Finding]:
    from cosmic_login.cards.idprime import IdPrimeCard

    try:
        connection = service.connect(reader)
        try:
            card = IdPrimeCard(connection)
            card.open()
            tries, certificates, number = card.tries_left(), card.certificates(), card.card_number
        finally:
            connection.close()
    except LoginFailure as failure:
        yield Finding("card", "warn", cause_of(failure), mend_of(failure), reader)
        return
    found = Said(_CARD, {"number": number, "tries": tries, "certificates": len(certificates)})
    if tries:
        yield Finding("card", "ok", found, subject=reader)
    else:
        yield Finding("card", "warn", found, mend_of("code.blocked"), reader)
    for certificate in certificates:
        yield _certificate(case, certificate)


def _certificate(case: Case, certificate: CardCertificate) -> Finding:
    """Judge one certificate as the IdP would, by the PKI of this profile."""
    from cryptography import x509

    try:
        pki = case.pki
    except LoginFailure:
        pki = None  # its own check tells
    try:
        whose = _of_others_issuing(certificate)
        parsed = x509.load_der_x509_certificate(certificate.der)
        until = f"{swedish(parsed.not_valid_after_utc):%Y-%m-%d}"
        if whose is not None:
            state, mend = whose, mend_of("card.not_training")
        elif pki is None:
            state, mend = Said(_UNJUDGED, {"until": until}), None
        else:
            verdict = pki.judge().judge(parsed, case.clock.now(), usage=certificate.usage)
            issuer = parsed.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            name = str(issuer[0].value) if issuer else verdict.issuer
            state, mend = Said(_GOOD, {"until": until, "loa": verdict.loa, "issuer": name}), None
    except (ValueError, LoginFailure) as error:
        failure = error if isinstance(error, LoginFailure) else LoginFailure("certificate.malformed")
        state, mend = cause_of(failure), mend_of(failure)
    found = Said(_STATE, {"use": Said(_USES[certificate.usage, _is_personal(certificate)]), "state": state})
    return Finding("certificate", "warn" if mend else "ok", found, mend, certificate.name)


def _of_others_issuing(certificate: CardCertificate) -> Said | None:
    """Say whose a card is that is not of the training, as a real SITHS card is. Raises ``certificate.malformed``."""
    from cosmic_login.authenticators.card.certificates import facts_of
    from cosmic_login.core.identity import TRAINING

    facts = facts_of(certificate)
    if TRAINING in facts.issuer:
        return None
    return Said(_NOT_TRAINING, {"holder": facts.holder, "issuer": facts.issuer, "code": "card.not_training"})


def _is_personal(certificate: CardCertificate) -> bool:
    """Whether it names a personal number, which is not shown; otherwise it is an HSA-id."""
    from cosmic_login.authenticators.card.certificates import holder_of

    try:
        return holder_of(certificate).serial_number.isdigit()
    except LoginFailure:
        return False
