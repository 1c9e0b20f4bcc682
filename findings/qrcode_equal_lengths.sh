#!/usr/bin/env bash
# qrcode 8.2: two texts of the same length and the same alphabet may need QR codes of different sizes. add_data splits a text
# by its content into numeric, alphanumeric and byte segments (optimize=20 by default), so a run of twenty digits that
# turns up by chance changes how many bits are needed: an animated code, a new text each second, jumps in size on the
# screen although every text is equally long and level and mask are fixed. optimize=0 gives one segment and one size.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check qrcode==8.2
cat >"$work/sizes.py" <<'PY'
import qrcode

LETTERS = "abcdef" * 24  # 144 characters of hexadecimal
DIGITS = "ab" * 24 + "0123456789" * 7 + "abcdef" * 4 + "ab"  # 144 of the same alphabet, with a run of digits


def version(text, **options):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=2)
    code.add_data(text, **options)
    code.make(fit=True)
    return code.version


assert len(LETTERS) == len(DIGITS) and set(DIGITS) <= set("0123456789abcdef")
print("as it comes:", "same" if version(LETTERS) == version(DIGITS) else "different")
print("optimize=0:", "same" if version(LETTERS, optimize=0) == version(DIGITS, optimize=0) else "different")
PY
"$work/venv/bin/python" "$work/sizes.py" | tee "$work/seen"
printf '%s\n' 'as it comes: different' 'optimize=0: same' | diff - "$work/seen"
echo "as described"
