"""Codes that are easy to guess."""

from __future__ import annotations

import pytest

from cosmic_login.core.code_rules import easy_to_guess, same


@pytest.mark.parametrize(
    "code", ["111111", "123456", "654321", "890123", "321098", "121212", "737373", "123123", "990990"]
)
def test_easy(code: str) -> None:
    assert easy_to_guess(code.encode())
    assert easy_to_guess([int(digit) for digit in code])


@pytest.mark.parametrize("code", ["739164", "112233", "135790", "246802", "123457", "122333", "", "1"])
def test_not_so_easy(code: str) -> None:
    assert not easy_to_guess(code.encode())


def test_same() -> None:
    assert same(bytearray(b"739164"), bytearray(b"739164"))
    assert not same(bytearray(b"739164"), bytearray(b"739165"))
    assert not same(bytearray(b"739164"), bytearray(b"73916"))
