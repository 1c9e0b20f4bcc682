"""XML of others is read within bounds, and nothing that a document declares is done."""

from __future__ import annotations

import zlib
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.idp.xml import BadXml, Bounds, inflate, read_xml

LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<r>&c;</r>"
)
FILE = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><r>&f;</r>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]><r/>'
OUTSIDE = '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x"><r/>'
DECLARED = {
    "entities": LAUGHS,
    "a file": FILE,
    "a parameter entity": PARAMETER,
    "an external subset": OUTSIDE,
    "after a comment": "<!-- <r> -->\n<?go on?>" + FILE,
    "a comment that looks like an end": "<!--><r>-->" + FILE,
    "nothing else": "<!DOCTYPE r><r/>",
}


def declared(encoding: str, text: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)


@pytest.mark.parametrize("text", DECLARED.values(), ids=DECLARED)
@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: declared("utf-8", text),
        lambda text: declared("UTF-16", text),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + declared("utf-16be", text),
        lambda text: declared("iso-8859-1", text),
        lambda text: declared("us-ascii", text),
    ],
    ids=["plain", "mark", "utf-8", "utf-16", "utf-16-le with mark", "utf-16-be with mark", "latin-1", "ascii"],
)
def test_a_document_type_is_refused_where_it_is_declared(write: object, text: str) -> None:
    assert callable(write)
    with pytest.raises(BadXml, match="DOCTYPE"):
        read_xml(write(text))


@pytest.mark.parametrize("text", ["<r/>", *DECLARED.values()])
@pytest.mark.parametrize(
    "write",
    [
        lambda text: declared("utf-7", text),
        lambda text: b"+ADw-" + text[1:].encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: declared("utf-16be", text),
        lambda text: text.encode("utf-32"),
        lambda text: b"\x00\x00\xfe\xff" + text.encode("utf-32-be"),
        lambda text: declared("cp037", text),
        lambda text: declared("windows-1252", text),
        lambda text: b'<?xml version="1.0" encoding="utf-16"?>' + text.encode(),
        lambda text: b"\xef\xbb\xbf" + declared("iso-8859-1", text),
        lambda text: b"\xff\xfe" + f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-16-le"),
        lambda text: b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(),
        lambda text: b"\xc3" + text.encode(),
        lambda text: b"\x00" + text.encode(),
    ],
)
def test_an_encoding_that_is_not_read_is_refused(write: object, text: str) -> None:
    assert callable(write)
    with pytest.raises(BadXml):
        read_xml(write(text))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "beginning"),
        (b"hej", "beginning"),
        (b"<!ELEMENT r ANY><r/>", "beginning"),
        (b"<r>&amp;&auml;</r>", "well-formed"),
        (b"<r", "well-formed"),
        (b"<r/><r/>", "well-formed"),
        (b'<r xmlns:x="u"><y:a/></r>', "well-formed"),
        (b'<r a="1" a="2"/>', "well-formed"),
        (b"<r>&#0;</r>", "well-formed"),
        (b"<root>\x00</root>", "well-formed"),
        (b"<r><!DOCTYPE x></r>", "well-formed"),
        (b'<?xml version="1.0"?><?xml version="1.0"?><r/>', "beginning"),
        (b"<a>" * 41 + b"</a>" * 41, "deep"),
        (b"<r>" + b"<a/>" * 5_000 + b"</r>", "elements"),
        (b"<r " + b" ".join(b'a%d=""' % n for n in range(41)) + b"/>", "attributes"),
        (b"<r>" + b" " * 200_000 + b"</r>", "bytes"),
    ],
)
def test_what_is_too_much_or_not_xml_is_refused_with_the_reason(document: bytes, why: str) -> None:
    with pytest.raises(BadXml, match=why):
        read_xml(document)


def test_right_documents_are_read_in_each_encoding() -> None:
    text = (
        '<?xml version="1.0" encoding="{}" standalone="yes"?>\n<!-- är -->'
        '<r a="&lt;å">Öberg <!-- - -->&amp; <![CDATA[<b>]]></r>'
    )
    for encoding, mark in (("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b""), ("iso-8859-1", b"")):
        root = read_xml(mark + text.format(encoding).encode(encoding))
        assert (root.get("a"), root.text) == ("<å", "Öberg & <b>")
    assert read_xml(b"<r>\xf0\x9f\x98\x80</r>").text == "\U0001f600"


@given(st.binary(max_size=300) | st.text(alphabet="<>!?&;%[]\"'= -xmlDOCTYPEaENI\n\ufeff", max_size=80).map(str.encode))
def test_whatever_comes_is_read_as_others_read_it_or_refused(document: bytes) -> None:
    try:
        root = read_xml(document, Bounds(depth=5, elements=20))
    except BadXml:
        return
    assert ET.tostring(root) == ET.tostring(ET.fromstring(document))  # noqa: S314 - generated here
    assert b"<!DOCTYPE" not in document or b"<!--" in document or b"<![CDATA[" in document or b"<?" in document


@given(st.recursive(st.text("aå&<>\"'", max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=10))
def test_every_document_within_the_bounds_is_read(shape: object) -> None:
    def build(parent: ET.Element, part: object) -> None:
        child = ET.SubElement(parent, "c", {"n": "é"})
        if isinstance(part, str):
            child.text = part
            return
        assert isinstance(part, list)
        for each in part:
            build(child, each)

    made = ET.Element("r")
    build(made, shape)
    for encoding in ("utf-8", "utf-16", "iso-8859-1"):
        assert ET.tostring(read_xml(ET.tostring(made, encoding))) == ET.tostring(made)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def test_what_is_inflated_is_bounded() -> None:
    assert inflate(deflated(b"x" * 1000), 1000) == b"x" * 1000
    assert inflate(deflated(b""), 10) == b""
    for data in (deflated(b"x" * 1001), deflated(b"\x00" * 50_000_000)):
        with pytest.raises(BadXml, match="more than"):
            inflate(data, 1000)
    for data in (deflated(b"x" * 100)[:-3], deflated(b"x") + b"more", b"", b"not deflated", zlib.compress(b"x")):
        with pytest.raises(BadXml, match="deflated"):
            inflate(data, 1000)


@given(st.binary(max_size=100))
def test_whatever_is_to_be_inflated_is_or_is_not(data: bytes) -> None:
    try:
        assert len(inflate(data, 500)) <= 500
    except BadXml:
        return
