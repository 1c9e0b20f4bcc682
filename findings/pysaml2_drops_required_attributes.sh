#!/usr/bin/env bash
# pysaml2 7.5.5: an attribute that its built-in maps do not name is dropped from a login, without an error or a line in the log,
# also when the system's own settings and metadata require it (required_attributes) and the answer has it. Who asks for
# attributes of a national profile is logged in as nobody in particular; allow_unknown_attributes or a map of one's own
# mends it. Needs Debian's xmlsec1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pysaml2==7.5.5
cat >"$work/run.py" <<'PY'
import base64
import logging
import sys
import warnings
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

warnings.simplefilter("ignore")
from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor

lines = []
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: lines.append(record.getMessage())
logging.getLogger().addHandler(handler)

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
ACS, SP, IDP, NAME = "https://sp.invalid/acs", "https://sp.invalid/", "https://idp.invalid/", "http://example.test/staff-id"
idp = f"{sys.argv[1]}/idp.xml"
with open(idp, "w") as file:
    file.write(
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{IDP}"><IDPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleSignOnService Location="https://idp.invalid/s" '
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/></IDPSSODescriptor></EntityDescriptor>'
    )
now = datetime.now(timezone.utc)
at, end = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (now, now + timedelta(minutes=5)))
ANSWER = f"""<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r"
Version="2.0" IssueInstant="{at}" Destination="{ACS}" InResponseTo="_q"><a:Issuer>{IDP}</a:Issuer><p:Status>
<p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></p:Status><a:Assertion ID="_a" Version="2.0"
IssueInstant="{at}"><a:Issuer>{IDP}</a:Issuer><a:Subject><a:NameID>x</a:NameID><a:SubjectConfirmation
Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><a:SubjectConfirmationData Recipient="{ACS}" NotOnOrAfter="{end}"
InResponseTo="_q"/></a:SubjectConfirmation></a:Subject><a:Conditions NotBefore="{at}" NotOnOrAfter="{end}">
<a:AudienceRestriction><a:Audience>{SP}</a:Audience></a:AudienceRestriction></a:Conditions><a:AuthnStatement
AuthnInstant="{at}"><a:AuthnContext><a:AuthnContextClassRef>c</a:AuthnContextClassRef></a:AuthnContext></a:AuthnStatement>
<a:AttributeStatement><a:Attribute Name="{NAME}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">
<a:AttributeValue>17</a:AttributeValue></a:Attribute></a:AttributeStatement></a:Assertion></p:Response>"""
for more in ({}, {"allow_unknown_attributes": True}):
    config = SPConfig()
    # Not signed, for the script's shortness: signed answers are no different.
    service = {
        "endpoints": {"assertion_consumer_service": [(ACS, BINDING_HTTP_POST)]},
        "required_attributes": [NAME],
        "want_response_signed": False,
        "want_assertions_signed": False,
    }
    config.load({"entityid": SP, "metadata": {"local": [idp]}, "service": {"sp": service}, **more})
    (wanted,) = ElementTree.fromstring(str(entity_descriptor(config))).iter(f"{MD}RequestedAttribute")
    required = (wanted.get("Name"), wanted.get("isRequired")) == (NAME, "true")
    encoded = base64.b64encode(ANSWER.encode()).decode()
    lines.clear()
    answer = Saml2Client(config).parse_authn_request_response(encoded, BINDING_HTTP_POST, {"_q": "/"})
    print(sorted(more), "metadata require it:", required, "attributes:", answer.ava, "warnings of it:", [line for line in lines if NAME in line])
PY
"$work/venv/bin/python" "$work/run.py" "$work" | tee "$work/seen"
diff - "$work/seen" <<'SEEN'
[] metadata require it: True attributes: {} warnings of it: []
['allow_unknown_attributes'] metadata require it: True attributes: {'http://example.test/staff-id': ['17']} warnings of it: []
SEEN
echo "as described"
