#!/usr/bin/env bash
# WeasyPrint 70.0, pdf_variant="pdf/ua-1": text in a margin box (a page number, @bottom-right { content: counter(page) }) is
# marked as content and not as an artifact, and the element that the mark belongs to hangs in no structure tree: ISO 14289-1,
# 7.1, wants one or the other. Likewise a header cell over a column of header cells has neither Scope nor Headers that name it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pikepdf==10.18.0
cat >"$work/run.py" <<'PY'
import io
import re

import pikepdf
import weasyprint

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Probe</title>
<style>@page { @bottom-right { content: "page " counter(page) } }</style></head><body><h1>Probe</h1>
<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>
<tbody><tr><th scope="row">c</th><td>d</td></tr></tbody></table></body></html>"""
print("WeasyPrint", weasyprint.__version__)
data = weasyprint.HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1")


def walk(tag):
    yield tag.objgen
    kids = tag.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from walk(kid)


def cells(tag):
    if tag.get("/S") == "/TH":
        yield tag
    for kid in tag.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from cells(kid)


with pikepdf.open(io.BytesIO(data)) as document:
    root = document.Root.StructTreeRoot
    there = set(walk(root.K[0]))
    marked = root.ParentTree.Nums[1]
    lost = sum(element.objgen not in there for element in marked)
    print("content marked:", len(marked), "in no tree:", lost)
    print("pagination artifacts:", len(re.findall(rb"/Pagination", document.pages[0].Contents.read_bytes())))
    headers = list(cells(root.K[0]))
    print("header cells:", len(headers), "with Scope:", sum("/Scope" in cell.get("/A", {}) for cell in headers))
PY
"$work/venv/bin/python" "$work/run.py" | tee "$work/seen"
printf '%s\n' 'WeasyPrint 70.0' 'content marked: 6 in no tree: 1' 'pagination artifacts: 0' 'header cells: 3 with Scope: 0' | diff - "$work/seen"
echo "as described"
