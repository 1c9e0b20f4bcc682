"""The English is complete, keeps its placeholders, and is what the compiled file says."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from cosmic_login import translations
from cosmic_login.core.failures import FAILURES
from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.translations import LANGUAGES, catalogue, translate
from tests.parsed import nodes

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "src" / "cosmic_login"
PLACEHOLDER = re.compile(r"\{[^}]*\}|%n")


def messages() -> Iterator[tuple[str, str, ET.Element]]:
    root = ET.parse(catalogue("en").with_suffix(".ts")).getroot()  # noqa: S314 - our own file
    assert (root.get("language"), root.get("sourcelanguage")) == ("en", "sv")
    for context in root.iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name") or "", message.findtext("source") or "", translation


def forms(translation: ET.Element) -> list[str]:
    return [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]


def marked() -> Iterator[tuple[str, str]]:
    """Yield every marked text of the code, read by Python's own parser and not by lupdate."""
    for path in SOURCES.rglob("*.py"):
        text = path.read_text("utf-8")
        if "QT_TRANSLATE_NOOP" not in text and "translate" not in text:  # most have none, and need not be parsed
            continue
        for node in nodes(text):
            if isinstance(node, ast.Call) and len(node.args) >= 2:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                words = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
                if name in {"QT_TRANSLATE_NOOP", "translate"} and len(words) == 2:
                    yield str(words[0]), str(words[1])


def test_every_text_is_translated() -> None:
    found = list(messages())
    assert found
    for context, source, translation in found:
        assert context, source
        assert source
        assert translation.get("type") is None, f"{context}: {source}"
        assert all(forms(translation)), f"{context}: {source}"


def test_placeholders_are_the_same_in_both_languages() -> None:
    for context, source, translation in messages():
        for form in forms(translation):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(source)), f"{context}: {source}"


def test_a_text_with_a_number_has_a_form_for_one_and_for_many() -> None:
    plural = [(source, forms(translation)) for _, source, translation in messages() if "%n" in source]
    assert plural
    assert all(len(found) == 2 for _, found in plural)


def test_every_marked_text_stands_in_the_file() -> None:
    known = {(context, source) for context, source, _ in messages()}
    texts = set(marked())
    assert len(texts) > 300
    assert texts - known == set()
    assert known - texts == set()


def test_the_compiled_file_says_the_same() -> None:
    translator = QTranslator()
    assert translator.load(str(catalogue("en")))
    for context, source, translation in messages():
        for number, form in zip((1, 2) if "%n" in source else (-1,), forms(translation), strict=True):
            assert translator.translate(context, source, None, number) == form


@pytest.mark.parametrize("code", FAILURES)
def test_a_failure_is_told_in_english(code: str) -> None:
    for text in (FAILURES[code].cause, FAILURES[code].mend):
        english = translate("en", "Failure", text)
        assert english != text
        assert not re.search("[åäöÅÄÖ]", english)
        assert english[-1] == "." == text[-1]


def test_every_topic_of_the_help_is_told_in_english() -> None:
    for topic in TOPICS:
        for text in (*topic.body, *topic.steps, *topic.after):
            assert translate("en", "Help", text) != text


def test_swedish_and_unknown_texts_are_left_as_they_are() -> None:
    assert translate("sv", "Failure", "Koden var fel.") == "Koden var fel."
    assert translate("en", "Failure", "Något helt annat.") == "Något helt annat."
    assert translate("xx", "Failure", "Koden var fel.") == "Koden var fel."
    assert list(LANGUAGES) == ["sv", "en"]


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout


def test_english_needs_no_qt() -> None:
    program = "import sys; from cosmic_login.translations import translate; "
    program += "print(translate('en', 'Failure', 'Koden var fel.'), 'PySide6' in sys.modules)"
    assert run(program) == "The code was wrong. False\n"


def test_without_its_catalogue_it_stays_swedish(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for content in (None, b"", b"no catalogue"):
        if content is not None:
            (tmp_path / "cosmic_en.mo").write_bytes(content)
        monkeypatch.setattr(translations, "catalogue", lambda language: tmp_path / f"cosmic_{language}.qm")
        translations._loaded.cache_clear()
        assert translate("en", "Failure", "Koden var fel.") == "Koden var fel."
    translations._loaded.cache_clear()


def test_qt_and_gettext_are_told_the_same() -> None:
    for context, source, translation in messages():
        if "%n" not in source:
            assert translate("en", context, source) == forms(translation)[0]


def test_a_window_hears_keys_though_a_thread_translated_before(tmp_path: Path) -> None:
    """Qt takes the thread that makes the first object for the main one, while that thread lives."""
    program = tmp_path / "program.py"
    program.write_text(WINDOW_AFTER_A_THREAD, "utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("heard\n", "")


WINDOW_AFTER_A_THREAD = """
import threading
from cosmic_login.translations import translate
told, end = threading.Event(), threading.Event()
def work():
    translate("en", "Failure", "Koden var fel.")
    told.set()
    end.wait()
threading.Thread(target=work, daemon=True).start()
told.wait()
from PySide6.QtCore import QCoreApplication, QEvent, QObject
class Filter(QObject):
    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.User:
            print("heard")
        return False
app, listens, thing = QCoreApplication([]), Filter(), QObject()
app.installEventFilter(listens)
QCoreApplication.sendEvent(thing, QEvent(QEvent.Type.User))
"""


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    yield importlib.import_module("translations")
    sys.modules.pop("translations", None)


@pytest.mark.parametrize(
    ("source", "forms", "trouble"),
    [
        ("Kort: {who}", ("Card: {who}",), ""),
        ("Kort: {who}", ("Card",), "has other placeholders than {who}"),
        ("Kort", ("Card {who}",), "has other placeholders than none"),
        ("Kort", (), "is not translated"),
        ("%n kort", ("%n card",), "is not translated"),
        ("%n kort", ("%n card", "%n cards"), ""),
        ("&Kort", ("Cards",), "has an Alt letter in one language only"),
        (" ", ("x",), "is empty"),
    ],
)
def test_what_make_lint_refuses(tool: object, source: str, forms: tuple[str, ...], trouble: str) -> None:
    assert tool.Message("Window", source, forms).trouble() == trouble  # type: ignore[attr-defined]


def test_a_written_file_reads_the_same(tool: object, tmp_path: Path) -> None:
    known = tool.read(catalogue("en").with_suffix(".ts"))  # type: ignore[attr-defined]
    path = tmp_path / "again.ts"
    path.write_text(tool.written(known), "utf-8")  # type: ignore[attr-defined]
    assert tool.read(path) == known  # type: ignore[attr-defined]
    assert path.read_bytes() == catalogue("en").with_suffix(".ts").read_bytes()
