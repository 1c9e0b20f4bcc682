"""Masking of Swedish personal numbers and of codes, for everything that is shown, logged or handed on.

A personal or coordination number is written with twelve digits (``YYYYMMDDNNNN``) or ten (``YYMMDDNNNN``), with or
without a sign before the last four. The date stays, the last four go: ``19900113-****``. HSA-ids, organisation
numbers (whose third and fourth digits are 20 or more) and card numbers are left as they are.

A code is six digits, a PUK eight. What of that length stands in the command line may be one that somebody typed in the
wrong place: ``hide`` is told at start, and from then on it is masked wherever text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Compiled when they are first used: a window that has nothing to mask yet is painted before.
_TWELVE = r"(?<!\d)((?:18|19|20)\d\d(?:0\d|1[0-2])\d\d)([-+–]?|[ ])\d{4}(?!\d)"
_TEN = r"(?<![0-9A-Za-z])(\d\d(?:0\d|1[0-2])\d\d)([-+–]?)(\d{4})(?![0-9A-Za-z])"
_AS_LONG_AS_A_CODE = r"(?<!\d)(?:\d{6}|\d{8})(?!\d)"
_hidden: set[str] = set()
_CODE_AFTER_NAME = r"(?i)\b(pin|puk|kod|code)(\W{1,3})\d{4,8}(?!\d)"


def mask_numbers(text: str) -> str:
    """Return ``text`` with every personal number in it masked; masking twice changes nothing more."""
    return re.sub(_TEN, _mask_ten, re.sub(_TWELVE, _mask_twelve, text))


def mask_person(person: str) -> str:
    """Mask a value that *is* a person's number: any twelve or ten digits count, plausible date or not."""
    digits = re.sub(r"[-+– ]", "", person)
    if digits.isdigit() and len(digits) in {10, 12}:
        return f"{digits[:-4]}-****"
    return mask_numbers(person)


def looks_like_a_code(text: str) -> bool:
    """Tell whether a text is six or eight digits and nothing else."""
    return re.fullmatch(_AS_LONG_AS_A_CODE, text) is not None


def hide(words: Iterable[str]) -> None:
    """Have every six or eight digits in these words masked from now on, in the place of those told before."""
    found = {digits for word in words for digits in re.findall(_AS_LONG_AS_A_CODE, word)}
    _hidden.clear()
    _hidden.update(found)


def mask_codes(text: str) -> str:
    """Mask digits that stand right after the word PIN, PUK, kod or code in free text, and those of ``hide``."""
    if _hidden:
        text = re.sub(_AS_LONG_AS_A_CODE, lambda digits: "******" if digits[0] in _hidden else digits[0], text)
    return re.sub(_CODE_AFTER_NAME, r"\1\2******", text)


def _mask_twelve(match: re.Match[str]) -> str:
    return f"{match[1]}{_sign(match[2])}****"


def _mask_ten(match: re.Match[str]) -> str:
    # Ten bare digits are often a time stamp; a personal number ends in its Luhn check digit.
    if not match[2] and not _luhn(match[1] + match[3]):
        return match[0]
    return f"{match[1]}{_sign(match[2])}****"


def _sign(written: str) -> str:
    return "+" if written == "+" else "-"


def _luhn(ten_digits: str) -> bool:
    total = 0
    for position, digit in enumerate(ten_digits):
        product = int(digit) * (2 - position % 2)
        total += product - 9 if product > 9 else product
    return total % 10 == 0
