"""The kinds of a setting's values, for who types them: what is refused, and what is shown can be typed again."""

from __future__ import annotations

import pytest

from cosmic_login.core.contact import Contact
from cosmic_login.core.settings_kinds import Address, Contacts, FileName, Kind, Number, Value, shown


@pytest.mark.parametrize(
    ("kind", "value", "trouble"),
    [
        (Address(), "https://idp.example.se/a", ""),
        (Address(), "https://idp.example.se\n", "must be one line of printable text"),
        (Address(), 3, "must be one line of printable text"),
        (Address(), "http://localhost", "must be https for another machine"),
        (FileName(), "x" * 501, "must be one line of printable text"),
        (Contacts(), (Contact("IT"),) * 8, ""),
        (Contacts(), (Contact("IT"),) * 9, "must be 8 contacts at the most"),
        (Contacts(), (Contact("IT", " "),), "must have a name, and a phone of one line"),
        (Number(0, 5), None, "must be a whole number"),
        (Number(0, 5, optional=True), None, ""),
    ],
)
def test_trouble(kind: Kind, value: object, trouble: str) -> None:
    assert kind.trouble(value) == trouble


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (
            Contacts(),
            (Contact("IT-support", "anknytning 141 41"), Contact("Anna")),
            "IT-support: anknytning 141 41; Anna",
        ),
        (Contacts(), (), ""),
        (Number(0, 5, optional=True), None, "auto"),
        (Number(0, 5, whole=False), 1.5, "1.5"),
    ],
)
def test_what_is_shown_can_be_typed_again(kind: Kind, value: Value, written: str) -> None:
    assert shown(value) == written
    assert kind.read(written) == value


def test_decimals_may_be_written_with_a_comma_and_what_is_no_number_is_left_for_the_refusal() -> None:
    assert Number(0, 5, whole=False).read("1,5") == 1.5
    assert Number(0, 5).read("many") == "many"
