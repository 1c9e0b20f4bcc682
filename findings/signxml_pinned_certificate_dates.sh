#!/usr/bin/env bash
# signxml 5.2.0, XMLVerifier.verify(x509_cert=…): a certificate that is given as the one to trust is held to its dates, and by the machine's
# clock, although nothing else of it is looked at (its issuer is not). Keys in SAML metadata come in certificates that have mostly
# run out, and only the key is meant (SAML V2.0 Metadata Interoperability Profile 1.0, section 2.6.1).
# With verification_time set to a moment inside the dates the same signature is good.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check signxml==5.2.0 lxml==6.1.3 cryptography==50.0.2
cat >"$work/run.py" <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from signxml import SignatureConfiguration, SignatureMethod, XMLSigner, XMLVerifier

key = ec.generate_private_key(ec.SECP256R1())
pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sp")])


def certificate(begins, ends):
    return x509.CertificateBuilder(name, name, key.public_key(), 1, begins, ends).sign(key, hashes.SHA256())


now = datetime.now(timezone.utc)
current = certificate(now - timedelta(days=1), now + timedelta(days=9))
ended = certificate(now - timedelta(days=900), now - timedelta(days=1))
signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
signed = signer.sign(etree.fromstring("<a/>"), key=pem, cert=current.public_bytes(Encoding.PEM).decode())
document = etree.tostring(signed)


def verdict(pinned, **options):
    config = SignatureConfiguration(location="./", **options)
    try:
        XMLVerifier().verify(document, x509_cert=pinned, expect_config=config)
    except Exception as error:
        return type(error).__name__
    return "good"


print("signxml", version("signxml"))
print("the key in a certificate of today:", verdict(current))
print("the same key in one that ended yesterday:", verdict(ended))
print("the same, as of its own first day:", verdict(ended, verification_time=ended.not_valid_before_utc))
PY
"$work/venv/bin/python" "$work/run.py" | tee "$work/seen"
printf '%s\n' 'signxml 5.2.0' 'the key in a certificate of today: good' 'the same key in one that ended yesterday: InvalidCertificate' 'the same, as of its own first day: good' | diff - "$work/seen"
echo "as described"
