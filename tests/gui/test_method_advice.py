"""The advice in all combinations of outages, with and without a card, in both languages (issue D, show 7)."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from cosmic_login.core.login_methods import BANKID, MD, METHODS, OTHER_DEVICE, THIS_DEVICE, LoginMethod, MethodAdvice
from cosmic_login.gui.login import method_advice
from cosmic_login.gui.login.method_advice import advise, forgotten, worded
from cosmic_login.ui.language import set_language

#: What is said, by one letter or digit each: 1 to 4 are closed ways, in the order of the start screen.
SAID = {
    "-": "Inget inloggningssätt är öppet just nu. Vänta en stund. Fråga IT-kontaktpersonen om det dröjer.",
    "S": "SITHS eID är ur drift.",
    "1": "SITHS eID på denna enhet är stängt just nu.",
    "2": "SITHS eID på annan enhet är stängt just nu.",
    "3": "SITHS-kort med SITHS eID MD är stängt just nu.",
    "4": "BankID är stängt just nu.",
    "u": "Logga in som vanligt: SITHS eID på denna enhet.",
    "p": "Har du mobilt SITHS eID: välj SITHS eID på annan enhet.",
    "m": "Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort.",
    "b": "Välj Logga in på annat sätt och sedan Logga in med BankID.",
    "o": "Annars: välj Logga in på annat sätt och sedan Logga in med BankID.",
    "R": "Glömt kortet: be en ID-administratör (LRA) om ett reservkort.",
    "B": "Finns ingen på plats: BankID, under Logga in på annat sätt.",
}
#: Which ways are open (T this device, O other device, M MD, B BankID): what is said with a card in the reader, and
#: what is added without one (R14: the reserve card, then BankID). Every combination; R15 is the last row but three.
TABLE = {
    "TOMB": ("", ""),
    "TOM-": ("4u", "R"),
    "TO-B": ("3u", "RB"),
    "TO--": ("34u", "R"),
    "T-MB": ("2u", "RB"),
    "T-M-": ("24u", "R"),
    "T--B": ("23u", "RB"),
    "T---": ("234u", "R"),
    "-OMB": ("1pm", "RB"),
    "-OM-": ("14pm", "R"),
    "-O-B": ("13po", ""),
    "-O--": ("134p", ""),
    "--MB": ("Sm", "RB"),
    "--M-": ("S4m", "R"),
    "---B": ("S3b", ""),
    "----": ("-", ""),
}


#: The way that is emphasised, by its letter: the first that everybody has.
EMPHASIS = {row: next((letter for letter in "TMBO" if letter in row), "") for row in TABLE}


def ways(row: str) -> dict[str, bool]:
    return {way: letter != "-" for way, letter in zip(METHODS, row, strict=True)}


def test_the_table_has_every_combination() -> None:
    every = {"".join(row) for row in itertools.product("T-", "O-", "M-", "B-")}
    assert set(TABLE) == every


@pytest.mark.parametrize("row", TABLE)
def test_the_advice(qapp: QCoreApplication, row: str) -> None:
    set_language(qapp, "sv")
    with_card, without = TABLE[row]
    assert worded(advise(ways(row), card=True)) == " ".join(SAID[each] for each in with_card)
    assert worded(advise(ways(row), card=False)) == " ".join(SAID[each] for each in with_card + without)


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize("card", [True, False])
def test_in_english_it_is_the_same_advice_sentence_by_sentence(
    qtbot: QtBot, qapp: QCoreApplication, row: str, card: bool
) -> None:
    lines = advise(ways(row), card=card)
    set_language(qapp, "en")
    try:
        said = [worded((line,)) for line in lines]
    finally:
        set_language(qapp, "sv")
    assert [ENGLISH[line] for line in lines] == said


def _of(row: LoginMethod) -> MethodAdvice:
    assert row.advice is not None
    return row.advice


ENGLISH = {
    method_advice.ALL_CLOSED: (
        "No way to log in is open right now. Wait a while. Ask the IT contact person if it takes long."
    ),
    method_advice.SERVICE_OUT["siths"]: "SITHS eID is out of service.",
    _of(THIS_DEVICE).closed: "SITHS eID on this device is closed right now.",
    _of(OTHER_DEVICE).closed: "SITHS eID on another device is closed right now.",
    _of(MD).closed: "SITHS card with SITHS eID MD is closed right now.",
    _of(BANKID).closed: "BankID is closed right now.",
    _of(THIS_DEVICE).take: "Log in as usual: SITHS eID on this device.",
    _of(OTHER_DEVICE).take: "If you have mobile SITHS eID: choose SITHS eID on another device.",
    _of(MD).take: "With the card: choose Log in another way, then Log in with a SITHS card.",
    _of(BANKID).take: "Choose Log in another way, then Log in with BankID.",
    _of(BANKID).otherwise: "Otherwise: choose Log in another way, then Log in with BankID.",
    method_advice.RESERVE_CARD: "Forgotten your card: ask an ID administrator (LRA) for a reserve card.",
    _of(BANKID).forgotten: "If none is there: BankID, under Log in another way.",
}


def test_what_everybody_has_is_emphasised() -> None:
    names = dict(zip("TOMB", METHODS, strict=True))
    for row, letter in EMPHASIS.items():
        assert method_advice.advised(ways(row)) == names.get(letter, ""), row
    assert method_advice.advised({}) == THIS_DEVICE.name, "nothing is known yet"


@pytest.mark.parametrize("missing", range(1, 4))
def test_what_is_not_installed_is_neither_told_of_nor_advised(missing: int) -> None:
    for row in TABLE:
        for left_out in itertools.combinations(METHODS, missing):
            there = {way: is_open for way, is_open in ways(row).items() if way not in left_out}
            lines = advise(there, card=False)
            assert (lines == ()) == all(there.values())
            for way in left_out:
                assert _of(METHODS[way]).closed not in lines
            if MD.name in left_out:
                assert _of(MD).take not in lines
            if BANKID.name in left_out:
                assert not {_of(BANKID).take, _of(BANKID).otherwise, _of(BANKID).forgotten} & {
                    *lines,
                    *forgotten(there),
                }
