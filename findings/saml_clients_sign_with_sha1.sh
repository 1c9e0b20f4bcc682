#!/usr/bin/env bash
# node-saml 5.1.0 and pysaml2 7.5.5, given an RSA key and nothing else, sign what they send by addresses with RSA-SHA1, which an
# IdP of today refuses: node-saml its AuthnRequests, pysaml2 its LogoutRequests once it is told to sign them. Somebody who tries
# pysaml2 meets it at the first log-out only, for its AuthnRequests are not signed. Needs npm, openssl and Debian's xmlsec1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=sp -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pysaml2==7.5.5
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --silent @node-saml/node-saml@5.1.0 >/dev/null)
cat >"$work/run.cjs" <<'JS'
const fs = require("node:fs");
const { SAML } = require("@node-saml/node-saml");
const saml = new SAML({
  entryPoint: "https://idp.invalid/sso", issuer: "https://sp.invalid/", callbackUrl: "https://sp.invalid/acs",
  idpCert: fs.readFileSync("cert.pem", "utf8"), privateKey: fs.readFileSync("key.pem", "utf8"),
});
saml.getAuthorizeUrlAsync("", "", {}).then((url) => console.log("node-saml:", new URL(url).searchParams.get("SigAlg")));
JS
cat >"$work/run.py" <<'PY'
import sys
import warnings
from urllib.parse import parse_qs, urlsplit

warnings.simplefilter("ignore")
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.saml import NameID

IDP = "https://idp.invalid/"
with open("idp.xml", "w") as file:
    file.write(
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{IDP}"><IDPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleLogoutService Location="https://idp.invalid/o" '
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/><SingleSignOnService Location="https://idp.invalid/s" '
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/></IDPSSODescriptor></EntityDescriptor>'
    )
for signed in ({}, {"logout_requests_signed": True}):
    config = SPConfig()
    sp = {"endpoints": {"assertion_consumer_service": [("https://sp.invalid/acs", BINDING_HTTP_POST)]}, **signed}
    given = {"key_file": "key.pem", "cert_file": "cert.pem", "metadata": {"local": ["idp.xml"]}}
    config.load({"entityid": "https://sp.invalid/", **given, "service": {"sp": sp}})
    client = Saml2Client(config)
    for what, told in (
        ("AuthnRequest", client.prepare_for_authenticate()[1]),
        ("LogoutRequest", client.do_logout(NameID(text="x"), [IDP], "", None, expected_binding=BINDING_HTTP_REDIRECT)[IDP][1]),
    ):
        query = parse_qs(urlsplit(dict(told["headers"])["Location"]).query)
        print("pysaml2:", sorted(signed), what, *query.get("SigAlg", ["not signed"]))
PY
(cd "$work" && node run.cjs && venv/bin/python run.py) | tee "$work/seen"
diff - "$work/seen" <<'SEEN'
node-saml: http://www.w3.org/2000/09/xmldsig#rsa-sha1
pysaml2: [] AuthnRequest not signed
pysaml2: [] LogoutRequest not signed
pysaml2: ['logout_requests_signed'] AuthnRequest not signed
pysaml2: ['logout_requests_signed'] LogoutRequest http://www.w3.org/2000/09/xmldsig#rsa-sha1
SEEN
echo "as described"
