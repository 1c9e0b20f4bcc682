"""The texts that a relying party sends are shown as text, whatever is in them."""

from __future__ import annotations

from cosmic_login.phone.window.text_formatting import blocks


def test_plain_text_stays_as_it_is() -> None:
    assert blocks("# Rubrik\n\n<b>fet</b> **x**", "plaintext") == [("# Rubrik", "small"), ("<b>fet</b> **x**", "small")]


def test_simple_markdown_has_headings_lists_and_emphasis() -> None:
    text = "# Avtal\r\nJag *godkänner* **allt**:\n+ ett\n- två\n---\n2 * 3 * 4"
    assert blocks(text, "simpleMarkdownV1") == [
        ("Avtal", "subheading"),
        ("Jag godkänner allt:", "small"),
        ("\u2022 ett", "small"),
        ("\u2022 två", "small"),
        ("2 * 3 * 4", "small"),
    ]


def test_no_markup_of_qt_gets_through() -> None:
    assert blocks("<a href='x'>y</a>", "simpleMarkdownV1") == [("<a href='x'>y</a>", "small")]
