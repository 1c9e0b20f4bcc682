"""The texts that a relying party sends are shown as text, whatever is in them."""

from __future__ import annotations

from cosmic_login.phone.window.text_formatting import blocks


def test_plain_text_stays_as_it_is() -> None:
    assert blocks("# Rubrik\n\n<b>fet</b> **x**", "plaintext") == [("# Rubrik", "small"), ("<b>fet</b> **x**", "small")]


def test_simple_markdown_has_headings_lists_and_emphasis() -> None:
    text = "# Avtal\r\nJag *godkänner* **allt**:\n+ ett\n---\n2 * 3 * 4\n|Till|Summa|\n|---|---|\n| Anna | *5* kr |"
    assert blocks(text, "simpleMarkdownV1") == [
        ("Avtal", "subheading"),
        ("Jag godkänner allt:", "small"),
        ("\u2022 ett", "small"),
        ("2 * 3 * 4", "small"),
        ("Till\u2003Summa", "small"),
        ("Anna\u20035 kr", "small"),
    ]


def test_what_other_markdown_has_is_text() -> None:
    lines = ["- två", "* tre", "  + fyra", "#hej", "#### fyra", "1. ett", "> citat", "`kod`", "[x](http://y)"]
    assert blocks("\n".join(lines), "simpleMarkdownV1") == [(line.strip(), "small") for line in lines]


def test_a_backslash_makes_a_sign_a_sign() -> None:
    assert blocks("\\# x\n\\+ y\n2\\*3\\*4\n|a\\|b|c|", "simpleMarkdownV1") == [
        ("# x", "small"), ("+ y", "small"), ("2*3*4", "small"), ("a|b\u2003c", "small"),
    ]  # fmt: skip


def test_no_markup_of_qt_gets_through() -> None:
    assert blocks("<a href='x'>y</a>", "simpleMarkdownV1") == [("<a href='x'>y</a>", "small")]
