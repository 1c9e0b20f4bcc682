"""What a diagnosis says: in any language when it is shown, and never a personal number."""

from __future__ import annotations

import pytest

from cosmic_login.core.diagnosis import Finding, Said, as_text, cause_of, mend_of, plainly
from cosmic_login.core.failures import LoginFailure

NUMBER = "199001132399"


def test_lines_to_copy() -> None:
    failure = LoginFailure("card.absent", f"of {NUMBER}")
    findings = [
        Finding("reader", "ok", plainly("vpcd 00"), subject="vpcd"),
        Finding("card", "fail", cause_of(failure), mend_of("card.absent")),
    ]
    fine, bad, mend = as_text(findings).splitlines()
    assert fine == "[Fungerar] Kortläsare: vpcd: vpcd 00"
    assert bad == f"[Fungerar inte] Kort: {failure.info.cause} (card.absent: of 19900113-****)"
    assert mend == f"    Åtgärd: {failure.info.mend}"


def test_lines_in_another_language() -> None:
    english = {"Att se över": "To look at", "Kort": "Card", "Åtgärd: {mend}": "Mend: {mend}"}
    finding = Finding("card", "warn", plainly("7"), Said("Ring."))
    lines = as_text([finding], lambda _context, source: english.get(source, source))
    assert lines == "[To look at] Card: 7\n    Mend: Ring.\n"


@pytest.mark.parametrize("wrong", ["{reader} is missing", "{0} is missing", "{name is missing"])
def test_a_translation_with_other_placeholders_gives_way_to_the_source(wrong: str) -> None:
    said = Said("{name} saknas", {"name": Said("Kort {n}", {"n": "kod 1234"})})
    assert said.words(lambda _context, source: wrong if "saknas" in source else source) == "Kort kod ****** saknas"


def test_what_programs_read() -> None:
    assert Finding("card", "ok", Said("Bra."), subject=NUMBER).members() == {
        "name": "card",
        "status": "ok",
        "title": "Kort: 19900113-****",
        "found": "Bra.",
        "mend": "",
    }
    assert Finding("unheard-of", "fail", Said("Nej."), Said("Ring.")).members()["title"] == "unheard-of"
