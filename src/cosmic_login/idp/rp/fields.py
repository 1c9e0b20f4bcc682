"""Checks of single members, to be put together into tables of what a request may hold (``requests``).

A check takes a value as JSON gave it and returns it, or raises ``Malformed`` with what is wrong. Nothing a caller sent
is in the text: it ends in their log and in ours.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

Check = Callable[[object], object]

_OID = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]{0,9})){1,19}")


class Malformed(Exception):  # noqa: N818 - what the member is
    """A member is not as it has to be. ``where`` is its path in the table."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.where = where

    def below(self, name: str) -> Malformed:
        """Return the same, one level further out."""
        return Malformed(self.why, f"{name}.{self.where}" if self.where else name)

    def __str__(self) -> str:
        return f"{self.where} {self.why}".strip()


def text(longest: int, *, shortest: int = 1, pattern: str = "") -> Check:
    """Take text of so many characters, whole and, with ``pattern``, of this form."""
    form = re.compile(pattern) if pattern else None

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise Malformed("is not a string")
        if not shortest <= len(value) <= longest:
            raise Malformed(f"has not {shortest} to {longest} characters")
        if _is_broken(value):
            raise Malformed("is not Unicode text")
        if form is not None and not form.fullmatch(value):
            raise Malformed("is not of the form it has to be")
        return value

    return check


def _is_broken(value: str) -> bool:
    """Tell whether there is half a surrogate pair in it, which JSON can say and nothing else can."""
    return any("\ud800" <= character <= "\udfff" for character in value)


def flag(value: object) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise Malformed("is not true or false")
    return value


def one_of(*allowed: str) -> Check:
    """Take one of these words, to the letter."""

    def check(value: object) -> object:
        if value not in allowed or not isinstance(value, str):
            raise Malformed(f"is not one of {', '.join(allowed)}")
        return value

    return check


def address(value: object) -> object:
    """Take an IPv4 or IPv6 address."""
    if not isinstance(value, str):
        raise Malformed("is not a string")
    try:
        if "%" in value:  # a zone means something on one machine only
            raise ValueError("zone")
        ip_address(value)
    except ValueError:
        raise Malformed("is not an IP address") from None
    return value


def oid(value: object) -> object:
    """Take an object identifier in dotted form."""
    if not isinstance(value, str) or not _OID.fullmatch(value):
        raise Malformed("is not an object identifier")
    return value


def url(longest: int) -> Check:
    """Take an absolute URL: with a scheme, which may be an app's own."""
    within = text(longest, pattern=r"[!-~]+")

    def check(value: object) -> object:
        found = within(value)
        try:
            parts = urlsplit(str(found))
        except ValueError:
            raise Malformed("is not a URL") from None
        if not parts.scheme or not (parts.netloc or parts.path):
            raise Malformed("is not a URL")
        return found

    return check


def base64_of(longest: int, *, utf8: bool) -> Check:
    """Take base64 (RFC 4648, section 4, padded) of at most so many characters; ``utf8``: of text."""
    within = text(longest, pattern=r"[A-Za-z0-9+/]+={0,2}")

    def check(value: object) -> object:
        found = str(within(value))
        try:
            data = base64.b64decode(found, validate=True)
        except ValueError:
            raise Malformed("is not base64") from None
        if base64.b64encode(data).decode() != found:
            raise Malformed("is not base64")
        if utf8:
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                raise Malformed("is not UTF-8 text") from None
        return found

    return check


def list_of(check: Check, *, most: int) -> Check:
    """Take a list of one to ``most`` of these."""

    def check_all(value: object) -> object:
        if not isinstance(value, list) or not 0 < len(value) <= most:
            raise Malformed(f"is not a list of 1 to {most}")
        return [check(each) for each in value]

    return check_all


def members(needed: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """Take an object with all of ``needed``, any of ``optional``, and nothing else."""
    known = {**needed, **optional}

    def check(value: object) -> object:
        if not isinstance(value, dict):
            raise Malformed("is not an object")
        for name in needed:
            if name not in value:
                raise Malformed("is missing", name)
        if not value.keys() <= known.keys():
            raise Malformed("has a member that is not known")
        found = {}
        for name, each in value.items():
            try:
                found[name] = known[name](each)
            except Malformed as malformed:
                raise malformed.below(name) from None
        return found

    return check
