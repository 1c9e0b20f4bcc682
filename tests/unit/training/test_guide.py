"""The guide: it covers the instruction, a region's file changes what it may, and what is wrong in one is told."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.training.guide import pdf as pdf_writer
from cosmic_login.training.guide.compose import Guide, GuideSection
from cosmic_login.training.guide.content import LANGUAGES, content
from cosmic_login.training.guide.labels import LABELS
from cosmic_login.training.guide.pages import page
from cosmic_login.training.guide.region import read, shipped
from cosmic_login.training.rows import ROWS
from tests.unit.training.guide_kit import SMALLEST, guide, region, shots

#: The sections of the instruction in its order, in our words -> the guide's chapter.
SECTIONS = {
    "a card that is valid and a code that works": "card-and-code",
    "pass cards for those who have an alarm": "pass-card",
    "whom to ask": "questions",
    "never to leave the card": "unattended",
    "why one logs in so": "why",
    "new cards, and signatures": "new-card",
    "from the former service to SITHS eID": "transition",
    "the same, through a remote desktop": "remote",
    "the same, in the other system": "ward",
    "the first time": "first-time",
    "card and SITHS eID, step by step": "this-device",
    "getting SITHS eID on the phone": "mobile",
    "the phone, step by step": "other-device",
    "a forgotten or lost card": "lost-card",
    "SITHS eID out of service": "outage",
    "card and MD, step by step": "md",
    "what to bear in mind": "mind",
    "BankID, step by step": "bankid",
    "messages when it does not work": "errors",
    "authentication failed": "authentication-failed",
    "login failed": "login-failed",
    "BankID broken off": "bankid-by-mistake",
    "somebody else has locked": "locked-by-another",
}
#: What the instruction gives a picture.
PICTURED = {
    "this-device": 3, "other-device": 4, "md": 3, "bankid": 2, "authentication-failed": 1, "login-failed": 1,
    "bankid-by-mistake": 1,
}  # fmt: skip


def chapters(of: Guide) -> dict[str, GuideSection]:
    return {each.id: each for section in of.sections for each in (section, *section.under)}


def texts(section: GuideSection) -> Iterator[str]:
    for part in section.parts:
        yield from (part.text, part.lead, *part.items, *(line.text for line in part.lines))


def said(of: Guide, chapter: str) -> str:
    return " ".join(texts(chapters(of)[chapter]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_the_instruction_has_its_chapter_in_its_order(language: str) -> None:
    there = chapters(guide(shipped(), language))
    assert [each for each in there if each != "ways"] == list(SECTIONS.values())
    for name, pictures in PICTURED.items():
        found = [line.figure for part in there[name].parts for line in part.lines]
        found += [part.figure for part in there[name].parts]
        assert sum(each is not None for each in found) >= pictures, name
    assert {row for chapter in content().chapters for row in chapter.rows} == set(ROWS)


@pytest.mark.parametrize(
    ("chapter", "must"),
    {
        "questions": ("IT-kontaktperson", "IT-support", "anknytning 141 41"),
        "pass-card": ("Weblord",),
        "why": ("Region Jönköpings län", "Lex Maria", "2019"),
        "new-card": ("Mina sidor", "Service och stöd i arbetet"),
        "transition": ("NetID",),
        "remote": ("Citrix",),
        "ward": ("Nova Ward", "NetID Access"),
        "this-device": ("”SITHS eID på denna enhet”", "”Legitimera”", "Region Jönköpings län"),
        "other-device": ("”SITHS eID på annan enhet”", "”Skanna QR-kod”"),
        "lost-card": ("LRA", "mobilt BankID"),
        "md": ("”Logga in på annat sätt”", "några sekunder", "”Nästa”", "”OK”"),
        "mind": ("”Logga in med SITHS-kort”", "startas om", "inte skriva igen"),
        "bankid": ("”Logga in med BankID”",),
        "authentication-failed": ("”Försök igen”", "en minut", "”Stäng fönster”"),
        "login-failed": ("”Försök igen”", "”Avbryt”"),
        "bankid-by-mistake": ("”Försök igen”",),
        "locked-by-another": ("”Vill du logga ut användaren?”", "”JA”", "”NEJ”"),
    }.items(),
)
def test_what_the_instruction_names_is_named(chapter: str, must: tuple[str, ...]) -> None:
    words = said(guide(shipped()), chapter)
    assert all(each in words for each in must), words


def test_the_labels_it_quotes_are_the_programs_own_and_translated() -> None:
    catalogue = Path(__file__).parents[3] / "src/cosmic_login/translations/cosmic_en.ts"
    found = {
        (context.findtext("name"), message.findtext("source")): message.findtext("translation")
        for context in ET.parse(catalogue).getroot().iter("context")  # noqa: S314 - our own file
        for message in context.iter("message")
    }
    assert [place for place in LABELS.values() if not found.get(place)] == []


def test_nothing_in_braces_is_left_in_either_language() -> None:
    for language in LANGUAGES:
        for section in chapters(guide(region(), language)).values():
            assert not any("{" in text for text in (section.title, *texts(section)))


def test_another_region_has_its_own_name_number_steps_and_chapters() -> None:
    of = guide(
        region(
            'leave_out = ["ward", "pass-card"]\n'
            f"{SMALLEST}"
            '[words]\nphone = { sv = "08-465 004 20", en = "08-465 004 20" }\n'
            '[steps]\n"this-device/choose" = { sv = "Lägg kortet i {system}-läsaren.", en = "Put it in." }\n'
            '[chapters.why]\ntext = [{ sv = "Därför.", en = "Because." }]\n'
            '[chapters.questions]\ntitle = { sv = "Ring oss", en = "Call us" }\n'
            '[[own]]\nid = "garage"\nafter = "questions"\ntitle = { sv = "Garaget", en = "The garage" }\n'
            'text = [{ sv = "Fråga i porten.", en = "Ask at the gate." }]\n'
            '[[own]]\nid = "park"\nafter = "questions"\ntitle = { sv = "Parken", en = "The park" }\n'
            'text = [{ sv = "Tyst.", en = "Quiet." }]\n'
        )
    )
    there = chapters(of)
    assert of.region == "Region Prov"
    assert not {"ward", "pass-card"} & there.keys()
    assert "Nova Ward" not in said(of, "mobile")
    assert "08-465 004 20" in said(of, "questions")
    assert "141 41" not in page(of, shots(of))
    assert said(of, "this-device").strip().startswith("Lägg kortet i Cosmic-läsaren.")
    assert said(of, "why").strip() == "Därför."
    order = list(there)
    at = order.index("questions")
    assert order[at : at + 3] == ["questions", "garage", "park"]
    assert there["questions"].title == "Ring oss"
    numbers = [each.number for each in of.sections]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert [each.number for each in of.figures()] == list(range(1, len(of.figures()) + 1))


def test_what_stands_under_a_chapter_goes_with_it_and_is_not_spoken_of() -> None:
    of = guide(region(f'leave_out = ["transition"]\n{SMALLEST}'))
    assert not {"transition", "remote", "ward"} & chapters(of).keys()
    assert "Nova Ward" not in page(of, shots(of))


def test_what_a_region_writes_is_text_and_never_markup() -> None:
    of = guide(region('[name]\nsv = "Region <b>&\\"Prov"\nen = "Test"\n'))
    html = page(of, shots(of))
    assert "Region &lt;b&gt;&amp;&#34;Prov" in html
    assert "<b>" not in html
    assert "Det &lt;första&gt;" in html  # what a number in a picture stands on, too


def test_the_page_holds_all_that_it_shows() -> None:
    of = guide(shipped())
    html = page(of, shots(of))
    assert re.findall(r'(?:src|href)="(?!data:image/png;base64,|#)', html) == []
    assert "<script" not in html
    assert "url(" not in html.replace("attr(href url)", "")
    assert html.count("<img ") == len(of.figures()) == html.count('alt="')
    assert '<html lang="sv">' in html


def test_a_picture_that_is_missing_is_named() -> None:
    of = guide(shipped())
    there = shots(of)
    del there["take-over"]
    with pytest.raises(LoginFailure) as told:
        page(of, there)
    assert (told.value.code, told.value.detail) == ("guide.no_picture", "take-over")


def test_a_region_with_one_language_has_a_guide_in_that_one() -> None:
    of = region('languages = ["sv"]\n[name]\nsv = "Region Prov"\n[words]\nphone = { sv = "1" }\n')
    assert "ring IT-support: 1." in said(guide(of), "questions")
    with pytest.raises(LoginFailure) as told:
        guide(of, "en")
    assert told.value.code == "guide.no_language"


@pytest.mark.parametrize(
    ("more", "line", "reason"),
    [
        ("regoin = 1\n", 1, "unknown key"),
        ("format = 2\n", 1, "format 1"),
        ('languages = ["no"]\n', 1, "language 'no'"),
        ('leave_out = ["wards"]\n', 1, "ward, ways"),
        ('[words]\nfone = { sv = "1", en = "1" }\n', 2, "is it phone"),
        ('[words]\nphone = { sv = "1" }\n', 2, "is missing in en"),
        ('[words]\nphone = "1"\n', 2, "must be a table"),
        ('[words]\nphone = { sv = "{desk}", en = "1" }\n', 2, "is no word"),
        ('[words]\nphone = { sv = "", en = "1" }\n', 2, "must be 1 to"),
        ('[words]\nphone = { sv = "1\\u0007", en = "1" }\n', 2, "one line of text"),
        ('[chapters.why]\ntext = [{ sv = "a" }]\n', 2, "is missing in en"),
        ('[chapters.why]\ntext = [{ sv = "a {fone}", en = "b" }]\n', 2, "{fone} is no word"),
        ('[chapters.why]\ntext = [{ sv = "a {", en = "b" }]\n', 2, "{ is no word"),
        ("[chapters.why]\n", 1, "neither title nor text"),
        ('[chapters.whi]\ntitle = { sv = "a", en = "b" }\n', 1, "is it why"),
        ('[steps]\n"md/nixt" = { sv = "a", en = "b" }\n', 2, "is it md/next"),
        ('[document]\nnumber = ""\n', 2, "must be 1 to"),
        ('[document]\nissue = "1"\n', 2, "unknown key"),
        ('[[own]]\nid = "why"\nafter = "why"\ntitle = { sv = "a", en = "b" }\n', 2, "is taken"),
        ('[[own]]\nid = "a"\nafter = "b"\ntitle = { sv = "a", en = "b" }\n', 3, "no chapter"),
        ('[[own]]\nid = "a"\nafter = "why"\ntitle = { sv = "a", en = "b" }\n', 1, "text: is missing"),
        ("[words\n", 1, ""),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_file_line_and_reason(more: str, line: int, reason: str) -> None:
    text = more + SMALLEST if not more.startswith("[") else f"{SMALLEST}{more}"
    at = line if not more.startswith("[") else line + SMALLEST.count("\n")
    with pytest.raises(LoginFailure) as told:
        region(text)
    assert told.value.code == ("region.unreadable" if more == "[words\n" else "region.malformed")
    assert told.value.detail.startswith(f"prov.toml:{at}: ")
    assert reason in told.value.detail


def test_a_name_that_no_picture_can_show_is_refused() -> None:
    with pytest.raises(LoginFailure) as told:
        region(f'[name]\nsv = "{"R" * 65}"\nen = "R"\n')
    assert told.value.detail.startswith("prov.toml:2: ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 300_000)
    for path in (tmp_path / "none.toml", tmp_path, large):
        with pytest.raises(LoginFailure) as told:
            read(path)
        assert told.value.code == "region.unreadable"
        assert told.value.detail.startswith(f"{path}:1: ")


@pytest.mark.parametrize("error", [ImportError("No module named 'weasyprint'"), OSError("cannot load pango\nmore")])
def test_without_weasyprint_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def cannot(name: str) -> None:
        raise error

    monkeypatch.setattr(pdf_writer, "import_module", cannot)
    with pytest.raises(LoginFailure) as told:
        pdf_writer.check()
    assert told.value.code == "guide.no_pdf"
    assert "cosmic-login[guide]" in told.value.detail
    assert "more" not in told.value.detail
