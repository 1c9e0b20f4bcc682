"""R3: the one object in which a code lives shows nothing and can be wiped."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code, wipe


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "12345a", "１２３４５６", "12 456", "-12345"])
def test_what_is_no_pin_is_refused_without_being_repeated(digits: str) -> None:
    with pytest.raises(LoginFailure) as caught:
        Code(digits)
    assert caught.value.code == "code.malformed"
    assert not digits or digits not in str(caught.value)


def test_a_puk_has_eight_digits() -> None:
    Code("12345678", "puk").wipe()
    with pytest.raises(LoginFailure) as caught:
        Code("123456", "puk")
    assert caught.value.code == "puk.malformed"


def test_it_shows_nothing() -> None:
    code = Code("739146")
    for text in (repr(code), str(code), f"{code}", f"{[code]}", f"{vars(type(code))}"):
        assert "739146" not in text
    assert not hasattr(code, "__dict__")


def test_it_is_not_stored_copied_or_compared() -> None:
    code = Code("739146")
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(code)
    assert code != Code("739146")


def test_padded_is_what_a_card_gets_and_is_wiped_by_its_user() -> None:
    block = Code("739146").padded(16)
    assert bytes(block) == b"739146" + bytes(10)
    wipe(block)
    assert bytes(block) == bytes(16)
    with pytest.raises(ValueError, match="too short"):
        Code("739146").padded(4)


def test_after_wiping_there_is_nothing_left() -> None:
    code = Code("739146")
    inner = code._digits
    with code:
        assert bytes(inner) == b"739146"
    assert code.wiped
    assert bytes(inner) == bytes(6)
    code.wipe()
    with pytest.raises(ValueError, match="wiped"):
        code.padded(16)


def test_a_traceback_with_local_variables_does_not_hold_it() -> None:
    def use(code: Code) -> None:
        raise RuntimeError(f"with {code}")

    with pytest.raises(RuntimeError) as caught:
        use(Code("".join(["7391", "46"])))
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "739146" not in "".join(shown.format())
