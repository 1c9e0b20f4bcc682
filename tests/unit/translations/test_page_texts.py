"""The pages' catalogues say what the window says where both do, and everything in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

from PySide6.QtCore import QTranslator  # noqa: E402

import page_texts  # noqa: E402
from cosmic_login.idp.pages.texts import Texts  # noqa: E402
from cosmic_login.translations import catalogue  # noqa: E402

ENGLISH, SWEDISH = Texts("en"), Texts("sv")


@pytest.fixture(scope="module")
def window() -> QTranslator:
    loaded = QTranslator()
    assert loaded.load(str(catalogue("en")))
    return loaded


def test_what_page_and_window_share_is_the_windows(window: QTranslator) -> None:
    shared = {key for key in page_texts.asked() if key[0]}
    assert len(shared) > 40
    for context, source in shared:
        if "%n" in source:
            for number in (1, 2):
                told = window.translate(context, source, None, number) or ""
                assert ENGLISH.shared_count(context, source, number) == told.replace("%n", str(number))
        else:
            told = (window.translate(context, source) or "").replace("&", "")
            assert told, f"{context}: {source}: the window does not say it"
            assert ENGLISH.shared(context, source) == told
            assert SWEDISH.shared(context, source) == source.replace("&", "")


def test_the_pages_own_are_translated_and_nobody_elses() -> None:
    kept = {each.source: each for each in page_texts.read(page_texts.FOLDER / "pages_en.po") if not each.context}
    own = {source for context, source in page_texts.asked() if not context}
    assert set(kept) == own
    for source, each in kept.items():
        assert each.trouble() == "", source
        assert ENGLISH.own(source) == each.forms[0] != source
        assert not re.search("[åäöÅÄÖ]", each.forms[0])


def test_swedish_counts_too() -> None:
    context, source = "Kit", "%n sekunder kvar"
    assert [SWEDISH.shared_count(context, source, number) for number in (0, 1, 2)] == [
        "0 sekunder kvar", "1 sekund kvar", "2 sekunder kvar",
    ]  # fmt: skip


def test_values_are_put_in_and_nothing_of_them_is_read() -> None:
    assert ENGLISH.own("Ändamål: {purpose}", purpose="{0.__class__} %n &") == "Purpose: {0.__class__} %n &"
    assert ENGLISH.shared("Window", "{party} vill att du legitimerar dig.", party="A & B").startswith("A & B ")


def test_a_text_that_both_have_and_one_that_the_window_has_not_are_found() -> None:
    said = [page_texts.PageText("Window", "&Namn", ("&Name",))]
    _, amiss = page_texts.merged(said, [])
    assert "pages: 'Namn' is the window's too: ask for it there" in amiss
    assert any(line.startswith("Window: 'Avbryt' is said by a page, and not by") for line in amiss)
    assert "pages: 'Fortsätt' is not translated" in amiss


def test_catalogues_are_read_as_other_programs_write_them(tmp_path: Path) -> None:
    texts = [
        page_texts.PageText("", 'Sä "så"\\n', ('Say "so"\\n',)),
        page_texts.PageText("Kit", "%n dagar", ("%n day", "%n days")),
    ]
    path = tmp_path / "a.po"
    path.write_text(page_texts.written(texts, "en"), "utf-8")
    assert page_texts.read(path) == texts
    wrapped = '#, c-format\nmsgid ""\n"one "\n"two"\nmsgstr ""\n"three "\n"four"\n'
    path.write_text(wrapped, "utf-8")
    assert page_texts.read(path) == [page_texts.PageText("", "one two", ("three four",))]


def test_the_catalogues_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "translations.py"), "--check"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")
