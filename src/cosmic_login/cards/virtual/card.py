"""A virtual card: power, the terminal's bytes in and out, and whatever is wrong with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.cards.virtual import keys
from cosmic_login.cards.virtual.applet import Applet
from cosmic_login.cards.virtual.faults import GARBAGE, FaultProfile
from cosmic_login.cards.virtual.files import FIRST_KEY_REF
from cosmic_login.cards.virtual.sealed_state import Medium, Memory
from cosmic_login.cards.virtual.state import AUTHENTICATION_PIN, SIGNATURE_PIN, CardState, CodeState, Slot, Usage
from cosmic_login.cards.virtual.t0 import CardTransport
from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure


@dataclass(frozen=True)
class KeyOnCard:
    """A finished key and its certificate, to be put on a card."""

    key: keys.PrivateKey = field(repr=False)
    certificate: x509.Certificate
    usage: Usage = "authenticate"
    kind: Literal["hsa", "person"] = "hsa"


@dataclass(frozen=True, repr=False)
class CardCodes:
    """The codes a card starts with. Never shown."""

    code: str = "123456"
    signature_code: str = "654321"
    puk: str = "12345678"
    tries: int = 3
    puk_tries: int = 10
    blocked: bool = False

    def states(self) -> dict[int, CodeState]:
        """Return the codes by reference, the authentication code blocked if so ordered."""
        return {
            AUTHENTICATION_PIN: CodeState.of(self.code, self.tries, tries_left=0 if self.blocked else None),
            SIGNATURE_PIN: CodeState.of(self.signature_code, self.tries),
        }


def slots_of(contents: Sequence[KeyOnCard]) -> tuple[Slot, ...]:
    """Give keys their containers and references, in order."""
    return tuple(
        Slot(
            index=number,
            usage=content.usage,
            key_ref=FIRST_KEY_REF + number,
            pin=AUTHENTICATION_PIN if content.usage == "authenticate" else SIGNATURE_PIN,
            key_type=keys.type_of(content.key),
            certificate=content.certificate.public_bytes(Encoding.DER),
            private_key=keys.dump(content.key),
            kind=content.kind,
        )
        for number, content in enumerate(contents)
    )


class VirtualCard:
    """A card as the terminal meets it. Calls may come from any thread; they wait for each other.

    From ``power_on`` to ``power_off`` the card is held: another program that wants it gets ``card.in_use``.
    """

    #: Answer to reset of an IDPrime 940: T=0 alone, historical bytes of the family (ISO/IEC 7816-3, section 8.2).
    ATR: ClassVar[bytes] = bytes.fromhex("3B7F96000080318065B0855956FB120FFE829000")

    def __init__(
        self,
        state: CardState,
        medium: Medium | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._medium: Medium = medium or Memory()
        self._clock = clock or SystemClock()
        self._sleep = sleep
        self._lock = threading.RLock()
        self._powered = self._gone = self._mute = False
        self._count = 0
        self._first_power: float | None = None
        self._faults = FaultProfile()
        self._build(state)

    @classmethod
    def make(
        cls,
        card_id: str,
        slots: Sequence[KeyOnCard],
        pins: CardCodes | None = None,
        *,
        person: str = "",
        card_number: str = "9752279000000000000",
        medium: Medium | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> VirtualCard:
        """Make a card of finished keys and certificates."""
        codes = pins or CardCodes()
        state = CardState(
            card_id=card_id,
            person=person,
            name="",
            card_number=card_number,
            slots=slots_of(slots),
            codes=codes.states(),
            puk=CodeState.of(codes.puk, codes.puk_tries),
        )
        return cls(state, medium, clock, sleep)

    def _build(self, state: CardState) -> None:
        self._set_applet(Applet(state, self._medium.save, self._certificates_visible))

    def _set_applet(self, applet: Applet) -> None:
        self._applet = applet
        self._transport = CardTransport(applet.process)

    @property
    def card_id(self) -> str:
        """The card's name in the directory."""
        return self.state.card_id

    @property
    def person(self) -> str:
        """The key of the person whose card it is; empty when nobody's."""
        return self.state.person

    @property
    def state(self) -> CardState:
        """What the card keeps, as it knows it now."""
        return self._applet.codes.state

    @property
    def faults(self) -> FaultProfile:
        """What is wrong with the card; may be changed at any time."""
        return self._faults

    @faults.setter
    def faults(self, faults: FaultProfile) -> None:
        with self._lock:
            self._faults = faults
            self._first_power = self._clock.monotonic() if self._powered else None

    @property
    def powered(self) -> bool:
        """Whether a terminal has the card."""
        return self._powered

    @property
    def commands(self) -> int:
        """How many commands came since the card got power; faults are numbered by this."""
        return self._count

    @property
    def pulled(self) -> bool:
        """Whether a fault has taken the card out of its reader; until it gets power anew."""
        return self._gone

    def tries_left(self) -> Mapping[int, int]:
        """Return the tries left by reference of the code."""
        return {ref: code.tries_left for ref, code in self.state.codes.items()}

    def power_on(self) -> bytes:
        """Give the card power, or reset it; return its answer to reset.

        Raises ``LoginFailure``: ``card.in_use`` when another program has the card, ``card.damaged``.
        """
        with self._lock:
            changed = self._medium.take()
            if changed is not None:
                self._build(changed)
            if self._first_power is None:
                self._first_power = self._clock.monotonic()
            self._powered, self._gone, self._mute = True, False, False
            self._count = 0
            self._forget()
            return self.ATR

    def power_off(self) -> None:
        """Take the power away: the security status is gone, and others may have the card."""
        with self._lock:
            self._powered = False
            self._forget()
            self._medium.let_go()

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Carry out a command APDU; return data and status word.

        Raises ``LoginFailure``: ``card.removed`` or ``card.unreadable``, when a fault says so or there is no power.
        """
        with self._lock:
            if self._gone:
                raise LoginFailure("card.removed", "the card was pulled")
            if not self._powered or self._mute:
                raise LoginFailure("card.unreadable", "the card is mute" if self._powered else "the card has no power")
            self._count += 1
            answer = self._fault(self._count)
            return self._transport.transmit(command) if answer is None else answer

    def _fault(self, number: int) -> bytes | None:
        faults = self._faults
        if faults.slow_ms:
            self._sleep(faults.slow_ms / 1000)
        if number == faults.pulled_at:
            self._gone = True
            self._forget()
            raise LoginFailure("card.removed", f"the card was pulled at command {number}")
        if faults.dies_at is not None and number >= faults.dies_at:
            self._mute = True
            self._forget()
            raise LoginFailure("card.unreadable", f"the card died at command {number}")
        if number == faults.garbage_at:
            return GARBAGE
        if faults.status_word is not None and faults.status_word[0] == number:
            return faults.status_word[1].to_bytes(2, "big")
        return None

    def _forget(self) -> None:
        self._applet.reset()
        self._transport.reset()

    def _certificates_visible(self) -> bool:
        wait = self._faults.certificate_after_s
        return not wait or (self._first_power is not None and self._clock.monotonic() - self._first_power >= wait)

    def __repr__(self) -> str:
        return f"<VirtualCard {self.card_id}>"
