"""Reads all of a card that its person may be shown. Costs no try and needs no code."""

from __future__ import annotations

import re
from datetime import datetime

from cosmic_login.authenticators.card.certificates import facts_of
from cosmic_login.cards.idprime import CardCertificate, IdPrimeCard, PinRef
from cosmic_login.cards.reader import ReaderService
from cosmic_login.core.card_content import (
    CardCode,
    CardContent,
    CertificateOnCard,
    CertificateUse,
    CodeTries,
    Standing,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CertificateFacts

_PERSONAL_NUMBER = re.compile(r"\d{12}")


def read_content(service: ReaderService, reader: str, now: datetime) -> CardContent:
    """Read the card in a reader; blocks. Raises what a card raises: ``card.*``, ``reader.*``, ``pcsc.*``."""
    connection = service.connect(reader)
    try:
        card = IdPrimeCard(connection)
        card.open()
        certificates = tuple(_certificates(card.certificates(), now))
        codes = tuple(_codes(card))
        number = card.card_number
    finally:
        connection.close()
    whose = next((each.facts for each in certificates), None)
    return CardContent(whose.holder if whose else "", _organisation(certificates), number, certificates, codes)


def _certificates(found: tuple[CardCertificate, ...], now: datetime) -> list[CertificateOnCard]:
    """Return those that can be read; a damaged one is for the login to complain of."""
    seen = []
    for certificate in found:
        try:
            facts = facts_of(certificate)
        except LoginFailure:
            continue
        seen.append(CertificateOnCard(_use(certificate, facts), facts, _standing(facts, now)))
    return sorted(seen, key=lambda each: list(CertificateUse).index(each.use))


def _use(certificate: CardCertificate, facts: CertificateFacts) -> CertificateUse:
    if certificate.usage == "sign":
        return CertificateUse.SIGNATURE
    personal = _PERSONAL_NUMBER.fullmatch(facts.serial_number) is not None
    return CertificateUse.PERSON if personal else CertificateUse.SERVICE_ID


def _standing(facts: CertificateFacts, now: datetime) -> Standing:
    if now > facts.valid_until:
        return Standing.EXPIRED
    return Standing.NOT_YET if now < facts.valid_from else Standing.VALID


def _organisation(certificates: tuple[CertificateOnCard, ...]) -> str:
    return next((each.facts.organisation for each in certificates if each.facts.organisation), "")


def _codes(card: IdPrimeCard) -> list[CodeTries]:
    """Ask for each code; what the card has not, or does not tell, is left out. The PUK is told of only when wrong."""
    codes = []
    for code, ref in ((CardCode.AUTHENTICATE, PinRef.AUTHENTICATE), (CardCode.SIGN, PinRef.SIGN)):
        try:
            codes.append(CodeTries(code, card.tries_left(ref)))
        except LoginFailure as failure:
            if failure.code != "card.refused":
                raise
    return [*codes, CodeTries(CardCode.PUK, None)]
