"""The guide as an accessible PDF (PDF/UA-1), by WeasyPrint from the same HTML. An extra: imported only when it is used.

Two things of ISO 14289-1 that WeasyPrint leaves open are done to its objects before they are written. Links have the
Print flag (7.18.1). Page numbers are artifacts (7.1, 7.8): it marks text of page margins as content and hangs the marks
on elements that are not in the tree.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from weasyprint import Document

#: What the extra is called, for whoever lacks it.
EXTRA: Final = "cosmic-login[guide]"
_PRINT_FLAG: Final = 4


def check() -> None:
    """Raise ``guide.no_pdf`` where WeasyPrint, or a library that it loads, is not installed."""
    try:
        import_module("weasyprint")  # takes a second, and is not installed everywhere
    except (ImportError, OSError) as error:  # what cannot be loaded of Pango is an OSError
        raise LoginFailure("guide.no_pdf", f"pip install '{EXTRA}': {str(error).strip().splitlines()[0]}") from None


def pdf(html: str) -> bytes:
    """Return the PDF. Raises ``guide.no_pdf``."""
    check()
    from weasyprint import HTML  # noqa: PLC0415

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of CSS that is meant for screens
    written: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", finisher=_finish)
    return written


def _finish(_document: Document, made: Any) -> None:  # noqa: ANN401 - pydyf has no types
    objects = {each.reference: each for each in made.objects}
    tables = [each for each in made.objects if isinstance(each, dict)]
    for each in tables:
        if each.get("Type") == "/Annot":
            each["F"] = _PRINT_FLAG
    root = next(each for each in tables if each.get("Type") == "/StructTreeRoot")
    in_tree: set[bytes] = set()
    to_see = list(root["K"])
    while to_see:
        reference = to_see.pop()
        in_tree.add(reference)
        to_see += [kid for kid in objects[reference].get("K", ()) if isinstance(kid, bytes)]
    marks = objects[root["ParentTree"]]["Nums"]
    of_page = dict(zip(marks[::2], marks[1::2], strict=True))
    for page in tables:
        if page.get("Type") == "/Page":
            _mark_artifacts(objects[page["Contents"]].stream, of_page[page["StructParents"]], in_tree)


def _mark_artifacts(operators: list[Any], elements: list[Any], in_tree: set[bytes]) -> None:
    """Make an artifact of what is marked as content of elements that are in no tree."""
    for place, operator in enumerate(operators):
        if operator != b"BDC":
            continue
        marked = operators[place - 1]
        if isinstance(marked, dict) and "MCID" in marked and elements[marked["MCID"]] not in in_tree:
            elements[marked["MCID"]] = b"null"
            operators[place - 2 : place] = ["/Artifact", "<</Type /Pagination>>"]
