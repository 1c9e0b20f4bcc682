"""The advice in all combinations of outages, with and without a card, in both languages (issue D, show 7)."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from cosmic_login.gui.login import method_advice
from cosmic_login.gui.login.method_advice import WAYS, advise, forgotten, worded
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


def ways(row: str) -> dict[str, bool]:
    return {way: letter != "-" for way, letter in zip(WAYS, row, strict=True)}


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


ENGLISH = {
    method_advice.ALL_CLOSED: (
        "No way to log in is open right now. Wait a while. Ask the IT contact person if it takes long."
    ),
    method_advice.SITHS_OUT: "SITHS eID is out of service.",
    method_advice.CLOSED[method_advice.THIS_DEVICE]: "SITHS eID on this device is closed right now.",
    method_advice.CLOSED[method_advice.OTHER_DEVICE]: "SITHS eID on another device is closed right now.",
    method_advice.CLOSED[method_advice.MD]: "SITHS card with SITHS eID MD is closed right now.",
    method_advice.CLOSED[method_advice.BANKID]: "BankID is closed right now.",
    method_advice.AS_USUAL: "Log in as usual: SITHS eID on this device.",
    method_advice.WITH_PHONE: "If you have mobile SITHS eID: choose SITHS eID on another device.",
    method_advice.WITH_MD: "With the card: choose Log in another way, then Log in with a SITHS card.",
    method_advice.WITH_BANKID: "Choose Log in another way, then Log in with BankID.",
    method_advice.OR_BANKID: "Otherwise: choose Log in another way, then Log in with BankID.",
    method_advice.RESERVE_CARD: "Forgotten your card: ask an ID administrator (LRA) for a reserve card.",
    method_advice.THEN_BANKID: "If none is there: BankID, under Log in another way.",
}


@pytest.mark.parametrize("missing", range(1, 4))
def test_what_is_not_installed_is_neither_told_of_nor_advised(missing: int) -> None:
    for row in TABLE:
        for left_out in itertools.combinations(WAYS, missing):
            there = {way: is_open for way, is_open in ways(row).items() if way not in left_out}
            lines = advise(there, card=False)
            assert (lines == ()) == all(there.values())
            for way in left_out:
                assert method_advice.CLOSED[way] not in lines
            if method_advice.MD in left_out:
                assert method_advice.WITH_MD not in lines
            if method_advice.BANKID in left_out:
                assert not {method_advice.WITH_BANKID, method_advice.OR_BANKID, method_advice.THEN_BANKID} & {
                    *lines,
                    *forgotten(there),
                }
