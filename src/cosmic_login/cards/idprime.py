"""The terminal's side of a card of the IDPrime 940 family: what is asked of it, byte by byte.

Works on any ``CardConnection``; T=0 is dealt with by ``apdu.transmit_t0``. A code is sent exactly once per call
and the bytes that carried it are wiped, whatever the card or the reader does.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Concatenate, Literal, ParamSpec, TypeVar

from cosmic_login.cards import apdu, tlv
from cosmic_login.cards import idprime_files as files
from cosmic_login.cards.apdu import Command, Response, Sw, transmit_t0
from cosmic_login.cards.idprime_files import PinRef
from cosmic_login.cards.reader import CardConnection, together
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code, wipe

__all__ = ["AID", "CardCertificate", "IdPrimeCard", "PinRef", "Scheme"]

P = ParamSpec("P")
T = TypeVar("T")

#: The application of the family.
AID = bytes.fromhex("A000000018800000000662")

_EF_KEY_MAP, _EF_INDEX, _EF_CARD_ID = 0x0005, 0x0101, 0x0201
_BY_PATH, _BY_FILE_ID = 0x08, 0x00
_PIN_BLOCK = 16
_CHUNK = 0xE0  # bytes per READ BINARY; well under what readers and T=0 take
_MAX_FILE = files.MAX_CERTIFICATE
_USUAL_TRIES = 3
_SHA256 = 32
_HASH_HEAD = bytes((0x90, _SHA256))
#: What SELECT answers on a card that has no such application, or none at all.
_NO_APPLET = frozenset({0x6700, 0x6985, 0x6999, 0x6A80, 0x6A81, 0x6A82, 0x6A86, 0x6A87, 0x6B00, 0x6D00, 0x6E00})


class Scheme(StrEnum):
    """Signature schemes by their JWS names (RFC 7518, section 3.1)."""

    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"


#: The card's algorithm references (MSE, tag 80): SHA-256 with PKCS #1 v1.5, with PSS, and ECDSA.
_ALGORITHM = {Scheme.RS256: 0x42, Scheme.PS256: 0x45, Scheme.ES256: 0x44}


@dataclass(frozen=True)
class CardCertificate:
    """A certificate on the card together with the key it goes with.

    ``index`` is the key container's number, ``name`` the file's name in the card's index (``kxc00``).
    """

    index: int
    der: bytes
    usage: Literal["authenticate", "sign"]
    key_ref: int
    pin: PinRef
    key_type: Literal["rsa", "ec"]
    name: str


@dataclass(frozen=True)
class NewKey:
    """A key pair that the card has just made: its reference, and the public key's parts as big-endian bytes.

    RSA has ``modulus`` and ``exponent``; P-256 has ``point`` (SEC 1, uncompressed).
    """

    key_ref: int
    modulus: bytes = b""
    exponent: bytes = b""
    point: bytes = b""


def _in_one_go(
    method: Callable[Concatenate[IdPrimeCard, P], T],
) -> Callable[Concatenate[IdPrimeCard, P], T]:
    """Have the card alone for a method; where others had it since the last, the application is selected anew."""

    @functools.wraps(method)
    def alone(self: IdPrimeCard, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with together(self._connection) as shared:
            if shared and self._opened:
                self._select()
            return method(self, *args, **kwargs)

    return alone


class IdPrimeCard:
    """A card in a reader. Calls block; one thread at a time.

    Everything raises ``LoginFailure``: what the connection raises (``card.removed`` …), ``card.garbled`` for
    answers that make no sense, ``card.refused`` for an unexpected status word, and what each call names.
    """

    def __init__(self, connection: CardConnection) -> None:
        self._connection = connection
        self._opened = False
        self._card_number = ""
        self._os_level = 0
        self._certificates: tuple[CardCertificate, ...] = ()
        self._signature_length: dict[int, int] = {}
        self._tries_seen: dict[PinRef, int] = {}

    @_in_one_go
    def open(self) -> None:
        """Select the application and read what identifies the card. Raises ``card.other_kind`` for other cards."""
        self._select()
        self._opened = True
        self._os_level = self._read_os_level()
        content = self._read_file(_EF_CARD_ID, _BY_PATH)
        if content is None:
            raise LoginFailure("card.garbled", "the card has no number")
        self._card_number = files.printable_card_number(content)

    @property
    def card_number(self) -> str:
        """The card's own number in printable form; read by ``open``."""
        return self._card_number

    @_in_one_go
    def certificates(self) -> tuple[CardCertificate, ...]:
        """Read the certificates that have a key, in the card's order; empty when there are none (yet)."""
        if self._certificates:
            return self._certificates
        index = self._read_file(_EF_INDEX, _BY_PATH)
        key_map_file = self._read_file(_EF_KEY_MAP, _BY_PATH)
        key_map = None if key_map_file is None else files.parse_key_map(key_map_file)
        found = [self._certificate(entry, key_map) for entry in files.parse_index(index or b"\0")]
        self._certificates = tuple(certificate for certificate in found if certificate is not None)
        return self._certificates

    @_in_one_go
    def tries_left(self, pin: PinRef = PinRef.AUTHENTICATE) -> int:
        """Return how many tries the code has left, without using one up; 0 when it is blocked."""
        response = self._send(Command(0x00, apdu.VERIFY, 0x00, pin))
        left = _tries(response)
        if left is None and response.ok:
            # Verified in this session already: the counter is at its start, which the card does not tell.
            left = max(self._tries_seen.get(pin, 0), _USUAL_TRIES)
        if left is None:
            raise _refusal(response, "VERIFY without data")
        self._tries_seen[pin] = left
        return left

    @_in_one_go
    def verify(self, code: Code, pin: PinRef = PinRef.AUTHENTICATE) -> None:
        """Show the card its code, once. Raises ``code.wrong`` with the tries left, or ``code.blocked``."""
        _wants(code, "pin")
        self._judge(self._send_codes(apdu.VERIFY, pin, code), "code", "VERIFY", pin)

    @_in_one_go
    def change(self, old: Code, new: Code, pin: PinRef = PinRef.AUTHENTICATE) -> None:
        """Replace the code. Raises ``code.wrong`` or ``code.blocked`` for the old one; the new one then is not set."""
        _wants(old, "pin")
        _wants(new, "pin")
        self._judge(self._send_codes(apdu.CHANGE_REFERENCE_DATA, pin, old, new), "code", "CHANGE REFERENCE DATA", pin)

    @_in_one_go
    def unblock(self, puk: Code, new: Code, pin: PinRef = PinRef.AUTHENTICATE) -> None:
        """Set a new code by means of the PUK. Raises ``puk.wrong`` with the PUK's tries left, or ``puk.blocked``."""
        _wants(puk, "puk")
        _wants(new, "pin")
        self._judge(self._send_codes(apdu.RESET_RETRY_COUNTER, pin, puk, new), "puk", "RESET RETRY COUNTER", None)

    def sign(self, certificate: CardCertificate, scheme: Scheme, data: bytes) -> bytes:
        """Let the card sign SHA-256 of ``data`` with the certificate's key; the code must have been verified.

        ES256 gives r and s side by side (RFC 7518, section 3.4). Raises ``ValueError`` when scheme and key do not
        go together, ``card.refused`` when the card does not sign.
        """
        return self.sign_digest(certificate, scheme, hashlib.sha256(data).digest())

    @_in_one_go
    def sign_digest(self, certificate: CardCertificate, scheme: Scheme, digest: bytes) -> bytes:
        """Let the card sign a hash that was made elsewhere, as TLS does; otherwise as ``sign``.

        Raises ``ValueError`` also when it is no SHA-256.
        """
        if (scheme is Scheme.ES256) != (certificate.key_type == "ec"):
            raise ValueError(f"{scheme} does not go with a key of type {certificate.key_type}")
        if len(digest) != _SHA256:
            raise ValueError(f"a hash of {len(digest)} bytes is not one of SHA-256")
        length = self._length_of_signature(certificate)
        environment, signing = _signing_commands(_ALGORITHM[scheme], certificate.key_ref, length)
        _expect_ok(self._send(environment), "MANAGE SECURITY ENVIRONMENT")
        response = self._send(Command(0x00, apdu.PERFORM_SECURITY_OPERATION, 0x90, 0xA0, _HASH_HEAD + digest, _SHA256))
        _expect_ok(response, "PSO: HASH")
        if response.data not in {b"", digest}:  # the card says back what it is going to sign
            raise LoginFailure("card.garbled", "the card took another hash than it was sent")
        response = self._send(signing)
        _expect_ok(response, "PSO: COMPUTE DIGITAL SIGNATURE")
        if len(response.data) != length:
            raise LoginFailure("card.garbled", f"a signature of {len(response.data)} bytes instead of {length}")
        return response.data

    @_in_one_go
    def generate_key(self, key_type: Literal["rsa", "ec"]) -> NewKey:
        """Let the card make a key pair for signatures in its next container; the code must have been verified.

        The key is lost when the session ends before ``put_certificate``. The form is ISO/IEC 7816-8, section 11.2;
        cards that are personalised in another way answer ``card.refused``.
        """
        numbers = [certificate.index for certificate in self.certificates()]
        key_ref = files.default_key_ref(self._os_level, max(numbers, default=-1) + 1)
        algorithm = _ALGORITHM[Scheme.ES256 if key_type == "ec" else Scheme.RS256]
        template = tlv.encode(0xB6, bytes((0x80, 1, algorithm, 0x84, 1, key_ref)))
        response = self._send(Command(0x00, apdu.GENERATE_ASYMMETRIC_KEY_PAIR, 0x80, 0x00, template, 256))
        _expect_ok(response, "GENERATE ASYMMETRIC KEY PAIR")
        try:
            parts = {item.tag: item.value for item in tlv.only(response.data).children()}
        except tlv.TlvError as error:
            raise LoginFailure("card.garbled", f"a new public key: {error}") from None
        made = NewKey(key_ref, parts.get(0x81, b""), parts.get(0x82, b""), parts.get(0x86, b""))
        if not (made.point if key_type == "ec" else made.modulus and made.exponent):
            raise LoginFailure("card.garbled", "a new public key lacks its parts")
        return made

    @_in_one_go
    def put_certificate(self, key: NewKey, der: bytes) -> None:
        """Write the certificate of a key that was made in this session (ISO/IEC 7816-4, PUT DATA, in a chain)."""
        data = tlv.encode(0x5C, bytes((key.key_ref,))) + tlv.encode(0x53, der)
        whole = Command(0x00, apdu.PUT_DATA, 0x3F, 0xFF, data, extended=True)
        for part in whole.chained(_CHUNK):
            _expect_ok(self._send(part), "PUT DATA")
        self._certificates = ()  # there is one more now

    def _select(self) -> None:
        response = self._send(Command(0x00, apdu.SELECT, 0x04, 0x0C, AID))
        if response.sw in _NO_APPLET:
            raise LoginFailure("card.other_kind", f"SELECT application: {response.sw:04X}")
        _expect_ok(response, "SELECT application")

    # -- codes -------------------------------------------------------------------------------------------------

    def _send_codes(self, ins: int, pin: PinRef, *codes: Code) -> Response:
        """Send the codes, each as a block of 16 bytes, and wipe every copy made here."""
        data = bytearray(_PIN_BLOCK * len(codes))  # never grows: growing would leave copies behind
        try:
            for i, code in enumerate(codes):
                block = code.padded(_PIN_BLOCK)
                data[i * _PIN_BLOCK : (i + 1) * _PIN_BLOCK] = block
                wipe(block)
            return self._send(Command(0x00, ins, 0x00, pin, data))
        finally:
            wipe(data)

    def _judge(self, response: Response, kind: Literal["code", "puk"], what: str, pin: PinRef | None) -> None:
        if response.sw == 0x6300 and pin is not None:
            left: int | None = self.tries_left(pin)  # a card that says "wrong" and not how often
        else:
            left = _tries(response)
        if left is None:
            _expect_ok(response, what)
            if response.data:
                raise LoginFailure("card.garbled", f"{what}: an answer with data")
        elif left == 0:
            raise LoginFailure(f"{kind}.blocked", what, tries_left=0)
        else:
            raise LoginFailure(f"{kind}.wrong", what, tries_left=left)

    # -- files -------------------------------------------------------------------------------------------------

    def _read_os_level(self) -> int:
        """Return the OS level from the CPLC data (GlobalPlatform, tag 9F7F), 0 when the card does not tell."""
        response = self._send(Command(0x00, apdu.GET_DATA, 0x9F, 0x7F, ne=0x2D))
        return response.data[11] if response.ok and len(response.data) == 0x2D else 0

    def _certificate(
        self, entry: files.IndexEntry, key_map: dict[int, tuple[int, PinRef]] | None
    ) -> CardCertificate | None:
        container = entry.container
        if container is None:
            return None
        usage, number = container
        if key_map is None:
            pin = PinRef.AUTHENTICATE if usage == "authenticate" else PinRef.SIGN
            key_ref = files.default_key_ref(self._os_level, number)
        elif number in key_map:
            key_ref, pin = key_map[number]
        else:
            return None  # somebody's certificate (a CA's), not the holder's
        content = self._read_file(entry.fid, _BY_FILE_ID)
        if content is None:
            raise LoginFailure("card.garbled", "the index names a file that is not there")
        der = files.unpack_certificate(content)
        shape = files.key_shape(der)
        self._signature_length[number] = shape.signature_length
        return CardCertificate(number, der, usage, key_ref, pin, shape.key_type, entry.name)

    def _length_of_signature(self, certificate: CardCertificate) -> int:
        length = self._signature_length.get(certificate.index)
        if length is None:
            length = self._signature_length[certificate.index] = files.key_shape(certificate.der).signature_length
        return length

    def _read_file(self, fid: int, how: int) -> bytes | None:
        """Return a file's content; None when the card has no such file."""
        response = self._send(Command(0x00, apdu.SELECT, how, 0x00, fid.to_bytes(2, "big"), 256))
        if response.sw == Sw.FILE_NOT_FOUND:
            return None
        _expect_ok(response, f"SELECT {fid:04X}")
        size = _file_size(response.data, fid)
        content = bytearray()
        while len(content) < size:
            wanted = min(_CHUNK, size - len(content))
            offset = len(content).to_bytes(2, "big")
            response = self._send(Command(0x00, apdu.READ_BINARY, offset[0], offset[1], ne=wanted))
            if response.sw != Sw.END_OF_FILE:
                _expect_ok(response, f"READ BINARY {fid:04X}")
            if not 1 <= len(response.data) <= wanted:
                raise LoginFailure("card.garbled", f"{len(response.data)} bytes of file {fid:04X}, {wanted} wanted")
            content += response.data
        return bytes(content)

    def _send(self, command: Command) -> Response:
        return transmit_t0(self._connection, command)


@functools.cache
def _signing_commands(algorithm: int, key_ref: int, length: int) -> tuple[Command, Command]:
    """Return the commands that choose the key and that sign; they are the same for every signature of a key."""
    environment = bytes((0x80, 1, algorithm, 0x84, 1, key_ref))
    return (
        Command(0x00, apdu.MANAGE_SECURITY_ENVIRONMENT, 0x41, 0xB6, environment),
        Command(0x00, apdu.PERFORM_SECURITY_OPERATION, 0x9E, 0x9A, ne=min(length, 256)),
    )


def _file_size(fci: bytes, fid: int) -> int:
    """Read the size from a file's control information (ISO/IEC 7816-4, section 7.4.3, tags 6F, 80, 81)."""
    try:
        template = tlv.only(fci)
        inside = template.children() if template.tag in {0x6F, 0x62} else ()
    except tlv.TlvError as error:
        raise LoginFailure("card.garbled", f"SELECT {fid:04X}: {error}") from None
    size = tlv.find(inside, 0x80) or tlv.find(inside, 0x81)
    if size is None or not 1 <= int.from_bytes(size.value, "big") <= _MAX_FILE:
        raise LoginFailure("card.garbled", f"file {fid:04X} has no size that can be")
    return int.from_bytes(size.value, "big")


def _tries(response: Response) -> int | None:
    """Return the tries left that a status word tells, or None. Some cards say 63C0 for blocked, others 6983."""
    if response.sw == Sw.BLOCKED:
        return 0
    return response.sw & 0x0F if response.sw & 0xFFF0 == 0x63C0 else None


def _wants(code: Code, kind: Literal["pin", "puk"]) -> None:
    if code.kind != kind:
        raise ValueError(f"a {kind} is wanted here, not a {code.kind}")


def _expect_ok(response: Response, what: str) -> None:
    if not response.ok:
        raise _refusal(response, what)


def _refusal(response: Response, what: str) -> LoginFailure:
    return LoginFailure("card.refused", f"{what}: {response.sw:04X}")
