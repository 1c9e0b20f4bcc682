#!/usr/bin/env bash
# zxing-cpp 3.1.1 from Python: one symbol of a structured append (ISO/IEC 18004, section 8) is given as a whole text, and
# nothing in the result says that it is a part: no index, no count, the same symbology identifier as any other code. And
# BarcodeFormat.QRCode alone asks for Micro QR codes too (their .format says so afterwards). What tells a part is the
# symbol itself: to_image() gives its modules, and .extra the mask; the first four bits of the data are then 0011.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check zxing-cpp==3.1.1 segno==1.6.6 numpy==2.2.6
cat >"$work/read.py" <<'PY'
import numpy
import segno
import zxingcpp


def seen(code):
    """Read a picture of a code, six pixels a module."""
    rows = [[0 if module else 255 for module in row] for row in code.matrix_iter(scale=6, border=4)]
    (found,) = zxingcpp.read_barcodes(numpy.array(rows, dtype=numpy.uint8), zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found


TEXT = "one text that is shown as two symbols, one beside the other"
for part in segno.make_sequence(TEXT, symbol_count=2):
    found = seen(part)
    print(found.valid, found.text in TEXT, found.text != TEXT, found.symbology_identifier, sorted(found.extra))
micro = seen(segno.make_micro("MICRO1"))
print(micro.valid, micro.text, micro.format)
PY
"$work/venv/bin/python" "$work/read.py" | tee "$work/seen"
diff - "$work/seen" <<'SEEN'
True True True ]Q1 ['DataMask', 'ECLevel', 'UEC', 'Version']
True True True ]Q1 ['DataMask', 'ECLevel', 'UEC', 'Version']
True MICRO1 Micro QR Code
SEEN
echo "as described"
