"""What is masked wherever text is shown, logged or handed on, and what is left as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.core.redact import hide, looks_like_a_code, mask_codes, mask_numbers, mask_person

NUMBER = "199001132399"


@pytest.fixture
def nothing_hidden() -> Iterator[None]:
    """Forget at the end what the test told to hide."""
    yield
    hide([])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("199001132399", "19900113-****"),
        ("19900113-2399", "19900113-****"),
        ("18900113+2399", "18900113+****"),
        ("personen 199001132399, och 900113-2399.", "personen 19900113-****, och 900113-****."),
        ("9001132399", "900113-****"),
        ("nr199001132399", "nr19900113-****"),
        ("199001732390", "19900173-****"),  # coordination number
        ("19900113 2399", "19900113-****"),
        ("19900113–2399", "19900113-****"),
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked
    assert mask_numbers(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "TSTNMT2321000057-1001",
        "SE2321000057-1024",
        "232100-0057",
        "9752279812688399715",
        "1795479206",
        "2026-11-23T08:00:00.000000Z",
        "port 54321, 12 ms",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_numbers(text) == text


def test_a_person_is_masked_whatever_the_date() -> None:
    assert mask_person("212121212121") == "21212121-****"
    assert mask_person("TSTNMT2321000057-1001") == "TSTNMT2321000057-1001"
    assert mask_person("") == ""


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_number_comes_through_any_text(before: str, after: str) -> None:
    text = f"{before} {NUMBER} {after}"
    assert "2399" not in mask_numbers(text).removeprefix(before).removesuffix(after)


def test_codes_after_their_name_are_masked() -> None:
    assert mask_codes("PIN: 123456, kod=654321 code 1234") == "PIN: ******, kod=****** code ******"
    assert mask_codes("code.wrong in 123456 ms") == "code.wrong in 123456 ms"


@pytest.mark.usefixtures("nothing_hidden")
def test_what_was_typed_in_the_wrong_place_is_masked_from_then_on() -> None:
    said = "135790 was typed, 12345678 too; 246802 ms, 1357901"
    assert mask_codes(said) == said
    hide(["--code=135790", "login", "12345678", "1234567"])
    assert mask_codes(said) == "****** was typed, ****** too; 246802 ms, 1357901"
    hide(["246802"])  # in the place of those told before
    assert mask_codes(said) == "135790 was typed, 12345678 too; ****** ms, 1357901"


def test_a_code_is_six_or_eight_digits_and_nothing_else() -> None:
    assert [
        text for text in ("135790", "12345678", "1234567", "13579", "a135790", "", "135 790") if looks_like_a_code(text)
    ] == ["135790", "12345678"]


def test_ten_bare_digits_are_a_person_when_the_last_one_checks() -> None:
    assert mask_numbers("9001132399 9001132398") == "900113-**** 9001132398"
    assert mask_numbers("900113-2398") == "900113-****"  # the sign says what it is
    assert mask_person("9001132398") == "900113-****"
