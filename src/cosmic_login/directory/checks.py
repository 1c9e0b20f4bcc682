"""What texts in a directory file must look like. Each check returns what is wrong, or an empty string.

No check quotes the text it looked at: it may be a code or a personal number.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

KEY = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
#: HSA-ids of test persons only: ``TSTNMT``, an organisation number, a hyphen, letters and digits; 31 at most.
TEST_HSA_ID = re.compile(r"TSTNMT[0-9]{10}-[A-Za-z0-9]+")
#: X.520 upper bound of names in certificates, in characters (RFC 5280, appendix A.1).
NAME_LENGTH = 64
#: How long a common name may be in UTF-8: what makes and reads our certificates counts bytes.
COMMON_NAME_BYTES = 64


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit (weights 2, 1, 2 … from the left of an even number of digits)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


@cache
def published_numbers() -> frozenset[str]:
    """Return the shipped excerpt of Skatteverket's published test numbers."""
    text = resources.files("cosmic_login.directory").joinpath("published_numbers.txt").read_text("utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def key(text: str) -> str:
    """Check the key of an organisation, person or card."""
    return "" if KEY.fullmatch(text) else "a key is 1 to 40 small letters a to z, digits and hyphens"


def name(text: str) -> str:
    """Check a name: something printable that fits into a certificate."""
    if not text.strip() or text != text.strip() or not text.isprintable():
        return "must be a printable text without space around it"
    return "" if len(text) <= NAME_LENGTH else f"is longer than {NAME_LENGTH} characters"


def common_name(given_name: str, family_name: str) -> str:
    """Check that both names fit into a certificate's common name."""
    size = len(f"{given_name} {family_name}".encode())
    if size <= COMMON_NAME_BYTES:
        return ""
    return f"makes, with the given name, {size} bytes in UTF-8 (å, ä and ö are two); {COMMON_NAME_BYTES} is the most"


def remark(text: str) -> str:
    """Check a text that may be empty."""
    return name(text) if text else ""


def personal_number(text: str) -> str:
    """Check a personal or coordination number: 12 digits, check digit, and published for tests."""
    if not re.fullmatch(r"[0-9]{12}", text):
        return "must be 12 digits, YYYYMMDDNNNC"
    if not luhn(text[2:]):
        return "the check digit is wrong"
    if text not in published_numbers():
        return "is not among the published test numbers that come with the program"
    return ""


def organisation_id(text: str) -> str:
    """Check an organisation number: ten digits with a check digit."""
    if not re.fullmatch(r"[0-9]{10}", text):
        return "must be ten digits"
    return "" if luhn(text) else "the check digit is wrong"


def hsa_id(text: str) -> str:
    """Check an HSA-id of a test person."""
    if len(text) > 31 or not TEST_HSA_ID.fullmatch(text):
        return "must be TSTNMT, ten digits, a hyphen, and letters or digits; 31 characters at most"
    return "" if luhn(text[6:16]) else "the organisation number's check digit is wrong"


def right(text: str) -> str:
    """Check a right of a commission: activity, information class and scope with semicolons between them."""
    parts = text.split(";")
    good = len(parts) == 3 and all(part and not name(part) for part in parts)
    return "" if good else "must be activity;information class;scope"


def scope_code(text: str) -> str:
    """Check the code of an authorization scope."""
    return "" if re.fullmatch(r"[A-Z0-9ÅÄÖ_]{1,20}", text) else "must be 1 to 20 capital letters, digits or _"


def scope_number(text: str) -> str:
    """Check the number of an authorization scope's property."""
    return "" if re.fullmatch(r"[0-9]{3}", text) else "must be three digits"


def code(text: str) -> str:
    """Check a PIN."""
    return "" if re.fullmatch(r"[0-9]{6}", text) else "must be six digits"


def puk(text: str) -> str:
    """Check a PUK."""
    return "" if re.fullmatch(r"[0-9]{8}", text) else "must be eight digits"
