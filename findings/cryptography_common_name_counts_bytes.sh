#!/usr/bin/env bash
# cryptography 50.0.2: the upper bound of a common name (64 characters, RFC 5280 ub-common-name) is counted in bytes of UTF-8, and for the
# common name alone: givenName, surname and organizationName of the same length are taken. So a Swedish name of 33 letters "å" cannot be put
# into a certificate, while OpenSSL, which counts characters, makes it; and the very certificate is then read with a warning, not refused.
# Whoever checks a directory of people by characters issues none of the certificates of those with long names.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check cryptography==50.0.2
name=$(printf 'å%.0s' $(seq 33))
openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -utf8 -subj "/CN=$name" -days 1 -out "$work/made.pem" 2>/dev/null
openssl version
cat >"$work/run.py" <<'PY'
import sys
import warnings

from cryptography import __version__, x509
from cryptography.x509.oid import NameOID

print("cryptography", __version__)


def tried(oid, text):
    try:
        x509.NameAttribute(oid, text)
    except ValueError as error:
        return str(error)
    return "taken"


for letters, text in ((64, "a" * 64), (32, "å" * 32), (33, "å" * 33)):
    print(f"{letters} letters, {len(text.encode())} bytes: common name {tried(NameOID.COMMON_NAME, text)}")
print("33 letters å:", {oid._name: tried(oid, "å" * 33) for oid in (NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.ORGANIZATION_NAME)})
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    read = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read()).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
print("OpenSSL's certificate read:", len(read[0].value), "letters,", len(told), "warning(s)")
PY
"$work/venv/bin/python" "$work/run.py" "$work/made.pem" | tee "$work/said"
grep -q "^64 letters, 64 bytes: common name taken" "$work/said"
grep -q "^32 letters, 64 bytes: common name taken" "$work/said"
grep -q "^33 letters, 66 bytes: common name Attribute's length must be >= 1 and <= 64, but it was 66" "$work/said"
grep -q "'givenName': 'taken', 'surname': 'taken', 'organizationName': 'taken'" "$work/said"
grep -q "^OpenSSL's certificate read: 33 letters, [1-9]" "$work/said"
echo "as described"
