"""What prompts and screens tell apart: words without data, light enough for the first screen."""

from __future__ import annotations

from enum import StrEnum


class CardSituation(StrEnum):
    """Why the login cannot go on yet, as far as card and reader go."""

    NO_SERVICE = "no-service"  # PC/SC is missing or stopped and there is no other reader
    LINE_LOST = "line-lost"  # the reader is on the person's own desk, and that is not to be reached
    NOT_PAIRED = "not-paired"  # it is, and will have nothing to do with this session
    OTHER_VERSION = "other-version"  # it is, and the program there speaks otherwise than this one
    DESK_UNABLE = "desk-unable"  # it is, and something is wrong with it, which is said there
    NO_READER = "no-reader"
    NO_CARD = "no-card"
    READING = "reading"
    UNREADABLE = "unreadable"  # silent, upside down, or garbled
    OTHER_KIND = "other-kind"  # a card, but not one to log in with (R26)
    IN_USE = "in-use"  # another program holds it
    CHOOSE = "choose"  # several cards to log in with: the person says which


#: The reader is on the person's own desk, and that is not to be reached, or lets nobody in.
DESK_AWAY = frozenset({
    CardSituation.LINE_LOST, CardSituation.NOT_PAIRED, CardSituation.OTHER_VERSION, CardSituation.DESK_UNABLE,
})  # fmt: skip


def card_at_hand(situation: CardSituation | None) -> bool:
    """Whether there is a card to log in with: one (None), or several to choose from."""
    return situation in {None, CardSituation.CHOOSE}


class CodePurpose(StrEnum):
    """What a code is asked for."""

    REGISTER = "register"  # R7: the card's first use
    AUTHENTICATE = "authenticate"
    TLS = "tls"  # R16: the card signs a TLS handshake


class Step(StrEnum):
    """What the program is busy with, for "working" screens and structured logs."""

    CONNECTING = "connecting"  # asking the IdP for an order
    READING_CARD = "reading-card"
    AWAITING_CERTIFICATE = "awaiting-certificate"  # the card shows none yet
    CHECKING_CERTIFICATE = "checking-certificate"
    SIGNING = "signing"
    REGISTERING = "registering"
    ACTIVATING = "activating"  # Mina sidor activates a reserve card
    ACTIVATING_PHONE = "activating-phone"  # Mina sidor makes a code for a phone
    FETCHING = "fetching"  # the card makes a key, and Mina sidor certifies it
    CHANGING = "changing"  # the card takes a new code
    VERIFYING = "verifying"  # the IdP judges the answer and issues the identity


class AuthenticatorApp(StrEnum):
    """Which app on the phone a QR code is for."""

    SITHS = "siths"
    BANKID = "bankid"
